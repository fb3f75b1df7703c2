"""Cells: what is shown is the value, rounded to what its error supports, and nothing else."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.reporting import cells

values = st.floats(-1e9, 1e9, allow_nan=False)
errors = st.floats(0, 1e6, allow_nan=False)


def number(shown):
    """Read what is shown as people do."""
    plain = shown.replace("\u2212", "-").replace("£", "").replace(",", "")
    return float(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)


@given(values, errors, st.sampled_from([cells.money, cells.count, cells.chance]))
def test_shown_is_the_value_at_its_places(value, error, make):
    cell = make(value, error)
    assert cell.value == value
    assert abs(number(cell.shown) - round(value, cell.places)) <= 1e-9 * max(1.0, abs(value))


@given(values, errors)
def test_no_digit_beyond_the_error(value, error):
    cell = cells.count(value, error)
    if error > 1e-3 and error > 1e-6 * abs(value):
        assert 10.0**-cell.places >= error / 10


@given(values)
def test_given_inputs_keep_six_digits(value):
    assert abs(number(cells.given(value).shown) - value) <= 1e-5 * abs(value)


def test_a_certain_figure_has_no_interval():
    certain = Estimate(5.0, 5.0, 0.0, 5.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert [cell.shown for cell in cells.triple(certain)] == ["£5.00", "", ""]
    assert cells.triple(None) == (cells.EMPTY,) * 3


def test_minus_nothing_is_nothing():
    assert cells.money(-0.2, 100.0).shown == "£0"
    assert not re.search("[\u2212-]", cells.count(-1e-9, 0.1).shown)


def test_text_is_one_clean_line():
    assert cells.text("a\x1b[31mb\nc\u202e").shown == "a[31mb c"
    assert cells.text(None) is cells.EMPTY
