"""Rows of outcomes in natural units (method, section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.equations import discounting, outcomes
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.effect_scale import (
    Cohort,
    attributable_share,
    change_value,
    effect_scale,
    effective_months,
    monthly_effects,
)
from sbs_econ.model.evidence import row_evidence
from sbs_econ.model.reader import Reader
from sbs_econ.model.rows import Row
from sbs_econ.schema.parameters import Outcome
from sbs_econ.vocabulary import Block, Category, Kind, Payer, StudyDesign, Unit


def outcome_rows(reader: Reader, cohort: Cohort) -> Iterator[Row]:
    """Yield, for each outcome, the mean change, the share improving and the point-years."""
    for key, outcome in reader.inputs.structure.outcomes.items():
        reader.start()
        yield _change_row(reader, cohort, key, outcome)
        for change_key in outcome.important_change:
            reader.start()
            yield _improved_row(reader, cohort, (key, change_key), outcome)
        reader.start()
        yield _point_years_row(reader, cohort, key, outcome)
        priced = reader.inputs.structure.price_outcomes.get(key)
        if priced is not None:
            reader.start()
            yield _value_row(reader, cohort, (key, priced), outcome)


def _reported(reader: Reader, key: str, outcome: Outcome) -> Draws:
    """D, in the outcome's unit."""
    name = f"outcomes.{key}.change"
    change = change_value(reader, name, outcome.change, f"outcomes.{key}.baseline")
    return _in_its_unit(reader, key, outcome, (outcome.change.unit, change))


def _in_its_unit(reader: Reader, key: str, outcome: Outcome, stated: tuple[Unit, Draws]) -> Draws:
    """A figure stated in SD on an outcome with another unit, times the outcome's SD."""
    unit, value = stated
    standardised = unit in (Unit.SD, Unit.SD_PER_PERSON) and outcome.unit is not Unit.SD
    return value * reader[f"outcomes.{key}.sd"] if standardised else value


def _at_follow_up(reader: Reader, key: str, outcome: Outcome) -> Draws:
    """D A w(L; l): the change at the follow-up that the programme caused, where V G = 1."""

    def compute() -> Draws:
        share = attributable_share(reader, f"outcomes.{key}.change", outcome.change)
        level = monthly_effects(reader, outcome.change, outcome.change.follow_up_months)[-1]
        return _reported(reader, key, outcome) * share * level

    return reader.shared(("at_follow_up", key), compute)


def _attributable(reader: Reader, cohort: Cohort, key: str, outcome: Outcome) -> Draws:
    """delta: the same, per participant, at V G as it is."""
    if cohort.people == 0:
        return 0.0
    return _at_follow_up(reader, key, outcome) * reader.shared(("reach",), cohort.reach) / cohort.people


def _without(reader: Reader, key: str, outcome: Outcome) -> Draws:
    """mu0: the change per participant that usual support would have given."""
    if outcome.change.design is StudyDesign.CONTROLLED:
        name = f"outcomes.{key}.control_arm_change"
        if not reader.has(name):
            return 0.0
        return _in_its_unit(reader, key, outcome, (reader.quantity(name).unit, reader[name]))
    share = attributable_share(reader, f"outcomes.{key}.change", outcome.change)
    return (1.0 - share) * _reported(reader, key, outcome)


def _change_row(reader: Reader, cohort: Cohort, key: str, outcome: Outcome) -> Row:
    delta = _attributable(reader, cohort, key, outcome)
    return Row(
        row=f"outcomes.{key}", block=Block.OUTCOMES, label=outcome.label, per="participant",
        category=Category.OUTCOME, evidence=row_evidence(reader, (f"outcomes.{key}.change",)),
        unit=outcome.unit.value, quantity=delta, usual_quantity=_without(reader, key, outcome),
        uses=reader.used(),
    )  # fmt: skip


def _improved_row(reader: Reader, cohort: Cohort, keys: tuple[str, str], outcome: Outcome) -> Row:
    key, which = keys
    name = f"outcomes.{key}.important_change.{which}"
    important = _in_its_unit(reader, key, outcome, (reader.quantity(name).unit, reader[name]))
    spread = outcomes.sd_of_change(reader[f"outcomes.{key}.sd"], reader[f"outcomes.{key}.correlation"])
    before = _without(reader, key, outcome)
    usual = outcomes.share_improving(before, important, spread)
    caused = _at_follow_up(reader, key, outcome)
    improved: Draws = usual if cohort.people == 0 else 0.0
    for people, multiplier in cohort.parts() if cohort.people else ():
        after = outcomes.share_improving(before + caused * multiplier, important, spread)
        improved = improved + after * (people / cohort.people)
    wanted = outcome.important_change[which]
    return Row(
        row=f"outcomes.{key}.improved_{which}", block=Block.OUTCOMES, per="participant",
        label=wanted.label or f"{outcome.label}: improved by {which}", category=Category.OUTCOME,
        evidence=row_evidence(reader, (f"outcomes.{key}.change", f"outcomes.{key}.sd", f"outcomes.{key}.correlation")),
        unit=Unit.SHARE.value, quantity=improved - usual,
        usual_quantity=usual, uses=reader.used(),
    )  # fmt: skip


def _yearly_point_years(reader: Reader, cohort: Cohort, key: str, outcome: Outcome, rate: float) -> tuple[Draws, ...]:
    scale = effect_scale(reader, cohort, f"outcomes.{key}.change", outcome.change)
    reported, months = _reported(reader, key, outcome), effective_months(reader, outcome.change)
    return tuple(outcomes.point_years(reported, scale, year) for year in months.discounted(rate))


def _point_years_row(reader: Reader, cohort: Cohort, key: str, outcome: Outcome) -> Row:
    rate = reader.inputs.settings.discount_rate_outcomes
    years = _yearly_point_years(reader, cohort, key, outcome, rate)
    return Row(
        row=f"outcomes.{key}.point_years", block=Block.OUTCOMES, label=f"{outcome.label}, over time",
        category=Category.OUTCOME, evidence=row_evidence(reader, (f"outcomes.{key}.change",)),
        unit=f"{outcome.unit.value}_year", quantity=discounting.total(years),
        share_after_follow_up=effective_months(reader, outcome.change).share_after_follow_up,
        uses=reader.used(),
    )  # fmt: skip


def _value_row(reader: Reader, cohort: Cohort, keys: tuple[str, str], outcome: Outcome) -> Row:
    key, priced = keys
    rate, name = reader.inputs.settings.discount_rate_outcomes, f"outcomes.{key}.money_value.{priced}"
    years = _yearly_point_years(reader, cohort, key, outcome, rate)
    return Row(
        row=f"outcomes.{key}.value", block=Block.OUTCOMES, label=f"{outcome.label}, valued ({priced})",
        category=Category.OUTCOME, payer=Payer.PARTICIPANTS, kind=Kind.MEMO,
        evidence=row_evidence(reader, (f"outcomes.{key}.change", name)),
        cost_by_year=tuple(-year * reader[name] for year in years), uses=reader.used(),
    )  # fmt: skip
