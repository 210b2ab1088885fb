"""A value that is a picture, or can draw itself as one, as a data URI."""

import base64
import struct
import sys
import zlib
from io import BytesIO
from typing import Any

from dagbook.view.previews import ImagePreview, Page, kind_of

_LARGEST = 4_000_000
"""Bytes of a picture that are sent."""

_REPRS = (
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_svg_", "image/svg+xml"),
)


def image_preview(value: Any, _page: Page) -> ImagePreview | None:
    """Return the picture that *value* is, or None.

    Args:
        value: Anything; a Matplotlib figure, a Pillow image, and whatever draws itself as IPython
            asks for it.
        _page: Not used.
    """
    figure = _figure(value)
    if figure is not None:
        return ImagePreview(kind_of(value), figure, "figure")
    for name, mime in _REPRS:
        draw = getattr(type(value), name, None)
        drawn = draw(value) if callable(draw) else None
        if isinstance(drawn, tuple):
            drawn = drawn[0]
        if isinstance(drawn, str):
            drawn = drawn.encode() if mime == "image/svg+xml" else base64.b64decode(drawn)
        if isinstance(drawn, bytes) and len(drawn) <= _LARGEST:
            return ImagePreview(kind_of(value), _uri(mime, drawn), f"picture of {kind_of(value)}")
    return None


def png(pixels: Any) -> str:
    """Return an array of (height, width, 3) bytes as a PNG's data URI.

    The format is that of RFC 2083: filter 0 on every row, one compressed block.

    Example:
        >>> import numpy as np
        >>> png(np.zeros((1, 1, 3), dtype="uint8"))[:32]
        'data:image/png;base64,iVBORw0KGg'
    """
    height, width = pixels.shape[:2]
    rows = b"".join(b"\x00" + pixels[row].tobytes() for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)
    return _uri("image/png", data)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _figure(value: Any) -> str | None:
    """Return a Matplotlib figure as a PNG; None of anything else."""
    module = sys.modules.get("matplotlib.figure")
    if module is None or not isinstance(value, module.Figure):
        return None
    out = BytesIO()
    value.savefig(out, format="png", dpi=100, bbox_inches="tight")
    return _uri("image/png", out.getvalue())


def _uri(mime: str, data: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"
