"""A diff as plain records: the JSON document, and rows for CSV files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import hypot
from typing import Any

from sbs_econ.analysis.change import Moved, WhatMoved
from sbs_econ.analysis.change_list import Difference, in_part
from sbs_econ.analysis.change_parts import LABELS, Part
from sbs_econ.analysis.change_rebuild import StoredRun
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.model.inputs import Inputs, Origin
from sbs_econ.version import __version__

Record = dict[str, Any]
SAME = 1e-9
"""Two results are the same if they differ by no more than this share of the larger one."""


def with_stored(moved: WhatMoved, before: StoredRun | None, after: StoredRun | None) -> WhatMoved:
    """Return the change between the results that runs stored, with what their folders do not hold as a part.

    Where rebuilt inputs give the stored result nothing changes.
    """
    sides = ((before, moved.before), (after, moved.after))
    results = [_stored(moved, stored, made) for stored, made in sides]
    gap = (results[1].mean - moved.after.mean) - (results[0].mean - moved.before.mean)
    if results == [moved.before, moved.after]:
        return moved
    base_gap = (results[1].base_case - moved.after.base_case) - (results[0].base_case - moved.before.base_case)
    error = hypot(*(0.0 if result is made else hypot(result.mc_se, made.mc_se)
                    for result, (_, made) in zip(results, sides, strict=True)))  # fmt: skip
    rest = Estimate(base_gap, gap, error, gap, gap, 0.0, 0.0, 0.0, float(gap < 0), 0.0)
    change = replace(
        moved.change,
        mean=results[1].mean - results[0].mean,
        base_case=results[1].base_case - results[0].base_case,
        lower=moved.change.lower + gap,
        upper=moved.change.upper + gap,
    )
    part = Moved(Part.NOT_HELD, rest, gap, gap)
    return replace(moved, before=results[0], after=results[1], change=change, parts=(*moved.parts, part))


def _stored(moved: WhatMoved, stored: StoredRun | None, made: Estimate) -> Estimate:
    """Return a run's stored result per participant; the one just made where they are the same."""
    if stored is None or not stored.participants:
        return made
    net = {name: value / stored.participants for name, value in stored.net_cost(moved.sides.perspective).items()}
    if abs(net["mean"] - made.mean) <= SAME * max(1.0, abs(made.mean)):
        return made
    return Estimate(
        net["base_case"], net["mean"], net["mc_se"], net["lower"], net["upper"], net["lower_mc_se"],
        net["upper_mc_se"], net["sd"], made.below_zero, made.below_zero_mc_se,
    )  # fmt: skip


def diff_document(
    sides: tuple[Mapping[str, Any], Mapping[str, Any]],
    moved: WhatMoved | None,
    found: Sequence[Difference],
    rows: tuple[Sequence[str], Sequence[str]],
    notes: Sequence[str],
) -> Record:
    """Return the document of ``diff --format json``, schema sbs_econ/diff/1."""
    single = frozenset() if moved is None else moved.sides.single_rows
    return {
        "schema": "sbs_econ/diff/1",
        "version": __version__,
        "first": dict(sides[0]),
        "second": dict(sides[1]),
        "result": None if moved is None else result_record(moved),
        "rows_only_in_first": list(rows[0]),
        "rows_only_in_second": list(rows[1]),
        "differences": [difference_record(each, single) for each in found],
        "notes": list(notes),
    }


def side_record(kind: str, name: str, inputs: Inputs) -> Record:
    """Return what a side is."""
    return {
        "kind": kind,
        "name": name,
        "scenario": inputs.scenario,
        "label": inputs.label,
        "price_year": inputs.settings.price_year,
        "participants": inputs.settings.participants,
    }


def result_record(moved: WhatMoved) -> Record:
    """Return what moved the result."""
    return {
        "perspective": moved.sides.perspective.value,
        "per": "participant",
        "draws": moved.plan.draws,
        "seed": moved.plan.seed,
        "sampler": moved.plan.sampler,
        "before": moved.before.as_json(),
        "after": moved.after.as_json(),
        "change": moved.change.as_json(),
        "exact": moved.exact,
        "orders_sampled": moved.orders,
        "parts": [part_record(part) for part in moved.parts],
        "single": [{"name": name, "moved": value} for name, value in moved.single],
    }


def part_record(part: Moved) -> Record:
    """Return one part of the change."""
    return {
        "part": part.part.value,
        "label": part.label,
        "differs": bool(part.names) or part.part is Part.NOT_HELD,
        "moved": part.moved.as_json(),
        "alone": part.alone,
        "last": part.last,
        "sampling_se": part.sampling_se,
        "names": list(part.names),
    }


def difference_record(difference: Difference, single: frozenset[str] = frozenset()) -> Record:
    """Return one difference, each field with where it stands on both sides."""
    part = in_part(difference, single)
    return {
        "name": difference.name,
        "label": difference.label,
        "status": difference.status,
        "part": None if part is None else part.value,
        "fields": [
            {"field": f.field, "before": f.before, "after": f.after, "before_at": _place(f.before_at),
             "after_at": _place(f.after_at)} for f in difference.fields
        ],
    }  # fmt: skip


def _place(origin: Origin) -> Record:
    return {"file": origin.file, "line": origin.line, "layer": origin.layer}


def difference_rows(found: Sequence[Difference]) -> Iterator[Record]:
    """Yield one flat record a field, for CSV."""
    for difference in found:
        record = difference_record(difference)
        for field in record["fields"]:
            yield {
                "name": difference.name,
                "label": difference.label,
                "status": difference.status,
                "part": record["part"],
                "field": field["field"],
                "before": field["before"],
                "after": field["after"],
                "before_file": field["before_at"]["file"],
                "before_line": field["before_at"]["line"],
                "after_file": field["after_at"]["file"],
                "after_line": field["after_at"]["line"],
            }


def part_rows(moved: WhatMoved) -> Iterator[Record]:
    """Yield one flat record a part, for CSV, the results before and after first and last."""
    for name, estimate in (("before", moved.before), ("after", moved.after), ("change", moved.change)):
        yield _part_row(name, name.capitalize(), estimate)
    for part in moved.parts:
        row = _part_row(part.part.value, LABELS[part.part], part.moved)
        yield row | {"alone": part.alone, "last": part.last, "sampling_se": part.sampling_se}


def _part_row(name: str, label: str, estimate: Estimate) -> Record:
    figures = {key: value for key, value in estimate.as_json().items() if key != "sd"}
    return {"part": name, "label": label, **figures, "alone": None, "last": None, "sampling_se": None}
