"""Sites: each as a scenario of its own would give it, sums, kinds, marks, order."""

import json

import numpy as np
import pytest
from shipped import inputs_of

from sbs_econ.analysis.compare_blocks import ask
from sbs_econ.analysis.compare_part_records import part_records, sites_document
from sbs_econ.analysis.compare_parts import PROGRAMME, parts_wanted
from sbs_econ.analysis.engine import Threads
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.sites import SMALL, kinds_of, sites_of
from sbs_econ.errors import RequestError
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.io.starting import start_project
from sbs_econ.reporting.figures_sites import sites_picture
from sbs_econ.reporting.sites_text import sites_text
from sbs_econ.vocabulary import Perspective

FEW = Plan(1_024)
TABLE = """
site,label,area,participants,leadership,programme.venue_per_session,unit_costs.gp_consultation,subgroup:bame_participants,subgroup:other_participants
alder,Alder,East,120,,,,0.2,0.8
birch,Birch,East,60,staff_led,40,,0.5,0.5
cedar,Cedar,West,25,,40,,0.5,0.5
dogwood,Dogwood,West,90,,,61,,
elm,Elm,West,90,,,61,,
fir,Fir,North,33,,,,0.2,0.8
""".strip()
SCENARIO = "extends: base_case\nlabel: Trees\nquestion: What do they cost?\nsites_table: trees.csv\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sites") / "project"
    start_project(folder)
    return folder


def places(project, table=TABLE, settings="", name="trees"):
    scenarios = project / "scenarios"
    (scenarios / f"{name}.csv").write_text(table + "\n", "utf-8")
    (scenarios / f"{name}.yaml").write_text(SCENARIO.replace("trees", name) + settings, "utf-8")
    return load_scenario(str(scenarios / f"{name}.yaml")).usable()


def alone(project, site, settings=""):
    lines = TABLE.splitlines()
    own = next(line for line in lines if line.startswith(f"{site},"))
    return places(project, f"{lines[0]}\n{own}", settings, name=f"only_{site}")


ROWS = ("outcomes.recovery", "outcomes.wellbeing_swemwbs.improved_one_sem", "service_use.gp_consultation")


@pytest.mark.parametrize("settings", ["", "settings: {whole_groups: true}\n"])
@pytest.mark.parametrize("site", ["alder", "birch", "cedar", "dogwood", "fir"])
def test_each_site_is_what_a_scenario_of_its_own_gives(project, site, settings):
    inputs = places(project, settings=settings)
    found = sites_of(inputs, FEW, parts_wanted(inputs, rows=ROWS, every_perspective=True))
    part = next(part for part in found.sites if part.key == site)
    own = run_psa(alone(project, site, settings), FEW)
    people = part.people
    for p in own.perspectives:
        name = net_cost_name(p.perspective)
        assert part.estimates[name].upper == pytest.approx(p.net_cost.upper / people, rel=1e-9)
        assert part.estimates[name].mean == pytest.approx(p.net_cost.mean / people, rel=1e-9)
    expected = own.perspectives[0].net_cost
    for field in ("base_case", "mean", "lower", "upper", "mc_se"):
        assert getattr(part.estimates[PROGRAMME], field) == pytest.approx(getattr(expected, field) / people, rel=1e-9)
    for row in own.rows:
        if row.row.row in ROWS:
            scale = 1 if row.row.per == "participant" else people
            got = part.estimates[f"{row.row.row}:quantity"]
            assert got.mean == pytest.approx(row.quantity.mean / scale, rel=1e-9)
            assert got.upper == pytest.approx(row.quantity.upper / scale, rel=1e-9)


@pytest.mark.parametrize("sampler", ["mc", "lhs", "sobol"])
def test_sites_sum_to_the_total_and_the_total_is_the_runs(project, sampler):
    plan = Plan(1_024, sampler=sampler)
    inputs = places(project)
    found = sites_of(inputs, plan, parts_wanted(inputs, rows=ROWS, every_perspective=True))
    run = run_psa(inputs, plan)
    people = found.total.people
    assert people == inputs.settings.participants == sum(part.people for part in found.sites)
    for p in run.perspectives:
        name = net_cost_name(p.perspective)
        means = [part.estimates[name].mean for part in found.sites]
        total = found.total.estimates[name]
        assert np.dot(means, [part.people for part in found.sites]) == pytest.approx(total.mean * people, rel=1e-9)
        for field in ("base_case", "mean", "lower", "upper", "mc_se", "below_zero"):
            scale = 1 if field == "below_zero" else people
            assert getattr(total, field) == pytest.approx(getattr(p.net_cost, field) / scale, rel=1e-9), field
    for row in run.rows:
        name = f"{row.row.row}:quantity"
        if row.row.row in ROWS:
            scale = 1 if row.row.per == "participant" else people
            assert found.total.estimates[name].mean == pytest.approx(row.quantity.mean / scale, rel=1e-9)
            means = [part.estimates[name].mean * part.people for part in found.sites]
            assert sum(means) / people == pytest.approx(found.total.estimates[name].mean, rel=1e-9)


def test_areas_are_the_sums_of_their_sites(project):
    inputs = places(project)
    found = sites_of(inputs, FEW)
    assert {area.key for area in found.areas} == {"East", "West"}
    name = net_cost_name(found.wanted.perspective)
    for area in found.areas:
        inside = [part for part in found.sites if part.area == area.key]
        assert area.people == sum(part.people for part in inside)
        total = sum(part.people * part.estimates[name].mean for part in inside)
        assert area.estimates[name].mean * area.people == pytest.approx(total, rel=1e-9)
        assert area.groups == pytest.approx(sum(part.groups for part in inside), rel=1e-9)


def test_a_budget_is_shared_by_heads():
    found = sites_of(inputs_of("side_by_side_2015_17"), FEW)
    costs = [part.estimates[PROGRAMME].mean * part.people for part in found.sites]
    assert sum(costs) == pytest.approx(3_200_000)
    assert found.sites[0].estimates[PROGRAMME].mean == pytest.approx(3_200_000 / 3_255)


def test_sites_alike_but_for_their_people_are_one_kind(project):
    assert len(kinds_of(inputs_of("side_by_side_2015_17"))) == 1
    kinds = kinds_of(places(project))
    assert [sorted(site.key for site in kind.sites) for kind in kinds] == [
        ["alder", "fir"], ["birch"], ["cedar"], ["dogwood", "elm"],
    ]  # fmt: skip
    assert len({kind.effects for kind in kinds}) == 2
    whole = kinds_of(places(project, settings="settings: {whole_groups: true}\n"))
    assert len(whole) == 5


def test_few_people_are_marked_and_nobody_is_left_out_in_words(project):
    table = TABLE.replace("fir,Fir,North,33", "fir,Fir,North,0")
    found = sites_of(places(project, table), FEW)
    assert [part.key for part in found.sites if part.small] == ["cedar"]
    assert found.empty == ("Fir",)
    shown = " ".join(sites_text(found, 100).split())
    assert "Cedar (few people)" in shown
    assert f"fewer than {SMALL} start" in shown
    assert "Nobody starts at Fir." in shown


def test_sites_stand_by_name_or_by_size_and_never_by_a_result(project):
    found = sites_of(places(project), FEW)
    labels = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"]

    def order(how):
        lines = sites_text(found, 120, order=how).split("\n")
        return [line.split()[0] for line in lines if line.split() and line.split()[0] in labels]

    assert order("name") == labels
    assert order("size") == ["Alder", "Dogwood", "Elm", "Birch", "Fir", "Cedar"]
    text = " ".join(sites_text(found, 100).split())
    assert "no reason to rank them" in text
    assert "Variation between sites beyond their mix, prices and design is not modelled" in text


def test_a_scenario_without_sites_is_refused():
    with pytest.raises(RequestError, match="declares no sites"):
        sites_of(inputs_of("base_case"), FEW)


def test_many_draws_and_several_workers_give_the_same(project):
    inputs, plan = places(project), Plan(70_000)
    alone_, together = sites_of(inputs, plan), sites_of(inputs, plan, asker=lambda q: ask(q, plan, Threads(2, 4)))
    assert alone_.sites == together.sites
    exact = sites_of(inputs, Plan(65_536)).total.estimates["net_cost:nhs_pss"]
    counted = alone_.total.estimates["net_cost:nhs_pss"]
    assert counted.upper == pytest.approx(exact.upper, abs=0.03 * exact.sd)


def test_the_perspective_and_other_rows_can_be_chosen(project):
    inputs = places(project)
    wanted = parts_wanted(inputs, "hope", Perspective.SOCIETAL, ["ae_attendance"])
    found = sites_of(inputs, FEW, wanted)
    assert wanted.rows == ("outcomes.hope", "service_use.ae_attendance")
    assert {"net_cost:societal", "outcomes.hope:quantity", "service_use.ae_attendance:cost"} <= set(
        found.sites[0].estimates
    )
    with pytest.raises(RequestError, match="no consequence 'hop'"):
        parts_wanted(inputs, "hop")


def test_records_and_picture(project):
    found = sites_of(places(project), FEW)
    document = sites_document(found, "abc")
    assert document["schema"] == "sbs_econ/sites/1"
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert len(part_records([("site", found.sites)])) == 6 * 3
    first, again = sites_picture(found), sites_picture(found)
    assert (first.svg, first.png) == (again.svg, again.png)
    assert "Cedar" in first.description
    assert b"no reason to" in first.svg
