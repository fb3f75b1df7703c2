"""Every code that can be told is explained, and every code that is explained can be told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sbs_econ
from sbs_econ.io.codes import CODES
from sbs_econ.io.yaml_reader import parse_yaml

PACKAGE = Path(sbs_econ.__file__).parent
COMMANDS = "--set ", "sbs-econ "


def raised() -> dict[str, set[str]]:
    """Return the codes that stand in the package's text, each with the files, explanations left out."""
    found: dict[str, set[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        if not re.match(r"(yaml_)?codes", file.name):
            for code in re.findall(r'"(E[0-9]{3})"', file.read_text(encoding="utf-8")):
                found.setdefault(code, set()).add(file.name)
    return found


def test_every_code_that_is_raised_is_explained() -> None:
    assert {code: files for code, files in raised().items() if code not in CODES} == {}


def test_every_code_that_is_explained_is_raised() -> None:
    assert sorted(set(CODES) - set(raised())) == []


@pytest.mark.parametrize("code", sorted(CODES))
def test_an_explanation_has_a_title_a_reason_and_both_examples(code: str) -> None:
    title, explanation = CODES[code]
    why, wrong, right = re.split(r"\n\nwrong:\n  |\n\nright:\n  ", explanation)
    assert title[0].isupper()
    assert not title.endswith(".")
    assert why.endswith(".")
    assert len(title) < 70
    assert wrong.strip()
    assert right.strip()
    assert wrong != right
    assert explanation.isprintable() or "\n" in explanation


@pytest.mark.parametrize("code", sorted(code for code in CODES if code >= "E101"))
def test_the_right_example_is_right_yaml(code: str) -> None:
    right = CODES[code][1].split("\n\nright:\n  ")[1].replace("\n  ", "\n")
    if ":" not in right or right.startswith(COMMANDS) or right.startswith("parameters/"):
        pytest.skip("not YAML")
    document, problems = parse_yaml(right, "example.yaml")
    assert problems == []
    assert document is not None
