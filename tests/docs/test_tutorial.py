"""The tutorials and the how-to guides do what they say: every command runs, and prints what is quoted."""

import html
import re

import openpyxl
import pytest
from generators.program import in_empty_folder, sbs_econ
from generators.transcripts import PAGES_WITH_TRANSCRIPTS, TUTORIALS, blocks, play

GUIDES = {path.stem: path for path in PAGES_WITH_TRANSCRIPTS if path.name != "README.md"}
LEAST = {"analyst": 20, "commissioner": 1, "economist": 12, "first_hour": 2, "questionnaires": 8}
"""Commands that a tutorial plays at least; that for commissioners shows one, which they need not type."""


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_does_what_it_says(guide):
    faults = play(GUIDES[guide].read_text("utf-8"))
    assert faults == [], "run: python docs/generate.py, then read what it changed"


@pytest.mark.parametrize("tutorial", TUTORIALS)
def test_tutorial_has_commands(tutorial):
    lines = [line for block in blocks(GUIDES[tutorial].read_text("utf-8")) for line in block.lines]
    assert sum(line.startswith("$ ") for line in lines) >= LEAST[tutorial]


def test_commissioners_find_what_their_tutorial_names():
    text = GUIDES["commissioner"].read_text("utf-8")
    named = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text))
    assert len(named) > 30
    with in_empty_folder():
        sbs_econ("report", "base_case", "--draws", "200", "--out", "report")
        with open("report/report.html", encoding="utf-8") as stream:
            found = set(re.split(r"\s*\n\s*", html.unescape(re.sub(r"<[^>]+>", "\n", stream.read()))))
        workbook = openpyxl.load_workbook("report/model.xlsx", read_only=True)
        cells = {cell for row in workbook["Inputs"].iter_rows(max_row=20, values_only=True) for cell in row}
        found |= set(workbook.sheetnames) | {cell for cell in cells if isinstance(cell, str)}
    written = "\n".join(found).lower()
    assert sorted(name for name in named if name.lower() not in written) == []
