"""A fit as text for people: change by item, with its interval."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from sbs_econ.reporting.columns import table
from sbs_econ.reporting.numbers import places
from sbs_econ.schema.clean import clean_text

Record = Mapping[str, Any]


def fit_text(record: Record, width: int) -> str:
    """Return a fit as a table with what has to be said beside it."""
    return "\n".join(_lines(record, width))


def _lines(record: Record, width: int) -> Iterator[str]:
    if record["synthetic"]:
        yield from ("SYNTHETIC questionnaires: nobody filled them in, and nothing follows about any programme.", "")
    if record["disclosure"]["stamp"]:
        yield from (record["disclosure"]["stamp"], "")
    yield clean_text(f"{record['data_set']}: {record['label']}")
    flow = record["flow"]
    yield (
        f"{flow['people']} people in {record['clusters']} clusters, {flow['answered_both']} with both "
        f"questionnaires; {record['replicates']} bootstrap replicates, {record['imputations']} imputations each"
    )
    yield from textwrap.wrap(waves(record), width)
    yield ""
    header = ["", "Before", "Change", f"{record['level']:.0%} interval", "Ratio", "Imputed"]
    yield from table(header, [_row(item) for item in record["items"]], [False, *[True] * 5], width)
    yield from _register(record, width)
    yield ""
    for text in record["warnings"]:
        yield from textwrap.wrap(clean_text(text), width, initial_indent="- ", subsequent_indent="  ")


def waves(record: Record) -> str:
    """Return which waves changes are between, and which are left."""
    before, after = (f"{clean_text(w['wave'])} ({w['months']} months)" for w in _taken(record))
    left = ", ".join(f"{clean_text(w['wave'])} ({w['months']} months)" for w in record["waves"]["not_used"])
    return f"Changes from {before} to {after}" + (f"; not used: {left}" if left else "")


def _taken(record: Record) -> tuple[Record, Record]:
    return record["waves"]["baseline"], record["waves"]["follow_up"]


def _register(record: Record, width: int) -> Iterator[str]:
    register = record["engagement"]
    if register is not None:
        first, ratio = register["sessions_month_1"], register["monthly_ratio"]
        text = (
            f"Sessions: {figure(first, 'value')} ({interval(first)}) a person in the first month; each month "
            f"{figure(ratio, 'value')} ({interval(ratio)}) of the month before, over {register['weeks']} weeks."
        )
        yield from ("", *textwrap.wrap(text, width))


def _row(item: Record) -> list[str]:
    change = item["change"] if item["parameter_change"] else None
    return [
        clean_text(item["label"]),
        figure(item["before"], "value"),
        figure(change, "value"),
        interval(change),
        figure(item["rate_ratio"] if item["kind"] == "count" else None, "value"),
        f"{item['share_imputed']:.0%}",
    ]


def figure(record: Record | None, key: str) -> str:
    """Return a number of a figure, to the digit after the first of its standard error; nothing where it is hidden."""
    if record is None:
        return ""
    digits = min(4, max(0, 1 + places(record["se"], record["value"])))
    text = f"{record[key]:,.{digits}f}"
    return text.replace("-", "") if not text.strip("-0.,") else text


def interval(record: Record | None) -> str:
    """Return the interval of a figure."""
    return "" if record is None else f"{figure(record, 'lower')} to {figure(record, 'upper')}"
