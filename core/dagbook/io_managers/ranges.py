"""What a step over several partitions returns, as one value of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.errors import DagsterInvariantViolationError

_MOST_NAMED = 5


def value_of_each(name: str, partition_keys: Sequence[str], value: Any) -> Mapping[str, Any]:
    """Return the value of each partition in what one step returned for all of them.

    Args:
        name: The asset, for the message.
        partition_keys: The partitions that the step made.
        value: What it returned: a dict with these keys, or None, which is None of each.

    Raises:
        DagsterInvariantViolationError: It is something else, or other keys are in it.

    Example:
        >>> value_of_each("orders", ["mon", "tue"], {"tue": 2, "mon": 1})
        {'mon': 1, 'tue': 2}
    """
    if value is None:
        return dict.fromkeys(partition_keys)
    if isinstance(value, Mapping) and set(value) == set(partition_keys):
        return {key: value[key] for key in partition_keys}
    got = f"a {type(value).__name__}"
    if isinstance(value, Mapping):
        missing = [key for key in partition_keys if key not in value]
        strange = [str(key) for key in value if key not in set(partition_keys)]
        parts = (("lacks", missing), ("has besides", strange))
        said = [f"{word} {', '.join(keys[:_MOST_NAMED])}" for word, keys in parts if keys]
        got += f" that {' and '.join(said)}"
    raise DagsterInvariantViolationError(
        f"{name} made {len(partition_keys)} partitions in one step and returned {got}, which is "
        "not one value for each. Return a dict with context.partition_keys as its keys, annotate "
        "it with -> None and store the values yourself, or leave the backfill policy out."
    )
