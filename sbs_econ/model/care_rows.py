"""Rows of unpaid care, by every valuation; one enters the totals (method, section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.equations import discounting, informal_care
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.effect_scale import (
    Cohort,
    attributable_share,
    change_value,
    effect_scale,
    effective_months,
)
from sbs_econ.model.evidence import row_evidence
from sbs_econ.model.reader import Reader
from sbs_econ.model.rows import Row
from sbs_econ.model.service_rows import discounted_horizon
from sbs_econ.vocabulary import Block, CareValuation, Category, Kind, Payer, Unit

CHANGE = "informal_care.hours_change"
BASELINE = "informal_care.baseline_hours"
SHARE = "informal_care.share_with_carer"
VALUATIONS = {
    CareValuation.OPPORTUNITY_COST: "opportunity cost",
    CareValuation.REPLACEMENT_COST: "replacement cost",
    CareValuation.LEISURE_TIME: "leisure time",
}


def care_rows(reader: Reader, cohort: Cohort) -> Iterator[Row]:
    """Yield hours of care at the chosen valuation, then the other valuations as memo rows."""
    chosen = reader.inputs.settings.informal_care_valuation
    reader.start()
    yield _hours_row(reader, cohort, chosen)
    for valuation in VALUATIONS:
        if valuation is not chosen:
            reader.start()
            yield _memo_row(reader, cohort, valuation)


def _share(reader: Reader) -> Draws:
    change = reader.inputs.structure.hours_change
    return reader[SHARE] if change.per == "participant_with_carer" else 1.0


def _cost_by_year(reader: Reader, cohort: Cohort, valuation: CareValuation) -> tuple[Draws, ...]:
    change = reader.inputs.structure.hours_change
    discounted = effective_months(reader, change).discounted(reader.inputs.settings.discount_rate_costs)
    weekly, price = _weekly(reader, cohort), reader[f"informal_care.{valuation.value}"]
    return tuple(informal_care.hours(1.0, weekly, year) * price for year in discounted)


def _weekly(reader: Reader, cohort: Cohort) -> Draws:
    change = reader.inputs.structure.hours_change
    return reader.shared(
        ("care_weekly",),
        lambda: (
            effect_scale(reader, cohort, CHANGE, change)
            * _share(reader)
            * change_value(reader, CHANGE, change, BASELINE)
        ),
    )


def _hours_row(reader: Reader, cohort: Cohort, valuation: CareValuation) -> Row:
    change = reader.inputs.structure.hours_change
    months, price_name = effective_months(reader, change), f"informal_care.{valuation.value}"
    reported = change_value(reader, CHANGE, change, BASELINE)
    background = (1.0 - attributable_share(reader, CHANGE, change)) * reported
    people, baseline = cohort.people * _share(reader), reader[BASELINE]
    discounted = discounting.total(months.discounted(reader.inputs.settings.discount_rate_costs))
    usual = informal_care.usual_hours(people, baseline, background, reader.inputs.settings.horizon_months, months.total)
    usual_value = informal_care.usual_hours(people, baseline, background, 0, discounted) + (
        people * informal_care.WEEKS_PER_MONTH * baseline * discounted_horizon(reader)
    )
    return Row(
        row="informal_care.hours", block=Block.INFORMAL_CARE,
        label=f"Hours of unpaid care ({VALUATIONS[valuation]})",
        category=Category.UNPAID_CARE, payer=Payer.CARERS, kind=Kind.RESOURCE,
        evidence=row_evidence(reader, (CHANGE, SHARE, price_name)), unit=Unit.HOUR.value,
        quantity=informal_care.hours(1.0, _weekly(reader, cohort), months.total),
        cost_by_year=_cost_by_year(reader, cohort, valuation), usual_quantity=usual,
        usual_cost=usual_value * reader[price_name],
        share_after_follow_up=months.share_after_follow_up, uses=reader.used(),
    )  # fmt: skip


def _memo_row(reader: Reader, cohort: Cohort, valuation: CareValuation) -> Row:
    names = (CHANGE, SHARE, f"informal_care.{valuation.value}")
    return Row(
        row=f"informal_care.hours_{valuation.value}", block=Block.INFORMAL_CARE,
        label=f"The same hours at {VALUATIONS[valuation]}", category=Category.UNPAID_CARE,
        payer=Payer.CARERS, kind=Kind.MEMO, evidence=row_evidence(reader, names),
        cost_by_year=_cost_by_year(reader, cohort, valuation), uses=reader.used(),
    )  # fmt: skip
