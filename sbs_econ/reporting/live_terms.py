"""Formulas of the live workbook: the text that Excel reads and the value it has now, made together.

An equation is written once, with Python's operators; what comes out is both a formula and its cached value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Value = float | str | bool
"""What a cell may hold; NaN where Excel would show a division by zero."""

ATOM, POWER, TIMES, PLUS, COMPARE = 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Term:
    """A formula without its equals sign, its value, and how tightly its last operator binds."""

    text: str
    value: Value
    level: int = ATOM

    def inside(self, level: int) -> str:
        """Return the text, in brackets where its operator binds less tightly than ``level``."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def amount(self) -> float:
        """The value as a number, as Excel counts it: true is 1."""
        return math.nan if isinstance(self.value, str) else float(self.value)

    def __add__(self, other: Term | float) -> Term:
        """Return a sum."""
        second = term(other)
        return Term(f"{self.inside(PLUS)}+{second.inside(PLUS)}", self.amount + second.amount, PLUS)

    def __radd__(self, other: Term | float) -> Term:
        """Return a sum."""
        return term(other) + self

    def __sub__(self, other: Term | float) -> Term:
        """Return a difference."""
        second = term(other)
        return Term(f"{self.inside(PLUS)}-{second.inside(TIMES)}", self.amount - second.amount, PLUS)

    def __rsub__(self, other: Term | float) -> Term:
        """Return a difference."""
        return term(other) - self

    def __mul__(self, other: Term | float) -> Term:
        """Return a product."""
        second = term(other)
        return Term(f"{self.inside(TIMES)}*{second.inside(TIMES)}", self.amount * second.amount, TIMES)

    def __rmul__(self, other: Term | float) -> Term:
        """Return a product."""
        return term(other) * self

    def __truediv__(self, other: Term | float) -> Term:
        """Return a quotient; NaN where the divisor is zero."""
        second = term(other)
        value = self.amount / second.amount if second.amount else math.nan
        return Term(f"{self.inside(TIMES)}/{second.inside(POWER)}", value, TIMES)

    def __pow__(self, other: Term | float) -> Term:
        """Return a power."""
        second = term(other)
        try:
            value = float(self.amount**second.amount)
        except (ZeroDivisionError, OverflowError):
            value = math.nan
        return Term(f"{self.inside(ATOM)}^{second.inside(ATOM)}", value, POWER)

    def __neg__(self) -> Term:
        """Return the negative, in brackets: Excel binds a leading minus more tightly than a power."""
        return Term(f"(-{self.inside(ATOM)})", -self.amount)


def term(value: Term | Value) -> Term:
    """Return a number, a text or a truth value as a term; text is quoted."""
    if isinstance(value, Term):
        return value
    if isinstance(value, bool):
        return Term("TRUE" if value else "FALSE", value)
    if isinstance(value, str):
        return Term('"' + value.replace('"', '""') + '"', value)
    written = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value)).upper()
    return Term(written if value >= 0 else f"({written})", float(value))


@dataclass(frozen=True, slots=True)
class Range:
    """Cells side by side or under each other, and what they hold."""

    text: str
    terms: tuple[Term, ...]

    @property
    def amounts(self) -> list[float]:
        """The numbers in it; Excel leaves text out of sums."""
        return [term.amount for term in self.terms if not isinstance(term.value, str)]


def _compared(first: Term, sign: str, second: Term | Value, truth: bool) -> Term:
    return Term(f"{first.inside(PLUS)}{sign}{term(second).inside(PLUS)}", truth, COMPARE)


def same(first: Term, second: Term | Value) -> Term:
    """Return whether two values are equal; Excel does not look at the case of letters."""
    return _compared(first, "=", second, first.value == term(second).value)


def above(first: Term, second: Term | float) -> Term:
    """Return whether a number is greater than another."""
    return _compared(first, ">", second, first.amount > term(second).amount)


def at_most(first: Term, second: Term | float) -> Term:
    """Return whether a number is at most another."""
    return _compared(first, "<=", second, first.amount <= term(second).amount)


def blank(cell: Term) -> Term:
    """Return whether a cell holds nothing."""
    return same(cell, "")


def when(condition: Term, yes: Term | Value, no: Term | Value) -> Term:
    """Return one of two values."""
    first, second = term(yes), term(no)
    chosen = first if condition.value else second
    return Term(f"IF({condition.text},{first.text},{second.text})", chosen.value)


def _function(name: str, value: Value, *arguments: Term | Range | Value) -> Term:
    texts = [part.text if isinstance(part, Term | Range) else term(part).text for part in arguments]
    return Term(f"{name}({','.join(texts)})", value)


def smallest(*terms: Term | float) -> Term:
    """Return the smallest of some numbers."""
    return _function("MIN", min(term(each).amount for each in terms), *terms)


def largest(*terms: Term | float) -> Term:
    """Return the largest of some numbers."""
    return _function("MAX", max(term(each).amount for each in terms), *terms)


def total(cells: Range) -> Term:
    """Return the sum of a range; a single cell is named as it is."""
    if len(cells.terms) == 1:
        return cells.terms[0]
    return _function("SUM", math.fsum(cells.amounts), cells)


def products(first: Range, second: Range) -> Term:
    """Return the sum of the products of two ranges, cell by cell."""
    pairs = zip(first.terms, second.terms, strict=True)
    return _function("SUMPRODUCT", math.fsum(a.amount * b.amount for a, b in pairs), first, second)


def sum_where(amounts: Range, *conditions: tuple[Range, Term | Value]) -> Term:
    """Return the sum of the cells for which every range of labels holds its label."""
    value = 0.0
    for index, cell in enumerate(amounts.terms):
        if all(labels.terms[index].value == term(label).value for labels, label in conditions):
            value += 0.0 if isinstance(cell.value, str) else cell.amount
    pairs = [part for condition in conditions for part in condition]
    return _function("SUMIFS", value, amounts, *pairs)


def sum_above(amounts: Range, numbers: Range, limit: Term) -> Term:
    """Return the sum of the cells whose number is above a limit."""
    pairs = zip(amounts.terms, numbers.terms, strict=True)
    value = math.fsum(cell.amount for cell, number in pairs if number.amount > limit.amount)
    return _function("SUMIF", value, numbers, Term(f'">"&{limit.inside(PLUS)}', ">", COMPARE), amounts)


def looked_up(key: Term, keys: Range, values: Range) -> Term:
    """Return the value beside a key."""
    found = [value.value for label, value in zip(keys.terms, values.terms, strict=True) if label.value == key.value]
    place = _function("MATCH", 0.0, key, keys, 0)
    return _function("INDEX", found[0] if found else math.nan, values, place)


def rounded_down(number: Term) -> Term:
    """Return the whole number at or below."""
    return _function("INT", math.nan if math.isnan(number.amount) else float(math.floor(number.amount)), number)


def remainder(number: Term, divisor: Term) -> Term:
    """Return what is left of a division of whole numbers."""
    value = number.amount % divisor.amount if divisor.amount else math.nan
    return _function("MOD", value, number, divisor)


def square_root(number: Term) -> Term:
    """Return the square root; NaN of a negative number."""
    return _function("SQRT", math.sqrt(number.amount) if number.amount >= 0 else math.nan, number)


def normal_share(score: Term) -> Term:
    """Return the share of a standard normal distribution at or below a score."""
    return _function("NORMSDIST", 0.5 * math.erfc(-score.amount / math.sqrt(2.0)), score)


def joined(*parts: Term | str) -> Term:
    """Return texts one after the other."""
    terms = [term(part) for part in parts]
    return Term("&".join(part.inside(ATOM) for part in terms), "".join(str(part.value) for part in terms), COMPARE)
