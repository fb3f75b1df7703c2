"""The tutorial and the how-to guides do what they say: every command runs, and prints what is quoted."""

import pytest
from generators.transcripts import PAGES_WITH_TRANSCRIPTS, blocks, play

GUIDES = {path.stem: path for path in PAGES_WITH_TRANSCRIPTS if path.name != "README.md"}


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_does_what_it_says(guide):
    faults = play(GUIDES[guide].read_text("utf-8"))
    assert faults == [], "run: python docs/generate.py, then read what it changed"


def test_tutorial_has_commands():
    assert sum(block.kind == "console" for block in blocks(GUIDES["first_hour"].read_text("utf-8"))) >= 8
