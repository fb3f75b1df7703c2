"""What predicts what in the chained imputation of a survey."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.schema.survey import AnalysisPlan
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.imputation import Chain, Target

WORTH = 0.1
"""Correlation with an answer, or with its being missing, from which a variable is used (van Buuren, section 6.3.2)."""
MOST = 15
"""Variables that predict one answer at most."""


def chain_of(data: SurveyData, plan: AnalysisPlan) -> Chain:
    """Return the chain of a survey: baseline answers are imputed first, then those at follow-up."""
    values = np.concatenate([data.before, data.after])
    counted = np.array([item.kind in ("count", "absence", "hours") for item in data.items] * 2)
    shown = np.where(counted[:, None], np.log1p(np.maximum(values, 0)), values)
    group = np.eye(data.groups)[data.group]
    fixed = _fixed(data, plan)
    lean = _lean(data, fixed, shown[: len(data.items)])
    if lean.any():
        fixed = np.concatenate([fixed, lean[None], _standard(lean**2)[None]])
    return Chain(values, fixed, lean, group, counted, tuple(_targets(data, values, shown)), plan.donors, plan.sweeps)


def _lean(data: SurveyData, fixed: Array, shown: Array) -> Array:
    """Return how likely people are to be lost, as a standardised linear score; zeros where nobody is.

    As a predictor, alone, squared and times the answer before, it keeps imputed means right where their model is wrong
    (Little, An 2004, Statistica Sinica 14:949).
    """
    lost = 1.0 - data.asked_after
    if lost.sum() < 20 or lost.mean() > 0.95:
        return np.zeros(data.people)
    known = [np.where(np.isnan(row), np.nanmean(row), row) for row in shown if np.isfinite(row).any()]
    columns = np.concatenate([fixed, [_standard(row) for row in known if row.std() > 0]])
    gram = columns @ columns.T + 0.01 * data.people * np.eye(len(columns))
    score: Array = np.linalg.solve(gram, columns @ lost) @ columns
    return _standard(score)


def _fixed(data: SurveyData, plan: AnalysisPlan) -> Array:
    """Return what is known of everybody: words as 0/1 columns, areas, dose, and use of services in all."""
    names = plan.predictors or list(data.columns)
    parts = [np.ones(data.people)]
    for name in names:
        column = data.columns[name]
        parts += [(column.codes == code).astype(float) for code in range(1, len(column.words))]
    if np.isfinite(data.dose).any():
        known = np.log1p(data.dose)
        parts += [np.where(np.isnan(known), np.nanmean(known), known), np.isnan(known).astype(float)]
    services = [j for j, item in enumerate(data.items) if item.kind == "count"]
    if services:
        parts.append(np.log1p(np.nansum(data.before[services], axis=0)))
    return np.stack([parts[0], *(_standard(part) for part in parts[1:] if part.std() > 0)])


def _standard(column: Array) -> Array:
    standard: Array = (column - column.mean()) / column.std()
    return standard


def _targets(data: SurveyData, values: Array, shown: Array) -> list[Target]:
    count = len(data.items)
    found = []
    for v in range(2 * count):
        gone = np.isnan(values[v])
        if not gone.any() or gone.all():
            continue
        item, wave = data.items[v % count], v // count
        other = v - count if wave else v + count
        domain = None if item.domain is None else item.domain + wave * count
        asked_of_some = [wave * count + k for k, each in enumerate(data.items) if each.domain == v % count]
        without = {v, domain, *asked_of_some}  # days absent say who is in work
        usable = [u for u in range(2 * count) if u not in without and not np.isnan(values[u]).all()]
        wanted = _worth(shown, v, usable, other)
        done = [u for u in wanted if u < count or (wave and u < v)]
        own = [other] if other in usable and (wave or other < count) else []
        asked = [own[0]] if own and own[0] < count else []
        found.append(
            Target(v, np.flatnonzero(~gone), np.flatnonzero(gone), tuple(done), tuple(wanted), tuple(asked), domain)
        )
    return found


def _worth(shown: Array, v: int, usable: Sequence[int], other: int) -> list[int]:
    """Return the variables that go with an answer or with its being missing, its own at the other wave first."""
    gone = np.isnan(shown[v]).astype(float)
    scored = []
    for u in usable:
        strength = max(abs(_correlation(shown[u], shown[v])), abs(_correlation(shown[u], gone)))
        if u == other or strength >= WORTH:
            scored.append((u != other, -strength, u))
    return sorted(u for _, _, u in sorted(scored)[:MOST])


def _correlation(a: Array, b: Array) -> float:
    both = ~np.isnan(a) & ~np.isnan(b)
    if both.sum() < 10 or a[both].std() == 0 or b[both].std() == 0:
        return 0.0
    return float(np.corrcoef(a[both], b[both])[0, 1])
