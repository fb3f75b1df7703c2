"""The strict base of every model of a YAML file, and the typed scalars it is made of.

The YAML reader hands every scalar over as text (``Plain`` where it was unquoted), so that a number, a
yes/no or a label is decided here, by what the schema wants, and never by what the text looks like.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class Plain(str):
    """An unquoted scalar of a YAML file."""

    __slots__ = ()


class Strict(BaseModel):
    """Frozen, unknown keys refused, documented by the string under each field."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, populate_by_name=True
    )


NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
CURES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?"), "leading zero: write {stripped}"),
    (re.compile(r"[0-9]+:[0-9]{2}(:[0-9]{2})?"), "this reads as a time; write a plain number"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9]+)?"), "no underscores in numbers: write {digits}"),
    (
        re.compile(r"[-+]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+"),
        "decimal comma: write a decimal point and no separators",
    ),
    (re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"), "no thousands separators: write {digits}"),
    (re.compile(r"[-+]?[0-9]+,[0-9]+"), "decimal comma: write a decimal point"),
    (re.compile(r"[£$€]\s*[-+0-9.,]+"), "no currency sign: write {digits} and say it in the unit (GBP/...)"),
    (re.compile(r"[-+]?[0-9.]+\s*%"), "no per cent sign: write {proportion}"),
    (re.compile(r"[-+]?\.?(nan|inf)(inity)?", re.IGNORECASE), "not a finite number"),
    (re.compile(r"n/?a|none|null|~|-|", re.IGNORECASE), "missing: leave the key out where it may be missing"),
)


def parse_number(value: object) -> float:
    """Return ``value`` as a finite float; text must be a plain decimal number.

    Raises:
        ValueError: with a cure that names the usual slip (thousands separator, per cent, currency sign).
    """
    if isinstance(value, bool):
        raise ValueError("a number is wanted here, not yes or no")
    if isinstance(value, (int, float)):
        return _finite(float(value), str(value))
    if value is None:
        raise ValueError("missing value: a number is wanted here")
    if not isinstance(value, str):
        raise ValueError("a number is wanted here, not a list or a block")
    text = value.strip()
    if NUMBER.fullmatch(text):
        return _finite(float(text), text)
    raise ValueError(f"a number is wanted here, not '{_shown(value)}'{_cure(text)}")


def _finite(number: float, text: str) -> float:
    if not math.isfinite(number):
        raise ValueError(f"'{text}' is not a finite number")
    return number


def _cure(text: str) -> str:
    for pattern, cure in CURES:
        if pattern.fullmatch(text):
            digits = re.sub(r"[^0-9.+-]", "", text)
            proportion = _proportion(digits) if "%" in text else ""
            return (
                " ("
                + cure.format(
                    stripped=text.lstrip("+").lstrip("0") or "0", digits=digits, proportion=proportion
                )
                + ")"
            )
    return ""


def _proportion(digits: str) -> str:
    return f"{float(digits) / 100:g}" if NUMBER.fullmatch(digits) else "a proportion"


def _shown(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def parse_whole(value: object) -> int:
    """Return ``value`` as a whole number.

    Raises:
        ValueError: if it is not one.
    """
    number = parse_number(value)
    if number != int(number):
        raise ValueError(f"a whole number is wanted here, not {number:g}")
    return int(number)


def parse_flag(value: object) -> bool:
    """Return ``value`` as true or false; only those two words are accepted.

    Raises:
        ValueError: for ``yes``, ``no``, ``on``, ``off`` and anything else.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    raise ValueError(f"write true or false, not '{value}'")


def parse_text(value: object) -> str:
    """Return ``value`` as text, whatever it looks like.

    Raises:
        ValueError: if it is missing, or a list or a block.
    """
    if isinstance(value, str):
        if not value.strip():
            raise ValueError("empty text")
        return str(value)
    if value is None:
        raise ValueError("empty: text is wanted here")
    raise ValueError("text is wanted here, not a list or a block")


Number = Annotated[float, BeforeValidator(parse_number)]
Whole = Annotated[int, BeforeValidator(parse_whole)]
Flag = Annotated[bool, BeforeValidator(parse_flag)]
Text = Annotated[str, BeforeValidator(parse_text)]
Share = Annotated[Number, Field(ge=0, le=1)]
Positive = Annotated[Number, Field(gt=0)]
NonNegative = Annotated[Number, Field(ge=0)]
Identifier = Annotated[
    str,
    BeforeValidator(parse_text),
    StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"),
]
"""A key: lower-case ASCII letters, digits and underscores."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean 'x'?`` for the known word nearest to ``word``, or None.

    >>> did_you_mean("unti", ["unit", "value"])
    "did you mean 'unit'?"
    """
    near: list[Any] = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else None
