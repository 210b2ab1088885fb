"""What can go wrong with a value on disk, as facts; the IO manager words the error."""

from pathlib import Path


class DamagedValueError(ValueError):
    """A value's file is not what was written: cut short, overwritten, or of another value.

    Args:
        path: The file.
        reason: What is wrong with it, as half a sentence.

    >>> print(DamagedValueError(Path("orders/5f.parquet"), "it is cut short"))
    orders/5f.parquet is damaged: it is cut short
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path.as_posix()} is damaged: {self.reason}"


class NotStorable(Exception):  # noqa: N818 - a fact for the caller, which raises ValueNotStorableError
    """No format can keep a value.

    Args:
        reason: What the last format tried says, as Python words it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
