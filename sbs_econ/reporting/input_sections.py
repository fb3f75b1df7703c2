"""Everything that went in: settings, every input with its source, the sources, what was changed and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from enum import StrEnum

from sbs_econ.analysis.findings import Findings
from sbs_econ.analysis.quantity_table import quantity_table
from sbs_econ.model.inputs import Inputs, Origin, ResolvedQuantity
from sbs_econ.model.layers import merge_settings
from sbs_econ.reporting.cells import EMPTY, count, given, money, text, whole
from sbs_econ.reporting.document import Cell, Column, Paragraph, Part, Section, Table
from sbs_econ.reporting.sensitivity_text import coarse
from sbs_econ.reporting.words import EVIDENCE_LABELS
from sbs_econ.vocabulary import Evidence, FundedBy

PARAMETERS = "parameters"
SETTINGS = {
    "participants": "People who start", "programme_months": "Months of programme", "horizon_months": "Months counted",
    "price_year": "Price year", "unit_cost_set": "Set of unit costs", "funded_by": "Whose money pays",
    "discount_profile": "Discounting", "discount_rate_costs": "Discount rate of costs, a year",
    "discount_rate_outcomes": "Discount rate of outcomes, a year", "costing": "Costing of the programme",
    "budget": "Budget", "informal_care_valuation": "Value of unpaid care", "employment_method": "Value of output",
    "whole_groups": "Whole groups only", "between_site_cv": "Variation between sites",
}  # fmt: skip
READ = {"whole": "in full", "excerpt": "an excerpt", "through_repository": "as a repository holds it"}


def inputs_sections(found: Findings, key: str, level: int) -> list[Section]:
    """Return the sections of everything that went in."""
    return [
        _settings_section(found, key, level),
        Section(f"{key}inputs", "Every input with its source", (_intro(found), inputs_table(found, key)), level),
        Section(f"{key}sources", "Sources", (_sources(found, key),), level),
    ]


def other_inputs_sections(found: Findings, first: Findings, key: str, level: int) -> list[Section]:
    """Return the settings of a further scenario, and the inputs that it has other than the first."""
    own, known = found.inputs.quantities, first.inputs.quantities
    names = {name for name, quantity in own.items() if _stated(quantity) != _stated(known.get(name))}
    words = Paragraph(f"All other inputs, and the sources, are those of \u201c{first.inputs.label}\u201d.")
    parts = (words, inputs_table(found, key, names)) if names else (words,)
    heading = "Inputs that differ" if names else "Inputs"
    return [_settings_section(found, key, level), Section(f"{key}inputs", heading, parts, level)]


def _stated(quantity: ResolvedQuantity | None) -> object:
    """What is known of a quantity, without where it was given."""
    return None if quantity is None else replace(quantity, origin=Origin(""), distribution=None)


def _settings_section(found: Findings, key: str, level: int) -> Section:
    return Section(f"{key}settings", "Settings", (_settings(found, key),), level)


def _settings(found: Findings, key: str) -> Table:
    columns = (Column("setting", "Setting", text=True), Column("value", "Value", text=True),
               Column("set_by", "Set by", text=True))  # fmt: skip
    _, origins = merge_settings(found.asked.folder, found.asked.layers)
    settings = found.inputs.settings
    rows = tuple(
        (text(label), text(setting_words(name, getattr(settings, name))), text(set_by(origins.get(name))))
        for name, label in SETTINGS.items()
    )
    return Table(f"{key}settings", "Settings of the scenario", columns, rows)


def setting_words(name: str, value: object) -> str:
    """Return a setting as people read it."""
    if name.startswith("discount_rate") and isinstance(value, float):
        return f"{value:.1%}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    if value is FundedBy.NHS:
        return "NHS"
    return value.value.replace("_", " ") if isinstance(value, StrEnum) else str(value)


def correlated_words(inputs: Inputs) -> str:
    """Return how many inputs are drawn together."""
    names = {name for group in inputs.correlations for name in group.names}
    names |= {name for name, quantity in inputs.quantities.items() if quantity.joint is not None}
    return f"{len(names)} inputs are drawn together with others"


def set_by(origin: Origin | None) -> str:
    """Return which layer had the last word."""
    if origin is None:
        return "default"
    return origin.layer.replace("scenario:", "scenario ").replace("_", " ")


def _intro(found: Findings) -> Part:
    counts = Counter(quantity.evidence for quantity in found.inputs.quantities.values())
    listed = ", ".join(f"{counts[grade]} {EVIDENCE_LABELS[grade]}" for grade in Evidence if counts[grade])
    return Paragraph(
        f"{len(found.inputs.quantities)} inputs: {listed}. Amounts of money are at their own price year; the model "
        f"brings them to {found.inputs.settings.price_year}."
    )


def inputs_table(found: Findings, key: str, names: Collection[str] | None = None) -> Table:
    """Return every input, or those named: value, interval, distribution, evidence, source and who set it."""
    columns = (
        Column("label", "Input", text=True),
        Column("name", "Name", meaning="Its name in YAML and for --set.", text=True),
        Column("value", "Value", "", "Its mean."),
        Column("lower", "From", "", "Lower end of its own 95% interval; empty where it is fixed."),
        Column("upper", "To", "", "Upper end of it."),
        Column("unit", "Unit", text=True),
        Column("family", "Distribution", meaning="How it is drawn; fixed where it has none.", text=True),
        Column("price_year", "Price year", text=True),
        Column("evidence", "Evidence", meaning="How it is known.", text=True),
        Column("source", "Source", meaning="Key of the table of sources, and where in it.", text=True),
        Column("set_by", "Set by", text=True),
        Column("note", "Note", text=True),
        Column("used_by", "Rows", "", "Rows of the table that read it."),
    )
    records = [each for each in quantity_table(found.inputs) if names is None or each["name"] in names]
    rows = tuple(_input(found.inputs.quantities[record["name"]], record) for record in records)
    return Table(f"{key}inputs", "Inputs of the model", columns, rows)


def _input(quantity: ResolvedQuantity, record: dict[str, object]) -> tuple[Cell, ...]:
    fixed, unit = quantity.distribution is None, quantity.unit.value
    ends = (EMPTY, EMPTY) if fixed else tuple(_end(float(str(record[end])), unit) for end in ("lower", "upper"))
    source = "; ".join(part for part in (quantity.source, quantity.locator) if part)
    users = record["used_by"]
    return (
        text(quantity.label), text(quantity.name), given(quantity.value, unit), *ends, text(unit.replace("_", " ")),
        text("fixed" if fixed else (quantity.family or "").replace("_", " ")), text(quantity.price_year),
        text(quantity.evidence.value.replace("_", " ")), text(source or None), text(set_by(quantity.origin)),
        text(quantity.note), whole(float(len(users) if isinstance(users, list) else 0)),
    )  # fmt: skip


def _end(value: float, unit: str) -> Cell:
    return money(value, coarse(value)) if unit.startswith("GBP") else count(value, coarse(value), 5)


def used_sources(found: Findings) -> dict[str, int]:
    """Return the sources that inputs or findings name, with the number of inputs of each."""
    counts = Counter(q.source for q in found.inputs.quantities.values() if q.source)
    for findings in found.inputs.structure.findings.values():
        for finding in findings:
            counts[finding.source] += 0
    return dict(sorted(counts.items()))


def _sources(found: Findings, key: str) -> Table:
    columns = (
        Column("key", "Key", text=True), Column("title", "Title", text=True), Column("authors", "Authors", text=True),
        Column("year", "Year", text=True), Column("where", "Where", text=True), Column("address", "Address", text=True),
        Column("read", "Read", meaning="How it was read when its figures were entered.", text=True),
        Column("inputs", "Inputs", "", "Inputs that come from it; none: a published finding only."),
        Column("note", "Note", text=True),
    )  # fmt: skip
    return Table(f"{key}sources", "Sources of inputs and findings", columns, tuple(_source_rows(found)))


def _source_rows(found: Findings) -> Iterator[tuple[Cell, ...]]:
    for name, inputs in used_sources(found).items():
        source = found.asked.folder.sources.get(name)
        if source is None:
            yield (text(name), *(EMPTY,) * 6, whole(float(inputs)), EMPTY)
            continue
        yield (
            text(name), text(source.title), text(source.authors), text(source.year), text(source.where),
            text(source.href), text(READ[source.read]), whole(float(inputs)), text(source.note),
        )  # fmt: skip
