"""The page of reporting standards: its CHEERS rows are those of the program, and what it points to is there."""

import re

import pytest
from generators.transcripts import ROOT

from sbs_econ.reporting.cheers import ITEMS, NOT_REPORTED

PAGE = (ROOT / "docs" / "reference" / "reporting_standards.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) ([^|]+) \|([^|]+)\|([^|]+)\|([^|]*)\|$", re.MULTILINE)
ROWS = {int(number): cells for number, *cells in ROW.findall(PAGE)}
PATHS = re.findall(r"`([\w./-]+\.(?:py|md|toml)|LICENSE|Makefile|\.ci/run)`", PAGE)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.number))
def test_cheers_rows_are_those_of_the_program(item):
    topic, _, filled, where = (cell.strip() for cell in ROWS[item.number])
    assert (topic, where) == (item.topic, item.where)
    assert filled.startswith(f"**{NOT_REPORTED}**" if item.said is None else item.status)


def test_cheers_counts_are_right():
    told = re.search(r"of (\d+) items a report fills (\d+), fills (\d+) in part, and leaves (\d+) to people", PAGE)
    said = [item.status for item in ITEMS if item.said is not None]
    counts = (len(ITEMS), said.count("reported"), said.count("in part"), len(ITEMS) - len(said))
    assert told is not None
    assert tuple(map(int, told.groups())) == counts


def test_what_it_points_to_is_there():
    assert len(PATHS) > 15
    assert [path for path in PATHS if not (ROOT / path).exists()] == []
