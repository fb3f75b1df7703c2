"""How far effects reach, by hand: nothing offered, another mix, a site unlike the average; and what a row rests on."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from shipped import consequences, inputs_of, rows_at

from sbs_econ.equations.distributions import Gamma, Normal, ZeroInflated
from sbs_econ.model.sites import with_own_factor
from sbs_econ.vocabulary import Evidence

SESSIONS = "programme.sessions_per_group_month"
INPUTS = inputs_of("base_case")
MEANS = {name: q.value for name, q in INPUTS.quantities.items()}
BASE = consequences(rows_at(INPUTS, MEANS))
LINEAR = [name for name, row in BASE.items() if row.quantity and ".improved_" not in name]
"""Rows whose quantity goes with the reach of the effect."""


def times(rows, factor):
    """Whether every row is so many times that of the base case; a factor for each draw."""
    return all(
        np.allclose(np.asarray(rows[name].quantity) + np.zeros_like(factor), BASE[name].quantity * factor, rtol=1e-12)
        for name in LINEAR
    )


def with_quantities(**changes):
    """The base case with quantities changed, by name with two underscores for a stop."""
    named = {name.replace("__", "."): change for name, change in changes.items()}
    quantities = {name: replace(INPUTS.quantities[name], **change) for name, change in named.items()}
    return replace(INPUTS, quantities={**INPUTS.quantities, **quantities})


@pytest.mark.parametrize(
    ("distribution", "family", "offered", "reach"),
    [
        (Normal(1.0, 2.0), "normal", [-1.0, 0.0, 0.5, 1.0, 4.0], [0, 0, 1, 1, 1]),
        (ZeroInflated(0.3, Gamma(2.0, 1.0)), "zero_inflated", [0.0, 0.5, 4.0], [0, 1, 1]),
        (Gamma(2.0, 1.0), "gamma", [0.25, 4.0], [1, 1]),
    ],
)
def test_nothing_is_changed_in_draws_in_which_nothing_is_offered(distribution, family, offered, reach):
    inputs = with_quantities(programme__sessions_per_group_month={"distribution": distribution, "family": family})
    rows = rows_at(inputs, MEANS | {SESSIONS: np.array(offered)})
    assert times(rows, np.array(reach))


@pytest.mark.parametrize(("offered", "reach"), [(0.0, 0), (0.5, 1), (1.0, 1), (4.0, 1)])
def test_a_fixed_offer_changes_something_or_nothing(offered, reach):
    inputs = with_quantities(programme__sessions_per_group_month={"distribution": None, "value": offered})
    assert times(rows_at(inputs, MEANS | {SESSIONS: offered}), np.array(reach))


def test_without_subgroups_and_modes_the_mix_is_1():
    inputs = replace(INPUTS, structure=replace(INPUTS.structure, subgroups=(), modes=()))
    assert times(rows_at(inputs, MEANS), np.array(1.0))


@pytest.mark.parametrize("additional", [None, 0.4])
def test_cells_weigh_the_modifiers_of_subgroup_and_mode_together(additional):
    """(0.25 x 1 x 1 + 0.75 x 2 x 0.5) / (0.6 x 1 x 1 + 0.4 x 2 x 0.5), with 0.4 of the second if given."""
    one, two = INPUTS.structure.subgroups
    cells = {(one, "group"): (0.25, 0.6), (two, "online"): (0.75, 0.4)}
    values = MEANS | {
        f"subgroups.{one}.effect_modifier": 1.0, f"subgroups.{two}.effect_modifier": 2.0,
        "modes.group.effect_modifier": 1.0, "modes.online.effect_modifier": 0.5,
    }  # fmt: skip
    figure, quantities = INPUTS.quantities["modes.group.share"], dict(INPUTS.quantities)
    for (group, mode), (share, evaluated) in cells.items():
        for kind, value in (("share", share), ("evaluation_share", evaluated)):
            name = f"cells.{group}.{mode}.{kind}"
            quantities[name], values[name] = replace(figure, name=name), value
    name = "engagement.additional_share.online"
    quantities.pop(name)
    if additional is not None:
        quantities[name], values[name] = replace(figure, name=name), additional
    inputs = replace(INPUTS, quantities=quantities, structure=replace(INPUTS.structure, cells=tuple(cells)))
    expected = (0.25 + 0.75 * (additional or 1.0)) / (0.6 + 0.4)
    assert times(rows_at(inputs, values), np.array(expected))


def test_modes_weigh_with_their_additional_share_and_subgroups_without():
    """Half of the people online: (0.5 x 1 + 0.5 x 0.8 x 0.4) / 1."""
    values = MEANS | {
        "engagement.additional_share.online": 0.4, "modes.group.share": 0.5, "modes.online.share": 0.5,
        "modes.online.effect_modifier": 0.8,
    }  # fmt: skip
    assert times(rows_at(INPUTS, values), np.array(0.66))


def test_a_site_with_a_factor_of_its_own_has_so_many_times_the_effect():
    site = with_own_factor(INPUTS.sites[0], 0.3)
    (name,) = site.quantities
    inputs, factor = replace(INPUTS, sites=(site,)), np.array([0.5, 1.3])
    rows = rows_at(inputs, MEANS, {site.key: {name: factor}})
    assert times(rows, factor)
    assert rows["programme.venue"].cost == rows_at(INPUTS, MEANS)["programme.venue"].cost


def test_the_share_improving_where_effects_are_larger():
    """Phi((mean change - important change) / SD of changes), the effect times 1.3 for 90 people, 0.5 for 270."""
    one = with_own_factor(replace(INPUTS.sites[0], participants=90), 0.3)
    other = with_own_factor(replace(INPUTS.sites[0], key="other", participants=270), 0.3)
    factors = {one.key: dict.fromkeys(one.quantities, 1.3), other.key: dict.fromkeys(other.quantities, 0.5)}
    rows = rows_at(replace(INPUTS, sites=(one, other)), MEANS, factors)
    name, prefix = next(n for n in rows if ".improved_" in n), "outcomes.wellbeing_swemwbs"
    assert name.startswith(prefix)
    before, caused = BASE[prefix].usual_quantity, BASE[prefix].quantity
    spread = MEANS[f"{prefix}.sd"] * math.sqrt(2 - 2 * MEANS[f"{prefix}.correlation"])
    important = MEANS[f"{prefix}.important_change.{name.partition('.improved_')[2]}"]
    shares = [NormalDist(important, spread).cdf(before + factor * caused) for factor in (0.0, 1.3, 0.5)]
    without = shares[0]
    assert rows[name].quantity == pytest.approx(0.25 * shares[1] + 0.75 * shares[2] - without)
    assert rows[name].usual_quantity == pytest.approx(without)
    assert rows[name].label != ""


def test_at_the_follow_up_an_effect_has_faded_since_the_programme_ended():
    """A programme of 3 months on a rise over 6 to the follow-up: half of it, and three months of fading at 0.9."""
    inputs = replace(INPUTS, settings=replace(INPUTS.settings, programme_months=3))
    rows = rows_at(inputs, MEANS | {"persistence.after_programme": 0.9})
    change = INPUTS.structure.outcomes["hope"].change
    assert (change.follow_up_months, change.ramp_months) == (6, 6)
    assert rows["outcomes.hope"].quantity == pytest.approx(BASE["outcomes.hope"].quantity * 0.5 * 0.9**3)


def test_hours_of_care_per_participant_are_not_multiplied_by_the_share_with_a_carer():
    everyone = INPUTS.structure.hours_change.model_copy(update={"per": "participant"})
    inputs = replace(INPUTS, structure=replace(INPUTS.structure, hours_change=everyone))
    rows, share = rows_at(inputs, MEANS), MEANS["informal_care.share_with_carer"]
    assert 0 < share < 1
    for part in ("quantity", "cost", "usual_quantity", "usual_cost"):
        expected = getattr(BASE["informal_care.hours"], part) / share
        assert getattr(rows["informal_care.hours"], part) == pytest.approx(expected), part


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("employment.benefits_withdrawn", {"benefits_withdrawn.participants", "benefits_withdrawn.exchequer"}),
        (
            "employment.employer_ni",
            {
                "wage_and_pension.economy",
                "wage_and_pension.participants",
                "employer_ni.economy",
                "employer_ni.exchequer",
            },
        ),
        ("employment.employed_at_baseline", {"absence"}),
    ],
)
def test_a_row_is_known_as_well_as_the_least_known_of_what_it_names(name, rows):
    known = {n: replace(q, evidence=Evidence.PUBLISHED) for n, q in INPUTS.quantities.items()}
    known[name] = replace(known[name], evidence=Evidence.ILLUSTRATIVE)
    found = rows_at(replace(INPUTS, quantities=known), MEANS)
    assert {n for n, row in found.items() if row.evidence is Evidence.ILLUSTRATIVE} == {f"employment.{n}" for n in rows}
