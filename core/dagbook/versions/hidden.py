"""What a function reads that no fingerprint can follow: the clock, chance, the environment."""

from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from dagbook.versions.scopes import Chain

_CLOCK = "the clock. Pass the time in as config or as the partition key"
_ENVIRONMENT = "an environment variable; a change of it is not noticed. Make it a resource"
_NETWORK = "the network; a change there is not noticed. Read it in an asset of its own"
_CHANCE = "chance: each run gives another value"
_UNTOLD = (
    "the value of an asset that is not among its inputs; a new one is not noticed. Take it as an "
    "argument, or name it in deps"
)
_BY_NAME = (
    "what it finds by a name as text; a change of that is not noticed. Name it in the code itself"
)

HIDDEN: dict[str, str] = {
    "os.environ": _ENVIRONMENT,
    "os.getenv": _ENVIRONMENT,
    "time.time": _CLOCK,
    "time.time_ns": _CLOCK,
    "datetime.datetime.now": _CLOCK,
    "datetime.datetime.utcnow": _CLOCK,
    "datetime.datetime.today": _CLOCK,
    "datetime.date.today": _CLOCK,
    "pandas.Timestamp.now": _CLOCK,
    "pandas.Timestamp.today": _CLOCK,
    "uuid.uuid1": _CHANCE,
    "uuid.uuid4": _CHANCE,
    "secrets": _CHANCE,
    "random.SystemRandom": _CHANCE,
    "random.Random": "",
    "random.seed": "",
    "random": "chance. Use random.Random(seed), so that a rerun gives the same",
    "numpy.random.default_rng": "",
    "numpy.random.Generator": "",
    "numpy.random.RandomState": "",
    "numpy.random.seed": "",
    "numpy.random": "chance. Use numpy.random.default_rng(seed), so that a rerun gives the same",
    "input": "what is typed at that moment. Pass it in as config",
    "urllib.request": _NETWORK,
    "requests": _NETWORK,
    "httpx": _NETWORK,
    "dagbook.live.load": _UNTOLD,
    "dagbook.live.kernel.load": _UNTOLD,
    "subprocess": "another program; a change of it is not noticed",
    "globals": _BY_NAME,
    "eval": _BY_NAME,
    "exec": _BY_NAME,
    "__import__": _BY_NAME,
    "importlib.import_module": _BY_NAME,
}
"""What is read from outside, by dotted name; the longest that fits counts, and "" is harmless."""

UNSEEN = (
    "a file that is not seen being opened; a change of it is not noticed. Write its path as text "
    "in the body, or read it with open()"
)
"""Said of what reads files beside Python, where no path is written in the body."""

HIDDEN.update(
    dict.fromkeys(
        (
            *(f"pandas.read_{kind}" for kind in ("parquet", "feather", "orc")),
            *(
                f"polars.{verb}_{kind}"
                for verb in ("read", "scan")
                for kind in ("csv", "parquet", "ipc", "ndjson", "delta", "avro", "json")
                if (verb, kind) not in {("scan", "avro"), ("scan", "json")}
            ),
            "pyarrow.parquet.read_table",
            "pyarrow.feather.read_table",
            "pyarrow.csv.read_csv",
            "pyarrow.json.read_json",
            "pyarrow.orc.read_table",
            "pyarrow.dataset.dataset",
        ),
        UNSEEN,
    )
)

_TOPS = frozenset(name.partition(".")[0] for name in HIDDEN)


def hidden_read(root: Any, chain: Chain) -> str | None:
    """Return what reading *chain* depends on besides code, or None when on nothing.

    Args:
        root: What the first name of the chain is now.
        chain: The dotted name as it is written.

    >>> import os
    >>> hidden_read(os, ("os", "environ", "get"))
    'an environment variable; a change of it is not noticed. Make it a resource'
    """
    if chain[-1] == "__subclasses__":
        return _BY_NAME
    names = [*_dotted_name(root).removeprefix("builtins.").split("."), *chain[1:]]
    if names[0] not in _TOPS:
        return None
    for length in range(len(names), 0, -1):
        text = HIDDEN.get(".".join(names[:length]))
        if text is not None:
            return text or None
    return None


def looks_like_path(text: str) -> bool:
    """Return whether *text* may be the path of a file.

    >>> looks_like_path("data/x.csv"), looks_like_path("orders")
    (True, False)
    """
    return "\n" not in text and ("." in text or "/" in text)


def _dotted_name(value: Any) -> str:
    """Return where *value* is found, as ``module.name``; nothing of a plain value."""
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, (FunctionType, type)):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, BuiltinFunctionType):
        owner = value.__self__
        if isinstance(owner, type):
            return f"{owner.__module__}.{value.__qualname__}"
        return f"{value.__module__ or type(owner).__module__}.{value.__name__}"
    if isinstance(value, MethodType):
        return f"{type(value.__self__).__module__}.{value.__name__}"
    return "os.environ" if type(value).__qualname__ == "_Environ" else ""
