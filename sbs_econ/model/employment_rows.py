"""Rows of employment: output, absence, and transfers that sum to zero in every draw (method, section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.equations import discounting, effects, employment
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
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import Block, Category, EmploymentMethod, Kind, Payer, Unit

RATE = "employment.change_in_employment_rate"
EMPLOYED = "employment.employed_at_baseline"
WORK = ("employment.hours_per_week", "employment.hourly_wage", "employment.on_costs")


def employment_rows(reader: Reader, cohort: Cohort) -> Iterator[Row]:
    """Yield output, the transfers that go with it, absence, and presenteeism where it is given."""
    yield _output_row(reader, cohort)
    yield from _transfer_rows(reader, cohort)
    structure = reader.inputs.structure
    yield _days_row(reader, cohort, ("absence", "Days absent from work"), structure.absence_days_change)
    if structure.presenteeism_days_change is not None:
        titles = ("presenteeism", "Days lost while at work")
        yield _days_row(reader, cohort, titles, structure.presenteeism_days_change)


def _work_scale(reader: Reader, cohort: Cohort) -> Draws:
    change = reader.inputs.structure.change_in_employment_rate
    return reader.shared(
        ("work_scale",),
        lambda: effect_scale(reader, cohort, RATE, change) * change_value(reader, RATE, change, EMPLOYED),
    )


def _paid_months(reader: Reader) -> tuple[Draws, ...]:
    """Months per unit of change that money is counted for, discounted, by year."""

    def compute() -> tuple[Draws, ...]:
        change = reader.inputs.structure.change_in_employment_rate
        settings = reader.inputs.settings
        if settings.employment_method is EmploymentMethod.HUMAN_CAPITAL:
            return effective_months(reader, change).discounted(settings.discount_rate_costs)
        period = employment.friction_months(reader["employment.friction_period"])
        counted = effects.within_friction_period(monthly_effects(reader, change), period)
        return discounting.discount(effects.effective_months_by_year(counted), settings.discount_rate_costs)

    return reader.shared(("paid_months",), compute)


def _work(reader: Reader) -> tuple[Draws, Draws, Draws]:
    return (reader[WORK[0]], reader[WORK[1]], reader[WORK[2]])


def _output_per_month(reader: Reader) -> Draws:
    return reader.shared(("output_per_month",), lambda: employment.output_per_month(*_work(reader)))


def _output_row(reader: Reader, cohort: Cohort) -> Row:
    reader.start()
    change = reader.inputs.structure.change_in_employment_rate
    months, scale = effective_months(reader, change), _work_scale(reader, cohort)
    output = _output_per_month(reader)
    background = (1.0 - attributable_share(reader, RATE, change)) * change_value(reader, RATE, change, EMPLOYED)
    usual = cohort.people * (reader[EMPLOYED] * reader.inputs.settings.horizon_months + background * months.total)
    return Row(
        row="employment.output", block=Block.EMPLOYMENT, label="Months in work, and their output",
        category=Category.PRODUCTION, payer=Payer.ECONOMY, kind=Kind.RESOURCE,
        evidence=row_evidence(reader, (RATE, *WORK)), unit=Unit.MONTH.value, quantity=scale * months.total,
        cost_by_year=tuple(-scale * year * output for year in _paid_months(reader)),
        usual_quantity=usual, share_after_follow_up=months.share_after_follow_up, uses=reader.used(),
    )  # fmt: skip


def _wage_and_pension(reader: Reader) -> Draws:
    return _output_per_month(reader) - reader["employment.employer_ni"]


TRANSFERS = (
    ("wage_and_pension", "Wage and employer pension", Payer.ECONOMY, Payer.PARTICIPANTS, Category.WAGES),
    ("employer_ni", "Employer National Insurance", Payer.ECONOMY, Payer.EXCHEQUER, Category.TAX_AND_BENEFITS),
    ("income_tax_and_employee_ni", "Income tax and employee National Insurance", Payer.PARTICIPANTS,
     Payer.EXCHEQUER, Category.TAX_AND_BENEFITS),
    ("benefits_withdrawn", "Benefits withdrawn", Payer.PARTICIPANTS, Payer.EXCHEQUER, Category.TAX_AND_BENEFITS),
)  # fmt: skip
"""Key, label, who pays (cost positive), who receives (cost negative), category."""


def _transfer_rows(reader: Reader, cohort: Cohort) -> Iterator[Row]:
    for key, label, giver, receiver, category in TRANSFERS:
        reader.start()
        wages = key == "wage_and_pension"
        amount = _wage_and_pension(reader) if wages else reader[f"employment.{key}"]
        scale, months = _work_scale(reader, cohort) * amount, _paid_months(reader)
        names = (RATE, *WORK, "employment.employer_ni") if wages else (RATE, f"employment.{key}")
        for payer, sign in ((giver, 1.0), (receiver, -1.0)):
            yield Row(
                row=f"employment.{key}.{payer.value}", block=Block.EMPLOYMENT, label=label, category=category,
                payer=payer, kind=Kind.TRANSFER, evidence=row_evidence(reader, names),
                cost_by_year=tuple(sign * scale * year for year in months), uses=reader.used(),
            )  # fmt: skip


def _days_row(reader: Reader, cohort: Cohort, titles: tuple[str, str], change: Change) -> Row:
    reader.start()
    key, label = titles
    name, recall = f"employment.{key}_days_change", change.recall_months or 1
    months = effective_months(reader, change)
    scale = effect_scale(reader, cohort, name, change) * change_value(reader, name, change, None)
    days = scale * reader[EMPLOYED] / recall
    worth = employment.output_per_day(*_work(reader))
    discounted = months.discounted(reader.inputs.settings.discount_rate_costs)
    return Row(
        row=f"employment.{key}", block=Block.EMPLOYMENT, label=label, category=Category.PRODUCTION,
        payer=Payer.ECONOMY, kind=Kind.RESOURCE, evidence=row_evidence(reader, (name, EMPLOYED, *WORK)),
        unit=Unit.DAY.value, quantity=days * months.total,
        cost_by_year=tuple(days * year * worth for year in discounted),
        share_after_follow_up=months.share_after_follow_up, uses=reader.used(),
    )  # fmt: skip
