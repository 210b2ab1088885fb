"""Which keys a rerun only renamed: one went, another came, and the body is the same. Pure."""

from collections.abc import Callable, Iterator

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.live_definitions import LiveChange, LiveSnapshot
from dagbook.model.asset_key import AssetKey
from dagbook.versions.fingerprint import fingerprint


def rename_lines(
    change: LiveChange,
    before: LiveSnapshot,
    after: LiveSnapshot,
    has_values: Callable[[AssetKey], bool],
) -> Iterator[str]:
    """Yield a line for each key that was swapped for another with an equal body.

    Args:
        change: What the cell changed.
        before: What was live.
        after: What is live.
        has_values: Tells whether anything is stored of a key.
    """
    if not (change.added and change.removed):
        return
    bodies: dict[str, AssetKey] = {}
    for key in change.added:
        body = _body(after, key)
        if body is not None and not has_values(key):
            bodies.setdefault(body, key)
    for key in change.removed:
        body = _body(before, key)
        new = bodies.pop(body, None) if body is not None else None
        if new is not None and has_values(key):
            old, name = key.to_user_string(), new.to_user_string()
            keeps = f"%dagbook rename {old} {name} keeps its history"
            yield f"{name} has the body that {old} had: {keeps}"


def _body(live: LiveSnapshot, key: AssetKey) -> str | None:
    """Return what the function that makes *key* alone is; None where there is none."""
    found: AssetsDefinition | None = next(
        (each for each in live.assets if each.keys_in_order == (key,)), None
    )
    if found is None or found.fn is None:
        return None
    return fingerprint(found.fn, found.source).value
