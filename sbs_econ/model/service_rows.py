"""Rows of service use (method, section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.equations import discounting, programme_costs, service_use
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
from sbs_econ.schema.parameters import Service
from sbs_econ.vocabulary import Block, Kind


def contact_price(reader: Reader, item: str) -> Draws:
    """Return the price of one unit of a service at the analysis price year."""
    name = f"unit_costs.{item}"
    minutes = reader.quantity(name).minutes_per_contact
    price = reader[name]
    return price if minutes is None else programme_costs.contact_price(price, minutes)


def service_rows(reader: Reader, cohort: Cohort) -> Iterator[Row]:
    """Yield a row for each service."""
    for item, service in reader.inputs.structure.services.items():
        reader.start()
        yield _service_row(reader, cohort, item, service)


def _service_row(reader: Reader, cohort: Cohort, item: str, service: Service) -> Row:
    prefix, change = f"service_use.{item}", service.change
    name, settings = f"{prefix}.change", reader.inputs.settings
    recall = change.recall_months or 1
    reported = change_value(reader, name, change, f"{prefix}.baseline")
    months, price = effective_months(reader, change), contact_price(reader, item)
    per_month = effect_scale(reader, cohort, name, change) * reported
    discounted = months.discounted(settings.discount_rate_costs)
    background = (1.0 - attributable_share(reader, name, change)) * reported
    baseline = reader[f"{prefix}.baseline"]
    usual = service_use.usual_support(
        cohort.people, baseline, background, (settings.horizon_months, months.total), recall
    )
    usual_discounted = service_use.usual_support(
        cohort.people, baseline, background,
        (discounted_horizon(reader), discounting.total(discounted)), recall,
    )  # fmt: skip
    return Row(
        row=prefix, block=Block.SERVICE_USE, label=service.label, category=service.category,
        payer=service.payer, kind=Kind.RESOURCE,
        evidence=row_evidence(reader, (name, f"{prefix}.baseline", f"unit_costs.{item}")),
        unit=service.unit.value, quantity=service_use.attributable(1.0, per_month, months.total, recall),
        cost_by_year=tuple(service_use.attributable(price, per_month, year, recall) for year in discounted),
        usual_quantity=usual, usual_cost=usual_discounted * price,
        share_after_follow_up=months.share_after_follow_up, uses=reader.used(),
    )  # fmt: skip


def discounted_horizon(reader: Reader) -> float:
    """Return the months of the horizon, each at its year's discount factor."""
    settings = reader.inputs.settings
    by_year = discounting.spread(settings.horizon_months, settings.horizon_months)
    yearly = [share * settings.horizon_months for share in by_year]
    return float(discounting.total(discounting.discount(yearly, settings.discount_rate_costs)))
