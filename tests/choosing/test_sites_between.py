"""A declared SD between sites: what it does to sites, to the total, and to the words."""

import numpy as np
import pytest
from shipped import inputs_of

from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.sites import sites_of
from sbs_econ.reporting.sites_text import sites_text
from sbs_econ.vocabulary import Perspective

PLAN = Plan(8_192)
PUBLIC = net_cost_name(Perspective.PUBLIC_SECTOR)
RECOVERY = "outcomes.wellbeing_swemwbs:quantity"


def declared(cv):
    return inputs_of("side_by_side_2015_17", {"settings.between_site_cv": cv})


def test_sites_spread_more_and_the_total_hardly():
    without, with_ = sites_of(declared(0), PLAN), sites_of(declared(0.25), PLAN)
    plain, site = without.sites[0].estimates[RECOVERY], with_.sites[0].estimates[RECOVERY]
    relative = (plain.sd / plain.mean) ** 2
    expected = plain.mean * np.sqrt((1 + relative) * (1 + 0.25**2) - 1)
    assert site.sd == pytest.approx(expected, rel=0.05)
    assert site.mean == pytest.approx(plain.mean, abs=4 * site.mc_se)
    total, plain_total = with_.total.estimates[RECOVERY], without.total.estimates[RECOVERY]
    averaged = plain_total.mean * np.sqrt((1 + relative) * (1 + 0.25**2 / 9) - 1)
    assert total.sd == pytest.approx(averaged, rel=0.05)


def test_the_total_is_still_the_runs():
    inputs = declared(0.25)
    found, run = sites_of(inputs, PLAN), run_psa(inputs, PLAN)
    expected = next(p.net_cost for p in run.perspectives if p.perspective is Perspective.PUBLIC_SECTOR)
    for field in ("base_case", "mean", "lower", "upper"):
        assert getattr(found.total.estimates[PUBLIC], field) == pytest.approx(
            getattr(expected, field) / 3_255, rel=1e-9
        )


def test_the_base_case_and_delivery_do_not_change():
    without, with_ = sites_of(declared(0), PLAN), sites_of(declared(0.25), PLAN)
    for before, after in zip(without.sites, with_.sites, strict=True):
        assert after.estimates[PUBLIC].base_case == pytest.approx(before.estimates[PUBLIC].base_case, rel=1e-12)
        assert after.estimates["programme_cost"] == before.estimates["programme_cost"]


def test_every_site_has_draws_of_its_own():
    found = sites_of(declared(0.25), PLAN)
    assert len({part.estimates[RECOVERY].mean for part in found.sites}) == 9


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_it_is_drawn_by_every_sampler(sampler):
    assert sites_of(declared(0.25), Plan(1_024, sampler=sampler)).between_cv == pytest.approx(0.25)


def test_the_words_say_which():
    assert "is not modelled" in " ".join(sites_text(sites_of(declared(0), PLAN), 100).split())
    shown = " ".join(sites_text(sites_of(declared(0.25), PLAN), 100).split())
    assert "mean 1 and coefficient of variation 0.25, as the scenario declares" in shown
    assert "is not modelled" not in shown
