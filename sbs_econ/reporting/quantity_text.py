"""Quantities and scenarios as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sbs_econ.reporting.columns import stacked, table
from sbs_econ.schema.clean import clean_text
from sbs_econ.schema.parameters import Source

Record = Mapping[str, Any]


def _figure(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _interval(record: Record) -> str:
    return "fixed" if record["family"] is None else f"{_figure(record['lower'])} to {_figure(record['upper'])}"


def quantity_list(records: Sequence[Record], width: int) -> list[str]:
    """Return the lines of the list of quantities."""
    header = ("Name", "Value", "95% interval", "Unit", "Prices", "Evidence")
    rows = [
        (
            r["name"],
            _figure(r["value"]),
            _interval(r),
            r["unit"],
            r["price_year"] or "",
            r["evidence"].replace("_", " "),
        )
        for r in records
    ]
    return table(header, rows, (False, True, False, False, False, False), width)


def quantity_details(record: Record, sources: Mapping[str, Source], width: int) -> list[str]:
    """Return the lines that show one quantity in full."""
    source = sources.get(record["source"] or "")
    cited = ", ".join(part for part in (source.authors, source.year, source.title) if part) if source else ""
    origin = record["origin"]
    place = f"{origin['file']}:{origin['line']}" if origin["line"] else origin["file"] or ""
    details = [
        ("", clean_text(record["label"])),
        (
            "value:",
            f"{_figure(record['value'])} {record['unit']}"
            + (f", {record['price_year']} prices" if record["price_year"] else ""),
        ),
        (
            "uncertainty:",
            f"{record['family']}, 95% interval {_interval(record)}" if record["family"] else "fixed",
        ),
        ("evidence:", record["evidence"].replace("_", " ")),
        ("source:", clean_text(f"{cited}; {record['locator']}") if cited else ""),
        ("note:", clean_text(record["note"] or "")),
        ("stands in:", f"{place} ({origin['layer']})" if place else origin["layer"]),
        ("reason:", clean_text(origin["reason"] or "")),
        ("used by:", ", ".join(record["used_by"]) or "no row under these settings"),
    ]
    return stacked(record["name"], details, width)


def scenario_text(record: Record, width: int) -> list[str]:
    """Return the lines that show a scenario in full."""
    lines = stacked(f"{record['label']} ({record['scenario']})", [("", clean_text(record["question"]))], width)
    if record["extends"]:
        lines.append(f"    extends {' -> '.join(record['extends'])}")
    rows = [(name, _plain(s["value"]), _where(s)) for name, s in record["settings"].items()]
    rows += [(f"design.{decision}", option, "") for decision, option in record["design"].items()]
    lines += ["", *table(("Setting", "Value", "From"), rows, (False, False, False), width)]
    if len(record["sites"]) > 1:
        sites = [(key, f"{s['participants']:,}", s["area"]) for key, s in record["sites"].items()]
        lines += ["", *table(("Site", "People", "Area"), sites, (False, True, False), width)]
    quantities = [(q["name"], _figure(q["value"]), _interval(q), _where(q["origin"])) for q in record["quantities"]]
    return [
        *lines,
        "",
        *table(("Quantity", "Value", "95% interval", "From"), quantities, (False, True, False, False), width),
    ]


def _plain(value: object) -> str:
    """A setting in words: none, yes, no, or as it is."""
    words = {None: "none", True: "yes", False: "no"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def _where(origin: Record) -> str:
    place = f"{origin['file']}:{origin['line']}" if origin.get("line") else ""
    layer = str(origin["layer"])
    return place if layer == "parameters" and place else f"{layer} {place}".strip()
