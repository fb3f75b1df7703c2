"""What a reader of a result must be told: illustrative inputs, carried-forward prices, edges of the model."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

from sbs_econ.analysis.psa import Result
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.model.evaluate import base_case_values
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.reader import Reader
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import ChangeKind


def warnings_of(result: Result) -> list[str]:
    """Return every warning of a run, the weightiest first."""
    inputs = result.inputs
    return [
        *_nobody(inputs),
        *_illustrative(result),
        *inputs.warnings,
        *_extrapolated(result),
        *_carried_forward(inputs),
        *_index_years(inputs),
        *_attendance(result),
        *_values(inputs),
        *_impossible_changes(inputs),
        *_too_high(inputs),
        *_sites(inputs),
    ]


def _nobody(inputs: Inputs) -> Iterator[str]:
    if not any(site.participants for site in inputs.sites):
        yield "Nobody starts (participants is 0), so that every total is 0."


def _illustrative(result: Result) -> Iterator[str]:
    from sbs_econ.analysis.evidence_dependence import evidence_sentences

    for sentence in evidence_sentences(result):
        yield (
            f"{sentence} Effect sizes of Side by Side are not public: these results show how the model works, not what "
            "the programme achieved."
        )


def _extrapolated(result: Result) -> Iterator[str]:
    shares = [row.means["share_after_follow_up"] for row in result.rows if "share_after_follow_up" in row.means]
    if shares:
        low, high = min(shares), max(shares)
        span = f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%} to {high:.0%}"
        yield f"{span} of the effects counted (by row) fall after the last follow-up, where nothing was measured."


def _carried_forward(inputs: Inputs) -> Iterator[str]:
    names = sorted(q.name.split(".", 1)[1] for q in inputs.quantities.values() if q.carried_forward)
    if names:
        unit_cost_set = inputs.settings.unit_cost_set
        listed = ", ".join(names)
        yield f"Unit costs carried over from another vintage ({unit_cost_set} lacks them): {listed}."


def _index_years(inputs: Inputs) -> Iterator[str]:
    year = inputs.settings.price_year
    for key, series in inputs.indices.items():
        if series.forecast_from is not None and year >= series.forecast_from:
            yield f"The price year {year} is a forecast in the index {key} ({series.vintage})."
        elif year in series.provisional:
            yield f"The index {key} is provisional for {year} ({series.vintage})."


def _attendance(result: Result) -> Iterator[str]:
    rows = {row.row.row: row.row for row in result.rows}
    sessions, attendances = rows["programme.venue"].quantity, rows["programme.refreshments"].quantity
    if not sessions or attendances is None:
        return
    mean, capacity = float(attendances / sessions), result.inputs.quantities["programme.capacity"].value
    if not 2 <= mean <= capacity:
        cure = "look at members per group and sessions used"
        yield f"Mean attendance would be {mean:.1f} people a session, outside 2 to {capacity:g}: {cure}."


def _values(inputs: Inputs) -> Iterator[str]:
    if inputs.quantities["values.safety"].value < 0.5:
        yield "values.safety is below 0.5: harm from unsafe groups is not modelled."
    reader = Reader(inputs, base_case_values(inputs)[0], {}, {})
    from sbs_econ.model.effect_scale import values_multiplier_of

    if float(values_multiplier_of(reader)) > 1:
        yield "More two-way giving and receiving than in the evaluation: effects are extrapolated beyond it."


def _impossible_changes(inputs: Inputs) -> Iterator[str]:
    for name, change in changes_of(inputs):
        quantity = inputs.quantities[name]
        floor = _floor(inputs, name, change)
        if floor is None or quantity.distribution is None:
            continue
        if quantity.distribution.quantile(np.array([-3.090232306167813]))[0] < floor:
            chance = probability_below(quantity, floor)
            yield (
                f"{name} would take its baseline below zero in {chance:.2%} of draws; nothing is clipped. "
                "A rate_ratio keeps use at or above zero."
            )


def _too_high(inputs: Inputs) -> Iterator[str]:
    """Warn where the employment rate could pass 1."""
    name, base = "employment.change_in_employment_rate", inputs.quantities["employment.employed_at_baseline"].value
    quantity, change = inputs.quantities[name], inputs.structure.change_in_employment_rate
    if quantity.distribution is None or change.kind is ChangeKind.RATE_RATIO:
        return
    if quantity.distribution.quantile(np.array([3.090232306167813]))[0] > 1.0 - base:
        chance = 1.0 - probability_below(quantity, 1.0 - base)
        yield f"{name} would take the employment rate above 1 in {chance:.2%} of draws; nothing is clipped."


def _floor(inputs: Inputs, name: str, change: Change) -> float | None:
    """The change below which use would be negative (or a share below 0)."""
    baselines = {
        "employment.change_in_employment_rate": "employment.employed_at_baseline",
        "informal_care.hours_change": "informal_care.baseline_hours",
    }
    baseline = baselines.get(name, name.removesuffix(".change") + ".baseline")
    if change.kind is ChangeKind.RATE_RATIO or baseline not in inputs.quantities or name.startswith("outcomes."):
        return None
    return -inputs.quantities[baseline].value


def probability_below(quantity: ResolvedQuantity, floor: float) -> float:
    """Return the probability that a quantity lies below a value, by bisection on its quantile."""
    if quantity.distribution is None:
        return float(quantity.value < floor)
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        if quantity.distribution.quantile(np.array([middle]))[0] < floor:
            low = middle
        else:
            high = middle
    return float(ndtr(low))


def _sites(inputs: Inputs) -> Iterator[str]:
    cv = inputs.settings.between_site_cv
    if cv:
        yield f"Effects vary between sites by a factor of mean 1 and coefficient of variation {cv:g}, as declared."
    elif inputs.sites_declared:
        yield "Variation between sites beyond their mix, prices and design is not modelled."
