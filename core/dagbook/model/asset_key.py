"""`AssetKey`: the name of an asset, a path of strings."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from threading import RLock
from typing import Any, Union
from weakref import WeakValueDictionary

from dagbook.errors import ParameterCheckError

CoercibleToAssetKey = Union["AssetKey", str, Sequence[str]]
CoercibleToAssetKeyPrefix = str | Sequence[str]


class AssetKey:
    """The name of an asset: a path such as ``["sales", "orders"]``, printed as ``sales/orders``.

    Args:
        path: One part, or a sequence of parts.

    Raises:
        ParameterCheckError: A part is not a string.

    Example:
        >>> AssetKey(["sales", "orders"]).to_user_string()
        'sales/orders'
        >>> AssetKey("orders") == AssetKey(["orders"])
        True
    """

    __slots__ = ("__weakref__", "_user_string", "parts")

    parts: tuple[str, ...]

    def __new__(cls, path: str | Sequence[str]) -> "AssetKey":  # noqa: PYI034 - of no subclass
        """Return the one object of that key: compared and hashed by identity, without a call."""
        parts = (path,) if isinstance(path, str) else _checked(path)
        return _KNOWN.get(parts) or _known_from_now(parts)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"AssetKey is immutable; {name} cannot be set")

    @property
    def path(self) -> list[str]:
        """The parts of the key, outermost first."""
        return list(self.parts)

    def __lt__(self, other: "AssetKey") -> bool:
        return self.parts < other.parts

    def __repr__(self) -> str:
        return f"AssetKey({list(self.parts)!r})"

    def __reduce__(self) -> tuple[type["AssetKey"], tuple[tuple[str, ...]]]:
        return AssetKey, (self.parts,)

    def to_user_string(self) -> str:
        """Return the key as a person writes it, ``sales/orders``."""
        return self._user_string  # type: ignore[attr-defined, no-any-return]  # set by _known_from_now

    def to_escaped_user_string(self) -> str:
        r"""Return the key with slashes inside parts escaped, ``a\/b/c``.

        >>> print(AssetKey(["a/b", "c"]).to_escaped_user_string())
        a\/b/c
        """
        return "/".join(part.replace("/", "\\/") for part in self.parts)

    @staticmethod
    def from_user_string(text: str) -> "AssetKey":
        """Return the key written as ``sales/orders``."""
        return AssetKey(text.split("/"))

    @staticmethod
    def from_escaped_user_string(text: str) -> "AssetKey":
        r"""Return the key that `to_escaped_user_string` wrote.

        >>> AssetKey.from_escaped_user_string(r"a\/b/c")
        AssetKey(['a/b', 'c'])
        """
        return AssetKey([part.replace("\\/", "/") for part in re.split(r"(?<!\\)/", text)])

    def to_string(self) -> str:
        """Return the key as JSON, ``["sales", "orders"]``."""
        return json.dumps(list(self.parts))

    def to_db_string(self) -> str:
        """Return the key as JSON; Dagster's name of `to_string` where keys are stored."""
        return self.to_string()

    @staticmethod
    def from_db_string(text: str | None) -> "AssetKey | None":
        """Return the key that `to_db_string` wrote, or None; other text is a key of one part.

        >>> AssetKey.from_db_string('["sales", "orders"]')
        AssetKey(['sales', 'orders'])
        """
        if not text:
            return None
        return AssetKey(json.loads(text)) if text.startswith("[") else AssetKey(text)

    def to_python_identifier(self, suffix: str | None = None) -> str:
        """Return the key as a name of Dagster's ops, ``sales__orders``."""
        path = [*self.parts, suffix] if suffix is not None else self.parts
        return "__".join(path).replace("-", "_").replace(".", "_")

    def has_prefix(self, prefix: Sequence[str]) -> bool:
        """Return whether the key starts with the parts of *prefix*."""
        return self.parts[: len(prefix)] == tuple(prefix)

    def with_prefix(self, prefix: CoercibleToAssetKeyPrefix) -> "AssetKey":
        """Return the key with the parts of *prefix* before its own."""
        before = (prefix,) if isinstance(prefix, str) else _checked(prefix)
        return AssetKey((*before, *self.parts))

    @staticmethod
    def from_coercible(value: Any) -> "AssetKey":
        """Return *value* as a key: a key, text, or a sequence of parts.

        Text is one part, as in Dagster; `from_user_string` reads slashes.

        Raises:
            ParameterCheckError: *value* is none of these.
        """
        if isinstance(value, AssetKey):
            return value
        if isinstance(value, str):
            return named(value)
        if isinstance(value, (list, tuple)):
            return AssetKey(value)
        of_asset = isinstance(getattr(value, "key", None), AssetKey)
        hint = " Use its key." if of_asset else ""
        raise ParameterCheckError(
            f"An asset key is a str, a list of str or an AssetKey; got {value!r}.{hint}"
        )

    @staticmethod
    def from_coercible_or_definition(value: Any) -> "AssetKey":
        """Return *value*, something that means a key or the definition of an asset, as a key.

        Raises:
            ParameterCheckError: *value* is neither.
        """
        key = getattr(value, "key", None)
        return key if isinstance(key, AssetKey) else AssetKey.from_coercible(value)


_KNOWN: WeakValueDictionary[tuple[str, ...], AssetKey] = WeakValueDictionary()
_MAKING = RLock()


def _known_from_now(parts: tuple[str, ...]) -> AssetKey:
    """Return the key of *parts*, made where no other thread was faster."""
    with _MAKING:
        key = _KNOWN.get(parts)
        if key is None:
            key = object.__new__(AssetKey)
            object.__setattr__(key, "parts", parts)
            object.__setattr__(key, "_user_string", "/".join(parts))
            _KNOWN[parts] = key
        return key


@lru_cache(maxsize=1 << 14)
def named(name: str) -> AssetKey:
    """Return the key of one part; what names an asset shares one object, found without comparing.

    >>> named("orders") is named("orders")
    True
    """
    return AssetKey(name)


def _checked(path: Iterable[str]) -> tuple[str, ...]:
    """Return *path* as a tuple of strings, or say which part is none."""
    if not isinstance(path, Iterable) or isinstance(path, Mapping):
        raise ParameterCheckError(
            f"The path of an AssetKey is a str or a sequence of str; got {path!r}."
        )
    parts = tuple(path)
    for part in parts:
        if not isinstance(part, str):
            raise ParameterCheckError(
                f"The parts of an AssetKey are str; got {part!r} of type {type(part).__name__}."
            )
    return parts
