"""The working of outcome rows: change, share improving, point-years, and what they are worth where priced."""

from __future__ import annotations

from sbs_econ.analysis.explain_effects import EffectWorking
from sbs_econ.analysis.explain_steps import Term, as_number, shown
from sbs_econ.equations import outcomes
from sbs_econ.model.effect_scale import effective_months, monthly_effects
from sbs_econ.schema.parameters import Outcome
from sbs_econ.vocabulary import StudyDesign, Unit

Steps = tuple[Term | None, Term | None]


def outcome_steps(working: EffectWorking, key: str, part: str) -> Steps:
    """Steps of one row of an outcome.

    Args:
        working: where they are noted.
        key: the outcome.
        part: "", "improved_<change>", "point_years" or "value".
    """
    outcome = working.reader.inputs.structure.outcomes[key]
    if part in ("point_years", "value"):
        return _over_time(working, key, outcome, part)
    reported, caused = _reported(working, key, outcome), _attribution(working, key, outcome)
    level = monthly_effects(working.reader, outcome.change, outcome.change.follow_up_months)[-1]
    there = Term(f"part of the effect that is there at month {outcome.change.follow_up_months}", as_number(level))
    if part:
        return _improved(working, (key, part.removeprefix("improved_")), outcome, (reported, caused, there)), None
    people = working.people.people
    if people == 0:
        return working.worked("Difference per participant", 0.0, ("nobody starts", "0", outcome.unit.value)), None
    terms = (reported, caused, there, working.reach(), Term("1 ÷ people who start", 1.0 / people))
    return working.product("Difference per participant", terms, outcome.unit.value), None


def _reported(working: EffectWorking, key: str, outcome: Outcome) -> Term:
    change = working.change(f"outcomes.{key}.change", outcome.change, f"outcomes.{key}.baseline")
    return _in_its_unit(working, key, outcome, (outcome.change.unit, change))


def _in_its_unit(working: EffectWorking, key: str, outcome: Outcome, stated: tuple[Unit, Term]) -> Term:
    unit, term = stated
    if unit in (Unit.SD, Unit.SD_PER_PERSON) and outcome.unit is not Unit.SD:
        spread = working.given(f"outcomes.{key}.sd")
        return working.product(f"{term.label}, in {outcome.unit.value}s", (term, spread), outcome.unit.value)
    return term


def _attribution(working: EffectWorking, key: str, outcome: Outcome) -> Term:
    return working.attribution(f"outcomes.{key}.change", outcome.change)


def _without(working: EffectWorking, key: str, outcome: Outcome, parts: tuple[Term, Term]) -> Term:
    reported, caused = parts
    name = f"outcomes.{key}.control_arm_change"
    if outcome.change.design is StudyDesign.CONTROLLED:
        if not working.reader.has(name):
            return Term("change without the programme: none was given", 0.0)
        given = (working.reader.quantity(name).unit, working.given(name))
        return _in_its_unit(working, key, outcome, given)
    rest = working.rest(caused, "Share that would have come anyway")
    return working.product("Change without the programme", (rest, reported), outcome.unit.value)


def _improved(working: EffectWorking, keys: tuple[str, str], outcome: Outcome, effect: tuple[Term, Term, Term]) -> Term:
    key, which = keys
    name = f"outcomes.{key}.important_change.{which}"
    important = _in_its_unit(working, key, outcome, (working.reader.quantity(name).unit, working.given(name)))
    sd, correlation = working.given(f"outcomes.{key}.sd"), working.given(f"outcomes.{key}.correlation")
    said = (f"{sd.label} × √(2 × (1 − {correlation.label}))",
            f"{shown(sd.value)} × √(2 × (1 − {shown(correlation.value)}))", outcome.unit.value)  # fmt: skip
    value = outcomes.sd_of_change(sd.value, correlation.value)
    spread = working.worked("SD of one person's change", value, said, (sd, correlation))
    before = _without(working, key, outcome, effect[:2])
    usual = _share(working, "Share improving without the programme", (before, important, spread))
    parts = []
    people = working.people.people
    for some, multiplier in working.people.parts() if people else ():
        here = working.multiplier(as_number(multiplier))
        caused = working.product("Change that the programme caused", (*effect, here), outcome.unit.value)
        after = working.total("Change with the programme", (before, caused), outcome.unit.value)
        share = _share(working, "Share improving with the programme", (after, important, spread))
        parts.append(working.product("Weighted by people", (share, Term("share of people", some / people)), "share"))
    if not parts:
        return working.worked("Difference in the share improving", 0.0, ("nobody starts", "0", "share"))
    minus = Term("− share improving without", -usual.value)
    return working.total("Difference in the share improving", (*parts, minus), "share")


def _share(working: EffectWorking, label: str, terms: tuple[Term, Term, Term]) -> Term:
    mean, important, spread = terms
    said = (f"share of a normal distribution above {important.label}: Φ((mean − important change) ÷ SD)",
            f"Φ(({shown(mean.value)} − {shown(important.value)}) ÷ {shown(spread.value)})", "share")  # fmt: skip
    value = outcomes.share_improving(mean.value, important.value, spread.value)
    return working.worked(label, value, said, terms)


def _over_time(working: EffectWorking, key: str, outcome: Outcome, part: str) -> Steps:
    reported, caused, reached = (
        _reported(working, key, outcome), _attribution(working, key, outcome), working.reach(),
    )  # fmt: skip
    rate = working.reader.inputs.settings.discount_rate_outcomes
    found = effective_months(working.reader, outcome.change)
    plain, _ = working.months(outcome.change)
    by_year = [Term(f"year {y + 1}", as_number(value)) for y, value in enumerate(found.discounted(rate))]
    discounted = plain
    if len(by_year) > 1 and rate:
        discounted = working.total(f"Effective months, discounted at {rate:.1%} a year", by_year, "month")
    terms = (reported, reached, caused, discounted, Term("1 ÷ 12", 1.0 / 12.0))
    years = working.product("Difference in point-years", terms, f"{outcome.unit.value}_year")
    if part == "point_years":
        return years, None
    priced = working.reader.inputs.structure.price_outcomes[key]
    price = working.given(f"outcomes.{key}.money_value.{priced}")
    gained = Term("−1: a gain is a negative cost", -1.0)
    return None, working.product("Value", (gained, years, price), "GBP")
