"""What a run's resources were and which checks it planned, as the text that the store keeps."""

from typing import Any

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.set_up import SetUp


def set_up_to_text(set_up: SetUp) -> str:
    """Return *set_up* as JSON, what comes last left out where it says nothing.

    >>> set_up_to_text(SetUp(("io_manager",), None, "orders"))
    '[["io_manager"],null,"orders"]'
    """
    checks = [
        [step, key.asset_key.parts, key.name, partition] for step, key, partition in set_up.checks
    ]
    unmade = [[step, key.parts, partition] for step, key, partition in set_up.unmade]
    told: list[Any] = [set_up.keys, set_up.error, set_up.step_key, set_up.torn_down]
    told += [checks, unmade, set_up.in_processes, set_up.skipped]
    while not told[-1] and len(told) > 1:
        told.pop()
    text = to_json(told)
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def set_up_from_text(text: str) -> SetUp:
    """Return what `set_up_to_text` was given.

    >>> made = SetUp(("db",), None, None, None, (("a_c", AssetCheckKey(AssetKey("a"), "c"), None),))
    >>> set_up_from_text(set_up_to_text(made)) == made
    True
    """
    told = [*from_json(text), *[None] * 7][:8]
    keys, error, step_key, torn_down, checks, unmade, apart, skipped = told
    return SetUp(
        tuple(keys),
        error,
        step_key,
        torn_down,
        tuple(
            (step, AssetCheckKey(AssetKey(parts), name), partition)
            for step, parts, name, partition in checks or ()
        ),
        tuple((step, AssetKey(parts), partition) for step, parts, partition in unmade or ()),
        bool(apart),
        tuple((before, step, at) for before, step, at in skipped or ()),
    )
