"""The worked examples of the tests, as a reader checks them: question, sum by hand, answer, source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from generators.markdown import code, escape, page, table

CASES = Path(__file__).resolve().parents[2] / "tests" / "cases"
INTRODUCTION = """
Each line is a case of `tests/cases/`: the package has to give the expected figures, to the last digit written here
unless the case says otherwise. Costs are programme minus usual support, so a saving is negative.
""".strip()


def pages() -> dict[str, str]:
    """Return the page of known answers, a section for each file of cases."""
    sections = [_section(file) for file in sorted(CASES.glob("*.yaml"))]
    return {"known_answers.md": page("# Known answers", INTRODUCTION, *sections)}


def _section(file: Path) -> str:
    text = file.read_text("utf-8")
    opening = " ".join(line.removeprefix("#").strip() for line in _opening(text))
    rows = [_row(case) for case in yaml.safe_load(text)]
    title = file.stem.replace("_", " ").capitalize()
    return page(f"## {title}", escape(opening), table(("Case", "By hand", "Expected", "Source"), rows))


def _row(case: dict[str, Any]) -> tuple[str, ...]:
    name = f"{escape(case['name'])}: {escape(case['question'])}"
    return name, escape(case["by_hand"]), _expected(case["expected"]), escape(case["source"])


def _opening(text: str) -> list[str]:
    lines = text.splitlines()
    return lines[: next(number for number, line in enumerate(lines) if not line.startswith("#"))]


def _expected(figures: dict[str, Any]) -> str:
    return "<br>".join(f"{code(name)} {value}" for name, value in figures.items())
