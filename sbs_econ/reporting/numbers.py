"""The one place that rounds, adds a pound sign and chooses words: no more digits than Monte Carlo error allows."""

from __future__ import annotations

import math

from sbs_econ.reporting.words import UNIT_WORDS


def places(error: float, value: float = 0.0) -> int:
    """Return the decimal places that a Monte Carlo standard error supports; negative for tens, hundreds, ...

    The last digit printed is that of the error's leading digit. Without error three significant digits are kept.

    >>> places(226.2), places(0.034)
    (-2, 2)
    """
    if error > 0 and math.isfinite(error):
        return -math.floor(math.log10(error))
    if value == 0:
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))


def number(value: float, error: float = 0.0, most: int = 3) -> str:
    """Return a number with the digits that its error supports, at most ``most`` decimals.

    >>> number(140223.9, 226.2)
    '140,200'
    >>> number(-0.4461, 0.0034)
    '-0.446'
    """
    digits = min(most, places(error, value))
    rounded = round(value, digits)
    return f"{rounded + 0.0:,.{max(0, digits)}f}"


def pounds(value: float, error: float = 0.0) -> str:
    """Return an amount of money; pence only below ten pounds.

    >>> pounds(-12385.59, 120.0)
    '-£12,400'
    """
    text = number(abs(value), error, most=0 if abs(value) >= 10 else 2)
    return f"-£{text}" if value < 0 and float(text.replace(",", "")) != 0 else f"£{text}"


def change_words(value: float, error: float, unit: str) -> str:
    """Return a difference in words: how many fewer or more.

    >>> change_words(-17.2, 1.3, "bed_day")
    '17 fewer'
    """
    if unit == "share":
        return _signed_words(value * 100, error * 100, ("fewer in 100", "more in 100"))
    higher = ("lower", "higher") if unit in ("point", "SD") else ("fewer", "more")
    return _signed_words(value, error, higher)


def _signed_words(value: float, error: float, words: tuple[str, str]) -> str:
    text = number(abs(value), error)
    if float(text.replace(",", "")) == 0:
        return "no change"
    return f"{text} {words[0] if value < 0 else words[1]}"


def cost_words(value: float, error: float) -> str:
    """Return a difference in cost in words: saved, or more.

    >>> cost_words(-12385.59, 120.0)
    '£12,400 saved'
    """
    text = pounds(abs(value), error)
    if float(text[1:].replace(",", "")) == 0:
        return "£0"
    return f"{text} saved" if value < 0 else f"{text} more"


def span(lower: str, upper: str) -> str:
    """Return an interval, its common last word once.

    >>> span("58 fewer", "17 fewer")
    '58 to 17 fewer'
    """
    (a, _, first), (b, _, last) = lower.partition(" "), upper.partition(" ")
    if first and first == last:
        return f"{a} to {b} {last}"
    return f"{lower} to {upper}"


def unit_words(unit: str | None) -> str:
    """Return the plural of a counted unit."""
    return "" if unit is None else UNIT_WORDS.get(unit, (unit, unit.replace("_", " ")))[1]


def per_cent(share: float, error: float = 0.0) -> str:
    """Return a probability as a per cent, to the digits that its error supports.

    >>> per_cent(0.0658, 0.0025)
    '6.6%'
    """
    return f"{number(share * 100, error * 100, most=1)}%"
