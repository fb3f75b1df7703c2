"""Lenses: each verdict is that of a run of its own, and nothing is repeated."""

import csv
import io
import json

import numpy as np
import pytest
from click.testing import CliRunner
from shipped import inputs_of, loaded

from sbs_econ.analysis.lenses import ANY, EVERY, LENSES, lens_table
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.cli.lenses import command
from sbs_econ.errors import RequestError
from sbs_econ.vocabulary import Perspective

FEW = Plan(400, 1, "mc")
RUNS = (
    ("base_case", {"horizon": "12 months", "unit_costs": "current_2024_25 (2024/25 prices)",
                   "employment": "human_capital", "care": "opportunity_cost"}),
    ("horizon_24", {"horizon": "24 months", "discount": "3.5%", "unit_costs": "current_2024_25 (2024/25 prices)",
                    "employment": "human_capital", "care": "opportunity_cost"}),
    ("friction_cost", {"horizon": "12 months", "unit_costs": "current_2024_25 (2024/25 prices)",
                       "employment": "friction_cost", "care": "opportunity_cost"}),
    ("carer_replacement_cost", {"horizon": "12 months", "unit_costs": "current_2024_25 (2024/25 prices)",
                                "employment": "human_capital", "care": "replacement_cost"}),
)  # fmt: skip


def table_of(scenario, changes=None, plan=FEW):
    found = loaded(scenario, changes or {})
    return lens_table(found.folder.usable(), found.layers, plan)


@pytest.fixture(scope="module")
def base():
    return table_of("base_case")


def through(table, perspective, options):
    return [
        v for v in table.of(perspective)
        if all(v.lens.options[lens] in (option, ANY) for lens, option in options.items())
    ]  # fmt: skip


@pytest.mark.parametrize("perspective", Perspective, ids=str)
@pytest.mark.parametrize(("scenario", "options"), RUNS, ids=[name for name, _ in RUNS])
def test_each_lens_is_a_run_of_its_own(base, scenario, options, perspective):
    (verdict,) = through(base, perspective, options)
    run = {p.perspective: p for p in run_psa(inputs_of(scenario), FEW).perspectives}[perspective]
    assert verdict.net_cost.mean == pytest.approx(run.net_cost.mean / 360, rel=1e-12)
    assert verdict.net_cost.below_zero == run.probability_cost_saving


def test_prices_of_the_programme_era_are_a_run_of_their_own(base):
    # For the NHS the scenario changes the same as the lens; society's view also has its own wage.
    (verdict,) = through(base, Perspective.NHS_PSS, {"horizon": "12 months",
                         "unit_costs": "programme_era_2016_17 (2016/17 prices)"})  # fmt: skip
    run = {p.perspective: p for p in run_psa(inputs_of("programme_era_prices"), FEW).perspectives}
    assert verdict.net_cost.mean == pytest.approx(run[Perspective.NHS_PSS].net_cost.mean / 360, rel=1e-12)


def test_own_lens_comes_first_and_does_not_differ_from_itself(base):
    for perspective in Perspective:
        first, *others = base.of(perspective)
        assert first.lens.own
        assert first.differs_from_own == 0.0
        assert not any(v.lens.own for v in others)


def test_lenses_that_make_no_difference_are_not_repeated(base):
    assert {v.lens.options["care"] for v in base.of(Perspective.NHS_PSS)} == {ANY}
    assert {v.lens.options["horizon"] for v in base.of(Perspective.FUNDER)} == {ANY}
    for v in base.verdicts:
        assert (v.lens.options["discount"] == ANY) == (v.lens.options["horizon"] in ("12 months", ANY))
    for perspective in Perspective:
        options = [tuple(v.lens.options.values()) for v in base.of(perspective)]
        assert len(set(options)) == len(options)


def test_the_programmes_own_months_are_not_cut_short():
    table = table_of("base_case", {"settings.programme_months": 18, "settings.horizon_months": 18})
    assert {v.lens.options["horizon"] for v in table.of(Perspective.NHS_PSS)} == {"18 months", "24 months"}


def test_perspectives_without_the_programmes_cost_give_no_verdict():
    table = table_of("base_case", {"settings.funded_by": "lottery"})
    assert table.of(Perspective.NHS_PSS) == []
    assert any("nhs_pss" in note for note in table.notes)


def test_share_of_draws_in_which_lenses_disagree(base):
    from sbs_econ.analysis.change import per_participant
    from sbs_econ.analysis.change_draws import common_draws, drawn
    from sbs_econ.model.draws import Shared

    variants = ("base_case", "horizon_24")
    inputs = [inputs_of(name) for name in variants]
    shared = Shared(common_draws(inputs, FEW).sampler, 0, FEW.draws)
    signs = [np.asarray(per_participant(i, Perspective.NHS_PSS, drawn(i, shared))) < 0 for i in inputs]
    (verdict,) = through(base, Perspective.NHS_PSS, dict(RUNS[1][1]))
    assert verdict.differs_from_own == pytest.approx(float(np.mean(signs[0] != signs[1])))
    agreement = {a.perspective: a for a in base.agreements}
    assert agreement["nhs_pss"].disagree >= verdict.differs_from_own
    assert agreement[EVERY].disagree >= max(agreement[p.value].disagree for p in Perspective)
    assert agreement[EVERY].lenses == len(base.verdicts)
    assert agreement["funder"].disagree == 0.0


def test_no_effect_never_saves():
    table = table_of("no_effect")
    assert all(v.word == "costs" and v.net_cost.below_zero == 0.0 for v in table.of(Perspective.FUNDER))
    assert {v.lens.options["horizon"] for v in table.of(Perspective.NHS_PSS)} == {ANY}


def test_nobody_is_refused():
    with pytest.raises(RequestError, match="no participants"):
        table_of("base_case", {"settings.participants": 0})


def test_command(tmp_path):
    def run(*options):
        done = CliRunner().invoke(command, ["base_case", "--draws", "200", *options], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    document = json.loads(run("--format", "json"))
    assert document["schema"] == "sbs_econ/lenses/1"
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv"))))
    assert len(rows) == len(document["verdicts"])
    assert set(LENSES) < set(rows[0])
    text, brief = run("--out", str(tmp_path / "out")), run("--brief")
    assert len(brief.splitlines()) < len(text.splitlines())
    assert {f.name for f in (tmp_path / "out").iterdir()} == {"lenses.json", "lenses.csv", "lenses.txt"}
