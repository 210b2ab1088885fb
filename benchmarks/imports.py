"""What an import costs: seconds, memory, modules; measured in a fresh interpreter."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import OneRound, Program, Sample

_SCRIPT = """
import sys, time
before = len(sys.modules)
wall, cpu = time.perf_counter(), time.process_time()
{statement}
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
modules = len(sys.modules) - before
# Not ru_maxrss: that starts with what the process had before it became this one.
try:
    peak = next(int(x.split()[1]) for x in open("/proc/self/status") if x.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
import json
print(json.dumps([wall, cpu, peak / 1024, modules]))
"""


def importing(statement: str) -> Program:
    """Return the program that measures *statement* in an interpreter of its own."""

    def program(_size: int, _folder: Path) -> OneRound:
        script = _SCRIPT.format(statement=statement)

        def one_round(_number: int) -> Sample:
            done = subprocess.run(
                [sys.executable, "-c", script], capture_output=True, check=True, text=True
            )
            wall, cpu, megabytes, modules = json.loads(done.stdout)
            return Sample(wall, cpu, {"memory": megabytes, "modules": modules})

        # The first import writes the bytecode.
        one_round(0)
        return one_round

    return program
