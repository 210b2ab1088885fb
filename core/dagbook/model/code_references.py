"""Where the code of an asset is: a place in a file, or an address."""

from dataclasses import dataclass

from dagbook.model.tables import checked


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFileCodeReference:
    """A place in a file of this machine.

    Args:
        file_path: The file.
        line_number: From 1, or None for the whole file.
        label: What a person reads, or None.

    Raises:
        ParameterCheckError: One of them is of another type.

    Example:
        >>> LocalFileCodeReference(file_path="etl/orders.py", line_number=3).source
        'etl/orders.py:3'
    """

    file_path: str
    line_number: int | None = None
    label: str | None = None

    def __post_init__(self) -> None:
        checked(self, "file_path", str)
        checked(self, "line_number", (int, type(None)))
        checked(self, "label", (str, type(None)))

    @property
    def source(self) -> str:
        """The place as ``file:line``."""
        return f"{self.file_path}:{self.line_number}" if self.line_number else self.file_path


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlCodeReference:
    """An address at which the code is.

    Args:
        url: The address.
        label: What a person reads, or None.
    """

    url: str
    label: str | None = None

    def __post_init__(self) -> None:
        checked(self, "url", str)
        checked(self, "label", (str, type(None)))

    @property
    def source(self) -> str:
        """The address."""
        return self.url


CodeReference = LocalFileCodeReference | UrlCodeReference
