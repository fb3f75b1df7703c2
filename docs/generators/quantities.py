"""Tables of quantities: value, interval, unit, evidence and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generators.folder import folder
from generators.markdown import code, escape, listed, number, table
from sbs_econ.analysis.quantity_table import quantity_record
from sbs_econ.model.quantities import resolve_quantity
from sbs_econ.schema.quantity import Finding
from sbs_econ.schema.sense import Stated

HEADER = ("Quantity", "Value", "95 % interval", "Unit", "Evidence", "Source")


@dataclass(frozen=True, slots=True)
class Entry:
    """A quantity of one file, and its name below the heading that it stands under."""

    stated: Stated
    name: str

    @property
    def evidence(self) -> str:
        """Its evidence grade."""
        return self.stated.quantity.evidence.value


def entries(file: str) -> list[Entry]:
    """Return every quantity of a file, in its order; options of a design are left to the page of the design."""
    return [Entry(stated, ".".join(_below_file(stated))) for stated in folder().everything() if stated.file == file]


def _below_file(stated: Stated) -> Sequence[str]:
    return [str(part) for part in stated.path if str(part) not in ("lines", "amount")]


def quantity_table(found: Iterable[Entry]) -> str:
    """Return a table of quantities."""
    return table(HEADER, [_cells(entry) for entry in found])


def _cells(entry: Entry) -> tuple[str, ...]:
    quantity, place = entry.stated.quantity, folder().origin(entry.stated.file, entry.stated.path)
    record = quantity_record(resolve_quantity(folder(), entry.stated, place), [])
    label = f"{escape(quantity.label)}<br>" if quantity.label else ""
    year = f"<br>{record['price_year']} prices" if record["price_year"] else ""
    interval = f"{number(record['lower'], 3)} to {number(record['upper'], 3)}<br>{record['family']}"
    return (
        f"{label}{code(entry.name)}",
        _value(entry, record["value"]),
        interval if record["family"] else "fixed",
        f"{escape(record['unit'])}{year}",
        escape(record["evidence"].replace("_", " ")),
        source_of(quantity.source, quantity.locator),
    )


def _value(entry: Entry, mean: float) -> str:
    written = entry.stated.quantity.value
    return number(mean) if written is None or abs(mean) >= 1000 else written


def source_of(source: str | None, locator: str | None) -> str:
    """Return a link to a source, with the place in it."""
    if source is None:
        return ""
    return f"[{escape(source)}](#source-{source})" + (f": {escape(locator)}" if locator else "")


def remarks(found: Iterable[Entry]) -> Iterator[str]:
    """Yield the notes of quantities, those that say the same together."""
    notes: dict[str, list[str]] = {}
    for entry in found:
        if entry.stated.quantity.note is not None:
            notes.setdefault(entry.stated.quantity.note, []).append(entry.name)
    for note, names in notes.items():
        yield f"{', '.join(code(name) for name in names)}: {escape(note)}"


def findings_list(findings: Sequence[Finding]) -> str:
    """Return published findings as a list with its heading."""
    if not findings:
        return ""
    items = [f"{escape(f.text)} ({source_of(f.source, f.locator)})" for f in findings]
    return f"Published findings that belong beside it:\n\n{listed(items)}"
