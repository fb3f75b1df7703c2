"""A result as plain records: the JSON document, and the rows of table.csv and flows.csv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sbs_econ.analysis.convergence import convergence_record
from sbs_econ.analysis.delivery import delivery_summary
from sbs_econ.analysis.psa import PerspectiveResult, Result, RowResult
from sbs_econ.analysis.run_warnings import warnings_of
from sbs_econ.analysis.waterfall import waterfalls
from sbs_econ.model.inputs import Inputs
from sbs_econ.version import __version__
from sbs_econ.vocabulary import Block

Record = dict[str, Any]


def run_document(result: Result, inputs_sha256: str) -> Record:
    """Return the document of ``run --format json``, schema sbs_econ/run/1."""
    inputs, plan = result.inputs, result.plan
    return {
        "schema": "sbs_econ/run/1",
        "scenario": inputs.scenario,
        "label": inputs.label,
        "question": inputs.question,
        "version": __version__,
        "draws": plan.draws,
        "seed": plan.seed,
        "sampler": plan.sampler,
        "price_year": inputs.settings.price_year,
        "participants": inputs.settings.participants,
        "settings": settings_record(result),
        "inputs_sha256": inputs_sha256,
        "rows": [row_record(row) | _findings(inputs, row) for row in result.rows],
        "perspectives": [perspective_record(p) for p in result.perspectives],
        "delivery": delivery_summary(result),
        "convergence": convergence_record(result),
        "attribution": [w.as_json() for w in waterfalls(inputs)],
        "warnings": warnings_of(result),
    }


def _findings(inputs: Inputs, row: RowResult) -> Record:
    findings = inputs.structure.findings.get(row.row.row)
    return {} if findings is None else {"findings": [finding.model_dump() for finding in findings]}


def settings_record(result: Result) -> Record:
    """Return the resolved settings by name."""
    settings = result.inputs.settings
    return {name: getattr(settings, name) for name in type(settings).__dataclass_fields__}


def row_record(row: RowResult) -> Record:
    """Return one row under the names of the JSON contract."""
    spec, means = row.row, row.means
    record: Record = {
        "row": spec.row,
        "block": spec.block.value,
        "label": spec.label,
        "category": None if spec.category is None else spec.category.value,
        "payer": None if spec.payer is None else spec.payer.value,
        "kind": None if spec.kind is None else spec.kind.value,
        "evidence": None if spec.evidence is None else spec.evidence.value,
        "per": spec.per,
        "usual_support": {"quantity": means.get("usual_quantity"), "cost": means.get("usual_cost")},
        "with_programme": {
            "quantity": _plus(means.get("usual_quantity"), row.quantity),
            "cost": _plus(means.get("usual_cost"), row.cost),
        },
        "quantity": None if row.quantity is None else {"unit": spec.unit, **row.quantity.as_json()},
        "cost": None if row.cost is None else {"unit": "GBP", **row.cost.as_json()},
    }
    if "share_after_follow_up" in means:
        record["share_after_follow_up"] = means["share_after_follow_up"]
    return record


def _plus(usual: float | None, difference: Any) -> float | None:
    return None if usual is None or difference is None else usual + float(difference.mean)


def perspective_record(perspective: PerspectiveResult) -> Record:
    """Return one perspective under the names of the JSON contract."""
    record: Record = {
        "perspective": perspective.perspective.value,
        "label": perspective.label,
        "net_cost": perspective.net_cost.as_json(),
        "probability_cost_saving": perspective.probability_cost_saving,
        "probability_cost_saving_mc_se": perspective.probability_cost_saving_mc_se,
        "includes_programme_cost": perspective.includes_programme_cost,
    }
    if perspective.without_informal_care is not None:
        record["net_cost_without_informal_care"] = perspective.without_informal_care.as_json()
    return record


TABLE_FIELDS = ("base_case", "mean", "mc_se", "lower", "upper", "lower_mc_se", "upper_mc_se")


def table_records(result: Result) -> list[Record]:
    """Return one flat record a row, for table.csv: quantity_*, cost_*, and usual support."""
    return [_flat(row_record(row)) for row in result.rows]


def _flat(record: Mapping[str, Any]) -> Record:
    flat: Record = {
        key: record[key] for key in ("row", "block", "label", "category", "payer", "kind", "evidence", "per")
    }
    for column in ("usual_support", "with_programme"):
        for part in ("quantity", "cost"):
            flat[f"{column}_{part}"] = record[column][part]
    for part in ("quantity", "cost"):
        values = record[part] or {}
        flat[f"{part}_unit"] = values.get("unit")
        for name in TABLE_FIELDS:
            flat[f"{part}_{name}"] = values.get(name)
    flat["share_after_follow_up"] = record.get("share_after_follow_up")
    return flat


def flow_records(result: Result) -> list[Record]:
    """Return one record a row, payer and year: PSA mean and base case of the cost, discounted, GBP."""
    records: list[Record] = []
    for row in result.rows:
        spec = row.row
        for year, base in enumerate(spec.cost_by_year or ()):
            mean = row.means[f"year_{year}"]
            records.append(
                {
                    "row": spec.row,
                    "payer": None if spec.payer is None else spec.payer.value,
                    "kind": None if spec.kind is None else spec.kind.value,
                    "category": None if spec.category is None else spec.category.value,
                    "year": year + 1,
                    "cost_base_case": float(base),
                    "cost_mean": mean,
                    "cashable_share": _cashable(result, row),
                }
            )
    return records


def _cashable(result: Result, row: RowResult) -> float | None:
    spec = row.row
    own = f"{spec.row}.cashable"
    name = own if own in result.inputs.quantities else f"cashable.{spec.category}"
    quantity = result.inputs.quantities.get(name)
    return None if quantity is None or spec.block is Block.OUTCOMES else quantity.value


def perspective_records(result: Result) -> list[Record]:
    """Return one flat record a perspective."""
    records = []
    for perspective in result.perspectives:
        record = perspective_record(perspective)
        record |= {f"net_cost_{name}": value for name, value in record.pop("net_cost").items()}
        record.pop("net_cost_without_informal_care", None)
        records.append(record)
    return records
