"""From the raw before-after change to the attributable one, for any row, in its own unit and in money.

Each step is the model run with one more factor taken into account, so that the last level is the row of the table:

1. as reported: every starter changes as those who answered did, and all of it is the programme's;
2. people who did not answer are taken as unchanged (a change measured on responders only);
3. regression to the mean, deadweight and displacement (method, section 4), or the causal share where it is set;
4. the mix of people, modes and values here instead of the evaluation's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sbs_econ.analysis.change_draws import Values_, at_means, common_draws, drawn, estimated
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.vary import Replaced
from sbs_econ.analysis.waterfall import STEP_LABELS, changes_of
from sbs_econ.equations.arrays import Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.draws import Shared
from sbs_econ.model.effect_scale import FACTORS, factor_name
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import AppliesTo, Block, StudyDesign

RAW, LEFT, MIX, RESPONDERS, CAUSAL = "reported", "attributable", "mix", "responders", "causal_share"
LABELS = {
    RAW: "The change as reported, before and after",
    RESPONDERS: "people who did not answer, taken as unchanged",
    CAUSAL: "not caused by the programme",
    **STEP_LABELS,
    MIX: "people, modes and values here are not those of the evaluation",
    LEFT: "What the programme caused",
}
HERE = ("subgroups.", "modes.", "cells.")
PARTS = ("quantity", "cost")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it takes away or adds, in the row's unit and in GBP; for the first and last, the level."""

    step: str
    label: str
    quantity: Estimate | None
    cost: Estimate | None


@dataclass(frozen=True)
class ChangeWaterfall:
    """The waterfall of one row, from the raw change to the attributable one."""

    inputs: Inputs
    plan: Plan
    row: Row
    change: str
    design: str
    steps: tuple[Step, ...]


def change_waterfall(inputs: Inputs, row: str, plan: Plan, jobs: int = 1) -> ChangeWaterfall:
    """Return the waterfall of a row, PSA means with intervals; totals over participants, as in the table.

    Raises:
        RequestError: if there is no such row, or it follows from no reported change.
    """
    spec = _row(inputs, row)
    name, change = _change_of(inputs, spec)
    wanted = _wanted_steps(inputs, change)
    common = common_draws([inputs], plan, jobs)
    base = {key: float(value) for key, value in _outputs(inputs, (spec, name, change), wanted, None).items()}

    def block(shared: Shared) -> Mapping[str, Draws]:
        return _outputs(inputs, (spec, name, change), wanted, shared)

    found = estimated(common, base, block)
    steps = tuple(
        Step(step, LABELS[step], found.get(f"{step}:quantity"), found.get(f"{step}:cost"))
        for step in (RAW, *wanted, LEFT)
    )
    made = Plan(common.draws, plan.seed, plan.sampler)
    return ChangeWaterfall(inputs, made, spec, name, change.design.value, steps)


def rows_with_a_change(inputs: Inputs) -> list[str]:
    """Return the rows that a reported change leads to."""
    return [row.row for row in base_case(inputs) if row.block not in (Block.PROGRAMME, Block.NOT_QUANTIFIED)]


def _row(inputs: Inputs, wanted: str) -> Row:
    known = {row.row: row for row in base_case(inputs)}
    with_change = rows_with_a_change(inputs)
    if wanted not in known:
        raise RequestError(f"there is no row '{wanted}'", did_you_mean(wanted, with_change), code="E406")
    if wanted not in with_change:
        raise RequestError(
            f"{wanted} follows from no reported change", f"rows that do: {', '.join(with_change[:4])}, ..."
        )
    return known[wanted]


def _change_of(inputs: Inputs, row: Row) -> tuple[str, Change]:
    """The reported change that a row reads, by name."""
    return next((name, change) for name, change in changes_of(inputs) if name in row.uses)


def _wanted_steps(inputs: Inputs, change: Change) -> tuple[str, ...]:
    responders = (RESPONDERS,) if change.applies_to is AppliesTo.RESPONDERS else ()
    if change.design is StudyDesign.CONTROLLED:
        return (*responders, "displacement", MIX)
    causal = "attribution.causal_share" in inputs.quantities
    return (*responders, *((CAUSAL,) if causal else FACTORS), MIX)


def _outputs(
    inputs: Inputs, which: tuple[Row, str, Change], wanted: tuple[str, ...], shared: Shared | None
) -> dict[str, Draws]:
    """The level as reported, what each step changes, and the level that is left."""
    spec, name, change = which
    values = at_means(inputs) if shared is None else drawn(inputs, shared)
    instead = dict(_neutral(inputs, name, change, values))
    before = _level(inputs, spec, values, instead)
    found = {f"{RAW}:{part}": amount for part, amount in before.items()}
    for step in wanted:
        for key in _names(inputs, name, change, step):
            instead.pop(key, None)
        after = _level(inputs, spec, values, instead)
        found |= {f"{step}:{part}": after[part] - before[part] for part in after}
        before = after
    return found | {f"{LEFT}:{part}": amount for part, amount in before.items()}


def _level(inputs: Inputs, spec: Row, values: Values_, instead: Mapping[str, Draws]) -> dict[str, Draws]:
    common, local = values
    shown = {site: Replaced(own, instead) for site, own in local.items()}
    rows = evaluate(inputs, Replaced(common, instead), shown)
    row = next(each for each in rows if each.row == spec.row)
    amounts = {"quantity": row.quantity, "cost": row.cost}
    return {part: amount for part, amount in amounts.items() if amount is not None}


def _names(inputs: Inputs, name: str, change: Change, step: str) -> Iterator[str]:
    """Yield the quantities that a step takes into account."""
    if step == RESPONDERS:
        yield "engagement.share_followed_up"
    elif step == CAUSAL:
        yield "attribution.causal_share"
    elif step in FACTORS:
        yield factor_name(name, change, step)
    else:
        yield from _mix_names(inputs)


def _mix_names(inputs: Inputs) -> Iterator[str]:
    for key in inputs.quantities:
        shares = key.startswith(HERE) and key.endswith(".share")
        if shares or key.startswith(("values.", "engagement.additional_share.")) or key == "engagement.two_way_share":
            yield key


def _neutral(inputs: Inputs, name: str, change: Change, values: Values_) -> Iterator[tuple[str, Draws]]:
    """Yield the values under which the whole reported change is the programme's, among the evaluation's people."""
    for step in _wanted_steps(inputs, change):
        for key in _names(inputs, name, change, step):
            if step in FACTORS:
                yield key, 0.0
            elif step == MIX and key.startswith(HERE):
                yield key, values[0][key.removesuffix(".share") + ".evaluation_share"]
            elif key == "engagement.two_way_share":
                yield key, values[0]["engagement.two_way_share_reference"]
            else:
                yield key, 1.0
