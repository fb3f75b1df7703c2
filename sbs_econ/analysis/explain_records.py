"""An explanation as a plain document, schema sbs_econ/explain/1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sbs_econ.analysis.explain import Counted, Explanation, PerspectiveExplanation, UsedInput
from sbs_econ.analysis.explain_steps import as_number
from sbs_econ.analysis.quantity_table import quantity_record
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row
from sbs_econ.schema.parameters import Source
from sbs_econ.version import __version__

Record = dict[str, Any]


def explain_document(
    found: Explanation | PerspectiveExplanation,
    sources: Mapping[str, Source],
    stored: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
) -> Record:
    """Return the document of ``explain --format json``.

    Args:
        found: the explanation, at the means.
        sources: what sources.yaml says of each.
        stored: run.json of the run that the number stands in, if it is one.
        notes: what a reader must know of how the inputs were found.
    """
    document = _of_perspective(found) if isinstance(found, PerspectiveExplanation) else _of_row(found, sources)
    run = None if stored is None else _estimates(found, stored)
    return {"schema": "sbs_econ/explain/1", "version": __version__, **document, "run": run, "notes": list(notes)}


def _of_row(found: Explanation, sources: Mapping[str, Source]) -> Record:
    row = found.row
    return {
        **_head(found.inputs, row.row, row.label),
        "block": row.block.value,
        "per": row.per,
        "payer": None if row.payer is None else row.payer.value,
        "kind": None if row.kind is None else row.kind.value,
        "unit": row.unit,
        "base_case": {"quantity": _number(row.quantity), "cost": _number(row.cost)},
        "reason": _reason(found.inputs, row),
        "parts": [
            {
                "sites": list(part.sites),
                "weight": part.weight,
                "quantity": part.quantity,
                "cost": part.cost,
                "steps": [step.as_json() for step in part.steps],
            }
            for part in found.parts
        ],
        "inputs": [_input(used, sources) for used in found.used],
    }


def _of_perspective(found: PerspectiveExplanation) -> Record:
    return {
        **_head(found.inputs, found.perspective.value, found.label),
        "base_case": {"cost": found.net_cost},
        "added": [_counted(each) for each in found.counted],
        "left_out": [_counted(each) for each in found.left_out],
    }


def _head(inputs: Inputs, name: str, label: str) -> Record:
    return {
        "scenario": inputs.scenario,
        "price_year": inputs.settings.price_year,
        "participants": inputs.settings.participants,
        "row": name,
        "label": label,
    }


def _counted(each: Counted) -> Record:
    row = each.row
    return {
        "row": row.row,
        "label": row.label,
        "payer": None if row.payer is None else row.payer.value,
        "kind": None if row.kind is None else row.kind.value,
        "cost": each.cost,
    }


def _reason(inputs: Inputs, row: Row) -> str | None:
    item = inputs.structure.not_quantified.get(row.row.removeprefix("not_quantified."))
    return None if item is None else item.reason


def _number(value: Any) -> float | None:
    return None if value is None else as_number(value)


def _input(used: UsedInput, sources: Mapping[str, Source]) -> Record:
    record = quantity_record(used.quantity, [])
    record.pop("used_by")
    source = sources.get(used.quantity.source or "")
    cited = {} if source is None else source.model_dump(include={"title", "authors", "year", "where", "href"})
    return {**record, "site": used.site, "cited": cited or None}


def _estimates(found: Explanation | PerspectiveExplanation, stored: Mapping[str, Any]) -> Record:
    """What the run itself says of the row: PSA means and intervals, as in run.json."""
    made = {key: stored[key] for key in ("draws", "seed", "sampler", "version")}
    if isinstance(found, PerspectiveExplanation):
        seen = next((p for p in stored["perspectives"] if p["perspective"] == found.perspective.value), None)
        return {**made, "quantity": None, "cost": None if seen is None else seen["net_cost"]}
    row = next((r for r in stored["rows"] if r["row"] == found.row.row), None)
    return {**made, "quantity": row and row["quantity"], "cost": row and row["cost"]}
