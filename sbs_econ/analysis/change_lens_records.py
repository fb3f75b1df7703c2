"""The verdicts of all lenses as plain records: the JSON document and the rows of its CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sbs_econ.analysis.change_waterfall import ChangeWaterfall
from sbs_econ.analysis.lenses import LensTable, Verdict
from sbs_econ.version import __version__


def lenses_document(table: LensTable) -> dict[str, Any]:
    """Return the document of ``lenses --format json``, schema sbs_econ/lenses/1."""
    return {
        "schema": "sbs_econ/lenses/1",
        "version": __version__,
        "scenario": table.inputs.scenario,
        "label": table.inputs.label,
        "draws": table.plan.draws,
        "seed": table.plan.seed,
        "sampler": table.plan.sampler,
        "participants": table.inputs.settings.participants,
        "per": "participant",
        "verdicts": [
            {key: value for key, value in verdict_record(v).items() if not key.startswith("net_cost_")}
            | {"net_cost": v.net_cost.as_json()}
            for v in table.verdicts
        ],
        "agreement": [
            {"perspective": a.perspective, "lenses": a.lenses, "saving": a.saving,
             "share_of_draws_disagreeing": a.disagree,
             "share_of_draws_disagreeing_mc_se": a.disagree_mc_se} for a in table.agreements
        ],
        "notes": list(table.notes),
    }  # fmt: skip


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """Return one verdict as a flat record, for CSV."""
    estimate = verdict.net_cost
    figures = {f"net_cost_{key}": value for key, value in estimate.as_json().items()}
    return {
        "perspective": verdict.perspective.value,
        "own": verdict.lens.own,
        **verdict.lens.options,
        **figures,
        "verdict": verdict.word,
        "probability_cost_saving": estimate.below_zero,
        "probability_cost_saving_mc_se": estimate.below_zero_mc_se,
        "share_of_draws_differing_from_own": verdict.differs_from_own,
    }


def waterfall_document(found: ChangeWaterfall) -> dict[str, Any]:
    """Return the document of ``scenario waterfall --format json``, schema sbs_econ/waterfall/1."""
    row, inputs = found.row, found.inputs
    return {
        "schema": "sbs_econ/waterfall/1",
        "version": __version__,
        "scenario": inputs.scenario,
        "row": row.row,
        "label": row.label,
        "unit": row.unit,
        "per": row.per,
        "participants": inputs.settings.participants,
        "change": found.change,
        "design": found.design,
        "draws": found.plan.draws,
        "seed": found.plan.seed,
        "sampler": found.plan.sampler,
        "steps": [
            {
                "step": step.step,
                "label": step.label,
                "quantity": None if step.quantity is None else step.quantity.as_json(),
                "cost": None if step.cost is None else step.cost.as_json(),
            }
            for step in found.steps
        ],
    }


def waterfall_rows(found: ChangeWaterfall) -> Iterator[dict[str, Any]]:
    """Yield one flat record for each step and part, for CSV."""
    for step in found.steps:
        for part, estimate in (("quantity", step.quantity), ("cost", step.cost)):
            if estimate is not None:
                unit = found.row.unit if part == "quantity" else "GBP"
                yield {"step": step.step, "label": step.label, "part": part, "unit": unit, **estimate.as_json()}
