"""Black-box checks of effects: none, opposite, all attributed, none delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sbs_econ.analysis.verify_checks import (
    EXACT,
    SUMS,
    Check,
    Claim,
    Pair,
    Rows,
    Subject,
    consequences,
    figures,
    programme,
    times,
    unchanged,
)
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.effect_scale import FACTORS, FOUNDATIONS, RESTING, factor_name
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.vocabulary import AppliesTo, Perspective

DOMAIN = "Results"
NOTHING = Claim(
    "no_effect", DOMAIN, "Every reported change is set to no change.",
    "Every difference is 0 in every draw, and every net cost is the programme's own.",
)  # fmt: skip
OPPOSITE = Claim(
    "sides_swapped", DOMAIN, "Every reported change is turned round, as if the two sides were swapped.",
    "Every difference changes sign; the programme's rows stay as they are.",
)  # fmt: skip
WHOLE = Claim(
    "attribution_reference", "Additionality", "Regression to the mean, deadweight and displacement are all 0.",
    "The attributable change is the whole reported change: nothing would have improved anyway.",
)  # fmt: skip
NONE = Claim(
    "displacement_whole", "Additionality", "Displacement is 1 for every change.",
    "The programme causes nothing: every difference is 0 in every draw.", "method, section 4",
)  # fmt: skip
MIX = Claim(
    "evaluation_mix", "Additionality", "Groups, modes and values are those of the evaluation; every modifier is moved.",
    "Nothing moves: the multipliers V and G are 1.", "method, section 4",
)  # fmt: skip
UNDELIVERED = Claim("no_sessions", DOMAIN, "No sessions are held.", "Every difference is 0.", "method, section 3")
RESPONDERS = Claim(
    "responders", DOMAIN, "Every change is taken as measured on those who answered only.",
    "Every difference is that of starters times the share followed up.", "method, section 4",
)  # fmt: skip


def effect_checks(subject: Subject) -> Iterator[Check]:
    """Yield the checks of effects."""
    yield NOTHING.within(_nothing(subject), EXACT)
    yield OPPOSITE.within(_opposite(subject), SUMS)
    yield WHOLE.within(_whole(subject), SUMS)
    yield NONE.within(_none(subject), EXACT)
    yield _at_the_evaluation_mix(subject)
    yield UNDELIVERED.within(_undelivered(subject), EXACT)
    yield RESPONDERS.within(_responders(subject), SUMS)


def _noughts(rows: Rows) -> Iterator[Pair]:
    for name, row in consequences(rows).items():
        for part in ("quantity", "cost"):
            value = getattr(row, part)
            yield f"{name} {part}", times(value, 0.0), value


def _nothing(subject: Subject) -> Iterator[Pair]:
    rows = subject.evaluated(subject.null)
    yield from _noughts(rows)
    yield from unchanged(programme(subject.rows), rows)
    for perspective in Perspective:
        seen_by = view(perspective, subject.inputs.settings.funded_by)
        yield f"net cost {perspective}", net_cost(programme(rows).values(), seen_by), net_cost(rows.values(), seen_by)


def _opposite(subject: Subject) -> Iterator[Pair]:
    nulls = subject.nulls
    rows = subject.evaluated(lambda name, value: 2.0 * nulls[name] - value if name in nulls else value)
    yield from unchanged(programme(subject.rows), rows)
    for name, row in consequences(subject.rows).items():
        if ".improved_" not in name:
            for part in ("quantity", "cost"):
                yield f"{name} {part}", times(getattr(row, part), -1.0), getattr(rows[name], part)


def without_causal_share(inputs: Inputs) -> Inputs:
    """Return inputs in which attribution is the product of its three factors."""
    left = {n: q for n, q in inputs.quantities.items() if n != "attribution.causal_share"}
    return replace(inputs, quantities=left)


def factors_of(subject: Subject) -> set[str]:
    """Return the names of every factor of attribution, general and of rows' own."""
    found = {factor_name(name, change, f) for name, change in changes_of(subject.inputs) for f in FACTORS}
    return found | {f"attribution.{factor}" for factor in FACTORS}


def _whole(subject: Subject) -> Iterator[Pair]:
    factors, inputs = factors_of(subject), without_causal_share(subject.inputs)

    def all_caused(name: str, value: Draws) -> Draws:
        return value * 0.0 if name in factors else value

    caused = subject.evaluated(all_caused, inputs)
    nothing = subject.evaluated(lambda name, value: subject.null(name, all_caused(name, value)), inputs)
    for name, row in consequences(caused).items():
        yield f"{name} usual support", nothing[name].usual_quantity, row.usual_quantity
    parts = subject.evaluated(inputs=inputs)
    share = _shares(subject, inputs)
    for item in inputs.structure.services:
        service = f"service_use.{item}"
        yield (
            f"{service} quantity",
            parts[service].quantity,
            times(caused[service].quantity, share[f"{service}.change"]),
        )


def _shares(subject: Subject, inputs: Inputs) -> dict[str, Draws]:
    """The attributable share of each change as its factors give it, written out once more."""
    values, _ = subject.given
    found: dict[str, Draws] = {}
    for name, change in changes_of(inputs):
        share: Draws = 1.0
        for factor in FACTORS if change.design.value == "uncontrolled" else ("displacement",):
            share = share * (1.0 - values[factor_name(name, change, factor)])
        found[name] = share
    return found


def _none(subject: Subject) -> Iterator[Pair]:
    displaced = {n for n in factors_of(subject) if n.endswith("displacement")}
    inputs = without_causal_share(subject.inputs)
    yield from _noughts(
        subject.evaluated(lambda name, value: value * 0.0 + 1.0 if name in displaced else value, inputs)
    )


def at_evaluation_mix(subject: Subject, name: str, value: Draws) -> Draws:
    """Return a quantity, at what it was in the evaluation where it says who takes part and how."""
    values, _ = subject.given
    if name == "engagement.two_way_share":
        return values["engagement.two_way_share_reference"]
    if name in (*FOUNDATIONS, *RESTING) or name.startswith(("engagement.additional_share", "between_site.")):
        return 1.0
    if name.endswith(".share") and name.split(".", maxsplit=1)[0] in ("subgroups", "modes", "cells"):
        return values[name.removesuffix("share") + "evaluation_share"]
    return value


def _at_the_evaluation_mix(subject: Subject) -> Check:
    def at_mix(name: str, value: Draws) -> Draws:
        return at_evaluation_mix(subject, name, value)

    def moved(name: str, value: Draws) -> Draws:
        modifier = name.endswith(".effect_modifier") or name == "engagement.one_way_relative_effect"
        return at_mix(name, value) if not modifier else np.asarray(value) * 0.7

    return MIX.within(unchanged(subject.evaluated(at_mix), subject.evaluated(moved)), SUMS)


def _undelivered(subject: Subject) -> Iterator[Pair]:
    name = "programme.sessions_per_group_month"

    def fixed(inputs: Inputs) -> Inputs:
        quantity = replace(inputs.quantities[name], value=0.0, distribution=None, family=None, joint=None)
        sites = tuple(replace(s, quantities={n: q for n, q in s.quantities.items() if n != name}) for s in inputs.sites)
        return replace(inputs, quantities={**inputs.quantities, name: quantity}, sites=sites)

    yield from _noughts(subject.evaluated(lambda n, v: 0.0 if n == name else v, fixed(subject.inputs)))


def _responders(subject: Subject) -> Iterator[Pair]:
    def measured_on(who: AppliesTo) -> Rows:
        return subject.evaluated(inputs=applying_to(subject.inputs, who))

    everyone, some = measured_on(AppliesTo.STARTERS), measured_on(AppliesTo.RESPONDERS)
    values, _ = subject.given
    share = values.get("engagement.share_followed_up", 1.0)
    for name, row in consequences(everyone).items():
        if ".improved_" not in name:
            for part, value in figures(row).items():
                if part in ("quantity", "cost"):
                    yield f"{name} {part}", times(value, share), getattr(some[name], part)


def applying_to(inputs: Inputs, who: AppliesTo) -> Inputs:
    """Return inputs in which every reported change applies to starters, or to responders."""
    structure, update = inputs.structure, {"applies_to": who}
    presenteeism = structure.presenteeism_days_change
    changed = replace(
        structure,
        services={
            k: s.model_copy(update={"change": s.change.model_copy(update=update)})
            for k, s in structure.services.items()
        },
        outcomes={
            k: o.model_copy(update={"change": o.change.model_copy(update=update)})
            for k, o in structure.outcomes.items()
        },
        change_in_employment_rate=structure.change_in_employment_rate.model_copy(update=update),
        absence_days_change=structure.absence_days_change.model_copy(update=update),
        presenteeism_days_change=None if presenteeism is None else presenteeism.model_copy(update=update),
        hours_change=structure.hours_change.model_copy(update=update),
    )
    return replace(inputs, structure=changed)
