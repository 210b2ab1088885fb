import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.metrics import ELLIPSIS, px, shorten, shorten_middle, text_width

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Mn")), max_size=80)
SHORTENERS = pytest.mark.parametrize("cut", [shorten, shorten_middle])


@SHORTENERS
@given(NAMES, st.floats(0, 300))
def test_shortened_text_fits_and_text_that_fits_is_not_shortened(cut, text, width):
    short = cut(text, width, 13, bold=True)
    assert text_width(short, 13, bold=True) <= width
    if text_width(text, 13, bold=True) <= width:
        assert short == text
    else:
        assert short == "" or ELLIPSIS in short


def test_the_middle_goes_so_that_both_ends_stay():
    short = shorten_middle("stg_customer_orders_by_day_2024", 150, 13)
    assert short.startswith("stg_")
    assert short.endswith("2024")


def test_no_more_is_cut_than_needed():
    text = "a" * 40
    width = text_width("a" * 20 + ELLIPSIS, 11)
    assert shorten(text, width, 11) == "a" * 20 + ELLIPSIS


@given(st.floats(-(10**7), 10**7))
def test_a_length_is_written_without_exponent_and_within_a_twentieth_of_a_px(length):
    assert set(px(length)) <= set("-.0123456789")
    assert abs(float(px(length)) - length) <= 0.05 + 1e-6
    assert px(length) != "-0"
