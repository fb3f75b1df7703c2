"""How rows read quantities: uprated, per site, and remembering which quantity each row used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from sbs_econ.equations.arrays import Draws
from sbs_econ.model.inputs import Inputs, ResolvedQuantity

T = TypeVar("T")


class Values(Protocol):
    """Values by name: a number each for the base case, draws for a PSA."""

    def __getitem__(self, name: str, /) -> Draws:
        """Return the value or draws of a quantity, at its own price year."""
        ...


class Reader:
    """Reads quantities for one group of sites and records what was read.

    Shared intermediate results are computed once; whoever asks for one inherits what it read.
    """

    def __init__(
        self, inputs: Inputs, values: Values, local: Mapping[str, ResolvedQuantity], local_values: Values
    ) -> None:
        self.inputs = inputs
        self._values = values
        self._local = local
        self._local_values = local_values
        self._used: set[str] = set()
        self._shared: dict[object, tuple[object, frozenset[str]]] = {}

    def quantity(self, name: str) -> ResolvedQuantity:
        """Return the resolved quantity, local where the site has its own."""
        return self._local.get(name) or self.inputs.quantities[name]

    def local_names(self, prefix: str) -> list[str]:
        """Return the names of quantities that only this site has, by how they begin."""
        return [name for name in self._local if name.startswith(prefix)]

    def has(self, name: str) -> bool:
        """Return whether the quantity exists."""
        return name in self._local or name in self.inputs.quantities

    def __getitem__(self, name: str) -> Draws:
        """Return the value, money at the analysis price year."""
        self._used.add(name)
        raw = self._local_values[name] if name in self._local else self._values[name]
        factor = self.inputs.uprating(self.quantity(name))
        return raw if factor == 1.0 else raw * factor

    def get(self, name: str, default: float) -> Draws:
        """Return the value, or the default where the quantity does not exist."""
        return self[name] if self.has(name) else default

    def shared(self, key: object, compute: Callable[[], T]) -> T:
        """Return a result computed once, adding what it read to what the row used."""
        if key not in self._shared:
            outer, self._used = self._used, set()
            result = compute()
            self._shared[key] = (result, frozenset(self._used))
            self._used = outer
        value, names = self._shared[key]
        self._used |= names
        return value  # type: ignore[return-value]

    def note(self, names: frozenset[str]) -> None:
        """Add names that another reader read on this one's behalf."""
        self._used |= names

    def start(self) -> None:
        """Forget what was read: a new row begins."""
        self._used = set()

    def used(self) -> frozenset[str]:
        """Return the names read since ``start``."""
        return frozenset(self._used)
