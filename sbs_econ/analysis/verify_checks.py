"""What a black-box check is, how one is judged, and the scenario that all of them are put to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.sampling import Sampler, make_sampler
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Block, ChangeKind

Rows = dict[str, Row]
Given = dict[str, Draws]
Local = dict[str, Given]
Altering = Callable[[str, Draws], Draws]
EXACT = 0.0
ROUNDING = 1e-12
"""Relative difference that the order of a few operations may make."""
SUMS = 1e-9
"""Relative difference that the order of a long sum may make, as the contract has it."""
CONSEQUENCES = (Block.SERVICE_USE, Block.EMPLOYMENT, Block.INFORMAL_CARE, Block.OUTCOMES)
FIGURES = ("quantity", "cost", "usual_quantity", "usual_cost", "share_after_follow_up")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was done, what must come of it, and what did. ``passed`` is None where it does not apply."""

    key: str
    domain: str
    done: str
    expected: str
    seen: str
    passed: bool | None
    source: str

    @property
    def outcome(self) -> str:
        """The result as a word."""
        return "does not apply" if self.passed is None else "passed" if self.passed else "failed"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a check promises, before it is made."""

    key: str
    domain: str
    done: str
    expected: str
    source: str = "TECH-VER"

    def judged(self, passed: bool, seen: str) -> Check:
        """Return the check with its result."""
        return Check(self.key, self.domain, self.done, self.expected, seen, bool(passed), self.source)

    def out_of_place(self, reason: str) -> Check:
        """Return the check as one that does not apply here."""
        return Check(self.key, self.domain, self.done, self.expected, reason, None, self.source)

    def within(self, pairs: Iterable[Pair], tolerance: float) -> Check:
        """Return the check passed if every pair agrees within a relative difference."""
        count, largest, where = 0, 0.0, ""
        for name, expected, seen in pairs:
            found, count = relative_difference(expected, seen), count + 1
            if not found <= largest:
                largest, where = found, name
        told = f"{count:,} figures, " + (
            f"largest relative difference {largest:.1e} ({where})" if largest else "all identical"
        )
        return self.judged(largest <= tolerance and count > 0, told)


Pair = tuple[str, Draws | None, Draws | None]
"""The name of a figure, what it must be, and what it is."""


def relative_difference(expected: Draws | None, seen: Draws | None) -> float:
    """Return the largest difference over all draws, as a share of the larger figure; infinite where one is missing.

    >>> relative_difference(2.0, 2.0), relative_difference(None, 1.0)
    (0.0, inf)
    """
    if expected is None or seen is None:
        return 0.0 if expected is None and seen is None else float("inf")
    a, b = np.broadcast_arrays(np.asarray(expected, dtype=np.float64), np.asarray(seen, dtype=np.float64))
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    scale = np.maximum(np.abs(a), np.abs(b))
    return float(np.max(np.abs(a - b) / np.where(scale == 0, 1.0, scale), initial=0.0))


def figures(row: Row) -> dict[str, Draws | None]:
    """Return every figure of a row by name, costs by year included."""
    found: dict[str, Draws | None] = {name: getattr(row, name) for name in FIGURES}
    return found | {f"year {year + 1}": cost for year, cost in enumerate(row.cost_by_year or ())}


def unchanged(before: Mapping[str, Row], after: Mapping[str, Row], but: Iterable[str] = ()) -> Iterator[Pair]:
    """Yield every figure of two tables as a pair that must agree, but for some rows."""
    left_out = set(but)
    for name, row in before.items():
        if name not in left_out:
            other = figures(after[name])
            for part, value in figures(row).items():
                yield f"{name} {part}", value, other.get(part)


def times(value: Draws | None, factor: Draws) -> Draws | None:
    """Return a figure times a factor, where there is one."""
    return None if value is None else value * factor


class Subject:
    """A scenario at its means and on one stretch of draws, to be evaluated again with things altered."""

    def __init__(self, inputs: Inputs, plan: Plan) -> None:
        self.inputs = inputs
        self.sampler: Sampler = make_sampler(plan.sampler, plan.seed, inputs.names)
        self.plan = replace(plan, draws=self.sampler.rounded(plan.draws))

    def drawn(self, inputs: Inputs, draws: int | None = None) -> tuple[Given, Local]:
        """Return the draws of some inputs as plain mappings."""
        values, local = draw_block(inputs, Shared(self.sampler, 0, draws or self.plan.draws))
        return dict(values), {site: dict(own) for site, own in local.items()}

    @cached_property
    def given(self) -> tuple[Given, Local]:
        """The draws of the scenario's own inputs: common ones, and those of its sites."""
        return self.drawn(self.inputs)

    @cached_property
    def rows(self) -> Rows:
        """The table with one number a draw."""
        return self.evaluated()

    @cached_property
    def base(self) -> Rows:
        """The table at the means."""
        return {row.row: row for row in base_case(self.inputs)}

    def altered(self, change: Altering) -> tuple[Given, Local]:
        """Return the draws with a change made to each quantity, common or local."""
        values, local = self.given
        return (
            {name: change(name, value) for name, value in values.items()},
            {site: {name: change(name, value) for name, value in own.items()} for site, own in local.items()},
        )

    def evaluated(self, change: Altering | None = None, inputs: Inputs | None = None) -> Rows:
        """Return the table on the same draws, with quantities or inputs altered."""
        values, local = self.given if change is None else self.altered(change)
        return {row.row: row for row in evaluate(inputs or self.inputs, values, local)}

    def with_settings(self, **settings: object) -> Inputs:
        """Return the inputs with other settings."""
        return replace(self.inputs, settings=replace(self.inputs.settings, **settings))  # type: ignore[arg-type]

    @cached_property
    def nulls(self) -> dict[str, float]:
        """What says that nothing changed, by the name of each reported change."""
        return {n: 1.0 if c.kind is ChangeKind.RATE_RATIO else 0.0 for n, c in changes_of(self.inputs)}

    def null(self, name: str, value: Draws) -> Draws:
        """Return a quantity, at no change where it is a reported change."""
        return self.nulls.get(name, value)


def consequences(rows: Mapping[str, Row]) -> Rows:
    """Return the rows of what changes, without those of the programme and those without a number."""
    return {name: row for name, row in rows.items() if row.block in CONSEQUENCES}


def programme(rows: Mapping[str, Row]) -> Rows:
    """Return the rows of the programme itself."""
    return {name: row for name, row in rows.items() if row.block is Block.PROGRAMME}
