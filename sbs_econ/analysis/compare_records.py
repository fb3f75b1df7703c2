"""A comparison as plain records: the JSON document, and the rows of its CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sbs_econ.analysis.compare import Compared, Comparison, Difference, Option, Pair, Place
from sbs_econ.analysis.compare_outputs import better_of
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.outputs import WITHOUT_CARE, net_cost_name
from sbs_econ.model.inputs import Settings
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.version import __version__
from sbs_econ.vocabulary import Perspective

Record = dict[str, Any]
PARTS = ("quantity", "cost")


def compare_document(comparison: Comparison, hashes: Mapping[str, str] | None = None) -> Record:
    """Return the document of ``compare --format json``, schema sbs_econ/compare/1.

    Args:
        comparison: what was computed.
        hashes: each scenario's hash of inputs, by its key.
    """
    plan = comparison.plan
    return {
        "schema": "sbs_econ/compare/1",
        "version": __version__,
        "draws": plan.draws,
        "seed": plan.seed,
        "sampler": plan.sampler,
        "per": comparison.wanted.per,
        "against": comparison.against.key,
        "mixed": [{"reason": why, "cure": cure} for why, cure in comparison.mixed],
        "notes": list(comparison.notes),
        "scenarios": [_scenario(one, hashes or {}) for one in comparison.scenarios],
        "differences": [_pair(comparison, pair) for pair in comparison.pairs],
        "ranking": [_ranking(comparison, p, places) for p, places in comparison.places.items()],
        "plane": _plane(comparison),
    }


def settings_of(settings: Settings) -> Record:
    """Return resolved settings by name."""
    return {name: getattr(settings, name) for name in type(settings).__dataclass_fields__}


def _scenario(one: Compared, hashes: Mapping[str, str]) -> Record:
    return {
        "scenario": one.key,
        "label": one.inputs.label,
        "question": one.inputs.question,
        "participants": one.inputs.settings.participants,
        "price_year": one.inputs.settings.price_year,
        "inputs_sha256": hashes.get(one.key),
        "settings": settings_of(one.inputs.settings),
        "rows": [_row(row, one.estimates) for row in one.rows],
        "perspectives": [
            {
                "perspective": p.value,
                "label": view(p, one.inputs.settings.funded_by).label,
                "includes_programme_cost": view(p, one.inputs.settings.funded_by).includes_programme_cost,
                "net_cost": one.estimates[net_cost_name(p)].as_json(),
            }
            for p in Perspective
        ],
    }


def row_names(row: Row) -> Record:
    """Return what a row is, without figures."""
    return {
        "row": row.row,
        "block": row.block.value,
        "label": row.label,
        "category": None if row.category is None else row.category.value,
        "payer": None if row.payer is None else row.payer.value,
        "kind": None if row.kind is None else row.kind.value,
        "evidence": None if row.evidence is None else row.evidence.value,
        "per": row.per,
    }


def _row(row: Row, estimates: Mapping[str, Estimate]) -> Record:
    record = row_names(row)
    for part, unit in zip(PARTS, (row.unit, "GBP"), strict=True):
        estimate = estimates.get(f"{row.row}:{part}")
        record[part] = None if estimate is None else {"unit": unit, **estimate.as_json()}
    return record


def _pair(comparison: Comparison, pair: Pair) -> Record:
    one = next(c for c in comparison.scenarios if c.key == pair.key)
    perspectives = [p for p in Perspective if net_cost_name(p) in pair.differences]
    return {
        "scenario": pair.key,
        "against": pair.against,
        "effect_assumed_equal": pair.effect_equal,
        "rows": [record for row in one.rows if (record := _row_difference(row, pair.differences)) is not None],
        "perspectives": [
            {"perspective": p.value, "net_cost": difference_record(pair.differences[net_cost_name(p)], -1)}
            for p in perspectives
        ],
    }


def _row_difference(row: Row, found: Mapping[str, Difference]) -> Record | None:
    parts = {part: found.get(f"{row.row}:{part}") for part in PARTS}
    if all(value is None for value in parts.values()):
        return None
    quantity, cost = parts["quantity"], parts["cost"]
    return row_names(row) | {
        "quantity": None
        if quantity is None
        else {"unit": row.unit, **difference_record(quantity, better_of(row))},
        "cost": None if cost is None else {"unit": "GBP", **difference_record(cost, -1)},
    }  # fmt: skip


def difference_record(found: Difference, better: int | None) -> Record:
    """Return a difference, with the probability that it is lower, higher, and better where that is known."""
    estimate = found.estimate
    lower, higher = estimate.below_zero, found.higher
    errors = (estimate.below_zero_mc_se, found.higher_mc_se)
    return {
        **estimate.as_json(),
        "same_in_every_draw": found.same,
        "probability_lower": lower,
        "probability_lower_mc_se": errors[0],
        "probability_higher": higher,
        "probability_higher_mc_se": errors[1],
        "probability_better": None if better is None else (higher if better > 0 else lower),
        "probability_better_mc_se": None if better is None else (errors[1] if better > 0 else errors[0]),
        "paired_to_unpaired_sd": found.paired_to_unpaired,
    }


def _ranking(comparison: Comparison, perspective: Perspective, places: tuple[Place, ...]) -> Record:
    means = {one.key: one.estimates[net_cost_name(perspective)].mean for one in comparison.scenarios}
    ordered = sorted(places, key=lambda place: means[place.key])
    return {
        "perspective": perspective.value,
        "scenarios": [
            {
                "scenario": place.key,
                "net_cost_mean": means[place.key],
                "places": [
                    {"place": number, "probability": chance, "mc_se": error}
                    for number, (chance, error) in enumerate(place.chances, start=1)
                ],
            }
            for place in ordered
        ],
    }


def _plane(comparison: Comparison) -> Record | None:
    plane = comparison.plane
    if plane is None:
        return None
    row = next(row for row in comparison.against.rows if row.row == plane.row)
    return {
        "perspective": plane.perspective.value,
        "row": plane.row,
        "label": row.label,
        "unit": row.unit,
        "better": "higher" if plane.better > 0 else "lower",
        "options": [_option(option, plane.better) for option in comparison.options],
    }


def _option(option: Option, better: int) -> Record:
    standing = option.standing
    return {
        "option": standing.option,
        "net_cost": standing.cost,
        "consequence": standing.effect * better,
        "status": standing.status,
        "by": list(standing.by),
        "probability_efficient": option.efficient[0],
        "probability_efficient_mc_se": option.efficient[1],
        "probability_dominated_by": dict(option.dominated_by),
    }


FIELDS = ("base_case", "mean", "mc_se", "lower", "upper", "lower_mc_se", "upper_mc_se")


def compare_records(comparison: Comparison) -> list[Record]:
    """Return one flat record a figure: every scenario's own, then every difference."""
    return [*_levels(comparison), *_differences(comparison)]


def _levels(comparison: Comparison) -> Iterator[Record]:
    for one in comparison.scenarios:
        for name, estimate in one.estimates.items():
            yield _flat(one, None, name, estimate) | {
                "probability_lower": None,
                "probability_higher": None,
                "paired_to_unpaired_sd": None,
            }


def _differences(comparison: Comparison) -> Iterator[Record]:
    by_key = {one.key: one for one in comparison.scenarios}
    for pair in comparison.pairs:
        for name, found in pair.differences.items():
            yield _flat(by_key[pair.key], pair.against, name, found.estimate) | {
                "probability_lower": found.estimate.below_zero,
                "probability_higher": found.higher,
                "paired_to_unpaired_sd": found.paired_to_unpaired,
            }


def _flat(one: Compared, against: str | None, name: str, estimate: Estimate) -> Record:
    row_name, part = ("", name) if name.startswith("net_cost:") else name.rsplit(":", maxsplit=1)
    row = next((row for row in one.rows if row.row == row_name), None)
    values = estimate.as_json()
    label = _perspective_label(one, name) if row is None else row.label
    return {
        "scenario": one.key,
        "minus": against,
        "row": row_name or name,
        "part": "net_cost" if row is None else part,
        "block": None if row is None else row.block.value,
        "label": label,
        "unit": "GBP" if row is None or part == "cost" else row.unit,
        **{field: values[field] for field in FIELDS},
    }


def _perspective_label(one: Compared, name: str) -> str:
    if name == WITHOUT_CARE:
        return "Society, without unpaid care"
    perspective = next(p for p in Perspective if net_cost_name(p) == name)
    return view(perspective, one.inputs.settings.funded_by).label
