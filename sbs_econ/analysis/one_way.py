"""One-way sensitivity: each quantity over its own 95 % interval, all others at their means.

A named group gets no interval of its own: its bar is the 95 % interval of the output when only the group is drawn,
jointly, from its named streams, and all else stays at its mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sbs_econ.analysis.accumulate import Columns, Summary, summarise
from sbs_econ.analysis.estimates import Estimate, estimates
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.two_way import Standing, along, moves_by_itself, sharing
from sbs_econ.analysis.variance_shares import (
    InputGroup,
    Output,
    blocks_of,
    drawn_together,
    found,
    label_of,
    outputs_wanted,
    single_factors,
    uncertain_anywhere,
)
from sbs_econ.analysis.vary import DrawnScenario
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.family import level_score
from sbs_econ.equations.sampling import MonteCarlo
from sbs_econ.errors import RequestError
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.patterns import matches
from sbs_econ.schema.base import did_you_mean
from sbs_econ.vocabulary import Evidence

SCORE = level_score(0.95)
STEPS = 21
"""Points of an interval at which the output is looked at, its ends included."""
ROUNDING = 1e-10
"""Differences of an output below this share of its size are rounding."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What one quantity, or one group drawn jointly, does to one output."""

    name: str
    label: str
    unit: str
    kind: str
    """quantity or group."""
    value: float | None
    low: float | None
    high: float | None
    """The quantity's mean and the ends of its 95 % interval, at its own price year; None for a group."""
    at_low: float
    at_high: float
    """The output there; for a group, the ends of the output's 95 % interval."""
    lowest: float
    highest: float
    """The output's extremes over the interval: beyond the ends where it turns inside."""
    treatment: str | None
    members: tuple[str, ...]
    evidence: str | None = None
    source: str | None = None
    at_low_mc_se: float = 0.0
    at_high_mc_se: float = 0.0

    @property
    def span(self) -> float:
        """How far the output moves."""
        return self.highest - self.lowest

    @property
    def turns(self) -> bool:
        """Whether the output has an extreme inside the interval."""
        reach = ROUNDING * max(abs(self.lowest), abs(self.highest), self.span)
        ends = (self.at_low, self.at_high)
        return min(ends) - self.lowest > reach or self.highest - max(ends) > reach

    def as_json(self) -> dict[str, Any]:
        """Return the bar as a plain record."""
        names = ("name", "label", "unit", "kind", "value", "low", "high", "at_low", "at_high", "at_low_mc_se",
                 "at_high_mc_se", "lowest", "highest", "span", "turns", "treatment", "evidence", "source")  # fmt: skip
        return {name: getattr(self, name) for name in names} | {"members": list(self.members)}


@dataclass(frozen=True, slots=True)
class Tornado:
    """The bars of one output, widest first, about the base case; ``without_effect`` names what does not move it."""

    output: Output
    base_case: float
    bars: tuple[Bar, ...]
    without_effect: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the tornado as a plain record."""
        return {
            "output": self.output.name, "label": self.output.label, "unit": self.output.unit,
            "base_case": self.base_case, "bars": [bar.as_json() for bar in self.bars],
            "without_effect": list(self.without_effect),
        }  # fmt: skip


def quantities_named(inputs: Inputs, patterns: Sequence[str]) -> list[str]:
    """Return the names that patterns fit, uncertain or fixed; every name if there are none.

    Raises:
        RequestError: if a pattern fits no quantity, with the nearest.
    """
    for pattern in patterns:
        if not any(matches(pattern, name) for name in inputs.quantities):
            near = did_you_mean(pattern, inputs.quantities)
            raise RequestError(f"there is no quantity '{pattern}'", near, code="E406")
    return [name for name in inputs.quantities if not patterns or any(matches(each, name) for each in patterns)]


def one_way(inputs: Inputs, wanted: Sequence[str], groups: Sequence[InputGroup], plan: Plan) -> list[Tornado]:
    """Return a tornado for each output.

    Args:
        inputs: the resolved scenario.
        wanted: rows or perspectives, as ``outputs_wanted`` takes them.
        groups: groups of inputs, each a bar of its own.
        plan: draws and seed for the groups; quantities take none.
    """
    outputs, standing = outputs_wanted(inputs, wanted), Standing.at_means(inputs)
    names = [output.name for output in outputs]
    scores = np.linspace(-SCORE, SCORE, STEPS)
    paths = [(name, _values_at(found(inputs, name), scores), scores) for name in uncertain_anywhere(inputs)]
    curves, base = along(standing, paths, names), standing.outputs()
    drawn = [drawn_alone(inputs, group.names, names, plan) for group in groups]
    return [
        _tornado(
            output,
            float(np.asarray(base[output.name])),
            [
                *(_bar(inputs, path, curve[output.name]) for path, curve in zip(paths, curves, strict=True)),
                *(_group_bar(group, each[output.name]) for group, each in zip(groups, drawn, strict=True)),
            ],
        )
        for output in outputs
    ]


def _values_at(quantity: ResolvedQuantity, scores: Array) -> Array:
    if quantity.distribution is None:
        return np.full(len(scores), quantity.value)
    return quantity.distribution.quantile(scores) * quantity.multiplier


def _tornado(output: Output, base: float, bars: Sequence[Bar]) -> Tornado:
    size = max([abs(base), *(max(abs(bar.lowest), abs(bar.highest)) for bar in bars)])
    moving = [bar for bar in bars if bar.span > ROUNDING * size]
    still = tuple(bar.name for bar in bars if bar.span <= ROUNDING * size)
    return Tornado(output, base, tuple(sorted(moving, key=lambda bar: (-bar.span, bar.name))), still)


def _bar(inputs: Inputs, path: tuple[str, Array, Array], curve: Array) -> Bar:
    name, values, _ = path
    quantity = found(inputs, name)
    return Bar(
        name=name, label=label_of(quantity), unit=quantity.unit.value, kind="quantity",
        value=quantity.value, low=float(values[0]), high=float(values[-1]),
        at_low=float(curve[0]), at_high=float(curve[-1]), lowest=float(curve.min()), highest=float(curve.max()),
        treatment=treatment(inputs, name), members=(), evidence=quantity.evidence.value, source=quantity.source,
    )  # fmt: skip


def _group_bar(group: InputGroup, drawn: Estimate) -> Bar:
    added = f"drawn with it, because they are drawn together: {', '.join(group.added)}" if group.added else None
    return Bar(
        name=group.key, label=group.label, unit="", kind="group", value=None, low=None, high=None,
        at_low=drawn.lower, at_high=drawn.upper, lowest=drawn.lower, highest=drawn.upper, treatment=added,
        members=group.names, at_low_mc_se=drawn.lower_mc_se, at_high_mc_se=drawn.upper_mc_se,
    )  # fmt: skip


def treatment(inputs: Inputs, name: str) -> str | None:
    """Return how a quantity that belongs to others is moved, in words; None where it stands alone."""
    words = []
    partners = together(inputs, [name]) - {name}
    if sharing(inputs, name):
        words.append("the other shares of its group are rescaled so that all add up to 1")
    elif partners:
        words.append(f"the {len(partners)} quantities that it is drawn with stay at their means")
    own = [
        site.key for site in inputs.sites if name in site.quantities and moves_by_itself(inputs, site.quantities[name])
    ]
    if own:
        words.append(f"a figure of its own moves over its own interval at {', '.join(own)}")
    return "; ".join(words) or None


def stretches(inputs: Inputs, plan: Plan) -> Iterator[DrawnScenario]:
    """Yield a scenario's PSA draws (Monte Carlo), block by block."""
    for block, size in blocks_of(plan.draws):
        yield DrawnScenario(inputs, MonteCarlo(plan.seed), size, block)


def drawn_alone(inputs: Inputs, names: Sequence[str], wanted: Sequence[str], plan: Plan) -> dict[str, Estimate]:
    """Return estimates of outputs when only ``names`` are drawn and all else is at its mean."""
    columns = Columns(tuple(wanted), (), (0.0,) * len(wanted))
    standing, blocks = Standing.at_means(inputs), list[Summary]()
    for stretch in stretches(inputs, plan):
        common = {name: stretch.values[name] for name in names if name in stretch.values}
        local = {key: {n: drawn[n] for n in names if n in drawn} for key, drawn in stretch.local.items()}
        blocks.append(summarise(columns, standing.replaced(common, local).outputs(), stretch.size, "mc", None))
    for block in blocks[1:]:
        blocks[0].merge(block)
    return estimates(columns, blocks[0], "mc", None).full


def together(inputs: Inputs, names: Iterable[str]) -> frozenset[str]:
    """Return the names and all that are drawn together with any of them."""
    own = frozenset(names)
    return own.union(*(each for each in drawn_together(inputs) if each & own))


READY_MADE = ("block", "source", "evidence", "joint")
ATTRIBUTION = "attribution"
NO_SOURCE = "none"


def groups_named(inputs: Inputs, text: str) -> list[InputGroup]:
    """Return the groups that a text asks for.

    ``name=a,b.*.c`` or ``a,b`` is one group of names, patterns and keys of ready-made groups; ``attribution``,
    ``block:x``, ``source:x``, ``evidence:x`` and ``joint:x`` are ready made, and ``block:`` is every one of them.

    Raises:
        RequestError: if a word fits no quantity, or no uncertain one, or no group.
    """
    if text.removesuffix(":") in READY_MADE and text.endswith(":"):
        return ready_made(inputs, text.removesuffix(":"))
    name, equals, members = text.partition("=")
    words = [word.strip() for word in (members if equals else text).split(",") if word.strip()]
    if not words or (equals and not name.strip()):
        raise RequestError(f"--group '{text}' names nothing", "write --group name=a,b", code="E610")
    ready = {group.key: group for kind in (*READY_MADE, ATTRIBUTION) for group in ready_made(inputs, kind)}
    if text in ready:
        return [ready[text]]
    names = {each for word in words for each in _expanded(inputs, word, ready)}
    key = name.strip() if equals else text
    return [_closed(inputs, key, key, names)]


def _expanded(inputs: Inputs, word: str, ready: Mapping[str, InputGroup]) -> Sequence[str]:
    known = uncertain_anywhere(inputs)
    fitting = ready[word].names if word in ready else [name for name in known if matches(word, name)]
    if not fitting and any(matches(word, name) for name in inputs.quantities):
        raise RequestError(f"'{word}' is fixed: it has no uncertainty", "leave it out", code="E611")
    if not fitting:
        raise RequestError(f"there is no input or group '{word}'", did_you_mean(word, [*known, *ready]), code="E610")
    return fitting


def _closed(inputs: Inputs, key: str, label: str, names: Iterable[str]) -> InputGroup:
    own = frozenset(names)
    whole = together(inputs, own)
    return InputGroup(key, label, tuple(sorted(whole)), tuple(sorted(whole - own)))


def ready_made(inputs: Inputs, kind: str) -> list[InputGroup]:
    """Return the ready-made groups of uncertain quantities: by block, source or evidence grade, joint, attribution."""
    names = uncertain_anywhere(inputs)
    if kind == "joint":
        return [group for group in single_factors(inputs) if len(group.names) > 1]
    if kind == ATTRIBUTION:
        own = [name for name in names if ATTRIBUTION in name.split(".")]
        return [_closed(inputs, ATTRIBUTION, "Attribution", own)] if own else []
    members: dict[str, list[str]] = defaultdict(list)
    for name in names:
        quantity = found(inputs, name)
        key = {"block": name.split(".")[0], "source": quantity.source or NO_SOURCE, "evidence": quantity.evidence.value}
        members[key[kind]].append(name)
    order = {grade.value: place for place, grade in enumerate(Evidence)}
    keys = sorted(members, key=lambda key: (order.get(key, 0), key == NO_SOURCE, key))
    return [_closed(inputs, f"{kind}:{key}", group_label(kind, key), members[key]) for key in keys]


def group_label(kind: str, key: str) -> str:
    """Return words for a ready-made group."""
    if key == NO_SOURCE:
        return "No source: reasoned figures"
    return f"{kind.capitalize()}: {key.replace('_', ' ')}" if kind != "source" else f"Source: {key}"
