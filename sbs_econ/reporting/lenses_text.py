"""Whether the verdict depends on method, and the attribution waterfall, as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sbs_econ.analysis.change_waterfall import LEFT, MIX, RAW, ChangeWaterfall, Step
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.lenses import ANY, EVERY, LENSES, LensTable, Verdict
from sbs_econ.reporting.columns import table
from sbs_econ.reporting.diff_text import signed
from sbs_econ.reporting.numbers import change_words, cost_words, number, per_cent, span, unit_words
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, Perspective

HEADS = {
    "horizon": "Months",
    "discount": "Discount",
    "unit_costs": "Prices",
    "employment": "Work",
    "care": "Unpaid care",
}
WORDS = {"human_capital": "human capital", "friction_cost": "friction cost", "opportunity_cost": "opportunity",
         "replacement_cost": "replacement", "leisure_time": "leisure"}  # fmt: skip


def lenses_text(found: LensTable, width: int, brief: bool = False) -> str:
    """Return the printed answer of ``lenses``.

    Args:
        found: the verdicts.
        width: columns of the terminal.
        brief: show each lens changed alone, from the scenario's own, instead of every combination.
    """
    inputs, plan = found.inputs, found.plan
    lines = [clean_text(f"Does the answer depend on method? {inputs.label} ({inputs.scenario})")]
    lines += textwrap.wrap(
        f"Net cost per participant, programme minus usual support, on {plan.draws:,} common draws (seed {plan.seed}, "
        f"{plan.sampler}). '{ANY}': the choice makes no difference there. * marks the scenario's own choices. Another "
        "sign: share of draws in which the sign is not that of the scenario's own choices.",
        width,
    )
    lines += ["", *_agreement(found, width)]
    for perspective in Perspective:
        verdicts = found.of(perspective)
        if verdicts:
            lines += ["", *_perspective(perspective, _nearby(verdicts) if brief else verdicts, width)]
    for note in found.notes:
        lines += ["", *textwrap.wrap(f"Note: {clean_text(note)}.", width, subsequent_indent="  ")]
    return "\n".join(lines)


def _agreement(found: LensTable, width: int) -> list[str]:
    rows = [
        (
            "All perspectives" if a.perspective == EVERY else PERSPECTIVE_LABELS[Perspective(a.perspective)],
            f"{a.lenses}", f"{a.saving}", f"{a.lenses - a.saving}", per_cent(a.disagree, a.disagree_mc_se),
        )
        for a in found.agreements
    ]  # fmt: skip
    header = ("How far the lenses agree", "Lenses", "Mean saves", "Mean costs", "Draws in which lenses disagree")
    return table(header, rows, (False, True, True, True, True), width)


def _nearby(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The scenario's own lens, and those that differ from it in one choice."""
    own = verdicts[0].lens.chosen

    def apart(verdict: Verdict) -> int:
        return sum(own[lens] != verdict.lens.chosen[lens] for lens in LENSES)

    return [verdict for verdict in verdicts if apart(verdict) <= 1]


def _perspective(perspective: Perspective, verdicts: Sequence[Verdict], width: int) -> Iterator[str]:
    shown = [lens for lens in LENSES if any(v.lens.options[lens] != ANY for v in verdicts)]
    header = [PERSPECTIVE_LABELS[perspective], "Net cost", "Chance\nof saving", "Another\nsign"]
    rows = [_cells(verdict, shown) for verdict in verdicts]
    yield from table(header, rows, (False, True, True, True), width)


def _cells(verdict: Verdict, shown: Sequence[str]) -> list[str]:
    estimate, options = verdict.net_cost, verdict.lens.options
    own = ", ".join(_word(lens, options[lens]) for lens in shown)
    mean = cost_words(estimate.mean, estimate.mc_se)
    chance = per_cent(estimate.below_zero, estimate.below_zero_mc_se)
    sign = "" if verdict.lens.own else per_cent(verdict.differs_from_own, 0.001)
    return [("* " if verdict.lens.own else "  ") + own, mean, chance, sign]


def _word(lens: str, option: str) -> str:
    if option == ANY:
        return f"{ANY} {HEADS[lens].lower()}" if lens != "horizon" else f"{ANY} horizon"
    if lens == "discount":
        return f"discounted {option}"
    if lens == "unit_costs":
        return option.partition("(")[2].rstrip(")")
    return WORDS.get(option, option)


def waterfall_text(found: ChangeWaterfall, width: int, per_person: bool = False) -> str:
    """Return the printed attribution waterfall of a row."""
    row, inputs = found.row, found.inputs
    people = 1.0 if row.per == "participant" else float(inputs.settings.participants) or 1.0
    scale = 1.0 / people if per_person else 1.0
    of = (
        "per participant"
        if per_person or row.per == "participant"
        else f"{inputs.settings.participants:,} participants"
    )
    lines = [clean_text(f"From the reported change to the attributable one: {row.label} ({row.row})")]
    lines += textwrap.wrap(
        f"{clean_text(inputs.label)}; {of}, {inputs.settings.horizon_months} months; {found.change}, {found.design}; "
        f"mean and 95% interval of {found.plan.draws:,} draws (seed {found.plan.seed}, {found.plan.sampler}).",
        width,
    )
    rows = [(_label(step), _change(step, found, scale), _cost(step, scale)) for step in found.steps if is_shown(step)]
    header = ("", unit_words(row.unit).capitalize() or "Quantity", "Cost")
    columns = [i for i in range(3) if i == 0 or any(cells[i] for cells in rows)]
    cells = [[each[i] for i in columns] for each in rows]
    lines += ["", *table([header[i] for i in columns], cells, [i > 0 for i in columns], width)]
    return "\n".join(lines)


def is_shown(step: Step) -> bool:
    """Return whether a step is worth a line: the mix of people and values only where it is another one."""
    return step.step != MIX or any(e is not None and (e.mean or e.sd) for e in (step.quantity, step.cost))


def _is_level(step: Step) -> bool:
    return step.step in (RAW, LEFT)


def _label(step: Step) -> str:
    return step.label if _is_level(step) else f"  {step.label}"


def _triple(estimate: Estimate, scale: float) -> list[tuple[float, float]]:
    names = (("mean", "mc_se"), ("lower", "lower_mc_se"), ("upper", "upper_mc_se"))
    return [(getattr(estimate, value) * scale, getattr(estimate, error) * scale) for value, error in names]


def _with_interval(words: list[str], estimate: Estimate) -> str:
    return f"{words[0]}\n({span(words[1], words[2])})" if estimate.sd else words[0]


def _change(step: Step, found: ChangeWaterfall, scale: float) -> str:
    """The amount in the row's unit: a level in words, a step with its sign."""
    estimate, unit = step.quantity, found.row.unit
    if estimate is None or unit is None:
        return ""
    triple = _triple(estimate, scale)
    if _is_level(step):
        return _with_interval([change_words(value, error, unit) for value, error in triple], estimate)
    return _with_interval([signed_amount(value, error, found) for value, error in triple], estimate)


def _cost(step: Step, scale: float) -> str:
    if step.cost is None:
        return ""
    words = cost_words if _is_level(step) else signed
    return _with_interval([words(value, error) for value, error in _triple(step.cost, scale)], step.cost)


def signed_amount(value: float, error: float, found: ChangeWaterfall) -> str:
    """Return an amount in the row's unit with its sign; a share as so many in 100."""
    times, suffix = (100.0, " in 100") if found.row.unit == "share" else (1.0, "")
    text = number(abs(value) * times, error * times)
    sign = "" if float(text.replace(",", "")) == 0 else "-" if value < 0 else "+"
    return f"{sign}{text}{suffix}"
