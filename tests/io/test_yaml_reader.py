"""The YAML reader: what it keeps as text, what it refuses and where, and that nothing makes it fall over."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sbs_econ.errors import Problem
from sbs_econ.io import yaml_codes
from sbs_econ.io.yaml_guard import WIDTH
from sbs_econ.io.yaml_reader import Document, Mark, parse_yaml, read_yaml
from sbs_econ.schema.base import Plain

VALID = """\
# Costs of services, 2024/25
schema: parameters/1
gp_consultation:
  mean: 41.5   # per contact
  se: 4e-1
  unit: "GBP/contact"
  source: 'PSSRU 2024: table 9.1'
services:
  - gp
  - {name: nurse, values: [1, 2]}
note: |
  Two lines
  \tof text: here
"""


def problems_of(text: str | bytes) -> list[Problem]:
    return parse_yaml(text, "costs.yaml")[1]


def good(text: str | bytes) -> Document:
    document, problems = parse_yaml(text, "costs.yaml")
    assert problems == []
    assert document is not None
    return document


# ---- what stays text ---------------------------------------------------------------------------------------


LOOKS_LIKE_MORE = (
    "NO yes on true 1e-3 1e3 1.0e3 010 1:30 1_000 1,200 £1200 12% 1.200,50 .nan .inf NA n/a 2024/25 2024-25 "
    "2024 0x1F 1e400 :x -x"
)


@pytest.mark.parametrize("text", LOOKS_LIKE_MORE.split())
def test_an_unquoted_scalar_is_the_text_that_stands_there(text: str) -> None:
    value = good(f"key: {text}\n").data["key"]
    assert value == text
    assert type(value) is Plain


@pytest.mark.parametrize("text", ["'010'", '"yes"', "'null'", "'~'", "''", "|\n  block", ">\n  block"])
def test_a_quoted_scalar_is_not_plain(text: str) -> None:
    assert type(good(f"key: {text}").data["key"]) is str


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL", "# comment"])
def test_a_missing_value_is_none(text: str) -> None:
    assert good(f"key: {text}\n").data == {"key": None}


@pytest.mark.parametrize("key", ["yes", "no", "on", "1", "1.50", "null", "~", "2024/25", "'quoted key'"])
def test_a_key_is_the_text_that_stands_there(key: str) -> None:
    assert list(good(f"{key}: 1").data) == [key.strip("'")]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n", "---\n", "\ufeff", b"\xef\xbb\xbf# note\n"])
def test_an_empty_file_is_an_empty_mapping(text: str | bytes) -> None:
    assert good(text).data == {}


@pytest.mark.parametrize(
    "text", ["a: 1\nb: x\n", "a: 1\r\nb: x\r\n", "a: 1\rb: x\r", "\ufeffa: 1\nb: x", "---\na: 1\nb: x\n...\n"]
)
def test_line_ends_byte_order_mark_and_one_document_start_are_accepted(text: str) -> None:
    assert good(text).data == good(text.encode()).data == {"a": "1", "b": "x"}


def test_a_whole_document() -> None:
    document = good(VALID)
    assert document.data == {
        "schema": "parameters/1",
        "gp_consultation": {
            "mean": "41.5",
            "se": "4e-1",
            "unit": "GBP/contact",
            "source": "PSSRU 2024: table 9.1",
        },
        "services": ["gp", {"name": "nurse", "values": ["1", "2"]}],
        "note": "Two lines\n\tof text: here\n",
    }
    assert document.text == VALID


# ---- where things stand ------------------------------------------------------------------------------------


def test_marks_of_keys_and_values() -> None:
    document = good(VALID)
    assert document.keys["gp_consultation", "mean"] == Mark(4, 3)
    assert document.values["gp_consultation", "mean"] == Mark(4, 9)
    assert document.values["gp_consultation",] == Mark(4, 3)
    assert document.keys["services", 1] == Mark(10, 5)
    assert document.values["services", 1, "values", 1] == Mark(10, 31)


def test_a_problem_names_file_line_column_and_shows_the_line() -> None:
    found = good(VALID).problem(("gp_consultation", "mean"), "E100", "too large", "write 41")
    assert found.place == "costs.yaml:4:9"
    assert (found.code, found.message, found.suggestion) == ("E100", "too large", "write 41")
    assert found.excerpt == "  mean: 41.5   # per contact"


def test_a_problem_with_a_key() -> None:
    found = good(VALID).problem(("gp_consultation", "mean"), "E100", "unknown", on="key", severity="warning")
    assert (found.place, found.severity) == ("costs.yaml:4:3", "warning")


@pytest.mark.parametrize(
    ("at", "place"),
    [
        (("gp_consultation", "price_year"), "costs.yaml:3:1"),
        (("services", 1, "values", 9), "costs.yaml:10:19"),
        (("nothing", "of", "it"), "costs.yaml:1:1"),
        ((), "costs.yaml:2:1"),
    ],
)
def test_a_problem_with_what_is_not_there_points_at_the_nearest_parent(at: tuple[str, ...], place: str) -> None:
    assert good(VALID).problem(at, "E100", "missing").place == place


def test_an_excerpt_is_short_and_safe_to_print() -> None:
    found = problems_of("a: " + "x" * 500 + "\x1b[31m" + "y" * 500)[0]
    assert found.column == 504
    assert found.excerpt is not None
    assert "\\x1b[31m" in found.excerpt
    assert len(found.excerpt) < WIDTH + 10
    assert found.excerpt.isprintable()


# ---- files -------------------------------------------------------------------------------------------------


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "costs.yaml"
    path.write_text(VALID, encoding="utf-8")
    document, problems = read_yaml(path)
    assert document is not None
    assert (document.path, document.shown, problems) == (path, str(path), [])


def test_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "base_case.yaml").touch()
    document, [found] = read_yaml(tmp_path / "base_cas.yaml", "base_cas.yaml")
    assert document is None
    assert (found.code, found.file) == ("E001", "base_cas.yaml")
    assert found.suggestion == "did you mean 'base_case.yaml'?"


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert [p.code for p in read_yaml(tmp_path / "a" / "b.yaml")[1]] == ["E001"]


def test_a_folder(tmp_path: Path) -> None:
    [found] = read_yaml(tmp_path)[1]
    assert (found.code, "folder" in found.message) == ("E002", True)


def test_a_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    assert [p.code for p in read_yaml(tmp_path / "a.yaml")[1]] == ["E002"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert [p.code for p in read_yaml(tmp_path / "pipe.yaml")[1]] == ["E002"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "costs.yaml"
    path.touch(mode=0)
    assert [p.code for p in read_yaml(path)[1]] == ["E002"]


def test_a_name_that_no_file_can_have() -> None:
    assert [p.code for p in read_yaml(Path("a\x00b"))[1]] == ["E002"]


def test_a_file_larger_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "costs.yaml"
    path.write_bytes(b"#" * 5_000_001)
    assert [p.code for p in read_yaml(path)[1]] == ["E003"]
    assert [p.code for p in problems_of(b"#" * 5_000_001)] == ["E003"]


# ---- codes -------------------------------------------------------------------------------------------------


def test_every_code_raised_is_explained_and_the_other_way_round() -> None:
    folder = Path(yaml_codes.__file__).parent
    files = [f for f in folder.glob("yaml_*.py") if f.name != "yaml_codes.py"]
    raised = {code for f in files for code in re.findall(r'"(E0\d\d)"', f.read_text(encoding="utf-8"))}
    assert raised == set(yaml_codes.CODES)


NO_TEXT = {"E001", "E002", "E003", "E004", "E028", "E029"}


@pytest.mark.parametrize("code", sorted(set(yaml_codes.CASES) - NO_TEXT))
def test_the_wrong_example_of_a_code_raises_it_and_the_right_one_does_not(code: str) -> None:
    _, _, wrong, right = yaml_codes.CASES[code]
    assert {problem.code for problem in problems_of(wrong)} == {code}
    good(right)
