"""One value is changed in the text of a YAML file, and every other byte stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sbs_econ.errors import RequestError
from sbs_econ.io.yaml_edit import dotted, scalar_at, set_scalar
from sbs_econ.io.yaml_reader import Path_, parse_yaml
from sbs_econ.schema.base import Plain

TEXT = """\
# Costs,  2024/25
gp:   {mean: 36, se: "4",source: 'it''s'}   # flow
nurse:
    mean:   12.50      # per hour
    label: "one \\"nurse\\""
    none: ~
    blank:
services:
- gp   # first
- {name: nurse}
note: |
  long
folded: two
  lines
quoted: "two
  lines"
"""
PATHS: list[Path_] = [
    ("gp", "mean"),
    ("gp", "se"),
    ("gp", "source"),
    ("nurse", "mean"),
    ("nurse", "label"),
    ("nurse", "none"),
    ("services", 0),
    ("services", 1, "name"),
]


@pytest.mark.parametrize(
    ("at", "new", "before", "after"),
    [
        (("gp", "mean"), "41.5", "mean: 36,", "mean: 41.5,"),
        (("gp", "se"), "5", 'se: "4",', "se: 5,"),
        (("gp", "source"), "PSSRU, 2024", "source: 'it''s'}", 'source: "PSSRU, 2024"}'),
        (("nurse", "mean"), "13", "mean:   12.50      # per hour", "mean:   13      # per hour"),
        (("nurse", "mean"), "PSSRU 2024: 9.1", "12.50", '"PSSRU 2024: 9.1"'),
        (("nurse", "mean"), "a, b", "12.50", "a, b"),
        (("nurse", "mean"), "null", "12.50", '"null"'),
        (("nurse", "mean"), "", "12.50", '""'),
        (("nurse", "mean"), " x ", "12.50", '" x "'),
        (("nurse", "mean"), "x # y", "12.50", '"x # y"'),
        (("nurse", "mean"), '"x" \\ y', "12.50", '"\\"x\\" \\\\ y"'),
        (("nurse", "mean"), "a\nb\tc", "12.50", '"a\\nb\\tc"'),
        (("nurse", "label"), "nurse's £", '"one \\"nurse\\""', "nurse's £"),
        (("nurse", "none"), "1", "none: ~", "none: 1"),
        (("services", 0), "- x", "- gp   # first", '- "- x"   # first'),
        (("services", 1, "name"), "dentist", "{name: nurse}", "{name: dentist}"),
    ],
)
def test_only_the_value_changes(at: Path_, new: str, before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    assert set_scalar(TEXT, at, new) == TEXT.replace(before, after)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(end: str, start: str) -> None:
    text = start + "a: 1" + end + "b: 2  # é😀" + end
    assert set_scalar(text, ("b",), "3") == start + "a: 1" + end + "b: 3  # é😀" + end
    assert set_scalar(text, ("a",), "3") == start + "a: 3" + end + "b: 2  # é😀" + end


def test_the_text_of_a_scalar() -> None:
    values = [scalar_at(TEXT, at) for at in PATHS]
    assert values == [
        "36",
        "4",
        "it's",
        "12.50",
        'one "nurse"',
        "~",
        "gp",
        "nurse",
    ]
    assert scalar_at(TEXT, ("note",)) == "long\n"


@pytest.mark.parametrize(
    ("at", "code", "words"),
    [
        (("nurse", "maen"), "E028", "no `nurse.maen` did you mean 'mean'"),
        (("nurse", "xyz"), "E028", "there is: mean, label, none, blank"),
        (("services", 2), "E028", "no `services[2]` 2 item(s)"),
        (("services", "gp"), "E028", "no `services.gp` 2 item(s)"),
        (("gp", "mean", "low"), "E028", "`gp.mean` holds no keys"),
        (("nurse",), "E029", "`nurse` block"),
        ((), "E029", "(the whole file) block"),
        (("services",), "E029", "list"),
        (("note",), "E029", "`note` several lines"),
        (("folded",), "E029", "several lines"),
        (("quoted",), "E029", "several lines"),
        (("nurse", "blank"), "E029", "no value to replace"),
    ],
)
def test_what_cannot_be_changed(at: Path_, code: str, words: str) -> None:
    with pytest.raises(RequestError) as raised:
        set_scalar(TEXT, at, "1")
    assert raised.value.code == code
    assert [word for word in words.split() if word not in str(raised.value)] == []


@pytest.mark.parametrize("new", ["\x1b[31m", "a\x00", "\u202e", "e\u0301", "\r", "\ud800"])
def test_what_a_file_may_not_hold_is_not_written(new: str) -> None:
    with pytest.raises(RequestError, match="cannot be written"):
        set_scalar(TEXT, ("gp", "mean"), new)


@pytest.mark.parametrize(("text", "code"), [("a: &x 1\n", "E008"), ("a: [\n", "E024"), ("a: 1\na: 2", "E014")])
def test_a_file_with_errors_is_not_changed(text: str, code: str) -> None:
    with pytest.raises(RequestError, match="first") as raised:
        set_scalar(text, ("a",), "1")
    assert raised.value.code == code


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    for at in ((), ("a",), ("a", 1)):
        with pytest.raises(RequestError) as raised:
            scalar_at(text, at)
        assert raised.value.code == "E028"


def test_a_path_in_messages() -> None:
    assert dotted(("costs", "gp", 0, "mean")) == "costs.gp[0].mean"


TRICKY = st.sampled_from("ab01.:-#,[]{}'\"\\ \n\t%@&*!|>?~£é=/")
VALUES = st.text(TRICKY | st.characters(codec="utf-8"), max_size=12)
SIMPLE = st.from_regex(r"[a-z][a-z0-9_/ ]{0,8}[a-z0-9]|[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True)


@settings(max_examples=300, deadline=None, database=None)
@given(at=st.sampled_from(PATHS), new=VALUES)
def test_round_trip(at: Path_, new: str) -> None:
    try:
        edited = set_scalar(TEXT, at, new)
    except RequestError:
        assume(False)
    assert scalar_at(edited, at) == new
    lines, changed = TEXT.split("\n"), edited.split("\n")
    assert len(lines) == len(changed)
    assert sum(a != b for a, b in zip(lines, changed, strict=True)) <= 1


@settings(max_examples=300, deadline=None, database=None)
@given(at=st.sampled_from(PATHS), new=VALUES)
def test_changing_back_gives_the_same_data_and_the_same_surroundings(at: Path_, new: str) -> None:
    try:
        edited = set_scalar(TEXT, at, new)
    except RequestError:
        assume(False)
    old = scalar_at(TEXT, at)
    again = set_scalar(edited, at, old)
    assert set_scalar(TEXT, at, old) == again


@settings(max_examples=200, deadline=None, database=None)
@given(at=st.sampled_from(PATHS), new=SIMPLE)
def test_words_and_numbers_stay_unquoted(at: Path_, new: str) -> None:
    document, problems = parse_yaml(set_scalar(TEXT, at, new), "t")
    assert problems == []
    assert document is not None
    value: Any = document.data
    for step in at:
        value = value[step]
    assert type(value) is (str if new == "null" else Plain)
