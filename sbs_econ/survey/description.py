"""What is said about the data beside the estimates: who was lost, how alike groups are, dose, roles and subgroups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.disclosure import Rule
from sbs_econ.survey.estimates import Figure, Replicates
from sbs_econ.survey.regressions import intraclass, least_squares
from sbs_econ.survey.statistics import Measure


@dataclass(frozen=True, slots=True)
class Attrition:
    """One line of the table of who was lost: a share (of people) or a mean (of answers at the start)."""

    what: str
    kept: float | None
    lost: float | None
    difference: Figure | None
    """In standard deviations for means, in shares else: lost minus kept."""


def attrition(data: SurveyData, cluster: AnyArray, rule: Rule, quantile: float) -> tuple[Attrition, ...]:
    """Return who was lost, of the people who answered at the start, beside who was kept."""
    return tuple(_attrition(data, cluster, rule, quantile))


def _attrition(data: SurveyData, cluster: AnyArray, rule: Rule, quantile: float) -> Iterator[Attrition]:
    lost, started = ~data.asked_after, data.asked_before
    if min((lost & started).sum(), (~lost & started).sum()) < 8:
        return
    for name, column in data.columns.items():
        for code, word in enumerate(column.words):
            yield _compared(
                f"{name}: {word}", (column.codes == code).astype(float), (lost, started, cluster), rule, quantile
            )
    for item, answers in zip(data.items, data.before, strict=True):
        spread = float(np.nanstd(answers))
        if spread > 0:
            known = started & ~np.isnan(answers)
            line = _compared(item.label, answers / spread, (lost, known, cluster), rule, quantile)
            scale = [None if value is None else value * spread for value in (line.kept, line.lost)]
            yield Attrition(line.what, scale[0], scale[1], line.difference)


def _compared(
    what: str, values: Array, who: tuple[AnyArray, AnyArray, AnyArray], rule: Rule, quantile: float
) -> Attrition:
    lost, known, cluster = who
    kept_people, lost_people = int((known & ~lost).sum()), int((known & lost).sum())
    if min(kept_people, lost_people) < 8:
        return Attrition(what, None, None, None)
    small = set(np.unique(values[known])) <= {0.0, 1.0} and any(
        0 < values[known & side].sum() < 8 and rule.on for side in (lost, ~lost)
    )
    columns = np.stack([np.ones(known.sum()), lost[known].astype(float)], axis=1)
    fitted = least_squares(columns, values[known], cluster[known])
    difference = Figure.of(float(fitted.coefficients[1]), float(fitted.se[1]), quantile, lost_people)
    if small:
        return Attrition(what, None, None, None)
    kept, gone = float(values[known & ~lost].mean()), float(values[known & lost].mean())
    if set(np.unique(values[known])) <= {0.0, 1.0} and rule.on:
        kept, gone = round(kept, 2), round(gone, 2)
    return Attrition(what, kept, gone, difference)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike people of one group change: intraclass correlation, design effect and effective number of people."""

    correlation: float
    design_effect: float
    effective_people: int


def likeness(data: SurveyData, cluster: AnyArray) -> dict[str, Likeness]:
    """Return how alike people of one group are in the change of each item."""
    found = {}
    for item, before, after in zip(data.items, data.before, data.after, strict=True):
        both = ~np.isnan(before) & ~np.isnan(after)
        if item.domain is not None:
            both &= data.before[item.domain] == 1
        if both.sum() >= 20:
            correlation, effect = intraclass((after - before)[both], cluster[both])
            found[item.key] = Likeness(correlation, effect, int(both.sum() / max(effect, 1e-9)))
    return found


@dataclass(frozen=True, slots=True)
class GroupChange:
    """The change of an item among people of a subgroup."""

    column: str
    word: str
    people: int
    changes: dict[str, Figure]


def group_changes(measure: Measure, replicates: Replicates) -> tuple[GroupChange, ...]:
    """Return the changes of subgroups and roles, of groups of at least eight people."""
    found = []
    for group in measure.groups:
        people = int(group.members.sum())
        name = f"{group.column}={group.word}"
        changes = {
            item.key: replicates.figure(replicates.column(f"{name}:{item.key}"), people)
            for item in measure.data.items
            if item.change_parameter is not None
        }
        found.append(GroupChange(group.column, group.word, people, changes))
    return tuple(found)


def group_differences(measure: Measure, replicates: Replicates) -> dict[str, dict[str, Figure]]:
    """Return the difference in change between the two values of each column that has two: first minus second."""
    words: dict[str, list[str]] = {}
    for group in measure.groups:
        words.setdefault(group.column, []).append(group.word)
    found = {}
    for column, pair in words.items():
        if len(pair) != 2:
            continue
        first, second = sorted(pair, key=lambda word: word != "two_way")
        found[f"{column}: {first} minus {second}"] = {
            item.key: replicates.figure(
                replicates.column(f"{column}={first}:{item.key}").with_(
                    [replicates.column(f"{column}={second}:{item.key}")], np.subtract
                )
            )
            for item in measure.data.items
            if item.change_parameter is not None
        }
    return found


def dose_slopes(measure: Measure, replicates: Replicates) -> dict[str, Figure]:
    """Return the change that goes with each further session, by item: an association, for nobody drew lots for it."""
    if not measure.has_dose:
        return {}
    return {
        item.key: replicates.figure(replicates.column(f"dose:{item.key}"))
        for item in measure.data.items
        if item.change_parameter is not None
    }


def dose_thirds(measure: Measure, cluster: AnyArray, quantile: float) -> dict[str, tuple[Figure, ...]]:
    """Return the change in each third of people by sessions, complete answers only."""
    data = measure.data
    known = np.isfinite(data.dose)
    if known.sum() < 60:
        return {}
    cuts = np.quantile(data.dose[known], [1 / 3, 2 / 3])
    third = np.searchsorted(cuts, data.dose, side="left")
    found = {}
    for item, before, after in zip(data.items, data.before, data.after, strict=True):
        both = known & ~np.isnan(before) & ~np.isnan(after)
        columns = np.stack([(third[both] == k).astype(float) for k in range(3)], axis=1)
        if item.change_parameter is None or columns.sum(0).min() < 8:
            continue
        scale = float(np.nanstd(before)) if item.standardised else 1.0
        fitted = least_squares(columns, (after - before)[both] / scale, cluster[both])
        found[item.key] = tuple(
            Figure.of(float(c), float(se), quantile, int(n))
            for c, se, n in zip(fitted.coefficients, fitted.se, columns.sum(0), strict=True)
        )
    return found
