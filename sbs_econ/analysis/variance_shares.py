"""Variance shares (Sobol indices) by pick-freeze on named streams, and which inputs are drawn together.

Two independent samples A and B of all inputs; for a factor i also A with i from B (A_i) and B with i from A (B_i).
With f the output and V its variance,

- first order: V_i = mean of (f(A) - f(A_i)) (f(B_i) - f(B)) / 2, the variance that knowing i alone would remove;
- total: VT_i = mean of ((f(A) - f(A_i))^2 + (f(B) - f(B_i))^2) / 4, what would remain if all but i were known.

Source: Sobol' 2001, Math Comput Simul 55:271-280; Saltelli et al. 2010, Comput Phys Commun 181:259-270 (the total,
Jansen's); Owen 2013, ACM TOMACS 23(2):11 (a product of differences, whose error shrinks with the index). SALib is not
used: its designs draw independent columns of their own, where here streams belong to names and some are joint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from sbs_econ.analysis.outputs import WITHOUT_CARE, full_outputs
from sbs_econ.analysis.vary import DrawnScenario, Replaced, output_name
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.sampling import BLOCK, MonteCarlo, generator
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Block, Perspective

AGAIN = 2**31
"""A quantity's second sample: the same stream so many blocks on, where no run ever comes."""
BATCHES = 200
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Output:
    """A row's part or a perspective's net cost, with its words and unit."""

    name: str
    label: str
    unit: str


def outputs_wanted(inputs: Inputs, wanted: Sequence[str]) -> list[Output]:
    """Return outputs by the names that people use: a perspective, a row or ``row:part``; else ``RequestError``."""
    rows = {row.row: row for row in base_case(inputs)}
    known = tuple(full_outputs(inputs, list(rows.values())))
    return [_output(inputs, rows, name) for name in dict.fromkeys(output_name(each, known) for each in wanted)]


def _output(inputs: Inputs, rows: Mapping[str, Row], name: str) -> Output:
    stem, _, part = name.rpartition(":")
    if name == WITHOUT_CARE:
        return Output(name, "Net cost, Society, without unpaid care", "GBP")
    if stem == "net_cost":
        return Output(name, f"Net cost, {view(Perspective(part), inputs.settings.funded_by).label}", "GBP")
    row, cost = rows[stem], part == "cost"
    ending = ": cost" if cost else ", per participant" if row.per == "participant" else ""
    return Output(name, row.label + ending, "GBP" if cost else row.unit or "")


def uncertain_anywhere(inputs: Inputs) -> list[str]:
    """Return the names that have a distribution, at any site, sorted."""
    return sorted({q.name for each in _everywhere(inputs) for q in each.values() if q.distribution is not None})


def found(inputs: Inputs, name: str) -> ResolvedQuantity:
    """Return a quantity by its name; one that only sites have, as the first of them has it."""
    return next(each[name] for each in _everywhere(inputs) if name in each)


def _everywhere(inputs: Inputs) -> list[Mapping[str, ResolvedQuantity]]:
    return [inputs.quantities, *(site.quantities for site in inputs.sites)]


def label_of(quantity: ResolvedQuantity) -> str:
    """Return a quantity's label; a unit cost's says that it is a price."""
    price = quantity.name.startswith("unit_costs.") and not quantity.label.startswith("Price")
    return f"Price: {quantity.label}" if price else quantity.label


def drawn_together(inputs: Inputs) -> list[frozenset[str]]:
    """Return the sets of quantities that are drawn together: correlated, shares of one whole, rows of one file."""
    joint: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quantity in inputs.quantities.values():
        if quantity.joint is not None:
            joint[quantity.joint.kind, quantity.joint.group].add(quantity.name)
    sets = [*joint.values(), *(set(group.names) for group in inputs.correlations)]
    merged: list[set[str]] = []
    for each in sets:
        touching = [other for other in merged if other & each]
        merged = [other for other in merged if not other & each] + [each.union(*touching)]
    known = set(uncertain_anywhere(inputs))
    return [frozenset(each & known) for each in merged if len(each & known) > 1]


@dataclass(frozen=True, slots=True)
class InputGroup:
    """Inputs that a question takes together; ``added`` are those drawn with a member that was not named."""

    key: str
    label: str
    names: tuple[str, ...]
    added: tuple[str, ...] = ()


def single_factors(inputs: Inputs) -> list[InputGroup]:
    """Return every uncertain quantity as a group of its own; quantities that are drawn together as one."""
    joint = drawn_together(inputs)
    alone = sorted(set(uncertain_anywhere(inputs)).difference(*joint))
    singles = [InputGroup(name, label_of(found(inputs, name)), (name,)) for name in alone]
    return singles + [_joint(inputs, each) for each in joint]


def _joint(inputs: Inputs, names: frozenset[str]) -> InputGroup:
    keys = [group.key for group in inputs.correlations if names & set(group.names)]
    keys += [q.joint.group for q in inputs.quantities.values() if q.joint is not None and q.name in names]
    label = f"{keys[0].replace('_', ' ').capitalize()} ({len(names)} drawn together)"
    return InputGroup(f"joint:{keys[0]}", label, tuple(sorted(names)))


Runner = Callable[[frozenset[str], bool], Mapping[str, Draws]]
"""Evaluates with the named inputs from the second sample and the rest from the first, or the other way round."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of an output's variance with its bootstrap standard error and 95 % interval."""

    value: float
    se: float
    lower: float
    upper: float

    @property
    def zero_within_error(self) -> bool:
        """Whether the interval reaches down to zero."""
        return self.lower <= 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the share as a plain record."""
        return asdict(self) | {"zero_within_error": self.zero_within_error}


NOTHING = Share(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class VarianceShare:
    """How much of one output's variance is one factor's: first order, and total with interactions."""

    output: str
    group: InputGroup
    first: Share
    total: Share
    enters: bool = True
    """False where the output reads none of its inputs: both shares are exactly 0."""

    def as_json(self) -> dict[str, Any]:
        """Return the shares as a plain record."""
        return {
            "output": self.output, "name": self.group.key, "label": self.group.label,
            "members": list(self.group.names), "added": list(self.group.added), "enters": self.enters,
            "first": self.first.as_json(), "total": self.total.as_json(),
        }  # fmt: skip


def pick_freeze(run: Runner, factors: Sequence[InputGroup], outputs: Sequence[str], size: int) -> Array:
    """Return sums over batches of draws, shape (batches, outputs, 3 + 2 factors).

    Values, squares and number of A and B together, then each factor's products and squared differences.
    """
    first, second = (_columns(run(frozenset(), swapped), outputs, size) for swapped in (False, True))
    centre = first.mean(axis=1, keepdims=True)
    a, b = first - centre, second - centre
    sums = [_batched(a + b), _batched(a * a + b * b), _batched(np.full_like(a, 2.0))]
    for factor in factors:
        names = frozenset(factor.names)
        other_a, other_b = (_columns(run(names, swapped), outputs, size) - centre for swapped in (False, True))
        moved_a, moved_b = a - other_a, other_b - b
        sums += [_batched(moved_a * moved_b / 2), _batched((moved_a**2 + moved_b**2) / 4)]
    return np.stack(sums, axis=-1)


def _columns(made: Mapping[str, Draws], outputs: Sequence[str], size: int) -> Array:
    return np.stack([np.broadcast_to(np.asarray(made[name], dtype=np.float64), (size,)) for name in outputs])


def _batched(values: Array) -> Array:
    starts = np.unique(np.linspace(0, values.shape[1], BATCHES, endpoint=False).astype(np.int64))
    return np.asarray(np.add.reduceat(values, starts, axis=1)).T


def shares_of(sums: Array, factors: Sequence[InputGroup], outputs: Sequence[str], seed: int) -> list[VarianceShare]:
    """Return shares from sums by batch; errors and intervals by a bootstrap over batches."""
    resampled = _resampled(sums, seed)
    value, spread = _ratios(sums.sum(axis=0)), _ratios(resampled)

    def share(place: int, column: int) -> Share:
        low, high = np.quantile(spread[:, place, column], (0.025, 0.975))
        error = np.std(spread[:, place, column], ddof=1)
        return Share(float(value[place, column]), float(error), float(low), float(high))

    return [
        VarianceShare(output, factor, share(place, 2 * index), share(place, 2 * index + 1))
        for place, output in enumerate(outputs)
        for index, factor in enumerate(factors)
    ]


def _resampled(sums: Array, seed: int) -> Array:
    chosen = generator(seed, "bootstrap of variance shares", 0).integers(0, len(sums), (RESAMPLES, len(sums)))
    counts = np.zeros(chosen.shape)
    np.add.at(counts, (np.arange(RESAMPLES)[:, None], chosen), 1.0)
    return np.asarray(np.einsum("rb,bok->rok", counts, sums))


def _ratios(sums: Array) -> Array:
    """Products and squared differences over the variance, shape (..., outputs, 2 factors)."""
    count, squares = sums[..., 2:3], sums[..., 1:2]
    variance = squares / count - (sums[..., 0:1] / count) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: Array = np.where(variance > 0, 2.0 * sums[..., 3:] / count / variance, 0.0)
    return shares


def of_function(
    function: Callable[[Mapping[str, Array]], Mapping[str, Draws]],
    samples: tuple[Mapping[str, Array], Mapping[str, Array]],
    factors: Sequence[InputGroup],
    outputs: Sequence[str],
) -> list[VarianceShare]:
    """Return the variance shares of any function of arrays, from two independent samples of its inputs."""

    def run(names: frozenset[str], swapped: bool) -> Mapping[str, Draws]:
        base, other = samples[::-1] if swapped else samples
        return function({name: other[name] if name in names else base[name] for name in base})

    size = len(next(iter(samples[0].values())))
    return shares_of(pick_freeze(run, factors, outputs, size), factors, outputs, 1)


def variance_shares(
    inputs: Inputs, outputs: Sequence[str], draws: int, seed: int, groups: Sequence[InputGroup] | None = None
) -> list[VarianceShare]:
    """Return the variance shares of every uncertain quantity of a scenario, widest first within an output.

    Args:
        inputs: the resolved scenario.
        outputs: rows or perspectives, as ``outputs_wanted`` takes them.
        draws: of each of the two samples.
        seed: of the named streams.
        groups: factors instead of ``single_factors``.
    """
    names = [output.name for output in outputs_wanted(inputs, outputs)]
    factors = single_factors(inputs) if groups is None else list(groups)
    read = {name: _read_by(inputs, name) for name in names}
    entering = [factor for factor in factors if frozenset().union(*read.values()) & set(factor.names)]
    parts = [pick_freeze(_runner(inputs, seed, size, block), entering, names, size) for block, size in blocks_of(draws)]
    shares = shares_of(np.concatenate(parts), entering, names, seed)
    still = [factor for factor in factors if factor not in entering]
    shares += [VarianceShare(name, factor, NOTHING, NOTHING) for name in names for factor in still]
    marked = [replace(each, enters=bool(read[each.output] & set(each.group.names))) for each in shares]
    return sorted(marked, key=lambda each: (names.index(each.output), -each.total.value, each.group.key))


def _read_by(inputs: Inputs, output: str) -> frozenset[str]:
    """The names of quantities that an output's rows read."""
    rows, (stem, _, part) = base_case(inputs), output.rpartition(":")
    if stem == "net_cost":
        left_out = output == WITHOUT_CARE
        seen_by = view(Perspective.SOCIETAL if left_out else Perspective(part), inputs.settings.funded_by)
        rows = [row for row in rows if seen_by.counts(row) and not (left_out and row.block is Block.INFORMAL_CARE)]
    else:
        rows = [row for row in rows if row.row == stem]
    return frozenset().union(*(row.uses for row in rows))


def blocks_of(draws: int) -> list[tuple[int, int]]:
    """Return each block of so many draws, and its size."""
    return [(block, min(BLOCK, draws - block * BLOCK)) for block in range(-(-draws // BLOCK))]


def _runner(inputs: Inputs, seed: int, size: int, block: int) -> Runner:
    samples = [DrawnScenario(inputs, MonteCarlo(seed), size, block + again) for again in (0, AGAIN)]

    def run(names: frozenset[str], swapped: bool) -> Mapping[str, Draws]:
        base, other = samples[::-1] if swapped else samples
        values = Replaced(base.values, {name: other.values[name] for name in names if name in other.values})
        local = {
            key: Replaced(base.local[key], {name: drawn[name] for name in names if name in drawn})
            for key, drawn in other.local.items()
        }
        return full_outputs(inputs, evaluate(inputs, values, local))

    return run
