"""What pydantic's errors say in our words: what is wrong, the cure, and the text that was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sbs_econ.schema.base import Slip, nearest, split_cure

Details = Mapping[str, Any]
FEW = 16
"""Words of a closed list that are all told; of a longer one, those nearest to what was written."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong with a value, the cure, and the text that was meant where it can be told."""

    message: str
    cure: str | None = None
    meant: str | None = None


def wording(details: Details) -> Wording:
    """Return what an error of pydantic says in our words; ``details`` is one of ``ValidationError.errors()``."""
    say = SAYINGS.get(details["type"])
    if say is not None:
        return say(details)
    message = str(details["msg"])
    return Wording(message[:1].lower() + message[1:], "compare it with the example of sbs-econ errors E103")


CURRENCY = re.compile(r"(EUR|USD|AUD|CAD|NZD|GBP|[£$€])((?:/[a-z_]+)*)", re.IGNORECASE)
"""An amount of money per something, in whatever currency."""


def one_of(word: str, options: list[str]) -> tuple[str, str | None]:
    """Return the cure for a word that is not in a closed list, and the word that was meant."""
    near = nearest(word, options)
    if near is not None:
        return f"did you mean '{near}'?", near
    if len(options) <= FEW:
        return f"one of {', '.join(options)}", None
    like = difflib.get_close_matches(word, options, n=6, cutoff=0.2) or options[:6]
    return f"one of {', '.join(like)}, and {len(options) - len(like)} more", None


def _value(details: Details) -> Wording:
    error = (details.get("ctx") or {}).get("error")
    if isinstance(error, Slip):
        return Wording(error.message, error.cure, error.meant)
    return Wording(*split_cure(str(error or details["msg"])))


def _choice(details: Details) -> Wording:
    given = details.get("input")
    options = re.findall(r"'([^']*)'", str(details["ctx"]["expected"]))
    foreign = CURRENCY.fullmatch(given) if isinstance(given, str) else None
    if foreign is not None and f"GBP{foreign[2]}" in options:
        return _currency(foreign)
    cure, meant = one_of(given if isinstance(given, str) else "", options)
    return Wording(f"{shown(given)} is not one of the words allowed here", cure, meant)


def _currency(found: re.Match[str]) -> Wording:
    wanted = f"GBP{found[2]}"
    if found[1].upper() in ("£", "GBP"):
        return Wording(f"{shown(found[0])} is not one of the words allowed here", f"did you mean '{wanted}'?", wanted)
    cure = f"convert it at the exchange rate of its price year, write {wanted}, and say in note: how"
    return Wording(f"amounts are in GBP here, not {found[1]}", cure)


def _family(details: Details) -> Wording:
    tag = str(details["ctx"]["tag"])
    cure, meant = one_of(tag, re.findall(r"'([^']*)'", str(details["ctx"]["expected_tags"])))
    return Wording(f"there is no distribution family '{tag[:60]}'", cure, meant)


def _no_family(details: Details) -> Wording:
    given = details.get("input")
    if isinstance(given, dict):
        return Wording("a distribution needs its family", "add family:, such as family: gamma")
    start = given if isinstance(given, str) and given.isidentifier() else "gamma"
    return Wording(
        f"a distribution is a block of keys, not {shown(given)}",
        f"write {{family: {start}, se: ...}}, with its figures",
    )


BOUNDS = {
    "ge": ("too small: at least", "or more"),
    "gt": ("too small: more than", ""),
    "le": ("too large: at most", "or less"),
    "lt": ("too large: less than", ""),
}


def _bound(details: Details) -> Wording:
    given = float(details["input"])
    key, bound = next((key, value) for key, value in details["ctx"].items() if key in BOUNDS)
    words, than = BOUNDS[key]
    message = f"{given:g} is {words} {bound:g} is wanted"
    meant = _proportion(given, bound) if key == "le" and "correlation" not in str(details["loc"]) else None
    if meant is not None:
        return Wording(message, f"write {meant} for {given:g} %", meant)
    return Wording(message, f"write {bound:g} {than}" if than else f"write a number {words.split(': ')[1]} {bound:g}")


def _proportion(given: float, bound: float) -> str | None:
    """Return the proportion that a percentage was meant to be, where the largest allowed is ``bound``."""
    return f"{given / 100:g}" if bound <= 1 and bound < given <= 100 * bound else None


PATTERNS: dict[str, tuple[str, str]] = {
    r"^(https?://|doi:)": ("is not an address", "start it with https://, http:// or doi:"),
    r"^[A-Za-z0-9_][A-Za-z0-9_.-]*\.csv$": (
        "is not the name of a CSV file beside the scenario",
        "save the sheet as CSV UTF-8 in the scenarios folder, and write its name alone, such as sites.csv",
    ),
}
"""Patterns of the schema, and what is said where text does not fit."""
IDENTIFIER = r"^[a-z][a-z0-9_]*$"
WORDS = re.compile(r"\^\(?([a-z_]+(?:\|[a-z_]+)*)\)?\$")


def _pattern(details: Details) -> Wording:
    given, pattern = str(details.get("input")), str(details["ctx"]["pattern"])
    words = WORDS.fullmatch(pattern)
    if words is not None:
        cure, meant = one_of(given, words[1].split("|"))
        return Wording(f"{shown(given)} is not one of the words allowed here", cure, meant)
    if pattern == IDENTIFIER:
        return _identifier(given)
    message, cure = PATTERNS.get(pattern, ("is not of the form wanted here", f"write text that fits {pattern}"))
    return Wording(f"{shown(given)} {message}", cure)


def _identifier(given: str) -> Wording:
    if "/" in given or "\\" in given or re.search(r"\.ya?ml$", given):
        return Wording(f"a name is wanted here, not the path {shown(given)}", "write the name alone, such as base_case")
    better = re.sub(r"[^a-z0-9]+", "_", given.strip().lower()).strip("_")
    cure = f"write {better}" if re.fullmatch(IDENTIFIER, better) else "start with a letter, such as site_1"
    message = f"{shown(given)} cannot be a name: lower-case letters, digits and underscores, a letter first"
    return Wording(message, cure, better if cure.startswith("write") else None)


def _block(details: Details) -> Wording:
    given = details.get("input")
    return Wording(
        f"a block of keys is wanted here, not {shown(given)}", "write its keys below it, each indented by two spaces"
    )


def _list(details: Details) -> Wording:
    given = details.get("input")
    cure = f"write [{given}]" if isinstance(given, str) else "write [a, b], or one item a line after '- '"
    return Wording(f"a list is wanted here, not {shown(given)}", cure)


def _length(details: Details) -> Wording:
    context = details["ctx"]
    few = details["type"] == "too_short"
    wanted = context["min_length"] if few else context["max_length"]
    items = "item is" if wanted == 1 else "items are"
    return Wording(
        f"{'at least' if few else 'at most'} {wanted} {items} wanted here, not {context['actual_length']}",
        f"write {wanted} in all, as [{', '.join('abcd'[:wanted])}]" if wanted < 5 else f"write {wanted} in all",
    )


def _text(details: Details) -> Wording:
    return Wording(f"text is wanted here, not {shown(details.get('input'))}", "write it on the line of its key")


def shown(given: object) -> str:
    """Return a value as messages name it.

    >>> shown("ten"), shown(3.0), shown([1]), shown(None)
    ("'ten'", '3', 'a list', 'nothing')
    """
    if isinstance(given, str):
        return f"'{given}'" if len(given) <= 60 else f"'{given[:59]}…'"
    if isinstance(given, (int, float)):
        return f"{given:.12g}"
    if given is None:
        return "nothing"
    return "a list" if isinstance(given, (list, tuple)) else "a block"


SAYINGS: dict[str, Callable[[Details], Wording]] = {
    "value_error": _value,
    "enum": _choice,
    "literal_error": _choice,
    "union_tag_invalid": _family,
    "union_tag_not_found": _no_family,
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _bound),
    "string_pattern_mismatch": _pattern,
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), _block),
    **dict.fromkeys(("list_type", "tuple_type"), _list),
    **dict.fromkeys(("too_short", "too_long"), _length),
    "string_type": _text,
}
"""Type of a pydantic error to what is said."""
