"""What is estimated from completed answers: one vector of numbers for each replicate and imputation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.errors import RequestError
from sbs_econ.schema.survey import AnalysisPlan, Comparison
from sbs_econ.survey.data import FEWEST, OTHER, SurveyData
from sbs_econ.survey.engagement import FEWEST_WEEKS, REGISTER, register_statistics

NEARLY = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Group:
    """People who share a word of a column, or everybody (``column`` empty)."""

    column: str
    word: str
    members: Array
    """0 or 1 for each person."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What the statistics are of: items, groups of people, and who is compared with whom."""

    data: SurveyData
    groups: tuple[Group, ...]
    programme: Array
    """1 for people in the programme, 0 for the comparison group."""
    controlled: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name of each statistic, in order."""
        keys = [item.key for item in self.data.items]
        found = [f"{kind}:{key}" for kind in ("before", "change", "imputed", "gone") for key in keys]
        found += [f"dose:{key}" for key in keys] if self.has_dose else []
        found += [f"{g.column}={g.word}:{key}" for g in self.groups for key in keys]
        found += [f"{kind}:{self.data.items[j].key}" for kind in ("sd", "together") for j in self.spread]
        return (*found, *(REGISTER if self.has_register else ()))

    @property
    def spread(self) -> tuple[int, ...]:
        """Return the places of the items whose spread the model asks for."""
        return tuple(j for j, item in enumerate(self.data.items) if item.sd_parameter or item.correlation_parameter)

    @property
    def has_dose(self) -> bool:
        """Whether sessions are known of enough people in the programme for an association."""
        return bool(np.isfinite(self.data.dose)[self.programme == 1].mean() > 0.5)

    @property
    def has_register(self) -> bool:
        """Whether sessions are known by week, of enough people and weeks."""
        coming = np.nansum(self.data.weekly, axis=1)[self.programme == 1]
        return self.has_dose and self.data.weekly.shape[1] >= FEWEST_WEEKS and int((coming > 0).sum()) >= FEWEST


def measure_of(data: SurveyData, plan: AnalysisPlan) -> Measure:
    """Return what is measured: everybody, the plan's subgroups, and two-way against one-way members.

    A group needs enough people in the programme, and in the comparison group where there is one: its change is shown.
    """
    programme = np.ones(data.people)
    if plan.comparison is not None:
        programme = _in_programme(data, plan.comparison)
    columns = dict.fromkeys([*plan.subgroups, *(["role"] if "role" in data.columns else [])])
    groups = tuple(
        Group(name, word, (data.columns[name].codes == code).astype(float))
        for name in columns
        for code, word in enumerate(data.columns[name].words)
        if word != OTHER
    )
    arms = [programme, 1 - programme] if plan.comparison is not None else [programme]
    enough = tuple(group for group in groups if all(group.members @ arm >= FEWEST for arm in arms))
    return Measure(data, enough, programme, plan.comparison is not None)


def _in_programme(data: SurveyData, comparison: Comparison) -> Array:
    """Return 1 for people in the programme, 0 for the comparison group.

    Raises:
        RequestError: if the column holds anything else, or too few of either.
    """
    column = data.columns.get(comparison.column)
    if column is None or set(column.words) != {comparison.programme, comparison.comparison}:
        message = f"column '{comparison.column}' does not hold the two words of comparison: for everybody"
        raise RequestError(message, "write the words as they stand in the table of people, for everybody", code="E715")
    return np.asarray(column.codes == column.words.index(comparison.programme), dtype=float)


def statistics(measure: Measure, completed: Array, weights: Array) -> Array:
    """Return the statistics of completed answers, shape (replicates, ``len(measure.names)``).

    Args:
        measure: what is wanted.
        completed: answers, shape (replicates, 2 items, people).
        weights: how often each person counts, shape (replicates, people).
    """
    count = len(measure.data.items)
    before, after = completed[:, :count], completed[:, count:]
    asked = weights[:, None, :] * _domain(measure, before, after)
    parts = [_baselines(measure, before, asked), _changes(measure, (before, after), asked, None)]
    parts += list(_shifts(measure, after, asked))
    if measure.has_dose:
        parts.append(_slopes(measure, (before, after), asked))
    parts += [_changes(measure, (before, after), asked, group.members) for group in measure.groups]
    parts += list(_spreads(measure, (before, after), weights * measure.programme))
    if measure.has_register:
        parts.append(register_statistics(measure.data.weekly, weights * measure.programme))
    return np.concatenate(parts, axis=1)


def _domain(measure: Measure, before: Array, after: Array) -> Array:
    """Return who an item's change is of: people in work at both waves, with a carer before, or everybody."""
    asked = np.ones_like(before)
    for j, item in enumerate(measure.data.items):
        if item.domain is not None:
            asked[:, j] = before[:, item.domain] == 1
            if item.kind == "absence":
                asked[:, j] *= after[:, item.domain] == 1
    return asked


def _mean(values: Array, weights: Array) -> Array:
    mean: Array = (values * weights).sum(2) / np.maximum(weights.sum(2), 1e-12)
    return mean


def _scale(measure: Measure, before: Array, asked: Array) -> Array:
    """Return the SD between people at baseline for scales that are wanted in SDs, 1 for all else."""
    scale = np.ones(asked.shape[:2])
    for j, item in enumerate(measure.data.items):
        if item.standardised:
            w, y = asked[:, j], before[:, j]
            mean = (w * y).sum(1) / w.sum(1)
            scale[:, j] = np.sqrt((w * (y - mean[:, None]) ** 2).sum(1) / (w.sum(1) - 1))
    return scale


def _spreads(measure: Measure, answers: tuple[Array, Array], weights: Array) -> Iterator[Array]:
    """Yield the SD before, and Fisher's z of the correlation of before and after, of the items that are asked for."""
    places = list(measure.spread)
    before, after = (wave[:, places] for wave in answers)
    counted = np.broadcast_to(weights[:, None, :], before.shape)
    one, two = (wave - _mean(wave, counted)[:, :, None] for wave in (before, after))
    yield np.sqrt((counted * one**2).sum(2) / np.maximum(counted.sum(2) - 1, 1))
    both = np.sqrt((counted * one**2).sum(2) * (counted * two**2).sum(2))
    yield np.arctanh(np.clip((counted * one * two).sum(2) / np.maximum(both, 1e-12), -NEARLY, NEARLY))


def _baselines(measure: Measure, before: Array, asked: Array) -> Array:
    return _mean(before, asked * measure.programme)


def _changes(measure: Measure, answers: tuple[Array, Array], asked: Array, members: Array | None) -> Array:
    before, after = answers
    weights = asked if members is None else asked * members
    mean = _mean(after - before, weights * measure.programme)
    if measure.controlled:
        mean = mean - _mean(after - before, weights * (1 - measure.programme))
    return mean / _scale(measure, before, asked)


def _shifts(measure: Measure, after: Array, asked: Array) -> Iterator[Array]:
    """Yield what moving imputed answers changes: the mean of them over everybody, and their share."""
    count = len(measure.data.items)
    gone = np.isnan(measure.data.after)[:count] * measure.programme
    weights = asked * measure.programme
    yield _mean(after * gone, weights)
    yield _mean(np.broadcast_to(gone, after.shape), weights)


def _slopes(measure: Measure, answers: tuple[Array, Array], asked: Array) -> Array:
    """Return the change for each further session, by least squares: an association."""
    dose = np.where(np.isnan(measure.data.dose), 0.0, measure.data.dose)
    weights = asked * np.isfinite(measure.data.dose) * measure.programme
    change = answers[1] - answers[0]
    doses = np.broadcast_to(dose, change.shape)
    away = doses - _mean(doses, weights)[:, :, None]
    top = (weights * away * change).sum(2)
    slopes: Array = top / np.maximum((weights * away**2).sum(2), 1e-12)
    return slopes / _scale(measure, answers[0], asked)


def variances(measure: Measure, completed: Array, cluster: AnyArray) -> Array:
    """Return the cluster-robust variance of each item's mean change, shape (imputations, items)."""
    count = len(measure.data.items)
    before, after = completed[:, :count], completed[:, count:]
    asked = _domain(measure, before, after) * measure.programme
    change = (after - before) / _scale(measure, before, asked)[:, :, None]
    mean, people = _mean(change, asked), asked.sum(2)
    if measure.controlled:
        others = _domain(measure, before, after) * (1 - measure.programme)
        own = asked * (change - mean[:, :, None]) / people[:, :, None]
        theirs = others * (change - _mean(change, others)[:, :, None]) / np.maximum(others.sum(2), 1)[:, :, None]
        scores = own - theirs
    else:
        scores = asked * (change - mean[:, :, None]) / people[:, :, None]
    groups = int(cluster.max()) + 1
    summed = scores @ np.eye(groups)[cluster]
    robust: Array = (summed**2).sum(2) * groups / (groups - 1)
    return robust
