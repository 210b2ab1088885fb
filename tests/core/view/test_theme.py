import pytest

from dagbook.view.graph_view import STATE_WORDS
from dagbook.view.theme import DARK, LIGHT, style_sheet

SCHEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@SCHEMES
def test_every_text_is_readable_on_what_is_behind_it(palette):
    assert set(palette.words) == set(STATE_WORDS)
    on_card = (palette.text, palette.muted, *palette.words.values())
    assert all(contrast(colour, palette.card) >= 4.5 for colour in on_card)
    for ground in (palette.canvas, palette.group, palette.chip):
        assert contrast(palette.muted, ground) >= 4.5


@SCHEMES
def test_the_cells_of_a_bar_differ_from_what_is_missing(palette):
    assert all(contrast(fill, palette.track) >= 1.2 for fill in palette.fills.values())


def test_the_dark_rules_override_each_light_colour():
    light, dark = style_sheet().split("@media")
    assert all(colour in light for colour in LIGHT.words.values())
    assert all(colour in dark for colour in DARK.words.values())
