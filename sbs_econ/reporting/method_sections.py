"""How it was computed, and where it departs from the reference case that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sbs_econ.analysis.findings import MOST_DRAWS, Findings
from sbs_econ.analysis.waterfall import STEP_LABELS, waterfalls
from sbs_econ.model.layers import merge_settings
from sbs_econ.model.perspectives import view
from sbs_econ.reporting.cells import EMPTY, chance, text
from sbs_econ.reporting.document import Bullets, Column, Paragraph, Section, Table
from sbs_econ.reporting.input_sections import correlated_words, set_by
from sbs_econ.vocabulary import Perspective


@dataclass(frozen=True, slots=True)
class Asks:
    """One thing that a reference case asks for, what this run does, and whether that is another thing."""

    topic: str
    asked: str
    done: Callable[[Findings], str]
    departs: Callable[[Findings], bool]


def _rates(found: Findings) -> str:
    settings = found.inputs.settings
    return f"costs {settings.discount_rate_costs:.1%}, outcomes {settings.discount_rate_outcomes:.1%}"


def _not_rates(profile: str) -> Callable[[Findings], bool]:
    def departs(found: Findings) -> bool:
        wanted, settings = found.asked.folder.discounting.get(profile), found.inputs.settings
        own = (settings.discount_rate_costs, settings.discount_rate_outcomes)
        return wanted is None or own != (wanted.costs, wanted.outcomes)

    return departs


def _nhs(found: Findings) -> bool:
    return not view(Perspective.NHS_PSS, found.inputs.settings.funded_by).includes_programme_cost


def _always(_: Findings) -> bool:
    return True


def _never(_: Findings) -> bool:
    return False


SHARED = (
    Asks("Uncertainty", "Probabilistic analysis, with deterministic analyses beside it",
         lambda found: f"{found.result.plan.draws:,} draws, the base case, one-way and break-even", _never),
    Asks("Comparator", "What people get now", lambda found: "usual support", _never),
)  # fmt: skip
REFERENCE_CASES: dict[str, tuple[str, tuple[Asks, ...]]] = {
    "nice": (
        "NICE reference case, as NICE's manuals for guidelines and technology evaluations describe it",
        (
            Asks("Type of analysis", "Cost-utility analysis", lambda found: "cost-consequence analysis", _always),
            Asks("Health outcomes", "QALYs from EQ-5D", lambda found: "outcomes in their own units; no QALYs", _always),
            Asks("Perspective on costs", "NHS and personal social services, the programme's cost included",
                 lambda found: "shown beside others" + (", without the programme's cost" if _nhs(found) else ""), _nhs),
            Asks("Discounting", "The same rate for costs and health effects (profile reference_3_5)", _rates,
                 _not_rates("reference_3_5")),
            Asks("Time horizon", "Long enough to reflect all important differences",
                 lambda found: f"{found.inputs.settings.horizon_months} months", _always),
            *SHARED,
        ),
    ),
    "green_book": (
        "HM Treasury's Green Book, edition of 2026",
        (
            Asks("Perspective", "Society, transfers left out",
                 lambda found: "society, resources only, beside narrower ones", _never),
            Asks("Discounting", "Profile green_book_health_1_5: a lower rate for health and wellbeing", _rates,
                 _not_rates("green_book_health_1_5")),
            Asks("Values of outcomes", "Social value, in money where that can be done",
                 lambda found: "outcomes in their own units; none is priced in a total", _always),
            Asks("Impacts that have no number", "Shown beside those that have one",
                 lambda found: "rows without a number are part of the table", _never),
            *SHARED,
        ),
    ),
}  # fmt: skip
"""Reference cases that may be chosen, each with what it asks for; rates stand in parameters/discounting.yaml."""


def methods_section(found: Findings, key: str, level: int) -> Section:
    """Return how it was computed, in words, and the share of each reported change that counts."""
    return Section(
        f"{key}methods", "Methods", (Bullets(tuple(_methods(found))), _attribution(found, f"{key}attribution")), level
    )


def _methods(found: Findings) -> Iterator[str]:
    settings, plan = found.inputs.settings, found.result.plan
    drawn = sum(q.distribution is not None for q in found.inputs.quantities.values())
    yield "A cost-consequence analysis: costs by payer and consequences in natural units, not added across units."
    yield "Every difference is usual support with the programme, minus usual support, for the same people."
    yield (
        "A reported change counts for the share of it that the programme caused: from studies without a comparison "
        "group, what is left after regression to the mean, deadweight and displacement; from controlled studies, all "
        "but displacement. It rises to the follow-up at which it was seen and fades after it."
    )
    yield (
        f"The programme is costed {settings.costing.value.replace('_', ' ')}: groups, sessions and attendances follow "
        "from the people who start and how they take part."
    )
    yield (
        f"Unit costs are brought to {settings.price_year} prices. The first twelve months are not discounted; later "
        f"years are, costs by {settings.discount_rate_costs:.1%} and outcomes by {settings.discount_rate_outcomes:.1%}."
    )
    yield (
        f"{plan.draws:,} draws of {drawn} uncertain inputs (seed {plan.seed}, {plan.sampler}); each input has a stream "
        f"of its own; {correlated_words(found.inputs)}. Means are means of the draws, "
        "intervals run from their 2.5th to their 97.5th percentile."
    )
    if found.plan.draws < plan.draws:
        yield f"Questions beside the run itself use {MOST_DRAWS:,} draws of the same streams."
    yield (
        "Figures are rounded to what their Monte Carlo error supports; files beside this report hold them in full. "
        "Shares of variance are Sobol indices; values of information come from regression on the draws."
    )
    yield from found.asked.notes


def _attribution(found: Findings, key: str) -> Table:
    columns = (
        Column("change", "Reported change", text=True), Column("design", "Design", text=True),
        *(Column(step, f"Less: {words}") for step, words in STEP_LABELS.items()),
        Column("other", "Less: not caused"), Column("left", "Counts"),
    )  # fmt: skip
    rows = []
    for each in waterfalls(found.inputs):
        quantity, taken = found.inputs.quantities.get(each.change), dict(each.steps)
        other = taken.get("not caused by the programme")
        steps = tuple(EMPTY if taken.get(step) is None else chance(taken[step], 0.01) for step in STEP_LABELS)
        rows.append((
            text(each.change if quantity is None else quantity.label), text(each.design), *steps,
            EMPTY if other is None else chance(other, 0.01), chance(each.attributable_share, 0.01),
        ))  # fmt: skip
    note = "Shares of the reported change, every input at its mean."
    return Table(key, "From the reported change to the share that counts", columns, tuple(rows), (note,))


def departures_section(found: Findings, chosen: str, key: str, level: int) -> Section:
    """Return what a reference case asks for beside what was done, and which settings another layer changed."""
    name, asks = REFERENCE_CASES[chosen]
    columns = (
        Column("topic", "Topic", text=True), Column("asked", "The reference case asks for", text=True),
        Column("done", "This report", text=True), Column("departs", "Departs", text=True),
    )  # fmt: skip
    rows = tuple(
        (text(a.topic), text(a.asked), text(a.done(found)), text("yes" if a.departs(found) else "no")) for a in asks
    )
    count = sum(a.departs(found) for a in asks)
    words = (
        f"Reference case chosen: {name}. {count} of {len(asks)} points depart from it. That is no fault where the "
        "question is another one, and is stated so that nobody takes one for the other."
    )
    table = Table(f"{key}departures", "Departures from the reference case", columns, rows)
    return Section(
        f"{key}departures", "Departures from the reference case", (Paragraph(words), table, *_changed(found)), level
    )


def _changed(found: Findings) -> Iterator[Bullets | Paragraph]:
    _, origins = merge_settings(found.asked.folder, found.asked.layers)
    own = [f"{n}: set by the {set_by(o)}" for n, o in origins.items() if o.layer == "command line"]
    own += [
        f"{q.label} ({n}): set by the {set_by(q.origin)}" + (f", because: {q.origin.reason}" if q.origin.reason else "")
        for n, q in sorted(found.inputs.quantities.items())
        if q.origin.layer == "command line" or q.origin.layer.startswith("scenario:")
    ]
    if own:
        yield Paragraph("Changed from the parameter folder by the scenario or the command line:")
        yield Bullets(tuple(own))
