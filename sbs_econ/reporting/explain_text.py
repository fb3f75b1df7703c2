"""From a number back to its inputs, as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sbs_econ.reporting.numbers import change_words, cost_words, span, unit_words
from sbs_econ.schema.clean import clean_text

Record = Mapping[str, Any]


def explain_text(document: Record, width: int) -> str:
    """Return the printed answer of ``explain`` from its document."""
    title = f"{document['label']} ({document['row']}), {document['scenario']}"
    lines = textwrap.wrap(clean_text(title), width)
    lines += [line for note in document["notes"] for line in textwrap.wrap(f"Note: {clean_text(note)}.", width)]
    lines += _estimates(document, width)
    if "added" in document:
        return "\n".join([*lines, *_sum(document, width)])
    if not document["parts"]:
        reason = f"There is no number: {document['reason']}" if document["reason"] else "There is no number."
        return "\n".join([*lines, "", *textwrap.wrap(clean_text(reason), width)])
    for part in document["parts"]:
        lines += ["", *_part(part, len(document["parts"]), width)]
    lines += ["", f"Made of {len(document['inputs'])} inputs:"]
    return "\n".join([*lines, *(line for each in document["inputs"] for line in _input(each, width))])


def _estimates(document: Record, width: int) -> Iterator[str]:
    run = document["run"]
    yield from textwrap.wrap(
        f"Programme minus usual support, {document['participants']:,} people who start, {document['price_year']} "
        "prices. The working below is at the means of all inputs (the base case)"
        + ("." if run is None else f"; the headline is the mean of {run['draws']:,} draws."), width,
    )  # fmt: skip
    for part in ("quantity", "cost") if run else ():
        if run[part]:
            found, unit = run[part], run[part].get("unit", "GBP")
            yield from textwrap.wrap(f"  {part}: {_told(found, unit)}", width, subsequent_indent="    ")


def _told(found: Record, unit: str) -> str:
    def said(value: float, error: float) -> str:
        return cost_words(value, error) if unit == "GBP" else change_words(value, error, unit)

    low, high = (said(found[side], found.get(f"{side}_mc_se") or found["mc_se"]) for side in ("lower", "upper"))
    of = "" if unit == "GBP" else f" {unit_words(unit)}"
    mean, base = said(found["mean"], found["mc_se"]), _figure(found["base_case"])
    return f"{mean}{of} (95% interval {span(low, high)}); base case {base}"


def _figure(value: float) -> str:
    """Six significant digits, so that the working can be checked with a calculator; a minus sign as in the steps."""
    text = f"{abs(value):,.0f}" if abs(value) >= 100_000 else f"{abs(value):.6g}"
    return f"−{text}" if value < 0 else text


def _part(part: Record, parts: int, width: int) -> Iterator[str]:
    if parts > 1:
        yield from textwrap.wrap(f"At {', '.join(part['sites'])}:", width)
    for number, step in enumerate(part["steps"], start=1):
        yield from textwrap.wrap(f"{number}. {clean_text(step['label'])}", width, subsequent_indent="   ")
        yield from _indented(f"= {clean_text(step['words'])}", width)
        yield from _indented(f"= {step['numbers']} = {_figure(step['value'])} {step['unit']}", width)


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="   ", subsequent_indent="     ")


def _input(record: Record, width: int) -> Iterator[str]:
    site = f" at {record['site']}" if record["site"] else ""
    yield from textwrap.wrap(f"- {clean_text(record['label'])} ({record['name']}{site})", width, subsequent_indent="  ")
    prices = f", {record['price_year']} prices" if record["price_year"] else ""
    spread = (
        "fixed" if record["family"] is None
        else f"{record['family'].replace('_', ' ')}, 95% {_figure(record['lower'])} to {_figure(record['upper'])}"
    )  # fmt: skip
    yield from _indented(f"{_figure(record['value'])} {record['unit']}{prices}; {spread}", width)
    yield from _indented(_source(record), width)
    origin = record["origin"]
    place = f"{origin['file']}:{origin['line']}" if origin["line"] else origin["file"] or ""
    where = f"{place} ({origin['layer']})" if place else origin["layer"]
    yield from _indented(f"stands in {where}", width)
    if origin["reason"]:
        yield from _indented(f"because: {clean_text(origin['reason'])}", width)


def _source(record: Record) -> str:
    cited = record["cited"] or {}
    named = ", ".join(cited[key] for key in ("authors", "year", "title") if cited.get(key)) or record["source"]
    at = f"; {record['locator']}" if record["locator"] else ""
    return clean_text(f"{record['evidence'].replace('_', ' ')}: {named or 'no source'}{at}")


def _sum(document: Record, width: int) -> Iterator[str]:
    yield ""
    yield from _rows("Added up:", document["added"], width)
    yield f"  = {_figure(document['base_case']['cost'])} GBP"
    yield ""
    yield from _rows(
        "Not in it (another payer, a transfer within society, or a memo row):", document["left_out"], width
    )


def _rows(title: str, rows: Sequence[Record], width: int) -> Iterator[str]:
    yield from textwrap.wrap(title, width)
    for row in rows:
        text = f"{_figure(row['cost']):>12}  {clean_text(row['label'])} ({row['row']}; {row['payer']}, {row['kind']})"
        yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent=" " * 16)
