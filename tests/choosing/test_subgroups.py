"""Subgroups and modes: sums, everyone in one of them, joint cells, shares, words."""

import json

import numpy as np
import pytest
from shipped import inputs_of

from sbs_econ.analysis.compare_part_records import subgroups_document
from sbs_econ.analysis.compare_parts import PROGRAMME, parts_wanted
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.subgroups import RELATIVE, SHARES, subgroups_of
from sbs_econ.errors import RequestError
from sbs_econ.io.overrides import overrides_from_python
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.io.starting import start_project
from sbs_econ.reporting.figures_sites import subgroups_picture
from sbs_econ.reporting.sites_text import subgroups_text
from sbs_econ.vocabulary import Perspective

FEW = Plan(1_024)
MIXED = {"modes.group.share": 0.6, "modes.one_to_one.share": 0.3, "modes.online.share": 0.1}
ROWS = ("outcomes.recovery", "service_use.gp_consultation")


def found(scenario="base_case", by="subgroup", changes=None, plan=FEW):
    inputs = inputs_of(scenario, changes)
    return subgroups_of(inputs, plan, by, parts_wanted(inputs, rows=ROWS, every_perspective=True))


@pytest.mark.parametrize("by", ["subgroup", "mode"])
@pytest.mark.parametrize("scenario", ["base_case", "identity_specific", "side_by_side_2015_17"])
def test_parts_sum_to_the_total_of_the_run(scenario, by):
    parts = found(scenario, by, MIXED)
    run = run_psa(parts.inputs, FEW)
    people = parts.inputs.settings.participants
    assert sum(part.people for part in parts.parts) == pytest.approx(people)
    for p in run.perspectives:
        name = net_cost_name(p.perspective)
        total = sum(part.people * part.estimates[name].mean for part in parts.parts)
        assert total == pytest.approx(p.net_cost.mean, rel=1e-9)
        assert parts.everyone.estimates[name].mean * people == pytest.approx(p.net_cost.mean, rel=1e-9)
    contacts = next(row.quantity for row in run.rows if row.row.row == ROWS[1])
    total = sum(part.people * part.estimates[f"{ROWS[1]}:quantity"].mean for part in parts.parts)
    assert total == pytest.approx(contacts.mean, rel=1e-9)


def test_a_part_is_the_programme_with_everyone_in_it():
    parts = found()
    for part, other in (("bame_participants", "other_participants"), ("other_participants", "bame_participants")):
        changes = {f"subgroups.{part}.share": 1, f"subgroups.{other}.share": 0}
        whole = run_psa(inputs_of("base_case", changes), FEW)
        own = next(p for p in parts.parts if p.key == part)
        for p in whole.perspectives:
            estimate = own.estimates[net_cost_name(p.perspective)]
            for field in ("base_case", "mean", "lower", "upper", "mc_se"):
                assert getattr(estimate, field) == pytest.approx(getattr(p.net_cost, field) / 360, rel=1e-9)


def test_a_mode_is_the_programme_with_everyone_in_it():
    parts = found(by="mode", changes=MIXED)
    online = {"modes.group.share": 0, "modes.one_to_one.share": 0, "modes.online.share": 1}
    whole = run_psa(inputs_of("base_case", online), FEW)
    own = next(p for p in parts.parts if p.key == "online")
    row = next(row for row in whole.rows if row.row.row == "outcomes.recovery")
    assert own.estimates["outcomes.recovery:quantity"].mean == pytest.approx(row.quantity.mean, rel=1e-9)
    assert own.estimates["outcomes.recovery:quantity"].lower == pytest.approx(row.quantity.lower, rel=1e-9)


@pytest.mark.parametrize("by", ["subgroup", "mode"])
def test_shares_add_up_to_one_and_relative_effects_to_one_on_average(by):
    parts = found("side_by_side_2015_17", by, MIXED).parts
    for name in SHARES:
        assert sum(part.estimates[name].mean for part in parts) == pytest.approx(1.0, rel=1e-12)
    weighted = sum(part.estimates["share:people"].mean * part.estimates[RELATIVE].base_case for part in parts)
    assert weighted == pytest.approx(1.0, rel=1e-12)


def test_the_less_certain_group_has_the_wider_interval():
    parts = {part.key: part for part in found(plan=Plan(8_192)).parts}
    wide, narrow = (parts[key].estimates[RELATIVE] for key in ("bame_participants", "other_participants"))
    assert wide.upper - wide.lower > 1.5 * (narrow.upper - narrow.lower)
    chances = [parts[key].above_average[0] for key in parts]
    assert sum(chances) == pytest.approx(1.0)


def test_parts_that_hold_nobody_are_named():
    assert found(by="mode").nobody == ("One to one", "Online")
    assert [part.key for part in found(by="mode").parts] == ["group"]


def test_the_programmes_cost_is_shared_by_heads():
    parts = found(by="mode", changes=MIXED).parts
    assert len({part.estimates[PROGRAMME].mean for part in parts}) == 1


CELLS = """
bame_participants:
  group:
    share: {unit: share, value: 0.1, evidence: illustrative, note: Test.}
    evaluation_share: {unit: share, value: 0.33, evidence: illustrative, note: Test.}
  online:
    share: {unit: share, value: 0.3, evidence: illustrative, note: Test.}
    evaluation_share: {unit: share, value: 0, evidence: illustrative, note: Test.}
other_participants:
  group:
    share: {unit: share, value: 0.4, evidence: illustrative, note: Test.}
    evaluation_share: {unit: share, value: 0.67, evidence: illustrative, note: Test.}
  online:
    share: {unit: share, value: 0.2, evidence: illustrative, note: Test.}
    evaluation_share: {unit: share, value: 0, evidence: illustrative, note: Test.}
"""


@pytest.fixture(scope="module")
def with_cells(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cells") / "project"
    start_project(folder)
    (folder / "parameters" / "cells.yaml").write_text(CELLS, "utf-8")
    margins = {"subgroups.bame_participants.share": 0.4, "subgroups.other_participants.share": 0.6}
    margins |= {"modes.group.share": 0.5, "modes.online.share": 0.5}
    return load_scenario(str(folder / "scenarios" / "base_case.yaml"), overrides_from_python(margins)).usable()


@pytest.mark.parametrize("by", ["subgroup", "mode"])
def test_joint_cells_sum_to_the_total(with_cells, by):
    parts = subgroups_of(with_cells, FEW, by, parts_wanted(with_cells, every_perspective=True))
    run = run_psa(with_cells, FEW)
    for p in run.perspectives:
        name = net_cost_name(p.perspective)
        total = sum(part.people * part.estimates[name].mean for part in parts.parts)
        assert total == pytest.approx(p.net_cost.mean, rel=1e-9)


def test_joint_cells_by_hand(with_cells):
    # Online reaches 0.5; modifiers of people are 1 at the mean. People: 0.1 + 0.3 = 0.4 and 0.4 + 0.2 = 0.6.
    additional = with_cells.quantities.get("engagement.additional_share.online")
    online = 0.5 * (1.0 if additional is None else additional.value)
    parts = {part.key: part for part in subgroups_of(with_cells, FEW).parts}
    average = 0.5 + 0.5 * online
    bame = (0.1 + 0.3 * online) / 0.4
    assert parts["bame_participants"].people == pytest.approx(0.4 * 360)
    assert parts["bame_participants"].estimates[RELATIVE].base_case == pytest.approx(bame / average)


def test_nobody_to_divide_is_refused():
    with pytest.raises(RequestError, match="nobody to divide by mode"):
        found(by="mode", changes={"settings.participants": 0})


def test_text_document_and_picture():
    parts = found()
    shown = " ".join(subgroups_text(parts, 100).split())
    assert "Who gets what share of the people, the cost and the effect" in shown
    assert "inputs are illustrative" in shown
    document = subgroups_document(parts, "abc")
    assert document["schema"] == "sbs_econ/subgroups/1"
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    first, again = subgroups_picture(parts), subgroups_picture(parts)
    assert (first.svg, first.png) == (again.svg, again.png)
    assert "33.0% of the people" in first.description
    assert np.isclose(document["parts"][0]["figures"]["share:people"]["mean"], 0.33)


@pytest.mark.parametrize("perspective", list(Perspective))
def test_text_of_a_flat_modifier_says_that_nothing_is_known(perspective):
    changes = {"subgroups.bame_participants.effect_modifier": 1, **MIXED}
    inputs = inputs_of("base_case", changes)
    parts = subgroups_of(inputs, FEW, "subgroup", parts_wanted(inputs, perspective=perspective))
    assert "Nothing says that effects differ" in " ".join(subgroups_text(parts, 100).split())
