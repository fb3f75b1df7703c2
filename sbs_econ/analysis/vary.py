"""Evaluating a scenario with some quantities at other values: at the means, or on the PSA's own draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sbs_econ.analysis.outputs import full_outputs
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.sampling import Sampler
from sbs_econ.errors import RequestError
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import LocalValues, base_case_values, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.schema.base import did_you_mean
from sbs_econ.vocabulary import Perspective


class Replaced(Mapping[str, Draws]):
    """Values by name, some of them replaced."""

    def __init__(self, values: Mapping[str, Draws], instead: Mapping[str, Draws]) -> None:
        self._values, self._instead = values, instead

    def __getitem__(self, name: str) -> Draws:
        """Return the replacement, or else the value."""
        return self._instead[name] if name in self._instead else self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._values)


def outputs_at_means(inputs: Inputs, instead: Mapping[str, Draws]) -> dict[str, Draws]:
    """Return every full output with all quantities at their means but those given.

    A given value may be an array, shape (points,): the model is evaluated at all points at once.
    """
    values, local = base_case_values(inputs)
    return full_outputs(inputs, evaluate(inputs, Replaced(values, instead), local))


class DrawnScenario:
    """One stretch of a scenario's PSA draws, to be evaluated again with some quantities at other values."""

    def __init__(self, inputs: Inputs, sampler: Sampler, size: int, block: int = 0) -> None:
        self.inputs, self.size = inputs, size
        self.values, self.local = draw_block(inputs, Shared(sampler, block, size))

    def outputs(self, instead: Mapping[str, Draws] | None = None) -> dict[str, Draws]:
        """Return every full output, a number or draws of shape (size,)."""
        values: Mapping[str, Draws] = self.values if not instead else Replaced(self.values, instead)
        local: LocalValues = self.local
        return full_outputs(self.inputs, evaluate(self.inputs, values, local))

    def output(self, name: str, instead: Mapping[str, Draws] | None = None) -> Array:
        """Return the draws of one output, shape (size,)."""
        return np.broadcast_to(np.asarray(self.outputs(instead)[name], dtype=np.float64), (self.size,))


def output_name(wanted: str, known: Sequence[str]) -> str:
    """Return the full name of an output: of a perspective, of a row (its cost, else its quantity), or as it is.

    Raises:
        RequestError: if there is none, with the nearest.

    >>> output_name("nhs_pss", ["net_cost:nhs_pss"])
    'net_cost:nhs_pss'
    """
    for name in (wanted, f"net_cost:{wanted}", f"{wanted}:cost", f"{wanted}:quantity"):
        if name in known:
            return name
    words = [*(p.value for p in Perspective), *known, *{name.split(":")[0] for name in known}]
    raise RequestError(f"there is no row or perspective '{wanted}'", did_you_mean(wanted, words), code="E406")


def uncertain_names(inputs: Inputs) -> list[str]:
    """Return the names of the quantities that have a distribution, sorted."""
    return sorted(name for name, quantity in inputs.quantities.items() if quantity.distribution is not None)
