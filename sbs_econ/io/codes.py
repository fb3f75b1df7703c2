"""Every error code with its title and explanation, for ``sbs-econ errors``."""

from __future__ import annotations

from collections.abc import Mapping

from sbs_econ.io import (
    codes_folder,
    codes_scenario,
    codes_sense,
    codes_shape,
    codes_survey,
    codes_trust,
    codes_voi,
    codes_workbook,
)  # fmt: skip
from sbs_econ.io.yaml_codes import CODES as YAML_CODES


def _explained(cases: Mapping[str, tuple[str, str, str, str]]) -> dict[str, tuple[str, str]]:
    return {code: (title, _paragraph(*rest)) for code, (title, *rest) in cases.items()}


def _paragraph(why: str, wrong: str, right: str) -> str:
    indented = (example.replace("\n", "\n  ") for example in (wrong, right))
    return f"{why}\n\nwrong:\n  {next(indented)}\n\nright:\n  {next(indented)}"


CODES: dict[str, tuple[str, str]] = {
    **YAML_CODES,
    **_explained(codes_shape.CASES),
    **_explained(codes_sense.CASES),
    **_explained(codes_folder.CASES),
    **_explained(codes_scenario.CASES),
    **_explained(codes_voi.CASES),
    **_explained(codes_survey.CASES),
    **_explained(codes_workbook.CASES),
    **_explained(codes_trust.CASES),
}
"""Code -> title, and explanation with a wrong and a right example."""
