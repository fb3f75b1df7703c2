"""A budget impact as plain records: the JSON document and the rows of its CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sbs_econ.analysis.budget_impact import LATER, TOTAL, BudgetImpact
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.model.perspectives import view
from sbs_econ.version import __version__
from sbs_econ.vocabulary import Perspective

Record = dict[str, Any]
MEASURES = ("net", "cash", "not_cash", "without", "with")


def budget_document(impact: BudgetImpact) -> Record:
    """Return the document of ``budget-impact --format json``, schema sbs_econ/budget_impact/1."""
    plan, settings = impact.plan, impact.inputs.settings
    return {
        "schema": "sbs_econ/budget_impact/1",
        "version": __version__,
        "scenario": impact.inputs.scenario,
        "label": impact.inputs.label,
        "draws": impact.drawn.draws,
        "seed": impact.drawn.seed,
        "sampler": impact.drawn.sampler,
        "price_year": settings.price_year,
        "discounted": False,
        "programme_months": settings.programme_months,
        "horizon_months": settings.horizon_months,
        "eligible": plan.eligible,
        "hours_per_fte": plan.hours_per_fte,
        "years": [_year(impact, index) for index in range(len(plan.years))],
        "payers": [_who(impact, payer.value) for payer in impact.payers],
        "perspectives": [_who(impact, p.value) | _seen_by(impact, p) for p in Perspective],
        "notes": list(impact.notes),
    }


def _year(impact: BudgetImpact, index: int) -> Record:
    plan = impact.plan
    year = plan.years[index]
    names = (name for name in impact.found if name.startswith("capacity:") and name.endswith(f":{year}"))
    return {
        "year": index + 1,
        "financial_year": year,
        "uptake": plan.uptake[index] if plan.uptake else None,
        "starters": plan.starters[index],
        "capacity": {name.split(":")[1]: impact.found[name].as_json() for name in names},
    }


def _seen_by(impact: BudgetImpact, perspective: Perspective) -> Record:
    return {
        "includes_programme_cost": view(perspective, impact.inputs.settings.funded_by).includes_programme_cost,
    }


def _who(impact: BudgetImpact, who: str) -> Record:
    """Net, cash-releasing, not cash-releasing, without and with, by year; null where a level is not known."""
    periods = dict(zip(impact.periods, [*range(1, len(impact.plan.years) + 1), TOTAL, LATER], strict=True))
    by_period = [
        {"year": number, "financial_year": None if name in (TOTAL, LATER) else name}
        | {measure: _json(impact.of(measure, who, name)) for measure in MEASURES}
        | _chance(impact.of("net", who, name))
        for name, number in periods.items()
    ]
    return {"who": who, "periods": by_period}


def _json(estimate: Estimate | None) -> Record | None:
    return None if estimate is None else dict(estimate.as_json())


def _chance(net: Estimate | None) -> Record:
    """How likely the net cost is to be a saving."""
    return {
        "probability_saving": None if net is None else net.below_zero,
        "probability_saving_mc_se": None if net is None else net.below_zero_mc_se,
    }


def budget_rows(impact: BudgetImpact) -> Iterator[Record]:
    """Yield one flat record for each measure, payer or perspective, and period; then what delivery needs."""
    whos = [("payer", p.value) for p in impact.payers] + [("perspective", p.value) for p in Perspective]
    for kind, who in whos:
        for measure in MEASURES:
            for period in impact.periods:
                estimate = impact.of(measure, who, period)
                if estimate is not None:
                    yield _row(kind, who, measure, period, estimate)
    for name, estimate in impact.found.items():
        if name.startswith("capacity:"):
            _, need, period = name.split(":")
            yield _row("capacity", need, "amount", period, estimate)


def _row(kind: str, who: str, measure: str, period: str, estimate: Estimate) -> Record:
    figures = {key: value for key, value in estimate.as_json().items() if key != "sd"}
    return {"kind": kind, "who": who, "measure": measure, "period": period, **figures}
