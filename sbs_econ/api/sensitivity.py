"""``sbs-econ sensitivity`` from Python: each function returns the document of the command's ``--format json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.sensitivity_records import sensitivity_document
from sbs_econ.io.overrides import overrides_from_python
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.inputs import Inputs
from sbs_econ.vocabulary import Perspective

Document = dict[str, Any]
Changes = Mapping[str, Any] | None
Range = tuple[float, float] | None


def _inputs(scenario: str, changes: Changes) -> Inputs:
    return load_scenario(scenario, overrides_from_python(dict(changes or {}))).usable()


def _document(name: str, inputs: Inputs, plan: Plan | None, content: Document) -> Document:
    drawn = {} if plan is None else {"draws": plan.draws, "seed": plan.seed}
    return sensitivity_document(name, inputs, drawn, content)


def sensitivity_one_way(
    scenario: str, outputs: Sequence[str] = ("nhs_pss",), groups: Sequence[str] = (), *,
    draws: int = 10_000, seed: int = 1, changes: Changes = None,
) -> Document:  # fmt: skip
    """Return the tornado of each output, a perspective, a row or ``row:part``; groups as ``--group`` takes them."""
    from sbs_econ.analysis.one_way import groups_named, one_way

    inputs, plan = _inputs(scenario, changes), Plan(draws, seed)
    chosen = [group for text in groups for group in groups_named(inputs, text)]
    found = one_way(inputs, outputs, chosen, plan)
    return _document("one_way", inputs, plan, {"outputs": [each.as_json() for each in found]})


def sensitivity_two_way(
    scenario: str, x: str, y: str, *, output: str = "nhs_pss", ranges: tuple[Range, Range] = (None, None),
    changes: Changes = None,
) -> Document:  # fmt: skip
    """Return an output over two quantities, each over its 95% interval or a range, and the line on which it is 0."""
    from sbs_econ.analysis.two_way import two_way

    inputs = _inputs(scenario, changes)
    content = asdict(two_way(inputs, output, ((x, ranges[0]), (y, ranges[1]))))
    content["break_even_line"] = [{"x": a, "y": b} for a, b in content.pop("line")]
    return _document("two_way", inputs, None, content)


def sensitivity_threshold(
    scenario: str, perspective: str = "nhs_pss", quantities: Sequence[str] = (), *,
    draws: int = 10_000, seed: int = 1, changes: Changes = None,
) -> Document:  # fmt: skip
    """Return the value of each quantity at which a perspective breaks even; without names, break-even in full."""
    from sbs_econ.analysis.break_even import break_even
    from sbs_econ.analysis.one_way import quantities_named
    from sbs_econ.analysis.threshold import thresholds
    from sbs_econ.analysis.variance_shares import outputs_wanted

    inputs, plan, whose = _inputs(scenario, changes), Plan(draws, seed), Perspective(perspective)
    names = quantities_named(inputs, quantities)
    content = {
        "perspective": perspective,
        "output": outputs_wanted(inputs, [perspective])[0].label,
        "break_even": None if quantities else break_even(inputs, whose, plan).as_json(),
        "thresholds": [each.as_json() for each in thresholds(inputs, whose, names, plan)],
    }
    return _document("threshold", inputs, plan, content)


def sensitivity_variance(
    scenario: str, outputs: Sequence[str] = ("nhs_pss",), groups: Sequence[str] = (), *,
    draws: int = 10_000, seed: int = 1, changes: Changes = None,
) -> Document:  # fmt: skip
    """Return shares of variance by quantity or group, and what knowing each is worth, largest total first."""
    from sbs_econ.analysis.one_way import groups_named
    from sbs_econ.analysis.variance_values import shares_and_values, variance_content

    inputs, plan = _inputs(scenario, changes), Plan(draws, seed)
    chosen = [group for text in groups for group in groups_named(inputs, text)] or None
    return _document("variance", inputs, plan, variance_content(shares_and_values(inputs, outputs, plan, chosen)))


def sensitivity_evidence(scenario: str, *, draws: int = 10_000, seed: int = 1, changes: Changes = None) -> Document:
    """Return what rests on each evidence grade and each source, in every perspective."""
    from sbs_econ.analysis.evidence_dependence import evidence_dependence

    inputs, plan = _inputs(scenario, changes), Plan(draws, seed)
    return _document("evidence", inputs, plan, {"dependence": [e.as_json() for e in evidence_dependence(inputs, plan)]})
