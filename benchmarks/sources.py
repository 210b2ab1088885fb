"""The source of the assets: the same text for each side, one import apart.

Each is a module on disk, as a user's is: dagbook reads the source of what it runs.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

_HELPERS = """
def combine(*values):
    return sum(values) % 1_000_003
"""

_FRAMES = """
import numpy
import pandas

ROUND = 0


def frame(seed):
    random = numpy.random.default_rng(seed)
    codes = random.integers(0, 500, {rows})
    return pandas.DataFrame(
        {{
            "id": numpy.arange({rows}),
            "count": random.integers(0, 1_000, {rows}),
            "price": random.random({rows}),
            "city": pandas.Series(codes).astype("str"),
            "at": pandas.Timestamp("2024-01-01") + pandas.to_timedelta(codes, unit="min"),
        }}
    )

"""


def web(size: int) -> str:
    """Return *size* assets, each of which reads up to two others, and a helper they call."""
    return _HELPERS + "".join(
        _asset(f"asset_{n:05d}", [f"asset_{m:05d}" for m in _reads(n)], "combine({inputs})", n)
        for n in range(size)
    )


def _reads(number: int) -> list[int]:
    return sorted({number // 2, number * 2 // 3}) if number > 1 else []


def chain(size: int) -> str:
    """Return *size* assets, each of which reads the one before."""
    return "".join(
        _asset(f"asset_{n:05d}", [f"asset_{n - 1:05d}"] if n else [], "{inputs}", n)
        for n in range(size)
    )


def star(width: int) -> str:
    """Return an asset, *width* that read it, and one that reads all of these."""
    middle = [f"middle_{n:05d}" for n in range(width)]
    return "".join(
        (
            _asset("first", [], "{inputs}", 0),
            *(_asset(name, ["first"], "{inputs}", n) for n, name in enumerate(middle, start=1)),
            _asset("last", middle, "{inputs}", width + 1),
        )
    )


def frames(size: int, rows: int = 10_000) -> str:
    """Return *size* assets that make frames of five columns; `ROUND` makes them anew."""
    assets = "".join(
        f"\n\n@asset\ndef frame_{n:05d}():\n    return frame(({n}, ROUND))\n" for n in range(size)
    )
    return _FRAMES.format(rows=rows) + assets


def days(size: int) -> str:
    """Return one asset of *size* daily partitions."""
    return f"""
from datetime import date, timedelta

END = (date(2024, 1, 1) + timedelta(days={size})).isoformat()


@asset(partitions_def=DailyPartitionsDefinition("2024-01-01", end_date=END))
def daily(context):
    return len(context.partition_key)
"""


def days_at_once(size: int) -> str:
    """Return `days`, made in one step."""
    return (
        days(size)
        .replace("partitions_def=", "backfill_policy=BackfillPolicy.single_run(), partitions_def=")
        .replace(
            "return len(context.partition_key)",
            "return {key: len(key) for key in context.partition_keys}",
        )
    )


def _asset(name: str, inputs: list[str], call: str, number: int) -> str:
    expression = call.format(inputs=", ".join(inputs)) or "0"
    return f"\n\n@asset\ndef {name}({', '.join(inputs)}):\n    return {expression} + {number}\n"


class Source:
    """A module of assets on disk, to be run as often as one likes.

    Args:
        text: Without the import.
        imports: The line that brings `asset` into it.
        folder: Where the file is made.
    """

    _made = 0

    def __init__(self, text: str, imports: str, folder: Path) -> None:
        Source._made += 1
        self._path = folder / f"bench_source_{Source._made}.py"
        self._path.write_text(f"{imports}\n{text}", encoding="utf-8")
        self._code = compile(self._path.read_text(encoding="utf-8"), str(self._path), "exec")

    def run(self) -> ModuleType:
        """Return the module, made anew; compiling it is not part of that."""
        spec = importlib.util.spec_from_file_location(self._path.stem, self._path)
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[self._path.stem] = module
        exec(self._code, module.__dict__)
        return module


def assets_of(module: ModuleType, is_asset: Callable[[object], bool]) -> list:
    """Return the assets of *module*, in the order in which they stand there."""
    return [value for value in _values(module) if is_asset(value)]


def _values(module: ModuleType) -> Iterable[object]:
    return list(vars(module).values())
