"""Sites, areas, subgroups and modes as text: each with its interval, none of them ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sbs_econ.analysis.compare_checks import illustrative_note, joined
from sbs_econ.analysis.compare_parts import PROGRAMME, Part, PartsWanted, labels_of, scaled
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.sites import SMALL, Sites
from sbs_econ.analysis.subgroups import RELATIVE, SHARES, Subgroups
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row
from sbs_econ.reporting.compare_words import PER, SHORT_PERSPECTIVES, Page, row_label, with_interval
from sbs_econ.reporting.numbers import change_words, cost_words, number, per_cent
from sbs_econ.schema.clean import clean_text

ORDERS = {"name": "in alphabetical order", "size": "by number of people"}
NO_LEAGUE = (
    "These are what the model makes of each place's people, prices, mix and design. They do not measure how well "
    "anybody works, and a difference between two of them is no reason to rank them."
)
NOT_MODELLED = "Variation between sites beyond their mix, prices and design is not modelled: real sites differ more."


def in_order(parts: Sequence[Part], order: str) -> list[Part]:
    """Return parts by their label, or by their size, largest first; never by a result."""
    by_name = sorted(parts, key=lambda part: part.label.casefold())
    return by_name if order == "name" else sorted(by_name, key=lambda part: -part.people)


def sites_text(sites: Sites, width: int, per: str = "person", order: str = "name", bold: bool = False) -> str:
    """Return results by site, by area and in total.

    Args:
        sites: what was computed.
        width: columns of the terminal.
        per: person or total.
        order: name or size.
        bold: whether headings may use ANSI bold.
    """
    page = Page(width, bold)
    lines = [*_heading(sites.inputs, sites.wanted, sites.plan, (f"by site, {ORDERS[order]}", per), page), ""]
    lines += _table(sites.inputs, sites.wanted, (*in_order(sites.sites, order), sites.total), per, page)
    if sites.areas:
        lines += ["", page.strong("By area"), *page.wrapped("Areas that hold one site are above.")]
        lines += _table(sites.inputs, sites.wanted, in_order(sites.areas, order), per, page)
    lines += ["", page.strong("Read this with it"), *_bullets(_site_notes(sites), page)]
    return "\n".join(lines)


def _heading(inputs: Inputs, wanted: PartsWanted, plan: Plan, shown: tuple[str, str], page: Page) -> Iterator[str]:
    how, per = shown
    yield page.strong(clean_text(f"{inputs.label} ({inputs.scenario}), {how}"))
    yield from page.wrapped(
        f"{PER[per].capitalize()}; {inputs.settings.horizon_months} months counted; {inputs.settings.price_year} "
        f"prices; programme minus usual support; net cost to {SHORT_PERSPECTIVES[wanted.perspective]}; mean and 95% "
        f"interval of {plan.draws:,} draws that all share (seed {plan.seed}, {plan.sampler})."
    )


def _table(inputs: Inputs, wanted: PartsWanted, parts: Sequence[Part], per: str, page: Page) -> list[str]:
    rows = labels_of(inputs)
    header = ["", "People", "Programme\ncost", "Net cost", *(_title(rows[name]) for name in wanted.rows)]
    cells = []
    for part in parts:
        factor = part.people if per == "total" else 1.0
        label = part.label + (" (few people)" if part.small else "")
        money = (scaled(part.estimates[name], factor) for name in (PROGRAMME, wanted.headline[0]))
        others = (_row_cell(part, rows[name], factor) for name in wanted.rows)
        cells.append([label, number(part.people, 1.0), *(with_interval(e, cost_words) for e in money), *others])
    return page.table(header, cells)


def _title(row: Row) -> str:
    words = row_label(row).split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > 22:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _row_cell(part: Part, row: Row, factor: float) -> str:
    """A row's quantity; its cost where it has no quantity. What is per participant stays so."""
    quantity, cost = (part.estimates.get(f"{row.row}:{name}") for name in ("quantity", "cost"))
    unit = row.unit
    if quantity is not None and unit is not None:
        shown = quantity if row.per == "participant" else scaled(quantity, factor)
        return with_interval(shown, lambda v, e: change_words(v, e, unit))
    return "" if cost is None else with_interval(scaled(cost, factor), cost_words)


def _site_notes(sites: Sites) -> Iterator[str]:
    yield NO_LEAGUE
    if sites.alike:
        yield "All sites have the same mix, prices and design here, so that they are the same per person."
    if any(part.small for part in sites.sites):
        yield (
            f"Few people: fewer than {SMALL} start. The interval is about the average of such a site; what happens to "
            "so few depends on chance far more than it shows."
        )
    yield _between(sites.between_cv)
    if sites.inputs.structure.budget is not None:
        yield "The budget is one for all sites, and is shared by heads."
    if sites.empty:
        yield f"Nobody starts at {joined(sites.empty)}."
    yield illustrative_note([sites.inputs])


def _between(cv: float | None) -> str:
    if cv is None:
        return NOT_MODELLED
    return (
        f"Effects vary between sites by a factor of mean 1 and coefficient of variation {number(cv, 0.01)}, as the "
        "scenario declares; it widens each site's interval, and in the total it averages out."
    )


def _bullets(notes: Iterator[str], page: Page) -> Iterator[str]:
    for note in notes:
        yield from page.wrapped(f"- {note}", "  ")


WHO = {"subgroup": "group of people", "mode": "kind of support"}


def subgroups_text(found: Subgroups, width: int, per: str = "person", bold: bool = False) -> str:
    """Return results by subgroup or mode, and who gets what share.

    Args:
        found: what was computed.
        width: columns of the terminal.
        per: person or total.
        bold: whether headings may use ANSI bold.
    """
    page = Page(width, bold)
    lines = [*_heading(found.inputs, found.wanted, found.plan, (f"by {WHO[found.by]}", per), page), ""]
    lines += _table(found.inputs, found.wanted, (*found.parts, found.everyone), per, page)
    lines += ["", page.strong("Who gets what share of the people, the cost and the effect"), *_shares(found, page)]
    lines += ["", page.strong("Read this with it"), *_bullets(_subgroup_notes(found), page)]
    return "\n".join(lines)


def _shares(found: Subgroups, page: Page) -> list[str]:
    header = ("", "People", "Cost", "Effect", "Effect a person\n(everyone: 1)", "More than\neveryone in")
    rows = []
    for part in found.parts:
        shares = (with_interval(part.estimates[name], _share_words) for name in SHARES)
        relative = with_interval(part.estimates[RELATIVE], lambda v, e: number(v, max(e, 0.005)))
        above = per_cent(*part.above_average) if part.above_average and _varies(part.estimates[RELATIVE]) else ""
        rows.append((part.label, *shares, relative, above))
    return page.table(header, rows)


def _share_words(value: float, error: float) -> str:
    return per_cent(value, max(error, 0.001))


def _varies(estimate: Estimate) -> bool:
    return estimate.sd > 1e-9


def _subgroup_notes(found: Subgroups) -> Iterator[str]:
    yield (
        "The effect is everything that the programme changes: fewer or more contacts, work, care and outcomes all "
        f"reach a {WHO[found.by]} in the same proportion. The programme's cost is shared by heads."
    )
    yield (
        "Each has its own uncertainty, and intervals overlap even where one is likelier to gain more: look at the last "
        "column, where both are drawn together."
    )
    if found.nobody:
        yield f"Nobody here: {joined(found.nobody)}."
    if len(found.parts) > 1 and not any(_varies(part.estimates[RELATIVE]) for part in found.parts):
        yield "Nothing says that effects differ between them: their modifiers are fixed at the same value."
    yield illustrative_note([found.inputs])
