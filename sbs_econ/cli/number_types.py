"""Numbers on the command line, read as in YAML and refused with what to write instead."""

from __future__ import annotations

import re
from typing import TypeVar

import click

N = TypeVar("N", int, float)
DIGITS = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,99})")
"""Whole numbers that are kept to the digit, as seeds are."""


class Whole(click.IntRange):
    """A whole number within bounds: ``10000`` or ``1e4``, and neither ``10,000`` nor ``ten``."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or fail with what was meant and how to write it."""
        if isinstance(value, int):
            return value
        if isinstance(value, str) and DIGITS.fullmatch(value):
            return _within(int(value), self, param, ctx)
        from sbs_econ.schema.base import Slip, parse_whole

        try:
            return _within(parse_whole(value), self, param, ctx)
        except Slip as slip:
            self.fail(_words(slip.message, slip.meant or f"a whole number, {_bounds(self)}"), param, ctx)


class Number(click.FloatRange):
    """A finite number within bounds, with a decimal point."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or fail with what was meant and how to write it."""
        from sbs_econ.schema.base import Slip, parse_number

        try:
            return _within(parse_number(value), self, param, ctx)
        except Slip as slip:
            self.fail(_words(slip.message, slip.meant or f"a number, {_bounds(self)}"), param, ctx)


def _within(
    number: N, bounds: click.IntRange | click.FloatRange, param: click.Parameter | None, ctx: click.Context | None
) -> N:
    """Return a number, or fail with the bounds that it is out of."""
    low, high = bounds.min, bounds.max
    too_small = low is not None and (number < low or (bounds.min_open and number == low))
    too_large = high is not None and (number > high or (bounds.max_open and number == high))
    if too_small or too_large:
        message = f"{number:g} is too {'small' if too_small else 'large'}"
        bounds.fail(_words(message, f"a number, {_bounds(bounds)}"), param, ctx)
    return number


def _bounds(bounds: click.IntRange | click.FloatRange) -> str:
    low, high = bounds.min, bounds.max
    words = [
        "" if low is None else f"more than {low}" if bounds.min_open else f"at least {low}",
        "" if high is None else f"less than {high}" if bounds.max_open else f"at most {high}",
    ]
    return " and ".join(filter(None, words))


def _words(message: str, cure: str) -> str:
    return f"{message}; write {cure}"
