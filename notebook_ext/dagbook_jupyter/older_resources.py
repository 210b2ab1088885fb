"""Resources that are bound as objects of a class which a later cell has redefined."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagbook.authoring.live_definitions import LiveSnapshot


def older_resources(live: LiveSnapshot, namespace: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each resource whose class has another definition in *namespace* by now.

    Args:
        live: What is bound.
        namespace: The user's variables.

    Example:
        >>> class Db:
        ...     __module__ = "__main__"
        >>> old, Db = Db(), type("Db", (), {"__module__": "__main__"})
        >>> list(older_resources(LiveSnapshot(1, (), {"db": old}, {}), {"Db": Db}))
        ['db is still a Db as it was before; run the cell that binds it once more.']
    """
    for key, resource in live.resources.items():
        kind = type(resource)
        newer = namespace.get(kind.__name__)
        if kind.__module__ != "__main__" or not isinstance(newer, type) or newer is kind:
            continue
        if newer.__module__ == "__main__":
            origin = live.resource_origins.get(key)
            cell = (
                f"run {origin.label}, which binds it," if origin else "run the cell that binds it"
            )
            yield f"{key} is still a {kind.__name__} as it was before; {cell} once more."
