"""Draws of every quantity for one block, made when a row first asks for them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import ndtr

from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.correlation import correlate, factor
from sbs_econ.equations.distributions import Gamma
from sbs_econ.equations.quantiles import tabulate
from sbs_econ.equations.sampling import Sampler
from sbs_econ.model.inputs import CorrelatedGroup, Inputs, ResolvedQuantity


class Scores:
    """Standard normal scores by name for one block, correlated where the parameters say so."""

    def __init__(self, sampler: Sampler, groups: tuple[CorrelatedGroup, ...], block: int, size: int) -> None:
        self.size = size
        self._sampler, self._block = sampler, block
        self._group_of = {name: group for group in groups for name in group.names}
        self._kept: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        """Return the scores of a quantity, shape (size,)."""
        if name not in self._kept:
            group = self._group_of.get(name)
            if group is None:
                return self._sampler.scores(name, self._block, self.size)
            self._correlate(group)
        return self._kept[name]

    def _correlate(self, group: CorrelatedGroup) -> None:
        independent = np.stack([self._sampler.scores(name, self._block, self.size) for name in group.names])
        together = correlate(factor(np.asarray(group.matrix, dtype=np.float64)), independent)
        self._kept |= dict(zip(group.names, together, strict=True))


class DrawnValues(Mapping[str, Draws]):
    """Values by name: a number where fixed, draws of shape (size,) otherwise."""

    def __init__(self, inputs: Inputs, quantities: Mapping[str, ResolvedQuantity], scores: Scores) -> None:
        self._inputs, self._quantities, self._scores = inputs, quantities, scores
        self._drawn: dict[str, Draws] = {}

    def __getitem__(self, name: str) -> Draws:
        """Return the value or the draws of a quantity, at its own price year."""
        if name not in self._drawn:
            self._draw(name)
        return self._drawn[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        """Iterate over the names."""
        return iter(self._quantities)

    def __len__(self) -> int:
        """Return the number of quantities."""
        return len(self._quantities)

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
            drawn: Draws = self._row_of(joint.group, str(joint.column))
        else:
            drawn = tabulate(quantity.distribution)(self._scores[name])
        self._drawn[name] = drawn if quantity.multiplier == 1.0 else drawn * quantity.multiplier

    def _row_of(self, file: str, column: str) -> Array:
        """One row of a file for each draw: columns of the same file keep their joint distribution."""
        values = np.asarray(self._inputs.columns[file, column], dtype=np.float64)
        rows = (ndtr(self._scores[f"rows of {file}"]) * len(values)).astype(np.int64)
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
            parts[member.name] = tabulate(Gamma(alpha, 1.0))(self._scores[member.name])
        total = sum(parts.values())
        self._drawn |= {name: part / total for name, part in parts.items()}


def draw_block(
    inputs: Inputs, sampler: Sampler, block: int, size: int
) -> tuple[DrawnValues, dict[str, DrawnValues]]:
    """Return the draws of one block: common ones, and those of quantities that differ by site."""
    scores = Scores(sampler, inputs.correlations, block, size)
    common = DrawnValues(inputs, inputs.quantities, scores)
    local = {
        site.key: DrawnValues(inputs, site.quantities, scores) for site in inputs.sites if site.quantities
    }
    return common, local
