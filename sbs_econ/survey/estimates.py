"""Estimates with their errors, from the statistics of replicates: what people are shown and the model draws from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from sbs_econ.equations.arrays import Array
from sbs_econ.schema.survey import AnalysisPlan
from sbs_econ.survey.bootstrap import pooled
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.engagement import MONTHLY_RATIO, REGISTER
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
class Statistic:
    """One number, of every replicate and imputation and of every imputation of the sample itself."""

    found: Array
    """Shape (replicates, imputations)."""
    point: Array
    """Shape (imputations,)."""

    @property
    def value(self) -> float:
        """Return the estimate."""
        return float(self.point.mean())

    @property
    def se(self) -> float:
        """Return its standard error."""
        return float(pooled(self.found[:, :, None]).se[0])

    def se_of(self, replicates: int) -> float:
        """Return the standard error that the first so many replicates give."""
        return float(pooled(self.found[:replicates, :, None]).se[0])

    def with_(self, others: Sequence[Statistic], function: Callable[..., Array]) -> Statistic:
        """Return a function of this statistic and others."""
        return Statistic(
            function(self.found, *(other.found for other in others)),
            function(self.point, *(other.point for other in others)),
        )


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
    sd: Figure | None = None
    """Of a score, between people before; None where the model does not ask for it, and so the correlation."""
    correlation: Figure | None = None
    """Of a score, before with after."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """The statistics of every replicate, by name, and what turns standard errors into intervals."""

    found: Array
    """Shape (replicates, imputations, statistics)."""
    point: Array
    """Of the sample itself: shape (imputations, statistics)."""
    names: tuple[str, ...]
    clusters: int
    level: float

    @property
    def quantile(self) -> float:
        """Return the t quantile on clusters - 1, times the root of G/(G - 1) that resampling G clusters lacks."""
        df = self.clusters - 1
        return float(t.ppf(0.5 + self.level / 2, df)) * float(np.sqrt(self.clusters / df))

    @property
    def inflation(self) -> float:
        """Return what standard errors are multiplied by so that a normal gives the interval of the t."""
        return self.quantile / float(norm.ppf(0.5 + self.level / 2))

    def column(self, name: str) -> Statistic:
        """Return a statistic."""
        place = self.names.index(name)
        return Statistic(self.found[:, :, place], self.point[:, place])

    def figure(self, statistic: Statistic, people: int = 0) -> Figure:
        """Return the figure of a statistic: the mean of the sample itself, with the error of the replicates."""
        return Figure.of(statistic.value, statistic.se, self.quantile, people)


def item_estimates(data: SurveyData, replicates: Replicates) -> tuple[ItemEstimate, ...]:
    """Return the estimate of every item."""
    return tuple(_estimate(data, replicates, j, item) for j, item in enumerate(data.items))


def _estimate(data: SurveyData, replicates: Replicates, j: int, item: Item) -> ItemEstimate:
    known = ~np.isnan(data.before[j])
    if item.domain is not None:
        known &= data.before[item.domain] == 1
    both = known & ~np.isnan(data.after[j])
    before, change = (replicates.column(f"{kind}:{item.key}") for kind in ("before", "change"))
    gone = replicates.column(f"gone:{item.key}").value
    answered = int(both.sum())
    return ItemEstimate(
        item, replicates.figure(before, int(known.sum())), replicates.figure(change, answered),
        _ratio(replicates, item, (before, change), answered), gone, answered,
        replicates.figure(replicates.column(f"sd:{item.key}"), int(known.sum())) if item.sd_parameter else None,
        _correlation(replicates, item, answered) if item.correlation_parameter else None,
    )  # fmt: skip


def _correlation(replicates: Replicates, item: Item, answered: int) -> Figure:
    """Return the correlation of before and after, with an interval that is symmetric on Fisher's scale."""
    z = replicates.figure(replicates.column(f"together:{item.key}"))
    value, lower, upper = (float(np.tanh(each)) for each in (z.value, z.lower, z.upper))
    return Figure(value, (1 - value**2) * z.se, lower, upper, answered)


def _ratio(replicates: Replicates, item: Item, of: tuple[Statistic, Statistic], answered: int) -> Figure | None:
    """Return after over before with an interval that is symmetric on the log scale; None where either may be 0."""
    before, change = of
    if item.kind not in ("count", "hours") or not (
        (before.found > 0).all() and (before.found + change.found > 0).all()
    ):
        return None
    logs = replicates.figure(before.with_([change], lambda first, more: np.log((first + more) / first)))
    middle = float(np.exp(logs.value))
    return Figure(middle, middle * logs.se, float(np.exp(logs.lower)), float(np.exp(logs.upper)), answered)


def draws_of(replicates: Replicates, columns: Mapping[str, Statistic]) -> dict[str, Array]:
    """Return draws of quantities, one row a replicate, that have the estimate for mean and its standard error.

    The mean of few imputations scatters more than the estimate, and resampling G clusters scatters less than their
    sampling: each column is moved to its estimate and stretched around it to its standard error times the inflation to
    the t quantile. A column that is positive is scaled instead of moved, and stays so.

    Args:
        replicates: where the level and the clusters are from.
        columns: quantity to its statistic, of correlations on Fisher's scale.
    """
    return {name: _possible(name, _drawn(statistic, replicates.inflation)) for name, statistic in columns.items()}


def _possible(name: str, drawn: Array) -> Array:
    """Return draws as the model takes them: correlations from Fisher's scale, no monthly ratio above 1."""
    if name.endswith(".correlation"):
        return np.tanh(drawn)
    return np.minimum(drawn, 1.0) if name == MONTHLY_RATIO else drawn


def _drawn(statistic: Statistic, inflation: float) -> Array:
    rows = statistic.found.mean(1)
    spread = float(rows.std(ddof=1))
    if spread == 0:
        return np.full(len(rows), statistic.value)
    stretched: Array = statistic.value + (rows - rows.mean()) * (statistic.se * inflation / spread)
    if rows.min() >= 0 and stretched.min() < 0:
        stretched = rows * (statistic.value / float(rows.mean()))
    return stretched


def quantity_columns(
    measure: Measure, plan: AnalysisPlan, replicates: Replicates, left_out: frozenset[str]
) -> dict[str, Statistic]:
    """Return the statistic of each quantity that the parameters take, by its name, but of items left out."""
    columns: dict[str, Statistic] = {}
    for item in measure.data.items:
        if item.key in left_out:
            continue
        before, change = (replicates.column(f"{kind}:{item.key}") for kind in ("before", "change"))
        if item.baseline_parameter is not None:
            columns[item.baseline_parameter] = before
        if item.change_parameter is not None:
            ratio = item.kind == "count" and item.key in plan.rate_ratio
            columns[item.change_parameter] = before.with_([change], _after_over_before) if ratio else change
        if item.sd_parameter is not None:
            columns[item.sd_parameter] = replicates.column(f"sd:{item.key}")
        if item.correlation_parameter is not None:
            columns[item.correlation_parameter] = replicates.column(f"together:{item.key}")
    if use_falls(measure, replicates):
        columns |= {name: replicates.column(name) for name in REGISTER}
    return columns


def use_falls(measure: Measure, replicates: Replicates) -> bool:
    """Return whether there is a register, and use in it falls with time, as the model has it."""
    return measure.has_register and replicates.column(MONTHLY_RATIO).value < 1


def _after_over_before(before: Array, change: Array) -> Array:
    over: Array = (before + change) / np.maximum(before, 1e-12)
    return over
