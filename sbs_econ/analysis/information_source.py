"""Where the draws of inputs come from: a table made elsewhere, or scenarios drawn again from their named streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sbs_econ.analysis.vary import Replaced
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.sampling import BLOCK, Sampler
from sbs_econ.model.draws import DrawnValues, Shared, draw_block
from sbs_econ.model.evaluate import base_case_values, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row

KEPT_BLOCKS = 4
"""Blocks of draws (131,072 draws) that are kept; inputs of more are drawn again when they are looked at."""


class Source(Protocol):
    """Draws of inputs by name."""

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs, in the order they are told."""
        ...

    def columns(self, names: Sequence[str], draws: int) -> dict[str, Array]:
        """Return the first draws of inputs, shape (draws,) each."""
        ...

    def guides(self, names: Sequence[str], draws: int) -> list[Array]:
        """Return functions of the inputs that go with net benefits, shape (draws,) each; none without a model."""
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """Draws made elsewhere, one column an input."""

    drawn: Mapping[str, Array]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(self.drawn)

    def columns(self, names: Sequence[str], draws: int) -> dict[str, Array]:
        """Return columns by name."""
        return {name: self.drawn[name][:draws] for name in names}

    def guides(self, names: Sequence[str], draws: int) -> list[Array]:
        """Return nothing: there is no model."""
        return []


Benefits = Callable[[Inputs, list[Row]], dict[str, Draws]]
"""Net benefits of a scenario by perspective, from its rows."""


@dataclass
class Scenarios:
    """Scenarios on common draws: their net benefits, their inputs, and the model itself as a guide."""

    scenarios: tuple[Inputs, ...]
    sampler: Sampler
    draws: int
    benefits: Benefits
    _kept: dict[int, list[DrawnValues]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities that are uncertain in any scenario, sorted."""
        return tuple(sorted({n for inputs in self.scenarios for n, q in inputs.quantities.items() if q.distribution}))

    def net_benefits(self) -> list[dict[str, Array]]:
        """Return the net benefits of each scenario by perspective, shape (draws,) each."""
        parts: list[dict[str, list[Array]]] = [{} for _ in self.scenarios]
        for block, size in self._blocks(self.draws):
            shared, kept = Shared(self.sampler, block, size), []
            for inputs, own in zip(self.scenarios, parts, strict=True):
                values, local = draw_block(inputs, shared)
                for key, value in self.benefits(inputs, evaluate(inputs, values, local)).items():
                    own.setdefault(key, []).append(spread(value, size))
                kept.append(values)
            if block < KEPT_BLOCKS:
                self._kept[block] = kept
        return [{key: np.concatenate(found) for key, found in own.items()} for own in parts]

    def columns(self, names: Sequence[str], draws: int) -> dict[str, Array]:
        """Return the draws of quantities: those of the first scenario in which each is uncertain."""
        found: dict[str, list[Array]] = {name: [] for name in names}
        for block, size in self._blocks(draws):
            values = self._values(block)
            for name in names:
                found[name].append(spread(values[self._where(name)][name], self._size(block))[:size])
        return {name: np.concatenate(parts) for name, parts in found.items()}

    def guides(self, names: Sequence[str], draws: int) -> list[Array]:
        """Return every scenario's net benefits at draws of some quantities, all others at their means."""
        drawn = self.columns(names, draws)
        return self.at(drawn, draws)

    def at(self, given: Mapping[str, Array], draws: int) -> list[Array]:
        """Return every scenario's net benefits with some quantities as given and all others at their means."""
        found = []
        for inputs in self.scenarios:
            values, local = base_case_values(inputs)
            own = {n: v for n, v in given.items() if n in inputs.quantities and inputs.quantities[n].distribution}
            rows = evaluate(inputs, Replaced(values, own), local)
            found += [spread(value, draws) for value in self.benefits(inputs, rows).values()]
        return found

    def _where(self, name: str) -> int:
        return next(i for i, inputs in enumerate(self.scenarios) if _uncertain(inputs, name))

    def _blocks(self, draws: int) -> Iterator[tuple[int, int]]:
        for block in range(-(-draws // BLOCK)):
            yield block, min(BLOCK, draws - block * BLOCK)

    def _size(self, block: int) -> int:
        return min(BLOCK, self.draws - block * BLOCK)

    def _values(self, block: int) -> list[DrawnValues]:
        """Return the values of every scenario in a block, drawn as a whole so that no stream depends on ``draws``."""
        if block in self._kept:
            return self._kept[block]
        shared = Shared(self.sampler, block, self._size(block))
        return [draw_block(inputs, shared)[0] for inputs in self.scenarios]


def spread(value: Draws, size: int) -> Array:
    """Return a number or draws as draws, shape (size,)."""
    return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), (size,)))


def _uncertain(inputs: Inputs, name: str) -> bool:
    return name in inputs.quantities and inputs.quantities[name].distribution is not None
