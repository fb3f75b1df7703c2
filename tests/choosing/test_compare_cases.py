"""The worked examples of choosing, in tests/cases/choosing_*.yaml, through the package's functions."""

import numpy as np
import pytest
import yaml
from shipped import ROOT, inputs_of

from sbs_econ.analysis.compare_checks import joined
from sbs_econ.analysis.compare_efficient import standings
from sbs_econ.analysis.compare_parts import PROGRAMME
from sbs_econ.analysis.payers import costs_by_payer
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.sites import sites_of
from sbs_econ.analysis.subgroups import subgroups_of
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Block, Category, Kind, Payer

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((ROOT / "tests" / "cases").glob("choosing_*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
FEW = Plan(32)
SITES = """
extends: base_case
label: By hand
question: By hand?
sites:
"""


def options(options):
    found = standings([tuple(option) for option in options])
    return {s.option: s.status if not s.by else f"{s.status} by {joined(s.by)}" for s in found}


def sites(tmp_path, scenario, site, sites=None, changes=None):
    if sites:
        text = SITES.replace("base_case", scenario)
        for key, own in sites.items():
            venue = f"{{value: {own['venue']}, reason: By hand}}"
            text += f"  {key}: {{label: {key}, participants: {own['participants']}, "
            text += f"changes: {{programme.venue_per_session: {venue}}}}}\n"
        scenario = project_with(tmp_path, text)
    found = sites_of(inputs_of(scenario, changes), FEW)
    cost = {part.key: part.estimates[PROGRAMME].base_case for part in (*found.sites, found.total)}
    own = next(part for part in found.sites if part.key == site)
    named = {"people": own.people, PROGRAMME: cost[site], f"{PROGRAMME} in all": cost[site] * own.people}
    return named | {f"{a} minus {b}": cost[a] - cost[b] for a in cost for b in cost}


def project_with(tmp_path, text):
    from sbs_econ.io.starting import start_project

    start_project(tmp_path / "project")
    file = tmp_path / "project" / "scenarios" / "by_hand.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def subgroups(scenario, by, changes):
    found = subgroups_of(inputs_of(scenario, changes), FEW, by)
    return {f"{part.key} {name}": e.base_case for part in found.parts for name, e in part.estimates.items()}


def payers(flows):
    rows = [
        Row(f["row"], Block.PROGRAMME, f["row"], payer=Payer(f["payer"]), category=Category(f["category"]),
            kind=Kind.RESOURCE, cost_by_year=tuple(f["cost"]))
        for f in flows
    ]  # fmt: skip
    inputs = inputs_of("horizon_24")
    found = costs_by_payer(inputs, rows, {name: q.value for name, q in inputs.quantities.items()})
    named = {f"{payer} {m}": sum(years) for m, by_payer in found.items() for payer, years in by_payer.items()}
    named |= {
        f"{p} {m} year {y + 1}": c for m, by in found.items() for p, years in by.items() for y, c in enumerate(years)
    }
    return named | {"all payers": sum(sum(years) for years in found["all"].values())}


@pytest.mark.parametrize("case", CASES)
def test_case(case, tmp_path):
    functions = {
        "standings": options,
        "sites_of": lambda **given: sites(tmp_path, **given),
        "subgroups_of": subgroups,
        "costs_by_payer": payers,
    }
    found = functions[case["function"].rpartition(".")[2]](**case["inputs"])
    for name, expected in case["expected"].items():
        if isinstance(expected, str):
            assert found[name] == expected, name
        else:
            assert float(np.asarray(found[name])) == pytest.approx(expected, rel=0, abs=case.get("within", 0.005)), name
