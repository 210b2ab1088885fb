"""What a function reads that no fingerprint can follow: the clock, chance, the environment."""

from types import FunctionType, ModuleType
from typing import Any

from dagbook.versions.scopes import Chain

_CLOCK = "the clock. Pass the time in as config or as the partition key"
_ENVIRONMENT = "an environment variable; a change of it is not noticed. Make it a resource"
_NETWORK = "the network; a change there is not noticed. Read it in an asset of its own"
_CHANCE = "chance: each run gives another value"

HIDDEN: tuple[tuple[str, str], ...] = (
    ("os.environ", _ENVIRONMENT),
    ("os.getenv", _ENVIRONMENT),
    ("time.time", _CLOCK),
    ("time.time_ns", _CLOCK),
    ("datetime.datetime.now", _CLOCK),
    ("datetime.datetime.utcnow", _CLOCK),
    ("datetime.datetime.today", _CLOCK),
    ("datetime.date.today", _CLOCK),
    ("pandas.Timestamp.now", _CLOCK),
    ("pandas.Timestamp.today", _CLOCK),
    ("uuid.uuid1", _CHANCE),
    ("uuid.uuid4", _CHANCE),
    ("secrets", _CHANCE),
    ("random.SystemRandom", _CHANCE),
    ("random.Random", ""),
    ("random.seed", ""),
    ("random", "chance. Use random.Random(seed), so that a rerun gives the same"),
    ("numpy.random.default_rng", ""),
    ("numpy.random.Generator", ""),
    ("numpy.random.RandomState", ""),
    ("numpy.random.seed", ""),
    ("numpy.random", "chance. Use numpy.random.default_rng(seed), so that a rerun gives the same"),
    ("input", "what is typed at that moment. Pass it in as config"),
    (
        "urllib.request",
        _NETWORK,
    ),
    ("requests", _NETWORK),
    ("httpx", _NETWORK),
    ("subprocess", "another program; a change of it is not noticed"),
)
"""What is read from outside, by dotted name, the longer ones first; an empty text is harmless."""


def hidden_read(root: Any, chain: Chain) -> str | None:
    """Return what reading *chain* depends on besides code, or None when on nothing.

    Args:
        root: What the first name of the chain is now.
        chain: The dotted name as it is written.

    >>> import os
    >>> hidden_read(os, ("os", "environ", "get"))
    'an environment variable; a change of it is not noticed. Make it a resource'
    """
    if isinstance(root, ModuleType):
        base = root.__name__
    elif isinstance(root, (type, FunctionType)) or hasattr(root, "__qualname__"):
        owner = getattr(root, "__self__", None)
        if isinstance(owner, type) and owner.__module__ != "builtins":
            base = f"{owner.__module__}.{root.__qualname__}"
        elif owner is not None and type(owner).__module__ == "random":
            base = f"random.{root.__name__}"
        else:
            base = f"{getattr(root, '__module__', '')}.{root.__qualname__}"
    else:
        base = "os.environ" if type(root).__qualname__ == "_Environ" else ""
    dotted = ".".join((base.removeprefix("builtins."), *chain[1:]))
    for name, text in HIDDEN:
        if dotted == name or dotted.startswith(name + "."):
            return text or None
    return None
