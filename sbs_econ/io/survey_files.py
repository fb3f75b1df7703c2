"""The two YAML files beside the tables of a questionnaire: read, and checked as far as they can be by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from sbs_econ.errors import Problem
from sbs_econ.io.places import SURVEY_FILES, show
from sbs_econ.io.shape import Model, check_shape
from sbs_econ.io.yaml_reader import Document, read_yaml
from sbs_econ.schema.survey import AnalysisPlan, Codebook

SHAPES: Mapping[str, type[BaseModel]] = dict(zip(SURVEY_FILES, (Codebook, AnalysisPlan), strict=True))
"""File stem to the shape of the file."""
MISSING_CURE = "docs/how-to/fit.md shows one; sbs-econ synthesise writes an example"


def read_survey_file(path: Path, model: type[Model]) -> tuple[Model | None, Document | None, list[Problem]]:
    """Return a codebook or a plan, with its document for line numbers, and what is wrong with it."""
    if not path.is_file():
        what = "codebook" if issubclass(model, Codebook) else "analysis plan"
        message = f"the {what} is missing: it is needed before data are read"
        return None, None, [Problem("E716", message, MISSING_CURE, show(path))]
    document, problems = read_yaml(path, show(path))
    if document is None:
        return None, None, problems
    content, found = check_shape(document, model, path.stem)
    return content, document, [*problems, *found]


def survey_problems(path: Path) -> list[Problem]:
    """Return what is wrong with the codebook and the plan of a folder, or with one of them."""
    paths = [path] if path.is_file() else [path / f"{stem}.yaml" for stem in SURVEY_FILES]
    return [problem for each in paths for problem in read_survey_file(each, SHAPES[each.stem])[2]]
