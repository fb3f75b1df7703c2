"""A questionnaire that nobody filled in, with known truth: skewed, zero-heavy, clustered, and with people lost.

Means and mean changes are handed in and hold exactly for the population that the people are drawn from. How the
answers scatter around them is invented: it has no source, and is only meant to be as awkward as such data are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from sbs_econ.equations.arrays import AnyArray, Array

WITHIN_GROUP = 0.06
"""Share of the variance of how people feel that lies between groups."""
STAYS = 0.7
"""Correlation of how a person feels at the two waves."""
TWO_WAY, MINORITY = 0.6, 0.33
"""Shares of people who give and receive, and who come from Black and minority ethnic communities."""
ROLE_EFFECT = (1.25, 0.625)
"""Effect of two-way and one-way members relative to all; its mean over members is 1."""
SUBGROUP_EFFECT = (0.8, 1.0985)
"""Effect by subgroup relative to all; made to have a mean of 1 over members."""
SCALE_MEAN, SCALE_SD = 50.0, 15.0
"""Of scales whose parameter is in standard deviations."""
SKIPPED = 0.02
"""Share of questions of a completed questionnaire that are skipped."""
AGES, WEEKS = ("18_29", "30_44", "45_59", "60_over"), 26


@dataclass(frozen=True, slots=True)
class TrueItem:
    """An item with its true mean before and its true mean change, in the units of the questionnaire."""

    key: str
    kind: str
    """count, in_work, absence, has_carer, hours or score."""
    baseline: float
    change: float
    sd: float = 0.0
    """Of scores, between people."""


@dataclass(frozen=True, slots=True)
class SetDesign:
    """How large a synthetic set is and what is missing from it."""

    people: int = 700
    groups: int = 48
    areas: int = 9
    seed: int = 1
    lost: float = 0.3
    """Share of people who do not answer at follow-up."""
    missing: str = "mar"
    """mcar, mar (depends on what is known at the start) or mnar (depends on the answers not given)."""


@dataclass(frozen=True, slots=True)
class SyntheticSet:
    """What the people said, by item: before and at follow-up, shape (people,), NaN where nothing was asked."""

    design: SetDesign
    items: tuple[TrueItem, ...]
    group: AnyArray
    area: AnyArray
    words: Mapping[str, tuple[str, ...]]
    """Columns of words: age_band, sex, ethnicity_group, role."""
    before: Mapping[str, Array]
    after: Mapping[str, Array]
    lost: AnyArray
    skipped: Mapping[str, AnyArray]
    """True where the question was skipped: shape (2, people)."""
    sessions: AnyArray
    """Sessions by person and week."""


def synthesise(items: tuple[TrueItem, ...], design: SetDesign) -> SyntheticSet:
    """Return a synthetic set; the same for the same items and design."""
    rng = np.random.default_rng([design.seed, 2718])
    n = design.people
    sizes = rng.gamma(8.0, size=design.groups)
    group = np.sort(rng.permutation(_spread(n, sizes / sizes.sum())))
    area = (np.arange(design.groups) * design.areas // design.groups)[group]
    feeling = _clustered(rng, group, design.groups)
    later = STAYS * feeling + np.sqrt(1 - STAYS**2) * _clustered(rng, group, design.groups)
    two_way, minority = rng.random(n) < TWO_WAY, rng.random(n) < MINORITY
    modifier = np.where(two_way, *ROLE_EFFECT) * np.where(minority, *SUBGROUP_EFFECT) / _mean_modifier()
    before, after = _answers(rng, items, (feeling, later), modifier)
    ages = rng.choice(4, size=n, p=[0.2, 0.3, 0.3, 0.2])
    sessions = _sessions(rng, feeling, ages)
    lost = _lost(rng, design, (before, after, items), (ages, group, sessions))
    words = {
        "age_band": tuple(AGES[i] for i in ages),
        "sex": tuple(np.where(rng.random(n) < 0.55, "female", "male").tolist()),
        "ethnicity_group": tuple(np.where(minority, "minority_ethnic", "other").tolist()),
        "role": tuple(np.where(two_way, "two_way", "one_way").tolist()),
    }
    skipped = {item.key: rng.random((2, n)) < SKIPPED for item in items}
    return SyntheticSet(design, items, group, area, words, before, after, lost, skipped, sessions)


def _spread(people: int, shares: Array) -> AnyArray:
    """Return the group of each person: at least two people a group, the rest in proportion."""
    groups = len(shares)
    counts = np.full(groups, min(2, people // groups)) + np.floor(shares * (people - 2 * groups)).astype(int)
    counts[: people - counts.sum()] += 1
    return np.repeat(np.arange(groups), counts)[:people]


def _clustered(rng: np.random.Generator, group: AnyArray, groups: int) -> Array:
    common = rng.standard_normal(groups)[group]
    own: Array = np.sqrt(WITHIN_GROUP) * common + np.sqrt(1 - WITHIN_GROUP) * rng.standard_normal(len(group))
    return own


def _mean_modifier() -> float:
    role = TWO_WAY * ROLE_EFFECT[0] + (1 - TWO_WAY) * ROLE_EFFECT[1]
    return role * (MINORITY * SUBGROUP_EFFECT[0] + (1 - MINORITY) * SUBGROUP_EFFECT[1])


Waves = tuple[Array, Array]


def _answers(
    rng: np.random.Generator, items: tuple[TrueItem, ...], feeling: Waves, modifier: Array
) -> tuple[dict[str, Array], dict[str, Array]]:
    before: dict[str, Array] = {}
    after: dict[str, Array] = {}
    make = {"count": _counts, "absence": _counts, "in_work": _shares, "has_carer": _shares, "hours": _hours}
    for item in items:
        before[item.key], after[item.key] = make.get(item.kind, _scores)(rng, item, feeling, modifier)
    for item in items:
        if item.kind == "absence" and "in_work" in before:
            before[item.key] = np.where(before["in_work"] == 1, before[item.key], np.nan)
            after[item.key] = np.where(after["in_work"] == 1, after[item.key], np.nan)
        if item.kind == "hours" and "has_carer" in before:
            before[item.key] = np.where(before["has_carer"] == 1, before[item.key], np.nan)
            after[item.key] = np.where(before["has_carer"] == 1, after[item.key], 0.0)
            after["has_carer"] = before["has_carer"]
    return before, after


def _counts(rng: np.random.Generator, item: TrueItem, feeling: Waves, modifier: Array) -> Waves:
    """Poisson counts whose rate is lognormal in how people feel times a frailty that most keep."""
    loading = 0.5 if item.kind == "count" else 0.0
    shape = 0.25 + 0.12 * item.baseline
    frailty = rng.gamma(shape, 1 / shape, len(modifier))
    renewed = rng.gamma(shape, 1 / shape, len(modifier))
    second = np.where(rng.random(len(modifier)) < STAYS, frailty, renewed)
    ratio = 1 + (item.change / item.baseline) * modifier
    means = item.baseline * frailty, item.baseline * ratio * second
    lifted = [np.exp(loading * mood - loading**2 / 2) for mood in feeling]
    return rng.poisson(means[0] * lifted[0]).astype(float), rng.poisson(means[1] * lifted[1]).astype(float)


def _shares(rng: np.random.Generator, item: TrueItem, feeling: Waves, modifier: Array) -> Waves:
    own = rng.standard_normal(len(modifier))
    score = [0.3 * mood + np.sqrt(1 - 0.09) * own for mood in feeling]
    before = score[0] < ndtri(item.baseline)
    after = score[1] < ndtri(item.baseline + item.change * modifier)
    return before.astype(float), after.astype(float)


def _hours(rng: np.random.Generator, item: TrueItem, feeling: Waves, modifier: Array) -> Waves:
    spread = 0.8
    own, new = rng.standard_normal(len(modifier)), rng.standard_normal(len(modifier))
    second = STAYS * own + np.sqrt(1 - STAYS**2) * new
    mean = item.baseline + item.change * modifier
    before = item.baseline * np.exp(spread * own - spread**2 / 2)
    return before.round(1), (mean * np.exp(spread * second - spread**2 / 2)).round(1)


def _scores(rng: np.random.Generator, item: TrueItem, feeling: Waves, modifier: Array) -> Waves:
    own, first, second = rng.standard_normal((3, len(modifier)))
    before = -0.6 * feeling[0] + 0.5 * own + np.sqrt(1 - 0.61) * first
    after = -0.6 * feeling[1] + 0.5 * own + np.sqrt(1 - 0.61) * second
    low = item.baseline + item.sd * before
    return low.round(2), (item.baseline + item.change * modifier + item.sd * after).round(2)


def _sessions(rng: np.random.Generator, feeling: Array, ages: AnyArray) -> AnyArray:
    keen = rng.gamma(2.0, 0.5, len(feeling)) * np.exp(0.1 * feeling + 0.05 * (ages - 1.5))
    weekly = 0.6 * 0.98 ** np.arange(WEEKS)
    return rng.poisson(keen[:, None] * weekly)


def _lost(
    rng: np.random.Generator,
    design: SetDesign,
    answers: tuple[Mapping[str, Array], Mapping[str, Array], tuple[TrueItem, ...]],
    known: tuple[AnyArray, AnyArray, AnyArray],
) -> AnyArray:
    """Return who is lost, as often as asked for; why depends on the kind of missingness."""
    before, after, items = answers
    ages, group, sessions = known
    total = sum((after if design.missing == "mnar" else before)[item.key] for item in items if item.kind == "count")
    use = _standard(np.log1p(np.asarray(total, dtype=float)))
    dose = _standard(np.log1p(sessions.sum(1)))
    lean = 0.7 * use - 0.4 * dose - 0.2 * (ages - 1.5) + 0.4 * rng.standard_normal(design.groups)[group]
    chance = rng.random(design.people)
    if design.missing == "mcar":
        return np.asarray(chance < design.lost)
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(middle + lean).mean() < design.lost else (low, middle)
    return np.asarray(chance < expit(low + lean))


def _standard(values: Array) -> Array:
    standard: Array = (values - values.mean()) / max(float(values.std()), 1e-12)
    return standard
