"""Following the model's own arithmetic, so that it can be worked again elsewhere: every step written down once.

A traced quantity goes through the equations in place of a number or draws. What comes out is a list of steps that
gives the same rows again for other values of it. Whatever does not depend on a traced quantity is an ordinary array,
worked out here and now, so that only what can change is left as steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from sbs_econ.equations.arrays import Array

OPERATIONS = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "minimum": "min", "maximum": "max", "power": "pow",
    "negative": "neg", "ceil": "ceil", "sqrt": "sqrt", "cbrt": "cbrt", "ndtr": "ndtr",
}  # fmt: skip
"""Ufuncs that can be followed, and what a step calls them."""

Step: TypeAlias = tuple[Any, ...]
"""``("input", name)``, ``("number", x)``, ``("draws", index)``, or an operation and the steps that it works on."""


UNKNOWN: Step = ("unknown",)
"""What comes of a traced quantity that was put into an array: no figure of a table may rest on it."""


class CannotTrace(TypeError):
    """An equation that takes a turn which depends on a traced quantity, or an operation that is not known here."""


@dataclass
class Tape:
    """Steps in an order in which each follows those that it works on; the same step is never written twice.

    ``size`` is the length of every array of draws.
    """

    size: int
    steps: list[Step] = field(default_factory=list)
    draws: list[Array] = field(default_factory=list)
    _places: dict[Step, int] = field(default_factory=dict)
    _arrays: dict[bytes, int] = field(default_factory=dict)

    def input(self, name: str) -> Traced:
        """Return the traced quantity of a name."""
        return Traced(self, self._step(("input", name)))

    def place(self, value: object) -> int:
        """Return the step that gives a value: a traced one's own, a number, or an array of draws.

        Raises:
            CannotTrace: if an array has another size.
        """
        if isinstance(value, Traced):
            return value.step
        array = np.asarray(value, dtype=np.float64)
        if not np.all(np.isfinite(array)):
            return self._step(UNKNOWN)
        if array.ndim == 0 or np.all(array == array.flat[0]):
            return self._step(("number", float(array.flat[0])))
        if array.shape != (self.size,):
            raise CannotTrace(f"an array of shape {array.shape} where ({self.size},) is wanted")
        key = array.tobytes()
        if key not in self._arrays:
            self._arrays[key] = len(self.draws)
            self.draws.append(array)
        return self._step(("draws", self._arrays[key]))

    def output(self, value: object) -> int:
        """Return the step that gives a figure of a table.

        Raises:
            CannotTrace: if the figure rests on what could not be followed, or is no number.
        """
        place = self.place(value)
        if self.steps[place] == UNKNOWN:
            raise CannotTrace("a figure rests on what could not be followed, or is no number")
        return place

    def apply(self, operation: str, *operands: object) -> Traced | float:
        """Return the result of an operation; what it leaves as it is, is not written down."""
        places = [self.place(operand) for operand in operands]
        if any(self.steps[place] == UNKNOWN for place in places):
            return Traced(self, self._step(UNKNOWN))
        kept = self._unchanged(operation, places)
        if kept is None:
            return self._same(operation, places)
        return next(each for each in operands if isinstance(each, Traced) and each.step == kept)

    def _same(self, operation: str, places: list[int]) -> Traced | float:
        if operation == "/" and places[0] == places[1]:
            return 1.0
        return Traced(self, self._step((operation, *places)))

    def _unchanged(self, operation: str, places: list[int]) -> int | None:
        """The operand that adding nothing, or multiplying by 1, leaves as it is."""
        neutral = {"+": 0.0, "-": 0.0, "*": 1.0, "/": 1.0}.get(operation)
        if neutral is None:
            return None
        first, second = places
        if self.steps[second] == ("number", neutral):
            return first
        return second if operation in "+*" and self.steps[first] == ("number", neutral) else None

    def people(self, name: str) -> People:
        """Return a traced whole number of people, at least one."""
        return People(self, self._step(("input", name)))

    def _step(self, step: Step) -> int:
        if step not in self._places:
            self._places[step] = len(self.steps)
            self.steps.append(step)
        return self._places[step]


class Traced(NDArrayOperatorsMixin):
    """A quantity whose value is not known yet."""

    def __init__(self, tape: Tape, step: int) -> None:
        self.tape, self.step = tape, step

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **options: object) -> Any:
        """Write down what a ufunc would have worked out."""
        if options:
            return np.float64(np.nan)  # into an array of somebody's: not followed, and refused as a figure
        operation = OPERATIONS.get(ufunc.__name__)
        if method != "__call__" or operation is None:
            raise CannotTrace(f"{ufunc.__name__} ({method})")
        return self.tape.apply(operation, *inputs)

    def __array__(self, dtype: object = None, copy: object = None) -> Array:
        """Return no number: what is made of it is refused as a figure."""
        return np.array(np.nan)

    def __bool__(self) -> bool:
        """Refuse to take a turn.

        Raises:
            CannotTrace: always.
        """
        raise CannotTrace("an equation asks whether a traced quantity is true")

    __hash__ = None  # type: ignore[assignment]


class People(Traced):
    """A number of people that may change, but is never none."""

    def __bool__(self) -> bool:
        """There are some."""
        return True

    def __eq__(self, other: object) -> bool:
        """Return whether it is none; nothing else can be known."""
        if other == 0:
            return False
        raise CannotTrace("an equation asks how many people there are")

    def __ne__(self, other: object) -> bool:
        """Return whether it is some."""
        return not self == other

    __hash__ = None
