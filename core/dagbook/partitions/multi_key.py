"""Keys of two dimensions: a text that knows its parts."""

from collections.abc import Mapping
from typing import NamedTuple, Self

from dagbook.errors import DagsterInvalidInvocationError

DELIMITER = "|"
"""Between the parts of a key of two dimensions."""


class PartitionDimensionKey(NamedTuple):
    """The part of a key in one dimension."""

    dimension_name: str
    partition_key: str


class MultiPartitionKey(str):
    """A partition key of several dimensions: its parts by name, joined by ``|``.

    Args:
        keys_by_dimension: The key in each dimension, by the dimension's name.

    Raises:
        DagsterInvalidInvocationError: Unless names and keys are strings.

    Example:
        >>> key = MultiPartitionKey({"region": "us", "date": "2013-01-01"})
        >>> key, key.keys_by_dimension["region"]
        ('2013-01-01|us', 'us')
    """

    __slots__ = ("_names", "_parts")
    _names: tuple[str, ...]
    _parts: tuple[str, ...]

    def __new__(cls, keys_by_dimension: Mapping[str, str]) -> Self:
        """Join the parts in the order of the dimensions' names."""
        facts = keys_by_dimension
        if not isinstance(facts, Mapping) or not all(
            isinstance(text, str) for item in facts.items() for text in item
        ):
            raise DagsterInvalidInvocationError(
                "MultiPartitionKey takes the key of each dimension, such as "
                f"{{'date': '2013-01-01', 'region': 'us'}}; got {facts!r}."
            )
        names = tuple(sorted(facts))
        return cls.joined(names, tuple(facts[name] for name in names))

    @classmethod
    def joined(cls, names: tuple[str, ...], parts: tuple[str, ...]) -> Self:
        """Return the key of *parts* in the dimensions *names*, which are sorted."""
        self = str.__new__(cls, DELIMITER.join(parts))
        self._names = names
        self._parts = parts
        return self

    @property
    def keys_by_dimension(self) -> Mapping[str, str]:
        """The key in each dimension, by the dimension's name."""
        return dict(zip(self._names, self._parts, strict=True))

    @property
    def dimension_keys(self) -> list[PartitionDimensionKey]:
        """The key in each dimension, in the order of the dimensions' names."""
        return [PartitionDimensionKey(*each) for each in zip(self._names, self._parts, strict=True)]

    def __reduce__(self) -> tuple[type[Self], tuple[Mapping[str, str]]]:
        return type(self), (self.keys_by_dimension,)
