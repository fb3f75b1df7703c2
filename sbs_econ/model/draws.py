"""Draws of every quantity for one block, made when a row first asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.correlation import correlate, factor
from sbs_econ.equations.distributions import Distribution, Gamma
from sbs_econ.equations.quantiles import tabulate
from sbs_econ.equations.sampling import Sampler
from sbs_econ.model.inputs import CorrelatedGroup, Inputs, Joint, ResolvedQuantity


class Shared:
    """The scores of one block, and draws that several scenarios or sites have in common.

    Two quantities of the same name and distribution have the same draws, whoever asks; they are made once.
    """

    def __init__(self, sampler: Sampler, block: int, size: int) -> None:
        self.block, self.size = block, size
        self._sampler = sampler
        self._correlated: dict[CorrelatedGroup, dict[str, Array]] = {}
        self.drawn: dict[object, Draws] = {}

    def scores(self, name: str, group: CorrelatedGroup | None) -> Array:
        """Return the standard normal scores of a quantity, shape (size,), correlated with its group's."""
        if group is None:
            return self._sampler.scores(name, self.block, self.size)
        if group not in self._correlated:
            independent = np.empty((len(group.names), self.size))
            for row, member in zip(independent, group.names, strict=True):
                row[:] = self._sampler.scores(member, self.block, self.size)
            together = correlate(_factor(group.matrix), independent)
            self._correlated[group] = dict(zip(group.names, together, strict=True))
        return self._correlated[group][name]


@lru_cache(maxsize=64)
def _factor(matrix: tuple[tuple[float, ...], ...]) -> Array:
    return factor(np.asarray(matrix, dtype=np.float64))


class DrawnValues(Mapping[str, Draws]):
    """Values by name: a number where fixed, draws of shape (size,) otherwise."""

    def __init__(self, inputs: Inputs, quantities: Mapping[str, ResolvedQuantity], shared: Shared) -> None:
        self._inputs, self._quantities, self._shared = inputs, quantities, shared
        self._group_of = {name: group for group in inputs.correlations for name in group.names}
        self._drawn: dict[str, Draws] = {}

    def __getitem__(self, name: str) -> Draws:
        """Return the value or the draws of a quantity, at its own price year."""
        if name not in self._drawn:
            self._draw(name)
        return self._drawn[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._quantities)

    def __len__(self) -> int:
        """Return the number of quantities."""
        return len(self._quantities)

    def _scores(self, name: str) -> Array:
        return self._shared.scores(name, self._group_of.get(name))

    def _draw(self, name: str) -> None:
        quantity = self._quantities[name]
        if quantity.distribution is None:
            self._drawn[name] = quantity.value
            return
        joint = quantity.joint
        if joint is not None and joint.kind == "dirichlet":
            self._draw_shares(joint.group)
            return
        if joint is not None and joint.kind == "empirical":
            drawn: Draws = self._row_of(joint)
        else:
            drawn = self._own(name, quantity.distribution)
        self._drawn[name] = drawn if quantity.multiplier == 1.0 else drawn * quantity.multiplier

    def _own(self, name: str, distribution: Distribution) -> Draws:
        group = self._group_of.get(name)
        key = (name, distribution, group)
        if key not in self._shared.drawn:
            scores = self._shared.scores(name, group)
            own = scores if group is None else None  # a group's scores are kept for whoever asks next
            self._shared.drawn[key] = tabulate(distribution)(scores, out=own)
        return self._shared.drawn[key]

    def _row_of(self, joint: Joint) -> Array:
        """One row of a file for each draw: columns of the same file keep their joint distribution."""
        file = joint.group
        values = np.asarray(self._inputs.columns[file, str(joint.column)], dtype=np.float64)
        place = ndtr(self._scores(f"rows of {file}"))
        if joint.weights is None:
            rows = (place * len(values)).astype(np.int64)
        else:
            cumulated = np.cumsum(self._inputs.columns[file, joint.weights])
            rows = np.searchsorted(cumulated / cumulated[-1], place, side="right")
        return values[np.minimum(rows, len(values) - 1)]

    def _draw_shares(self, group: str) -> None:
        """Shares that sum to 1: gamma draws, one for each member's own stream, over their sum."""
        members = [
            q
            for q in self._quantities.values()
            if q.joint is not None and (q.joint.kind, q.joint.group) == ("dirichlet", group)
        ]
        parts: dict[str, Array] = {}
        for member in sorted(members, key=lambda q: q.name):
            alpha = getattr(member.distribution, "alpha")  # noqa: B009
            parts[member.name] = tabulate(Gamma(alpha, 1.0))(self._scores(member.name))
        total = sum(parts.values())
        self._drawn |= {name: part / total for name, part in parts.items()}


def draw_block(inputs: Inputs, shared: Shared) -> tuple[DrawnValues, dict[str, DrawnValues]]:
    """Return the draws of one block: common ones, and those of quantities that differ by site."""
    common = DrawnValues(inputs, inputs.quantities, shared)
    local = {site.key: DrawnValues(inputs, site.quantities, shared) for site in inputs.sites if site.quantities}
    return common, local
