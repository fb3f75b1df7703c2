"""The whole report as a document: first page, results, why, and everything behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sbs_econ.analysis.compare import Comparison
from sbs_econ.analysis.findings import Findings
from sbs_econ.reporting.assurance_sections import assurance_sections, checks_sections
from sbs_econ.reporting.budget_section import budget_section
from sbs_econ.reporting.cheers import cheers_section
from sbs_econ.reporting.claims import Claim
from sbs_econ.reporting.comparison_section import comparison_section
from sbs_econ.reporting.csv_files import file_name
from sbs_econ.reporting.document import Document, Section
from sbs_econ.reporting.first_page import first_page
from sbs_econ.reporting.input_sections import inputs_sections, other_inputs_sections
from sbs_econ.reporting.method_sections import departures_section, methods_section
from sbs_econ.reporting.ratio_section import ratio_section
from sbs_econ.reporting.result_sections import payers_section, perspectives_section, table_section
from sbs_econ.reporting.why_sections import break_even_section, convergence_section, evidence_section, tornado_section
from sbs_econ.schema.clean import clean_text
from sbs_econ.version import __version__

SUBTITLE = "What it costs, what it changes, who pays and who gains"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to hold besides: the reference case it is set against, and ratios."""

    reference_case: str = "nice"
    ratios: bool = False


def report_document(
    found: Sequence[Findings], comparison: Comparison | None = None, wanted: Wanted | None = None
) -> Document:
    """Return the report of one scenario or several.

    Args:
        found: the findings, one a scenario.
        comparison: of all of them, where there are several.
        wanted: what else it is to hold.
    """
    wanted, first = wanted or Wanted(), found[0]
    if comparison is None:
        page = first_page(first, "answer", "The answer in short")
        sections = [*page.sections, *_results(first, "", 1), *_behind(first, page.claims, wanted, "", 1)]
        return Document(clean_text(first.inputs.label), SUBTITLE, stamp(found), tuple(sections))
    sections = [comparison_section(comparison)]
    for name, each in zip(comparison.question.keys, found, strict=True):
        key = f"{file_name(name)}_"
        page = first_page(each, f"{key}answer", f"{each.inputs.label}: the answer in short")
        behind = _behind if each is first else partial(_other, first=first)
        sections += [*page.sections, *_results(each, key, 2), *behind(each, page.claims, wanted, key, 2)]
    title = "; ".join(each.inputs.label for each in found)
    return Document(clean_text(title), SUBTITLE, stamp(found), tuple(sections))


def stamp(found: Sequence[Findings]) -> str:
    """Return what identifies the runs."""
    runs = []
    for each in found:
        plan, sha256 = each.result.plan, each.asked.inputs_sha256[:12]
        runs.append(f"{each.inputs.scenario} (inputs {sha256}, {plan.draws:,} draws, seed {plan.seed}, {plan.sampler})")
    return clean_text(f"sbs_econ {__version__}: {'; '.join(runs)}")


def _results(found: Findings, key: str, level: int) -> list[Section]:
    makers = (
        table_section, perspectives_section, payers_section, budget_section, tornado_section, break_even_section,
        evidence_section, convergence_section,
    )  # fmt: skip
    return [make(found, key, level) for make in makers]


def _ratios(found: Findings, wanted: Wanted, key: str, level: int) -> list[Section]:
    return [ratio_section(found, key, level)] if wanted.ratios else []


def _behind(found: Findings, claims: tuple[Claim, ...], wanted: Wanted, key: str, level: int) -> list[Section]:
    """Everything behind the results of a scenario."""
    return [
        *_ratios(found, wanted, key, level),
        *inputs_sections(found, key, level),
        methods_section(found, key, level),
        departures_section(found, wanted.reference_case, key, level),
        cheers_section(found, key, level),
        *assurance_sections(found, claims, key, level),
    ]


def _other(
    found: Findings, claims: tuple[Claim, ...], wanted: Wanted, key: str, level: int, *, first: Findings
) -> list[Section]:
    """What is behind the results of a further scenario and not the same as in the first."""
    return [
        *_ratios(found, wanted, key, level),
        *other_inputs_sections(found, first, key, level),
        methods_section(found, key, level),
        departures_section(found, wanted.reference_case, key, level),
        *checks_sections(found, claims, key, level),
    ]
