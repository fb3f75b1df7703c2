"""The README holds: its commands run, its output is real, its YAML adds the service, its links lead somewhere."""

import re

import pytest
from generators.errors import EXIT_CODES
from generators.transcripts import ROOT, blocks, play

README = (ROOT / "README.md").read_text("utf-8")
WRITTEN = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_commands_run_and_print_what_is_quoted():
    assert play(README) == [], "run: python docs/generate.py, then read what it changed"


def test_readme_quotes_the_table_and_adds_a_service():
    kinds = [block.kind for block in blocks(README)]
    assert kinds.count("yaml") == 2
    assert kinds.count("console") >= 4
    assert "Visits to the council's drop-in (contacts)" in README


def test_the_two_commands_come_first():
    first = next(block for block in blocks(README))
    assert [line.split()[:2] for line in first.lines] == [["make", "run"], ["make", "test"]]


def test_exit_codes_are_those_of_the_program():
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE))
    assert rows == {str(code): words for code, words in EXIT_CODES.items()}


@pytest.mark.parametrize("page", WRITTEN)
def test_links_lead_somewhere(page):
    targets = LINK.findall((ROOT / page).read_text("utf-8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []
