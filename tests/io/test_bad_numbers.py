"""What people write for numbers, yes and no, and text: accepted, or told with what to write instead."""

from __future__ import annotations

import pytest

from sbs_econ.schema.base import Plain, Slip, nearest, parse_flag, parse_number, parse_text, parse_whole, split_cure

ACCEPTED = [("45", 45), ("0.45", 0.45), (".5", 0.5), ("5.", 5), ("-1", -1), ("+1", 1), ("1e-3", 0.001), ("1E3", 1000),
            ("1.0e3", 1000), (" 7 ", 7), ("0", 0), (45, 45), (0.5, 0.5)]  # fmt: skip
REFUSED = [
    # what is written, words of the cure, what was meant
    ("1,200", "thousands separators: write 1200", "1200"),
    ("1,200,000.50", "write 1200000.50", "1200000.50"),
    ("-5,000", "write -5000", "-5000"),
    ("1 200", "write 1200", "1200"),
    ("1\u00a0200", "write 1200", "1200"),
    ("1'200", "write 1200", "1200"),
    ("0,45", "decimal point, 0.45", "0.45"),
    ("1,5", "decimal point, 1.5", "1.5"),
    ("1.200,50", "1200.50", "1200.50"),
    ("£12", "currency sign: write 12 GBP", "12"),
    ("£1,200.50", "write 1200.50", "1200.50"),
    ("-£12", "write -12", "-12"),
    ("€ 12", "write 12", "12"),
    ("12%", "per cent sign: write 0.12", "0.12"),
    ("12.5 %", "write 0.125", "0.125"),
    ("45 per cent", "write 0.45", "0.45"),
    ("-3 percent", "write -0.03", "-0.03"),
    ("010", "leading zero: write 10", "10"),
    ("007.5", "write 7.5", "7.5"),
    ("1_000", "underscores write 1000", "1000"),
    ("12 months", "write 12 alone: unit:", "12"),
    ("45 GBP", "write 45 alone:", "45"),
    ("\u22125", "minus sign is another character: write -5", "-5"),
    ("\u20135", "write -5", "-5"),
    ("1:30", "time plain number", None),
    ("02-Jan", "date: spreadsheet text", None),
    ("2025-01-02", "date: spreadsheet", None),
    ("3/4/2025", "date:", None),
    ("10-20", "mean alone: a range distribution:", None),
    ("0.2 to 0.5", "mean alone:", None),
    (".nan", "finite number", None),
    ("NaN", "finite number", None),
    (".inf", "finite number", None),
    ("-Infinity", "finite number", None),
    ("NA", "missing value is left out", None),
    ("n/a", "left out", None),
    ("-", "left out", None),
    ("?", "left out", None),
    ("", "left out", None),
    ("ten", "digits with a decimal point", None),
    ("0x10", "digits", None),
    ("1/2", "digits", None),
    ("--5", "digits", None),
    ("1e400", "below 1e18", None),
    ("1e300", "digits below 1e18", None),
    (-1e20, "digits below 1e18", None),
    (None, "write one, or leave the key out", None),
    (True, "write a number", None),
    ([1, 2], "one number", None),
    ({"a": 1}, "one number", None),
]


@pytest.mark.parametrize(("written", "number"), ACCEPTED)
def test_plain_numbers_are_read(written: object, number: float) -> None:
    assert parse_number(written) == number


@pytest.mark.parametrize(("written", "words", "meant"), REFUSED, ids=lambda value: repr(value)[:30])
def test_other_ways_are_refused_with_what_to_write(written: object, words: str, meant: str | None) -> None:
    with pytest.raises(Slip) as refused:
        parse_number(written)
    assert refused.value.meant == meant
    assert all(word in (refused.value.cure or "") for word in words.split()), refused.value.cure
    assert refused.value.message in str(refused.value)
    if meant is not None:
        parse_number(meant)


@pytest.mark.parametrize(
    ("written", "words"), [("1.5", "write 1 or 2"), ("-0.5", "write -1 or 0"), ("1e300", "digits")]
)
def test_parts_of_people_are_refused(written: str, words: str) -> None:
    with pytest.raises(Slip, match=words):
        parse_whole(written)


@pytest.mark.parametrize(
    ("written", "word"),
    [("yes", "true"), ("on", "true"), ("True", "true"), ("NO", "false"), ("off", "false"), ("0", "false"), ("y", None)],
)
def test_only_true_and_false_are_true_and_false(written: str, word: str | None) -> None:
    with pytest.raises(Slip) as refused:
        parse_flag(Plain(written))
    assert refused.value.meant == word


@pytest.mark.parametrize("written", ["NO", "on", "010", "1e-3", "2024", "~x", "=1+1", "<script>", "a\nb\tc", "café"])
def test_text_is_text_whatever_it_looks_like(written: str) -> None:
    assert parse_text(Plain(written)) == written


@pytest.mark.parametrize("written", ["", "  ", None, [], {}, "a\x1b[31m", "a\u202eb", "a\x00b", "a\rb"])
def test_text_that_is_missing_or_hides_is_refused(written: object) -> None:
    with pytest.raises(Slip) as refused:
        parse_text(written)
    assert refused.value.cure


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("unti", ["unit", "value"], "unit"),
        ("NHS", ["nhs", "charity"], "nhs"),
        ("peer-led", ["peer_led", "professional"], "peer_led"),
        ("Gamma", ["gamma", "beta"], "gamma"),
        ("unit_cost.*", ["unit_costs.a", "unit_costs.b"], "unit_costs.*"),
        ("service_use.*.chang", ["service_use.a.change"], "service_use.*.change"),
        ("gp_consultation", ["unit_costs.gp_consultation"], "unit_costs.gp_consultation"),
        ("zzz", ["unit", "value"], None),
        ("", ["unit"], None),
        ("unit", [], None),
    ],
)
def test_the_nearest_word(word: str, known: list[str], found: str | None) -> None:
    assert nearest(word, known) == found


@pytest.mark.parametrize(
    ("text", "wrong", "cure"),
    [
        ("gamma: se is 0: a point mass is written by leaving `distribution` out", "gamma: se is 0", "a point mass is"),
        (
            "interval has no level: often mixed up; write level: 0.95 or 0.9",
            "interval has no level: often mixed up",
            "w",
        ),
        ("is 2024 a calendar or a financial year? Write 2024/25", "is 2024 a calendar or a financial year?", "write 2"),
        ("only what is wrong", "only what is wrong", ""),
    ],
)
def test_what_is_wrong_is_told_apart_from_the_cure(text: str, wrong: str, cure: str) -> None:
    message, found = split_cure(text)
    assert message == wrong
    assert (found or "").startswith(cure)
