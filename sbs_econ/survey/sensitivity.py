"""The same changes by other methods: what the answer owes to the method, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.schema.survey import AnalysisPlan
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.estimates import Figure, Replicates
from sbs_econ.survey.regressions import Fitted, by_cluster, generalised, least_squares, overdispersion, predicted_mean
from sbs_econ.survey.statistics import Measure

FEWEST = 20
"""People that a regression needs on both sides."""


@dataclass(frozen=True, slots=True)
class Other:
    """The change of an item by another method; None where the method cannot be used, and why."""

    method: str
    change: Figure | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Complete answers of one item: before and after, and the cluster, of those who gave both; before of everybody."""

    before: Array
    after: Array
    cluster: AnyArray
    everybody: Array
    everybodys_cluster: AnyArray
    quantile: float
    scale: float


def other_methods(
    measure: Measure, cluster: AnyArray, rubin: Array, replicates: Replicates
) -> dict[str, tuple[Other, ...]]:
    """Return the change of every item by other methods, by key."""
    found = {}
    for j, item in enumerate(measure.data.items):
        answers = _answers(measure, cluster, j, replicates)
        others = [_complete_case(answers), _rubin(rubin, j, len(measure.names), answers)]
        if not measure.controlled:
            others += list(_models(answers, item.kind))
        found[item.key] = tuple(others)
    return found


def _answers(measure: Measure, cluster: AnyArray, j: int, replicates: Replicates) -> Answers:
    data = measure.data
    item, before, after = data.items[j], data.before[j], data.after[j]
    who = measure.programme == 1
    if item.domain is not None:
        who = who & (data.before[item.domain] == 1)
        if item.kind == "absence":
            who = who & (data.after[item.domain] == 1)
    both = who & ~np.isnan(before) & ~np.isnan(after)
    known = who & ~np.isnan(before)
    scale = float(np.std(before[known], ddof=1)) if item.standardised else 1.0
    quantile = float(t.ppf(0.5 + replicates.level / 2, replicates.clusters - 1))
    return Answers(before[both], after[both], cluster[both], before[known], cluster[known], quantile, scale)


def _complete_case(answers: Answers) -> Other:
    if len(answers.before) < FEWEST:
        return Other("complete_case", None, "too few people answered twice")
    fitted = least_squares(np.ones((len(answers.before), 1)), answers.after - answers.before, answers.cluster)
    return Other("complete_case", _figure(answers, float(fitted.coefficients[0]), float(fitted.se[0])))


def _figure(answers: Answers, value: float, se: float) -> Figure:
    return Figure.of(value / answers.scale, se / answers.scale, answers.quantile, len(answers.before))


def _rubin(rubin: Array, j: int, statistics: int, answers: Answers) -> Other:
    """Return the change by Rubin's rules over imputations of the sample."""
    items = rubin.shape[1] - statistics
    value, se = rubins_rules(rubin[:, items + j], rubin[:, statistics + j])
    return Other("rubin", Figure.of(value, se, answers.quantile, len(answers.before)))


def rubins_rules(estimates: Array, variances: Array) -> tuple[float, float]:
    """Return the mean estimate and its standard error: mean variance plus (1 + 1/m) variance of estimates.

    Source: Rubin 1987, Multiple Imputation for Nonresponse in Surveys, formulas 3.1.2 to 3.1.5.
    """
    total = variances.mean() + (1 + 1 / len(estimates)) * estimates.var(ddof=1)
    return float(estimates.mean()), float(np.sqrt(total))


def _models(answers: Answers, kind: str) -> Iterator[Other]:
    if len(answers.before) < FEWEST or answers.before.std() == 0:
        yield Other("ancova", None, "too few answers, or no differences before")
        return
    yield _standardised(answers, "ancova", kind)
    if kind in ("count", "absence"):
        yield _standardised(answers, "negative_binomial", kind)
    if kind == "hours":
        yield _standardised(answers, "gamma", kind)
    if kind in ("count", "absence", "hours"):
        yield _two_part(answers)


def _columns(before: Array, kind: str) -> Array:
    return np.stack([np.ones(len(before)), np.log1p(np.maximum(before, 0)) if kind != "score" else before], axis=1)


def _standardised(answers: Answers, method: str, kind: str) -> Other:
    """Return the mean over everybody of what a model of the answers after, given those before, predicts."""
    straight = method == "ancova"
    columns = _columns(answers.before, "score" if straight else kind)
    everybody = _columns(answers.everybody, "score" if straight else kind)
    if straight:
        fitted = least_squares(columns, answers.after, answers.cluster)
        mean, derivative = everybody @ fitted.coefficients, np.ones(len(everybody))
    else:
        fitted = _count_model(columns, answers, method)
        mean, derivative = predicted_mean(everybody @ fitted.coefficients, "gamma")
    if not fitted.converged or not np.isfinite(mean).all():
        return Other(method, None, "did not converge")
    gradient = (everybody * derivative[:, None]).mean(0)
    return Other(method, _over_everybody(answers, mean, [(fitted, gradient)]))


def _count_model(columns: Array, answers: Answers, method: str) -> Fitted:
    if method == "gamma":
        return generalised(columns, answers.after, answers.cluster, "gamma")
    first = generalised(columns, answers.after, answers.cluster, "gamma")
    alpha = overdispersion(answers.after, predicted_mean(columns @ first.coefficients, "gamma")[0])
    return generalised(columns, answers.after, answers.cluster, "negative_binomial", alpha)


def _two_part(answers: Answers) -> Other:
    """Return the change by a logit of any use times a gamma model of how much, of those with any."""
    some = answers.after > 0
    if min(some.sum(), (~some).sum()) < FEWEST:
        return Other("two_part", None, "nearly everybody, or nearly nobody, has any")
    columns, everybody = _columns(answers.before, "count"), _columns(answers.everybody, "count")
    any_use = generalised(columns, some.astype(float), answers.cluster, "logit")
    amount = generalised(columns[some], answers.after[some], answers.cluster[some], "gamma")
    if not (any_use.converged and amount.converged):
        return Other("two_part", None, "did not converge")
    chance, by_chance = predicted_mean(everybody @ any_use.coefficients, "logit")
    mean, by_mean = predicted_mean(everybody @ amount.coefficients, "gamma")
    parts = [
        (any_use, (everybody * (by_chance * mean)[:, None]).mean(0)),
        (amount, (everybody * (chance * by_mean)[:, None]).mean(0)),
    ]
    return Other("two_part", _over_everybody(answers, chance * mean, parts))


def _over_everybody(answers: Answers, predicted: Array, parts: list[tuple[Fitted, Array]]) -> Figure:
    """Return the mean of predicted minus before, with an error from the clusters' influence on all of its parts."""
    change = predicted - answers.everybody
    value = float(change.mean())
    clusters = int(answers.everybodys_cluster.max()) + 1
    influence = by_cluster(change - value, answers.everybodys_cluster, clusters) / len(change)
    for fitted, gradient in parts:
        influence[: len(fitted.influence)] += fitted.influence @ gradient
    groups = len(np.unique(answers.everybodys_cluster))
    return _figure(answers, value, float(np.sqrt((influence**2).sum() * groups / (groups - 1))))


@dataclass(frozen=True, slots=True)
class Moved:
    """The change of an item if imputed answers are moved, and how far they must be moved for it to vanish.

    ``by`` is a factor for counts and hours, a shift in SDs for scores. ``vanishes`` is where the estimate is 0, and
    ``unclear`` where its interval first holds 0; None where it lies outside anything that could be.
    """

    kind: str
    changes: tuple[tuple[float, Figure], ...]
    vanishes: float | None
    unclear: float | None


def moved_imputations(data: SurveyData, plan: AnalysisPlan, replicates: Replicates) -> dict[str, Moved]:
    """Return what moving imputed answers does, by item: a shift for people lost whose answers cannot be predicted."""
    return {item.key: _moved(data, plan, replicates, j) for j, item in enumerate(data.items)}


def _moved(data: SurveyData, plan: AnalysisPlan, replicates: Replicates, j: int) -> Moved:
    item = data.items[j]
    change, imputed, gone = (replicates.column(f"{kind}:{item.key}") for kind in ("change", "imputed", "gone"))
    counted = item.kind in ("count", "absence", "hours")
    other, null, reach = (imputed, 1.0, (0.0, 5.0)) if counted else (gone, 0.0, (-2.0, 2.0))
    scale = 1.0 if counted or item.standardised else float(np.nanstd(data.before[j], ddof=1))

    def at(by: float) -> Figure:
        return replicates.figure(change.with_([other], lambda first, more: first + (by - null) * scale * more))

    unit = scale * other.value
    vanishes = null - change.value / unit if unit else None
    if vanishes is not None and not reach[0] <= vanishes <= reach[1]:
        vanishes = None
    changes = tuple((by, at(by)) for by in (plan.deltas.factors if counted else plan.deltas.shifts_sd))
    towards = 1.0 if (change.value > 0) == (unit < 0) else -1.0
    steps = [null + towards * step for step in np.arange(0.0, 5.0, 0.02).tolist()]
    unclear = _unclear(at, [by for by in steps if reach[0] <= by <= reach[1]]) if unit else None
    return Moved("factor" if counted else "shift_sd", changes, vanishes, unclear)


def _unclear(at: Callable[[float], Figure], steps: Sequence[float]) -> float | None:
    """Return the first movement at which the interval holds 0; None if it does already or never does."""
    for by in steps:
        figure = at(by)
        if figure.lower <= 0 <= figure.upper:
            return None if by == steps[0] else by
    return None
