"""A NumPy array as a table of numbers, or as a picture where it is large enough to be one."""

import sys
from typing import Any

from dagbook.view.image_preview import png
from dagbook.view.previews import Column, ImagePreview, Page, TablePreview, TextPreview, kind_of

_MOST_COLUMNS = 30
_LEAST_SIDE = 12
_MOST_SIDE = 320
_CHANNELS = {3, 4}
_MATRIX = 2
_PICTURE = 3


def array_preview(value: Any, page: Page) -> TablePreview | ImagePreview | TextPreview | None:
    """Return a preview of an array, or None when *value* is none.

    Vectors and small matrices are tables; a larger matrix is a picture of its values from least,
    dark, to greatest, bright; (height, width, 3 or 4) of bytes is the picture it is.

    Args:
        value: Anything.
        page: Of a table, which rows.

    Example:
        >>> import numpy as np
        >>> array_preview(np.array([1.5, 2.0]), Page()).rows
        (('1.5',), ('2',))
    """
    np = sys.modules.get("numpy")
    if np is None or not isinstance(value, np.ndarray):
        return None
    shape = " x ".join(str(side) for side in value.shape) or "one value"
    words = f"array of {shape}, {value.dtype}"
    if (
        value.ndim == _PICTURE
        and value.shape[2] in _CHANNELS
        and value.dtype == np.uint8
        and value.size
    ):
        return ImagePreview(kind_of(value), png(_thinned(value)[:, :, :3]), words)
    numeric = value.dtype.kind in "biuf"
    if value.ndim == _MATRIX and numeric and min(value.shape) >= _LEAST_SIDE:
        return ImagePreview(
            kind_of(value), png(_grey(np, _thinned(value))), words + _range(np, value)
        )
    if value.ndim in (1, _MATRIX) and value.size:
        return _table(value, page, words)
    return TextPreview(kind_of(value), f"{words}\n{np.array2string(value, threshold=200)}", False)


def _table(value: Any, page: Page, words: str) -> TablePreview:
    """Return a page of a vector or small matrix."""
    matrix = value.reshape(value.shape[0], -1)
    start = max(0, min(page.start, (len(matrix) - 1) // page.rows * page.rows))
    rows = matrix[start : start + page.rows, :_MOST_COLUMNS]
    shown = rows.shape[1]
    return TablePreview(
        kind_of(value),
        tuple(
            Column(str(place), str(value.dtype), None, value.dtype.kind in "iuf")
            for place in range(shown)
        ),
        matrix.shape[1] - shown,
        tuple(str(row) for row in range(start, start + len(rows))),
        tuple(tuple(_number(each) for each in row) for row in rows),
        start,
        len(matrix),
        note=words,
    )


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _thinned(value: Any) -> Any:
    """Return *value* with as many rows and columns as a picture needs."""
    steps = [max(1, -(-side // _MOST_SIDE)) for side in value.shape[:2]]
    return value[:: steps[0], :: steps[1]]


def _grey(np: Any, value: Any) -> Any:
    """Return numbers as shades; what is no number is black."""
    numbers = value.astype("float64")
    known = numbers[np.isfinite(numbers)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 0.0)
    scaled = (numbers - low) / ((high - low) or 1.0) * 255
    shades = np.where(np.isfinite(scaled), scaled, 0).astype("uint8")
    return np.repeat(shades[:, :, None], 3, axis=2)


def _range(np: Any, value: Any) -> str:
    """Return from what to what the numbers go."""
    finite = np.isfinite(value)
    if not finite.any():
        return ""
    return f", from {_number(float(value[finite].min()))} to {_number(float(value[finite].max()))}"
