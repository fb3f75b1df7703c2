"""Estimates with their errors, from the statistics of replicates: what people are shown and the model draws from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import norm, t

from sbs_econ.equations.arrays import Array
from sbs_econ.schema.survey import AnalysisPlan
from sbs_econ.survey.bootstrap import Pooled, pooled
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.items import Item
from sbs_econ.survey.statistics import Measure


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its standard error and t interval; ``people`` is how many it rests on."""

    value: float
    se: float
    lower: float
    upper: float
    people: int = 0

    @classmethod
    def of(cls, value: float, se: float, quantile: float, people: int = 0) -> Figure:
        """Return a figure whose interval is so many standard errors wide on each side."""
        return cls(float(value), float(se), float(value - quantile * se), float(value + quantile * se), people)


@dataclass(frozen=True, slots=True)
class ItemEstimate:
    """What is known of one item. ``ratio`` is None where the mean is 0 or may be, and for scores."""

    item: Item
    before: Figure
    change: Figure
    ratio: Figure | None
    missing: float
    """Share of the people asked whose change is imputed."""
    answered: int
    """People with both answers."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """The statistics of every replicate, by name, and what turns standard errors into intervals."""

    found: Array
    """Shape (replicates, imputations, statistics)."""
    names: tuple[str, ...]
    clusters: int
    level: float
    place: Mapping[str, int] = field(default_factory=dict)

    @property
    def quantile(self) -> float:
        """Return the t quantile on clusters - 1, times the root of G/(G - 1) that resampling G clusters lacks."""
        df = self.clusters - 1
        return float(t.ppf(0.5 + self.level / 2, df)) * float(np.sqrt(self.clusters / df))

    @property
    def inflation(self) -> float:
        """Return what standard errors are multiplied by so that a normal gives the interval of the t."""
        return self.quantile / float(norm.ppf(0.5 + self.level / 2))

    def column(self, name: str) -> Array:
        """Return a statistic, shape (replicates, imputations)."""
        return np.asarray(self.found[:, :, self.names.index(name)])

    def figure(self, values: Array, people: int = 0) -> Figure:
        """Return the figure of a statistic, shape (replicates, imputations)."""
        parts = pooled(values[:, :, None])
        return Figure.of(parts.mean[0], parts.se[0], self.quantile, people)


def item_estimates(data: SurveyData, replicates: Replicates) -> tuple[ItemEstimate, ...]:
    """Return the estimate of every item."""
    return tuple(_estimate(data, replicates, j, item) for j, item in enumerate(data.items))


def _estimate(data: SurveyData, replicates: Replicates, j: int, item: Item) -> ItemEstimate:
    both = ~np.isnan(data.before[j]) & ~np.isnan(data.after[j])
    if item.domain is not None:
        both &= data.before[item.domain] == 1
    before, change = (replicates.column(f"{kind}:{item.key}") for kind in ("before", "change"))
    gone = float(replicates.column(f"gone:{item.key}").mean())
    answered = int(both.sum())
    ratio = None
    if item.kind in ("count", "hours") and (before > 0).all() and (before + change > 0).all():
        logs = replicates.figure(np.log((before + change) / before))
        ratio = Figure(np.exp(logs.value), np.exp(logs.value) * logs.se, np.exp(logs.lower), np.exp(logs.upper), answered)
    return ItemEstimate(
        item, replicates.figure(before, data.people), replicates.figure(change, answered), ratio, gone, answered
    )


def draws_of(replicates: Replicates, columns: Mapping[str, Array]) -> dict[str, Array]:
    """Return draws of quantities, one row a replicate, that have the standard error of their estimate.

    The mean of few imputations scatters more than the estimate, and resampling G clusters scatters less than their
    sampling: each column is stretched around its mean to its standard error times the inflation to the t quantile. A
    column that is positive stays so.

    Args:
        replicates: where the level and the clusters are from.
        columns: quantity to its statistic, shape (replicates, imputations).
    """
    drawn = {}
    for name, values in columns.items():
        rows = values.mean(1)
        parts: Pooled = pooled(values[:, :, None])
        spread = float(rows.std(ddof=1))
        stretch = float(parts.se[0]) * replicates.inflation / spread if spread > 0 else 1.0
        stretched = rows.mean() + (rows - rows.mean()) * stretch
        drawn[name] = stretched if rows.min() < 0 or stretched.min() >= 0 else rows
    return drawn


def quantity_columns(
    measure: Measure, plan: AnalysisPlan, replicates: Replicates
) -> dict[str, Array]:
    """Return the statistics of each quantity that the parameters take, by its name."""
    columns: dict[str, Array] = {}
    for item in measure.data.items:
        before, change = (replicates.column(f"{kind}:{item.key}") for kind in ("before", "change"))
        if item.baseline_parameter is not None:
            columns[item.baseline_parameter] = before
        if item.change_parameter is not None:
            ratio = item.kind == "count" and item.key in plan.rate_ratio
            columns[item.change_parameter] = (before + change) / np.maximum(before, 1e-12) if ratio else change
    return columns
