"""An evidence pack in the manner of the AQuA Book: assumptions, data, decisions, checks, and a statement to sign."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.analysis.convergence import converged
from sbs_econ.analysis.findings import Findings
from sbs_econ.analysis.run_warnings import warnings_of
from sbs_econ.model.layers import merge_settings
from sbs_econ.reporting.cells import EMPTY, count, given, money, text, whole
from sbs_econ.reporting.claims import Claim
from sbs_econ.reporting.document import Bullets, Cell, Column, Paragraph, Section, Table
from sbs_econ.reporting.input_sections import READ, SETTINGS, set_by, setting_words, used_sources
from sbs_econ.reporting.sensitivity_text import coarse
from sbs_econ.version import __version__
from sbs_econ.vocabulary import Evidence

BLANK = "to be completed"
ASSUMED = (Evidence.ILLUSTRATIVE, Evidence.ELICITED)
RELIABILITY = {
    Evidence.REPORTED: "high", Evidence.ROUTINE_DATA: "high", Evidence.PUBLISHED: "medium", Evidence.ELICITED: "low",
    Evidence.ILLUSTRATIVE: "none: a placeholder",
}  # fmt: skip


def assurance_sections(found: Findings, claims: tuple[Claim, ...], key: str, level: int) -> list[Section]:
    """Return the sections of the evidence pack."""
    return [
        Section(f"{key}assumptions", "Assumptions log", (_assumptions(found, key),), level),
        Section(f"{key}data_log", "Data log", (_data_log(found, key),), level),
        *checks_sections(found, claims, key, level),
        Section(f"{key}statement", "Assurance statement (template)", _statement(found), level),
    ]


def checks_sections(found: Findings, claims: tuple[Claim, ...], key: str, level: int) -> list[Section]:
    """Return what was decided, checked and claimed in one scenario."""
    return [
        Section(f"{key}decisions", "Decisions log", (_decisions(found, key),), level),
        Section(f"{key}checks", "Checks", (_checks(found, claims, key), *_warnings(found)), level),
        Section(f"{key}claims", "Why the first page says what it says", (_claims(claims, key),), level),
    ]


SIGNED = (
    Column("owner", "Owner", text=True),
    Column("date", "Date", text=True),
    Column("signed", "Signed off by", text=True),
)
TO_SIGN = (text(BLANK), text(BLANK), text(BLANK))


def _assumptions(found: Findings, key: str) -> Table:
    columns = (
        Column("rank", "Rank", "", "By how much it moves the headline net cost; empty where it does not."),
        Column("assumption", "Assumption", text=True), Column("value", "Value", "", "Its mean."),
        Column("impact", "Moves it by", "GBP", "Over its 95% interval."),
        Column("reliability", "Reliability", meaning="From its evidence grade.", text=True),
        Column("why", "Why", text=True), *SIGNED,
    )  # fmt: skip
    ranks = {bar.name: (place, bar.span) for place, bar in enumerate(found.tornado.bars, start=1)}
    assumed = [q for q in found.inputs.quantities.values() if q.evidence in ASSUMED]
    rows = []
    for quantity in sorted(assumed, key=lambda q: (ranks.get(q.name, (10**6, 0.0))[0], q.name)):
        place, moved = ranks.get(quantity.name, (None, None))
        rows.append((
            whole(place), text(quantity.label), given(quantity.value, quantity.unit.value),
            EMPTY if moved is None else money(moved, coarse(moved)), text(RELIABILITY[quantity.evidence]),
            text(quantity.origin.reason or quantity.note), *TO_SIGN,
        ))  # fmt: skip
    note = "Inputs that are illustrative or elicited; those that move the headline most come first."
    return Table(f"{key}assumptions", "Assumptions log", columns, tuple(rows), (note,))


def _data_log(found: Findings, key: str) -> Table:
    columns = (
        Column("source", "Source", text=True), Column("title", "Title", text=True), Column("year", "Year", text=True),
        Column("inputs", "Inputs"), Column("read", "Read", text=True), Column("licence", "Licence", text=True), *SIGNED,
    )  # fmt: skip
    return Table(f"{key}data_log", "Data log", columns, tuple(_data_rows(found)))


def _data_rows(found: Findings) -> Iterator[tuple[Cell, ...]]:
    for name, used in used_sources(found).items():
        source = found.asked.folder.sources.get(name)
        if source is not None:
            yield (
                text(name), text(source.title), text(source.year), whole(float(used)), text(READ[source.read]),
                text(source.licence or "not recorded"), *TO_SIGN,
            )  # fmt: skip


def _decisions(found: Findings, key: str) -> Table:
    columns = (
        Column("decision", "Decision", text=True), Column("taken", "What was decided", text=True),
        Column("by", "Set by", text=True), Column("why", "Reason given", text=True), *SIGNED,
    )  # fmt: skip
    return Table(f"{key}decisions", "Decisions log", columns, tuple(_decision_rows(found)))


def _decision_rows(found: Findings) -> Iterator[tuple[Cell, ...]]:
    _, origins = merge_settings(found.asked.folder, found.asked.layers)
    for name, label in SETTINGS.items():
        if name in origins:
            value = setting_words(name, getattr(found.inputs.settings, name))
            yield text(label), text(value), text(set_by(origins[name])), text("not recorded"), *TO_SIGN
    for decision, option in found.inputs.design.items():
        label = f"Design: {decision.replace('_', ' ')}"
        yield text(label), text(option.replace("_", " ")), text("design"), text("not recorded"), *TO_SIGN
    for name, quantity in sorted(found.inputs.quantities.items()):
        if quantity.origin.layer not in ("parameters", "design"):
            why = text(quantity.origin.reason or "not recorded")
            value = given(quantity.value, quantity.unit.value).shown
            yield text(f"{quantity.label} ({name})"), text(value), text(set_by(quantity.origin)), why, *TO_SIGN


def _checks(found: Findings, claims: tuple[Claim, ...], key: str) -> Table:
    plan = found.result.plan
    made = (
        ("Every input and the scenario were validated before the run", "passed", "An error would have stopped it."),
        ("Enough draws for the headline", "passed" if converged(found.result) else "NOT passed",
         f"{plan.draws:,} draws; the table of Monte Carlo error has the limits."),
        ("Sentences fired by a test on draws and evidence", "passed", f"{len(claims)} claims; each is listed."),
        ("Net costs are sums of the table's rows", _sums(found), "Sum of means beside the mean of sums."),
        ("Independent reproduction of this run", BLANK, "Run reproduce, or another program."),
        ("Face validity, by people who know the service", BLANK, ""),
        ("Results beside results from elsewhere", BLANK, ""),
    )  # fmt: skip
    columns = (
        Column("check", "Check", text=True),
        Column("result", "Result", text=True),
        Column("how", "How", text=True),
    )
    rows = tuple((text(check), text(result), text(how)) for check, result, how in made)
    return Table(f"{key}checks", "Quality assurance: what was checked, and what people still have to", columns, rows)


def _sums(found: Findings) -> str:
    from sbs_econ.model.perspectives import view

    for each in found.result.perspectives:
        seen_by = view(each.perspective, found.inputs.settings.funded_by)
        rows = [row.cost.mean for row in found.result.rows if row.cost is not None and seen_by.counts(row.row)]
        if abs(sum(rows) - each.net_cost.mean) > 1e-6 * max(1.0, sum(abs(row) for row in rows)):
            return "NOT passed"
    return "passed"


def _warnings(found: Findings) -> Iterator[Paragraph | Bullets]:
    told = [*found.asked.notes, *warnings_of(found.result)]
    if told:
        yield Paragraph("What the run warns of:")
        yield Bullets(tuple(told))


def _claims(claims: tuple[Claim, ...], key: str) -> Table:
    columns = (
        Column("said", "What may be said", text=True), Column("rule", "Rule", text=True),
        Column("test", "Test", meaning="The figure that the rule looked at.", text=True),
        Column("below", "Below zero", "", "Share of draws."),
    )  # fmt: skip
    rows = tuple(
        (text(c.text), text(c.rule), text(c.test), count(c.estimate.below_zero, max(c.estimate.below_zero_mc_se, 1e-3)))
        for c in claims
    )
    note = (
        "A direction is claimed only where the whole 95% interval, its Monte Carlo error included, is on one side of 0."
    )
    return Table(f"{key}claims", "Sentences and the tests that fired them", columns, rows, (note,))


def _statement(found: Findings) -> tuple[Paragraph | Bullets, ...]:
    inputs = found.inputs
    return (
        Paragraph(
            f"Analysis: {inputs.label} ({inputs.scenario}). Model: sbs_econ {__version__}, inputs "
            f"{found.asked.inputs_sha256[:12]}. This is a template: nobody has signed it."
        ),
        Bullets((
            f"Commissioner: {BLANK}. Analyst: {BLANK}. Assurer: {BLANK}. Approver: {BLANK}.",
            f"The analysis is used for: {BLANK}. It must not be used for: {BLANK}.",
            f"Verification (is the model right?): {BLANK}.",
            f"Validation (is it the right model?): {BLANK}.",
            f"Remaining uncertainty and limits that the user accepts: {BLANK}.",
            f"Level of assurance reached: {BLANK}. Date: {BLANK}.",
        )),
    )  # fmt: skip
