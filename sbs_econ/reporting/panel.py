"""The what-if panel as part of a page: its form, its tables, and the script and style that go with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.what_if import Varied, WhatIf
from sbs_econ.analysis.what_if_inputs import GROUPS, PARTICIPANTS
from sbs_econ.model.evaluate import base_case
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.reporting.numbers import unit_words
from sbs_econ.reporting.panel_data import SHARES, as_script_data, limits_of, panel_data, shown_value, unit_hint
from sbs_econ.reporting.plain_text import plain_text
from sbs_econ.reporting.words import BLOCK_LABELS, PAYER_LABELS
from sbs_econ.vocabulary import Block, Kind, Perspective

GROUP_LABELS = {
    "people": "People",
    "delivery": "Price of delivery",
    "attribution": "How much of the change is due to the programme",
    "persistence": "How long it lasts",
    "subgroups": "Who takes part",
    "modes": "How people meet",
    "unit_costs": "Prices of services and care",
}
FOLDED = ("delivery", "modes", "unit_costs")
"""Groups that are closed at first."""
KINDS = {Kind.MEMO: "not added", Kind.TRANSFER: "transfer"}


def panel_script() -> str:
    """Return the panel's script, to be named in a page's Content-Security-Policy by its SHA-256."""
    return _file("panel.js")


def panel_style() -> str:
    """Return the panel's style sheet."""
    return _file("panel.css")


def _file(name: str) -> str:
    return files("sbs_econ.reporting").joinpath(name).read_text(encoding="utf-8")


def panel_html(found: WhatIf, overrides: Mapping[str, str], page_draws: int, key: str = "what-if") -> str:
    """Return the panel, without a heading, script or style of its own; it has no handlers and no style attributes.

    Args:
        found: the scenario as steps, of ``analysis.what_if``.
        overrides: what ``--set`` changed in the run that the page is of, by name.
        page_draws: draws of the figures elsewhere in the page.
        key: begins the panel's ids.
    """
    made = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(_file("panel.html"))
    return made.render(
        key=key, draws=found.plan.draws, groups=list(_groups(found)), left_out=[plain_text(x) for x in found.left_out],
        perspectives=list(_perspectives(found.inputs)), blocks=list(_blocks(found)),
        elsewhere=_elsewhere(found.plan.draws, page_draws),
        data=Markup(as_script_data(panel_data(found, overrides))),  # noqa: S704 - every < in it is escaped
    )  # fmt: skip


def _elsewhere(draws: int, page_draws: int) -> str:
    if draws == page_draws:
        return "The rest of this page has the same number of draws."
    return f"The rest of this page keeps the figures of its own run, which has {page_draws:,} draws."


def _groups(found: WhatIf) -> Iterator[dict[str, Any]]:
    for group in GROUPS:
        members = [varied for varied in found.varied if varied.group == group]
        if members:
            yield {
                "key": group, "label": GROUP_LABELS[group], "folded": group in FOLDED, "mix": group in SHARES,
                "inputs": [_field(varied) for varied in members],
            }  # fmt: skip


def _field(varied: Varied) -> dict[str, Any]:
    limits = limits_of(varied.quantity)
    return {
        "name": varied.name, "label": plain_text(varied.quantity.label), "shown": shown_value(varied),
        "hint": plain_text(unit_hint(varied.quantity)), "step": "1" if varied.name == PARTICIPANTS else "any",
        "least": f"{limits.least:g}", "most": None if limits.most is None else f"{limits.most:g}",
    }  # fmt: skip


def _perspectives(inputs: Inputs) -> Iterator[dict[str, Any]]:
    for perspective in Perspective:
        seen_by = view(perspective, inputs.settings.funded_by)
        chance = seen_by.includes_programme_cost
        yield {"label": seen_by.label, "output": net_cost_name(perspective), "chance": chance}


def _blocks(found: WhatIf) -> Iterator[dict[str, Any]]:
    rows = base_case(found.inputs)
    known = next(iter(found.outputs.values()))
    for block in Block:
        members = [_row(row, known) for row in rows if row.block is block and block is not Block.NOT_QUANTIFIED]
        if members:
            yield {"label": BLOCK_LABELS[block], "rows": members}


def _row(row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    quantity, cost = f"{row.row}:quantity", f"{row.row}:cost"
    return {
        "label": plain_text(f"{row.label}{_remark(row)}"), "unit": row.unit or "",
        "quantity": quantity if quantity in known else "", "cost": cost if cost in known else "",
    }  # fmt: skip


def _remark(row: Row) -> str:
    """What a row is counted in, whose it is, and whether it is added, in brackets."""
    units = unit_words(row.unit) if row.unit != "share" else ""
    payer = PAYER_LABELS[row.payer] if row.kind is Kind.TRANSFER and row.payer else ""
    per = "per person" if row.per == "participant" else ""
    said = [units if units not in row.label.lower() else "", per, KINDS.get(row.kind, "") if row.kind else "", payer]
    remark = ", ".join(part for part in said if part)
    return f" ({remark})" if remark else ""
