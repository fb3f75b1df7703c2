"""The expression layer: brackets where Excel needs them, and values as Excel has them."""

import math

import pytest

from sbs_econ.reporting.live_sheets import Column, Listing, Sheet, column_letters
from sbs_econ.reporting.live_terms import Range, Term, above, joined, looked_up, same, sum_where, term, total, when

A, B, C = Term("A1", 2.0), Term("B1", 3.0), Term("C1", 4.0)


@pytest.mark.parametrize(
    ("made", "text", "value"),
    [
        (A + B * C, "A1+B1*C1", 14.0),
        ((A + B) * C, "(A1+B1)*C1", 20.0),
        (A - (B - C), "A1-(B1-C1)", 3.0),
        (A / (B * C), "A1/(B1*C1)", 2 / 12),
        (A * B / C, "A1*B1/C1", 1.5),
        ((1 - A) * (1 - B), "(1-A1)*(1-B1)", 2.0),
        (A * B ** (C - 1), "A1*B1^(C1-1)", 54.0),
        ((-A) ** 2, "(-A1)^2", 4.0),
        (-(A**2), "(-(A1^2))", -4.0),
        (A + -1.5, "A1+(-1.5)", 0.5),
        (1e-12 - A, "1E-12-A1", 1e-12 - 2),
        (when(above(A, 1.0), B, C), "IF(A1>1,B1,C1)", 3.0),
    ],
)
def test_text_and_value(made, text, value):
    assert (made.text, made.value) == (text, value)


def test_division_by_zero_stays_in_its_branch():
    empty = Term("D1", 0.0)
    assert math.isnan((A / empty).value)
    assert when(same(empty, 0.0), 0.0, A / empty).value == 0.0


def test_text_is_quoted():
    assert term('say "no"').text == '"say ""no"""'
    assert joined("a", Term("A1", "b")).value == "ab"


def test_ranges():
    names = Range("A1:A3", tuple(Term(f"A{n}", name) for n, name in enumerate("xyx", start=1)))
    figures = Range("B1:B3", tuple(Term(f"B{n}", float(n)) for n in (1, 2, 3)))
    assert sum_where(figures, (names, "x")).value == 4.0
    assert sum_where(figures, (names, "x")).text == 'SUMIFS(B1:B3,A1:A3,"x")'
    assert looked_up(Term("C1", "y"), names, figures).value == 2.0
    assert total(Range("B1", (A,))) is A


def test_a_list_refers_to_its_own_cells():
    listing = Listing(Sheet("Things"), [Column("a", "a"), Column("b", "b")], "Title", ("A note.",))
    line = listing.line(a=2.0)
    line["b"] = line["a"] * 2
    assert line["b"].text == f"Things!$B${line.row + 1}"
    assert line["b"].value == 4.0
    assert listing.column("a").text == f"Things!$A${line.row + 1}:$A${line.row + 1}"


def test_columns_beyond_z():
    assert [column_letters(n) for n in (25, 26, 701, 702)] == ["Z", "AA", "ZZ", "AAA"]
