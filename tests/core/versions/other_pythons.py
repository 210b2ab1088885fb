"""A program for any Python: the fingerprints of the table of edits, and what runs there.

Started with the folder of dagbook's source and the table. Where xxhash is not installed, another
digest takes its place, the same for each Python: what is digested is compared, not how.
"""

import hashlib
import json
import linecache
import re
import sys
import types
from pathlib import Path


class _Digest:
    def __init__(self, data=b""):
        self._state = hashlib.blake2b(data, digest_size=16)
        self.update = self._state.update
        self.hexdigest = self._state.hexdigest


def sources(table):
    """Yield name and source of each edit of *table*."""
    blocks = re.split(r"^(?:==|!=) (.+)\n", Path(table).read_text(), flags=re.MULTILINE)
    for name, edit in zip(blocks[1::2], blocks[2::2], strict=True):
        yield name, edit.split("\n--\n")[1]


def main(core, table):
    sys.modules["xxhash"] = types.ModuleType("xxhash")
    sys.modules["xxhash"].xxh3_128 = _Digest
    sys.path.insert(0, core)
    from dagbook.versions.fingerprint import Fingerprinter

    found = {}
    for name, source in sources(table):
        text = source.strip("\n") + "\n"
        lines = text.splitlines(keepends=True)
        linecache.cache[f"<{name}>"] = (len(text), None, lines, f"<{name}>")
        namespace = {"__name__": "__main__"}
        try:
            exec(compile(text, f"<{name}>", "exec"), namespace)
        except (SyntaxError, ImportError):
            found[name] = None
            continue
        found[name] = Fingerprinter().fingerprint(namespace["f"]).value
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
