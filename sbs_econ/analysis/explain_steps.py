"""The working of one row at the means: steps of words and numbers, each made of inputs and earlier steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sbs_econ.equations.arrays import Draws
from sbs_econ.model.reader import Reader


@dataclass(frozen=True, slots=True)
class Term:
    """Something that a step is made of: an input by its name, a setting or count, or the result of a step."""

    label: str
    value: float
    name: str | None = None
    """The quantity, where it is one."""

    def as_json(self) -> dict[str, Any]:
        """Return the term as a plain record."""
        return {"label": self.label, "value": self.value, "quantity": self.name}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of working: what it is, how it is made in words, the same with numbers, and what comes of it."""

    label: str
    words: str
    numbers: str
    value: float
    unit: str
    terms: tuple[Term, ...] = ()
    kind: str = "worked"
    """product and sum can be added up from the terms; worked says how in its words."""

    def as_json(self) -> dict[str, Any]:
        """Return the step as a plain record."""
        return {
            "label": self.label,
            "words": self.words,
            "numbers": self.numbers,
            "value": self.value,
            "unit": self.unit,
            "kind": self.kind,
            "terms": [term.as_json() for term in self.terms],
        }


def shown(value: float) -> str:
    """Return a number with six significant digits, so that a step can be checked with a calculator.

    >>> shown(0.1), shown(1234567.0), shown(-2.5)
    ('0.1', '1,234,567', '(−2.5)')
    """
    text = f"{abs(value):,.0f}" if abs(value) >= 100_000 else f"{abs(value):.6g}"
    return f"(−{text})" if value < 0 else text


def as_number(value: Draws) -> float:
    """Return a figure at the means as a float."""
    return float(np.asarray(value, dtype=np.float64))


@dataclass
class Working:
    """The steps of one row for one group of sites, in order."""

    reader: Reader
    steps: list[Step] = field(default_factory=list)

    def given(self, name: str, label: str | None = None) -> Term:
        """Return an input, money brought to the analysis price year in a step of its own where that changes it."""
        quantity = self.reader.quantity(name)
        factor = self.reader.inputs.uprating(quantity)
        value, said = as_number(self.reader[name]), label or quantity.label
        if factor == 1.0:
            return Term(said, value, name)
        year = self.reader.inputs.settings.price_year
        own = Term(said, value / factor, name)
        index = "" if quantity.index is None else quantity.index.value.upper()
        rise = Term(f"{index} {year} over {quantity.price_year}", factor)
        return self.product(f"{said}, in {year} prices", (own, rise), quantity.unit.value)

    def product(self, label: str, terms: Sequence[Term], unit: str) -> Term:
        """Add a step that multiplies its terms."""
        value = 1.0
        for term in terms:
            value *= term.value
        return self._add(label, terms, (" × ", value, unit, "product"))

    def total(self, label: str, terms: Sequence[Term], unit: str) -> Term:
        """Add a step that adds its terms up."""
        return self._add(label, terms, (" + ", sum(term.value for term in terms), unit, "sum"))

    def _add(self, label: str, terms: Sequence[Term], how: tuple[str, float, str, str]) -> Term:
        sign, value, unit, kind = how
        words = sign.join(term.label for term in terms)
        numbers = sign.join(shown(term.value) for term in terms)
        self.steps.append(Step(label, words, numbers, value, unit, tuple(terms), kind))
        return Term(label, value)

    def worked(self, label: str, value: Draws, said: tuple[str, str, str], terms: Sequence[Term] = ()) -> Term:
        """Add a step that is more than a product or a sum; ``said`` is its words, its numbers and its unit."""
        words, numbers, unit = said
        self.steps.append(Step(label, words, numbers, as_number(value), unit, tuple(terms)))
        return Term(label, as_number(value))

    def rest(self, term: Term, label: str) -> Term:
        """Return one minus a share, as a term."""
        return self.worked(label, 1.0 - term.value, (f"1 − {term.label}", f"1 − {shown(term.value)}", "share"), [term])
