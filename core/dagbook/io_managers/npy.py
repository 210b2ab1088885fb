"""NumPy arrays as ``.npy`` files."""

import sys
from pathlib import Path
from typing import Any

from dagbook.io_managers.atomic import HashingFile
from dagbook.io_managers.problems import DamagedValueError

_KINDS = frozenset("biufcSUmM")
"""Kinds of dtype that the file's header names exactly; not objects, records, StringDType."""


def accepts(value: Any) -> bool:
    """Return whether *value* comes back from ``.npy`` equal and of equal type."""
    numpy = sys.modules.get("numpy")
    return (
        numpy is not None
        and type(value) is numpy.ndarray
        and value.dtype.kind in _KINDS
        and value.dtype.metadata is None
    )


def write(value: Any, file: HashingFile) -> None:
    """Write an array that `accepts` allows."""
    from numpy.lib import format as npy_format  # noqa: PLC0415 - loaded only where an array exists

    npy_format.write_array(file, value, allow_pickle=False)


def read(path: Path) -> Any:
    """Return the array in *path*.

    Raises:
        DamagedValueError: The file is not whole.
    """
    import numpy as np  # noqa: PLC0415 - loaded only where an array is read

    try:
        return np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as exc:
        raise DamagedValueError(path, str(exc)) from exc
