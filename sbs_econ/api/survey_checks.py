"""Whether a codebook and a plan fit each other and the parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_reader import Document
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.survey import AnalysisPlan, Codebook
from sbs_econ.survey.reading import WORDS
from sbs_econ.survey.tables import IDENTIFIER


def check_plan(
    codebook: tuple[Codebook, Document], plan: tuple[AnalysisPlan, Document], units: Mapping[str, str]
) -> list[Problem]:
    """Return everything about a codebook and a plan that does not fit."""
    return [*_codebook_problems(*codebook, units), *_plan_problems(plan[0], codebook[0], plan[1])]


def _codebook_problems(codebook: Codebook, text: Document, units: Mapping[str, str]) -> Iterator[Problem]:
    for block, section in (("service_use", "services"), ("outcomes", "outcomes")):
        known = [name.split(".")[1] for name in units if name.startswith(f"{block}.") and name.endswith(".change")]
        for key in getattr(codebook, section):
            if key not in known:
                message = f"there is no {block}.{key} in the parameters"
                yield text.problem((section, key), "E714", message, did_you_mean(key, known), on="key")
    for name in codebook.columns:
        if IDENTIFIER.search(name):
            message = f"the column '{name}' would identify people"
            yield text.problem(("columns", name), "E702", message, "leave it out of the tables", on="key")
    asked = {*codebook.employment, *codebook.informal_care}
    for section, key, wanted in (("employment", "absence_days", "in_work"), ("informal_care", "hours", "has_carer")):
        if key in asked and wanted not in asked:
            message = f"{key} is of some people only: {wanted} says of whom, and is missing"
            yield text.problem((section, key), "E714", message, f"add {wanted}", on="key")
    if not (codebook.services or codebook.outcomes or codebook.employment or codebook.informal_care):
        yield text.problem((), "E714", "the codebook has no items", "add services: or outcomes:")


def _plan_problems(plan: AnalysisPlan, codebook: Codebook, text: Document) -> Iterator[Problem]:
    for key in ("baseline", "follow_up"):
        wave = getattr(plan, key)
        if wave not in codebook.waves:
            cure = did_you_mean(wave, codebook.waves) or f"waves: {', '.join(codebook.waves)}"
            yield text.problem((key,), "E714", f"the codebook has no wave '{wave}'", cure)
    waves = codebook.waves
    if plan.baseline in waves and plan.follow_up in waves:
        months = waves[plan.follow_up] - waves[plan.baseline]
        if months < 1:
            yield text.problem(("follow_up",), "E708", "the follow-up is not after the baseline", "swap them")
    columns = (*WORDS, *codebook.columns)
    named = [*(("predictors", i, n) for i, n in enumerate(plan.predictors))]
    named += [("subgroups", i, n) for i, n in enumerate(plan.subgroups)]
    for section, number, name in named:
        if name not in columns:
            yield text.problem((section, number), "E714", f"there is no column '{name}'", did_you_mean(name, columns))
    if plan.comparison is not None and plan.comparison.column not in columns:
        message = f"there is no column '{plan.comparison.column}'"
        yield text.problem(("comparison", "column"), "E714", message, did_you_mean(plan.comparison.column, columns))
    for number, key in enumerate(plan.rate_ratio):
        if key not in codebook.services:
            near = did_you_mean(key, codebook.services)
            yield text.problem(("rate_ratio", number), "E714", f"the codebook has no service '{key}'", near)
