"""The strict base of every model of a YAML file, and the typed scalars it is made of.

The YAML reader hands every scalar over as text (``Plain`` where it was unquoted), so that a number, a
yes/no or a label is decided here, by what the schema wants, and never by what the text looks like.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from functools import partial
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, StringConstraints

from sbs_econ.schema.clean import CONTROL


class Plain(str):
    """An unquoted scalar of a YAML file."""

    __slots__ = ()


class Strict(BaseModel):
    """Frozen, unknown keys refused, documented by the string under each field."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Part(Strict):
    """A part of one kind of file: made ready together with the file, which is sooner than one by one."""

    model_config = ConfigDict(defer_build=True)


Content = TypeVar("Content")


class Named(RootModel[Content], Generic[Content]):
    """A file of blocks of one kind, each under its name."""

    model_config = ConfigDict(defer_build=True)


class Slip(ValueError):
    """A value that cannot be read: what is wrong, the cure, and the text that was meant where it can be told."""

    def __init__(self, message: str, cure: str | None = None, meant: str | None = None) -> None:
        self.message, self.cure, self.meant = message, cure, meant
        super().__init__(message if cure is None else f"{message} ({cure})")


NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}([, \u00a0\u202f'][0-9]{3})+(\.[0-9]+)?")
DECIMAL_COMMA = re.compile(r"[-+]?[0-9.]+,[0-9]+")
PER_CENT = re.compile(r"[-+]?[0-9.]+\s*(?:%|per ?cent|pct)", re.IGNORECASE)
SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?"), "leading zero: write {meant}"),
    (re.compile(r"[0-9]+:[0-9]{2}(:[0-9]{2})?"), "this reads as a time: write a plain number"),
    (
        re.compile(r"[0-9]{1,2}-[A-Z][a-z]{2}|[0-9]{1,4}([-/])[0-9]{1,2}\1[0-9]{1,4}"),
        "this reads as a date: if a spreadsheet made it one, format the cell as text and write the number again",
    ),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9]+)?"), "no underscores in numbers: write {meant}"),
    (THOUSANDS, "no thousands separators: write {meant}"),
    (DECIMAL_COMMA, "decimal comma: write a decimal point, {meant}"),
    (
        re.compile(r"-?[£$€]\s*-?[0-9][0-9,]*(\.[0-9]+)?"),
        "no currency sign: write {meant}, and say it in unit: GBP/...",
    ),
    (PER_CENT, "no per cent sign: write {meant}"),
    (re.compile(r"[\u2212\u2013\u2014][0-9.]+"), "the minus sign is another character: write {meant}"),
    (
        re.compile(r"[0-9.]+\s*([-\u2013\u2014]|to)\s*[0-9.]+"),
        "write the mean alone: a range is stated in distribution:",
    ),
    (
        re.compile(r"[-+]?[0-9]+(\.[0-9]+)?\s*[A-Za-z][A-Za-z /_]*"),
        "write {meant} alone: what it counts is said in unit:",
    ),
    (re.compile(r"[-+]?\.?(nan|inf)(inity)?", re.IGNORECASE), "write a finite number, or leave the key out"),
    (re.compile(r"n/?a|none|null|~|-|\?|", re.IGNORECASE), "a missing value is left out, with its key"),
)
"""What people write for numbers, and the cure; the first that fits says it."""


LARGEST = 1e18
"""More than any figure of a model of services; squares and products of such figures are still finite."""


def parse_number(value: object) -> float:
    """Return ``value`` as a finite float; text must be a plain decimal number.

    Raises:
        Slip: with a cure that names the usual slip (thousands separator, per cent, currency sign).
    """
    if isinstance(value, bool):
        raise Slip("a number is wanted here, not yes or no", "write a number")
    if isinstance(value, (int, float)):
        return _finite(float(value), str(value))
    if value is None:
        raise Slip("a number is missing here", "write one, or leave the key out where it may be left out")
    if not isinstance(value, str):
        raise Slip("a number is wanted here, not a list or a block", "write one number")
    text = value.strip()
    if NUMBER.fullmatch(text):
        return _finite(float(text), text)
    raise _not_a_number(text)


def _finite(number: float, text: str) -> float:
    if not math.isfinite(number):
        raise Slip(f"'{_shown(text)}' is not a finite number", "check its digits: write a number below 1e18")
    if abs(number) > LARGEST:
        raise Slip(f"{number:g} is too large for any figure here", "check its digits: write a number below 1e18")
    return number


def _not_a_number(text: str) -> Slip:
    message = f"a number is wanted here, not '{_shown(text)}'"
    for pattern, cure in SLIPS:
        if pattern.fullmatch(text):
            meant = _meant(text) if "{meant}" in cure else None
            return Slip(message, cure.format(meant=meant or "the number"), meant)
    return Slip(message, "write digits with a decimal point, such as 1234.5")


def _meant(text: str) -> str | None:
    """Return the number that a text like ``£1,200`` or ``12 %`` stands for, None where it is unclear."""
    plain = re.sub("[\u2212\u2013\u2014]", "-", text)
    if DECIMAL_COMMA.fullmatch(plain) and not THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    digits = re.sub(r"[^0-9.-]", "", plain)
    sign, digits = ("-" if digits.startswith("-") else ""), digits.lstrip("-")
    digits = re.sub(r"^0+(?=[0-9])", "", digits)
    if ":" in text or not NUMBER.fullmatch(digits):
        return None
    return f"{sign}{float(digits) / 100:g}" if PER_CENT.fullmatch(text) else sign + digits


def _shown(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def parse_whole(value: object) -> int:
    """Return ``value`` as a whole number.

    Raises:
        Slip: if it is not one.
    """
    number = parse_number(value)
    if abs(number) > LARGEST_WHOLE:
        raise Slip(f"{number:g} is too large for a whole number", "check its digits")
    if number != int(number):
        raise Slip(
            f"a whole number is wanted here, not {number:g}", f"write {math.floor(number)} or {math.ceil(number)}"
        )
    return int(number)


LARGEST_WHOLE = 1e12
"""More than anyone counts; beyond 9e15 whole numbers could not be told apart."""


def parse_flag(value: object) -> bool:
    """Return ``value`` as true or false; only those two words are accepted.

    Raises:
        Slip: for ``yes``, ``no``, ``on``, ``off`` and anything else.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    if not isinstance(value, str):
        raise Slip("true or false is wanted here", "write true or false")
    meant = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
    word = meant.get(value.lower(), value.lower() if value.lower() in ("true", "false") else None)
    raise Slip(f"true or false is wanted here, not '{_shown(value)}'", f"write {word or 'true or false'}", word)


def parse_text(value: object) -> str:
    """Return ``value`` as text, whatever it looks like.

    Raises:
        Slip: if it is missing, a list or a block, or holds characters that hide.
    """
    if isinstance(value, str):
        if not value.strip():
            raise Slip("the text is empty", "write some, or leave the key out where it may be left out")
        hidden = CONTROL.search(value)
        if hidden is not None:
            raise Slip(f"a control or text-direction character (U+{ord(hidden.group()):04X}) in the text", "delete it")
        return str(value)
    if value is None:
        raise Slip("text is missing here", "write some, or leave the key out where it may be left out")
    raise Slip("text is wanted here, not a list or a block", "write it on one line, or after '>-' on the next")


CURE = re.compile(
    r"(?P<mark>[:;?]) (?P<cure>(?:write|leave|give|swap|move|widen|use|check|state|choose|say|add|remove"
    r"|a point mass is written|without either)\b.*)",
    re.IGNORECASE,
)


def split_cure(text: str) -> tuple[str, str | None]:
    """Return what is wrong and the cure, where a message says both.

    >>> split_cure("gamma: se > 0 is needed, but se = -1: write it without the minus sign")
    ('gamma: se > 0 is needed, but se = -1', 'write it without the minus sign')
    """
    found = CURE.search(text)
    if found is None:
        return text, None
    cure = found["cure"]
    return text[: found.start()] + ("?" if found["mark"] == "?" else ""), cure[0].lower() + cure[1:]


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


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to ``word``, or None; case, hyphens and spaces do not count.

    >>> nearest("NHS", ["nhs", "charity"])
    'nhs'
    >>> nearest("unit_cost.*", ["unit_costs.ambulance", "unit_costs.stay"])
    'unit_costs.*'
    """
    by_form = {_form(name): name for name in map(partial(_starred, word), reversed(list(known)))}
    form = _form(word)
    if form in by_form:
        return by_form[form]
    near = difflib.get_close_matches(form, list(by_form), n=1, cutoff=0.6)
    return by_form[near[0]] if near else None


def _form(word: str) -> str:
    return re.sub(r"[\s-]+", "_", word.strip().casefold())


def _starred(word: str, name: str) -> str:
    """Return ``name`` with ``*`` for the segments that are ``*`` in ``word``."""
    wanted, parts = word.split("."), name.split(".")
    if "*" not in wanted or len(wanted) != len(parts):
        return name
    return ".".join("*" if star == "*" else part for star, part in zip(wanted, parts, strict=True))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean 'x'?`` for the known word nearest to ``word``, or None.

    >>> did_you_mean("unti", ["unit", "value"])
    "did you mean 'unit'?"
    """
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else None
