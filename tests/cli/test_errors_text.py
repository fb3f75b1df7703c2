"""How a problem is printed: its place, its line with a caret under the column, its cure, in order."""

from __future__ import annotations

import pytest
from click import unstyle
from click.testing import CliRunner

from sbs_econ.cli.problems import in_order, problem_text, show_problems
from sbs_econ.errors import Problem
from sbs_econ.io.yaml_reader import parse_yaml


def printed(problem: Problem) -> list[str]:
    return unstyle(problem_text(problem)).split("\n")


def test_a_problem_shows_place_words_line_caret_and_cure() -> None:
    problem = Problem("E101", "gp: unknown key 'vlaue'", "did you mean 'value'?", "prices.yaml", 2, 3, "  vlaue: 45")
    assert printed(problem) == [
        "prices.yaml:2:3: error E101 gp: unknown key 'vlaue'",
        "     2 |   vlaue: 45",
        "       |   ^",
        "       = did you mean 'value'?",
    ]


def test_a_problem_of_the_command_line_has_no_line() -> None:
    assert printed(Problem("E420", "--set x: NAME=VALUE is wanted")) == [
        "(command line): error E420 --set x: NAME=VALUE is wanted"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "label: x\x01y",
        "label: &a 1",
        "    label: &a 1",
        "a: " + "'" + "x" * 30 + "' &a",
        "a: " + "'" + "x" * 200 + "' &a",
        "values: [" + "1, " * 60 + "&a 1]",
        "values: [" + "1, " * 20 + "&a 1, " + "1, " * 60 + "1]",
    ],
)
def test_the_caret_stands_under_the_column_or_is_left_out(line: str) -> None:
    """Of a long line only a window is shown, with the column in it."""
    _, problems = parse_yaml(line, "file.yaml")
    problem = problems[0]
    _, shown, *rest = printed(problem)
    under = [text for text in rest if text.endswith("^")]
    assert len(shown) <= 120
    wanted = line[(problem.column or 1) - 1]
    for caret in under:
        assert shown[len(caret) - 1] == wanted or not wanted.isprintable()


def test_the_caret_allows_for_characters_two_columns_wide() -> None:
    excerpt = "a: '\u5c0f\u5c0f' &a"
    *_, caret = printed(Problem("E008", "x", None, "f", 1, 9, excerpt))
    assert caret == "       | " + " " * 10 + "^"


def test_a_long_line_that_goes_on_has_its_caret_in_the_middle() -> None:
    excerpt = "…" + "a" * 50 + "X" + "b" * 49 + "…"
    _, line, caret = printed(Problem("E103", "x", None, "f", 1, 400, excerpt))
    assert line[caret.index("^")] == "X"


def test_a_long_line_that_ends_has_its_caret_where_the_window_was_not_moved() -> None:
    excerpt = "…" + "a" * 50 + "X" + "b" * 9
    _, line, caret = printed(Problem("E103", "x", None, "f", 1, 400, excerpt))
    assert line[caret.index("^")] == "X"


def test_where_a_cut_line_begins_is_not_guessed() -> None:
    assert len(printed(Problem("E103", "x", None, "f", 1, 400, "…" + "a" * 100))) == 2


def test_escapes_are_not_printed() -> None:
    text = problem_text(Problem("E103", "bad \x1b[31m label", "a\u202eb", "f", 1, 1, "a\tb"))
    assert "\x1b[31m label" not in text
    assert "\u202e" not in text


def test_problems_are_printed_by_file_line_and_column() -> None:
    shuffled = [Problem("E103", "x", None, file, line, column) for file, line, column in
                [("b", 1, 1), ("a", 10, 1), ("a", 2, 9), ("a", 2, 1), (None, None, None)]]  # fmt: skip
    assert [(p.file, p.line, p.column) for p in in_order(shuffled)] == [
        (None, None, None), ("a", 2, 1), ("a", 2, 9), ("a", 10, 1), ("b", 1, 1),
    ]  # fmt: skip


def test_problems_and_warnings_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    warning = Problem("E019", "y", file="f", severity="warning")
    show_problems([Problem("E103", "x", file="f"), Problem("E101", "z", file="e"), warning], err=False)
    assert capsys.readouterr().out.endswith(
        "2 problems and 1 warning found. Explain a code with: sbs-econ errors E101\n"
    )


def test_no_colour_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    @click.command()
    def show() -> None:
        show_problems([Problem("E103", "x", "y", "f")], err=False)

    assert "\x1b[" in CliRunner().invoke(show, color=True).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(show, color=True).output
