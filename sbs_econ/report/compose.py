"""The whole report as a document: first page, results, why, and everything behind it."""

from __future__ import annotations

from collections.abc import Sequence

from sbs_econ.analysis.findings import Findings
from sbs_econ.report.document import Document, Section
from sbs_econ.report.first_page import FirstPage, first_page
from sbs_econ.report.result_sections import payers_section, perspectives_section, table_section
from sbs_econ.report.why_sections import break_even_section, convergence_section, evidence_section, tornado_section
from sbs_econ.schema.clean import clean_text
from sbs_econ.version import __version__


def report_document(found: Sequence[Findings]) -> Document:
    """Return the report of one scenario or several."""
    one = found[0]
    page = first_page(one, "answer", "The answer in short")
    sections = [*page.sections, *_sections(one, "", 1)]
    return Document(clean_text(one.inputs.label), "What it costs, what it changes, who pays", stamp(found), tuple(sections))


def stamp(found: Sequence[Findings]) -> str:
    """Return what identifies the runs."""
    runs = []
    for each in found:
        plan = each.result.plan
        runs.append(
            f"{each.inputs.scenario}, inputs {each.asked.inputs_sha256[:12]}, {plan.draws:,} draws, seed {plan.seed}, "
            f"{plan.sampler}"
        )
    return clean_text(f"sbs_econ {__version__}: {'; '.join(runs)}")


def _sections(found: Findings, key: str, level: int) -> list[Section]:
    return [
        table_section(found, key, level),
        perspectives_section(found, key, level),
        payers_section(found, key, level),
        tornado_section(found, key, level),
        break_even_section(found, key, level),
        evidence_section(found, key, level),
        convergence_section(found, key, level),
    ]
