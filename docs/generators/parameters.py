"""A page for each parameter file: quantities with their evidence and source, notes, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from generators import other_files
from generators.folder import folder, opening_comment
from generators.markdown import code, escape, listed, page, table
from generators.quantities import Entry, entries, findings_list, quantity_table, remarks
from sbs_econ.reporting.words import EVIDENCE_LABELS
from sbs_econ.vocabulary import Evidence

WITH_SECTIONS = ("service_use", "outcomes", "budgets", "subgroups", "modes")
"""Files whose keys are things of their own, each with several quantities."""
FLAT = ("programme", "engagement", "persistence", "values", "attribution", "employment", "informal_care", "cashable")
INTRODUCTION = """
Path is name: the key `gp_consultation` of `service_use.yaml`, and in it `change`, is the quantity
`service_use.gp_consultation.change`. A unit cost is `unit_costs.<item>` whichever set of prices a scenario chooses.
`sbs-econ parameters show NAME` prints one of these entries with the rows that use it, and
`sbs-econ parameters list --format csv` all of them as a sheet.

The value is the mean of the distribution, and the interval its central 95 %. Grades of evidence:
""".strip()


def pages() -> dict[str, str]:
    """Return the pages of all parameter files, and the page that leads to them."""
    sets = [f"unit_costs/{name}" for name in folder().unit_costs]
    written = {**{stem: _sectioned(stem) for stem in WITH_SECTIONS if getattr(folder(), stem)}}
    written |= {stem: _flat(stem) for stem in (*FLAT, *sets)}
    written |= other_files.texts()
    ordered = dict(sorted(written.items()))
    return {
        "parameters/index.md": _index(ordered),
        **{f"parameters/{stem.replace('/', '_')}.md": text for stem, text in ordered.items()},
    }


def _index(written: Mapping[str, str]) -> str:
    grades = listed(f"{escape(g.value.replace('_', ' '))}: {EVIDENCE_LABELS[g]}" for g in Evidence)
    header = ("File", "Quantities", *(escape(g.value.replace("_", " ")) for g in Evidence))
    toctree = "\n".join(stem.replace("/", "_") for stem in written)
    return page(
        "(parameters)=\n# Parameters",
        INTRODUCTION,
        grades,
        table(header, [_counted(stem) for stem in written]),
        f"```{{toctree}}\n:hidden:\n\n{toctree}\n```",
    )


def _counted(stem: str) -> tuple[str, ...]:
    counts = Counter(entry.evidence for entry in entries(f"{stem}.yaml"))
    cells = [str(counts[grade.value]) if counts[grade.value] else "" for grade in Evidence]
    return (f"[{code(stem + '.yaml')}](#parameters-{stem.replace('/', '-')})", str(sum(counts.values()) or ""), *cells)


def heading(stem: str) -> str:
    """Return the heading of a file's page, and the comment that the file opens with."""
    return page(
        f"(parameters-{stem.replace('/', '-')})=\n# {escape(stem)}.yaml", escape(opening_comment(f"{stem}.yaml"))
    )


def _flat(stem: str) -> str:
    found = entries(f"{stem}.yaml")
    findings = getattr(getattr(folder(), stem, None), "findings", [])
    return page(heading(stem), *described(found), findings_list(findings))


def described(found: list[Entry]) -> Iterable[str]:
    """Return the table of quantities and their notes."""
    return (quantity_table(found), listed(remarks(found))) if found else ()


def _sectioned(stem: str) -> str:
    parts = [heading(stem)]
    for key, item in getattr(folder(), stem).items():
        found = [
            Entry(e.stated, e.name.removeprefix(f"{key}.")) for e in entries(f"{stem}.yaml") if e.stated.path[0] == key
        ]
        parts += [f"## {escape(item.label)}", _attributes(key, item), *described(found), _lines(item)]
        parts += [escape(getattr(item, "note", None) or ""), findings_list(getattr(item, "findings", []))]
    return page(*parts)


def _attributes(key: str, item: Any) -> str:
    words = [f"Key {code(key)}"]
    for name, text in (("unit", "counted in {}"), ("payer", "paid by {}"), ("category", "category {}")):
        value = getattr(item, name, None)
        words += [text.format(escape(value.value.replace("_", " ")))] if value is not None else []
    words += [_measured(item.change)] if hasattr(item, "change") else []
    return "; ".join(words) + "."


def _measured(change: Any) -> str:
    looked_back = f"over {change.recall_months} months" if change.recall_months else "at the time"
    kind = escape(change.kind.value.replace("_", " "))
    return f"change: {change.design.value} {kind} at {change.follow_up_months} months, measured {looked_back}"


def _lines(item: Any) -> str:
    lines = getattr(item, "lines", None)
    if lines is None:
        return ""
    rows = []
    for line in lines.values():
        included = "yes" if line.included else "no"
        rows.append((escape(line.label), line.payer.value, str(line.months_covered), included, escape(line.note or "")))
    return table(("Line", "Paid by", "Months", "In the decision", "Note"), rows)
