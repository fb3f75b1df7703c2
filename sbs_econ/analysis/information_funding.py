"""The value of information for funding decisions, from scenarios to answers: draw, look at inputs, price surveys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sbs_econ.analysis.information_answer import Answer, Answers, answers_to
from sbs_econ.analysis.information_decision import Population, Stacked
from sbs_econ.analysis.information_groups import Group, groups_of, ready_made
from sbs_econ.analysis.information_scenarios import Funding, drawn
from sbs_econ.analysis.information_source import Scenarios
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.survey_value import Survey, survey_values, what_surveys_measure
from sbs_econ.analysis.variance_shares import label_of
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.vocabulary import Evidence


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of funding decisions beside single quantities and the ready-made groups."""

    groups: tuple[str, ...]
    population: Population
    survey: Survey | None


def value_of_information(decisions: Funding, plan: Plan, wanted: Wanted) -> Answers:
    """Return what information is worth to funding decisions.

    Raises:
        InputError: if a group names a quantity that does not exist or is fixed.
    """
    quantities = uncertain(decisions.scenarios)
    asked = groups_of(wanted.groups, tuple(quantities), ready_made(quantities, quantities), fixed(decisions.scenarios))
    source, stacked = drawn(decisions, plan)
    bearing = [name for name in quantities if any(d.bears((name,)) for d in stacked.decisions)]
    ready = [group for group in ready_made(quantities, bearing).values() if len(group.names) > 1]
    surveyed = [] if wanted.survey is None else what_surveys_measure(source, stacked, wanted.survey)
    already = {group.key for group in asked}
    groups = [*asked, *(group for group in ready if group.key not in already), *surveyed]
    singles = [Group((name,), label=label_of(quantity)) for name, quantity in quantities.items()]
    found = answers_to(stacked, source, singles, groups)
    if wanted.survey is not None:
        found = _with_surveys(found, source, stacked, wanted.survey, surveyed)
    return Answers(
        decisions=tuple(found), draws=source.draws, sampler=plan.sampler, seed=plan.seed,
        population=wanted.population, notes=tuple(notes(decisions, found)), details=details(decisions, wanted.survey),
    )  # fmt: skip


def uncertain(scenarios: Sequence[Inputs]) -> dict[str, ResolvedQuantity]:
    """Return the quantities that are uncertain in any scenario, sorted by name; as in the first that has them so."""
    found: dict[str, ResolvedQuantity] = {}
    for inputs in scenarios:
        for name, quantity in inputs.quantities.items():
            if quantity.distribution is not None:
                found.setdefault(name, quantity)
    return dict(sorted(found.items()))


def fixed(scenarios: Sequence[Inputs]) -> set[str]:
    """Return the quantities that are fixed in every scenario."""
    every = {name for inputs in scenarios for name in inputs.quantities}
    return every - set(uncertain(scenarios))


def _with_surveys(
    answers: Sequence[Answer], source: Scenarios, stacked: Stacked, survey: Survey, surveyed: Sequence[Group]
) -> list[Answer]:
    limits = {
        str(group.key): [next(one for one in answer.learned if one.group == group) for answer in answers]
        for group in surveyed
    }
    priced = survey_values(source, stacked, survey, limits)
    return [replace(answer, priced=tuple(own)) for answer, own in zip(answers, priced, strict=True)]


def notes(decisions: Funding, answers: Sequence[Answer]) -> list[str]:
    """Return what a reader of the answers must be told."""
    told = []
    if not decisions.prices:
        told.append(
            "Net benefit is minus net cost: no outcome is priced, so this values information for a pounds-only "
            "decision."
        )
    elif len(decisions.prices) > 1:
        told.append("Several outcomes are priced; their rows overlap, and adding them up may count a gain twice.")
    without = [p.value for p in decisions.perspectives if not decisions.includes_programme(p)]
    if without:
        told.append(f"{', '.join(without)}: the programme's own cost is not in it, so it is no decision on funding.")
    if any(site.quantities for inputs in decisions.scenarios for site in inputs.sites):
        told.append("Figures of single sites are drawn with the others; what knowing them is worth is not told.")
    illustrative = [q for q in uncertain(decisions.scenarios).values() if q.evidence is Evidence.ILLUSTRATIVE]
    if illustrative:
        told.append(
            f"{len(illustrative)} of {len(uncertain(decisions.scenarios))} uncertain inputs are illustrative: their "
            "spread is a judgement, and so is what removing it would be worth."
        )
    return told


def details(decisions: Funding, survey: Survey | None) -> dict[str, object]:
    """Return what the document says at its top about funding decisions."""
    return {
        "scenarios": [inputs.scenario for inputs in decisions.scenarios],
        "per": "person",
        "participants": {inputs.scenario: inputs.settings.participants for inputs in decisions.scenarios},
        "price_year": decisions.scenarios[0].settings.price_year,
        "prices": dict(decisions.prices),
        "survey": None if survey is None else survey_record(survey),
    }


def survey_record(survey: Survey) -> dict[str, object]:
    """Return what a survey asks of whom, and what it costs."""
    return {
        "items": [item.key for item in survey.items],
        "sizes": list(survey.sizes),
        "prior_people": survey.answers.prior_people,
        "lost_to_follow_up": survey.answers.lost,
        "person_sd": dict(survey.answers.person_sd),
        "cost_per_person": survey.costs.per_person,
        "fixed_cost": {design.value: cost for design, cost in survey.costs.fixed.items()},
    }
