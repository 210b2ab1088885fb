"""Lengths in px: as SVG writes them, and of text, estimated without a font.

The estimate follows DejaVu Sans, the widest font of the ones a browser may pick for us, so that
what fits here fits everywhere.
"""

import unicodedata

_CLASSES = (
    (frozenset("ijl|.,:;'!` "), 0.33),
    (frozenset('ftrI()[]{}/-"·'), 0.42),
    (frozenset("mwMW@%…"), 0.97),
)
_BOLD = 1.1
ELLIPSIS = "…"


def px(length: float) -> str:
    """Return *length* as SVG writes it: one decimal at most, never an exponent.

    Example:
        >>> px(12.0), px(0.26), px(123456.78), px(-0.01)
        ('12', '0.3', '123456.8', '0')
    """
    return f"{round(length, 1) + 0.0:.1f}".removesuffix(".0")


def text_width(text: str, font_px: float, *, bold: bool = False) -> float:
    """Return an upper estimate, in px, of the width of *text*.

    Example:
        >>> round(text_width("orders", 10)), round(text_width("注文", 10))
        (33, 20)
    """
    ems = sum(_ems(character) for character in text)
    return ems * font_px * (_BOLD if bold else 1.0)


def _ems(character: str) -> float:
    for letters, ems in _CLASSES:
        if character in letters:
            return ems
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1.0
    return 0.7 if character.isupper() or not character.isascii() else 0.62


def shorten(text: str, width: float, font_px: float, *, bold: bool = False) -> str:
    """Return *text*, cut at its end with an ellipsis if it is wider than *width* px.

    Returns:
        "" when not even one letter and the ellipsis fit.

    Example:
        >>> shorten("never materialized", 80, 11)
        'never mater…'
    """
    if text_width(text, font_px, bold=bold) <= width:
        return text
    for kept in range(_most(text, width, font_px, bold=bold), 0, -1):
        short = text[:kept].rstrip() + ELLIPSIS
        if text_width(short, font_px, bold=bold) <= width:
            return short
    return ""


def shorten_middle(text: str, width: float, font_px: float, *, bold: bool = False) -> str:
    """Return *text*, cut in its middle with an ellipsis if it is wider than *width* px.

    Names that differ do so at the end more often than not, so both ends stay.

    Example:
        >>> shorten_middle("customer_orders_daily_2024", 120, 13)
        'custome…y_2024'
    """
    if text_width(text, font_px, bold=bold) <= width:
        return text
    for kept in range(_most(text, width, font_px, bold=bold), 1, -1):
        short = text[: (kept + 1) // 2] + ELLIPSIS + text[len(text) - kept // 2 :]
        if text_width(short, font_px, bold=bold) <= width:
            return short
    return ""


def _most(text: str, width: float, font_px: float, *, bold: bool) -> int:
    """Return how many of the narrowest letters would fit, but not all of *text*."""
    narrowest = text_width("i", font_px, bold=bold)
    return min(len(text) - 1, int(width / narrowest)) if width > 0 else 0
