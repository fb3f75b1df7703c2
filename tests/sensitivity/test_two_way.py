"""Two-way: the grid is the model, the line is where the model is zero, and what cannot be moved is refused."""

import numpy as np
import pytest
from shipped import inputs_of

from sbs_econ.analysis.two_way import Standing, bounds_of, crossing, two_way
from sbs_econ.analysis.vary import outputs_at_means
from sbs_econ.errors import RequestError
from sbs_econ.schema.sense import range_message

NET = "net_cost:nhs_pss"
BED_DAYS, CONTACTS = "service_use.acute_bed_day.change", "service_use.cmht_contact.change"


@pytest.fixture(scope="module")
def inputs():
    return inputs_of("base_case")


@pytest.fixture(scope="module")
def crossed(inputs):
    return two_way(inputs, "nhs_pss", ((BED_DAYS, None), (CONTACTS, (0.3, 1.1))), points=21)


def net_at(inputs, x, y, names=(BED_DAYS, CONTACTS)):
    return float(outputs_at_means(inputs, dict(zip(names, (x, y), strict=True)))[NET])


def test_the_grid_is_what_the_model_gives(inputs, crossed):
    for j, i in ((0, 0), (20, 0), (7, 13), (20, 20)):
        by_hand = net_at(inputs, crossed.x.values[i], crossed.y.values[j])
        assert crossed.grid[j][i] == pytest.approx(by_hand, rel=1e-9)
    ends = (crossed.x.values[0], crossed.x.values[-1])
    assert ends == pytest.approx(inputs.quantities[BED_DAYS].distribution.interval(0.95))


def test_the_model_is_zero_on_the_line(inputs, crossed):
    assert len(crossed.line) > 5
    for x, y in crossed.line:
        assert abs(net_at(inputs, x, y)) < 1e-6


def test_the_line_lies_between_grid_points_of_opposite_sign(crossed):
    grid, xs, ys = np.array(crossed.grid), np.array(crossed.x.values), np.array(crossed.y.values)
    for x, y in crossed.line:
        i, j = np.searchsorted(xs, x) - 1, np.searchsorted(ys, y) - 1
        corners = grid[max(j, 0) : j + 2, max(i, 0) : i + 2]
        assert corners.min() < 0 < corners.max()


def test_the_line_of_two_linear_quantities_is_straight_by_algebra(inputs, crossed):
    # Net cost is a + b x + c y in two rate ratios: a, b, c follow from three corners.
    (x0, x1), (y0, y1), grid = crossed.x.values[:: len(crossed.x.values) - 1], (0.3, 1.1), crossed.grid
    b, c = (grid[0][-1] - grid[0][0]) / (x1 - x0), (grid[-1][0] - grid[0][0]) / (y1 - y0)
    for x, y in crossed.line:
        assert y == pytest.approx(y0 - (grid[0][0] + b * (x - x0)) / c, abs=1e-9)


def test_no_line_where_nothing_in_the_range_breaks_even(inputs):
    found = two_way(inputs, "nhs_pss", (("programme.members_per_group", None), ("unit_costs.acute_bed_day", None)), 9)
    assert found.line == ()
    assert min(map(min, found.grid)) > 0


def test_correlated_quantities_carry_a_note(inputs, crossed):
    assert "correlate by 0.31" in crossed.note
    free = two_way(inputs, "nhs_pss", (("unit_costs.ambulance", None), ("attribution.deadweight", None)), 3)
    assert free.note is None


def test_a_fixed_quantity_needs_a_range(inputs):
    fixed = "modes.online.effect_modifier"
    with pytest.raises(RequestError, match="is fixed"):
        two_way(inputs, "nhs_pss", ((fixed, None), (CONTACTS, None)))
    assert len(two_way(inputs, "nhs_pss", ((fixed, (0.1, 2.0)), (CONTACTS, None)), 3).grid) == 3


def test_a_fixed_offer_can_be_moved():
    offer = "programme.sessions_per_group_month"
    inputs = inputs_of("base_case", {offer: 4})
    found = two_way(inputs, "nhs_pss", ((offer, (2, 8)), (CONTACTS, None)), 5)
    assert found.grid[0][0] == pytest.approx(net_at(inputs, 2.0, found.y.values[0], (offer, CONTACTS)), rel=1e-9)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (("nobody", None), (CONTACTS, None), "there is no quantity 'nobody'"),
        ((CONTACTS, None), (CONTACTS, None), "cannot be moved independently"),
        (
            ("subgroups.bame_participants.share", (0.1, 0.5)),
            ("subgroups.other_participants.share", (0.1, 0.5)),
            "cannot be moved independently",
        ),
        (("attribution.deadweight", (0.2, 1.4)), (CONTACTS, None), "can only lie from 0 to 1"),
        (("attribution.deadweight", (0.4, 0.2)), (CONTACTS, None), "is no range"),
        (("programme.sessions_per_group_month", (1.0, 4.0)), (CONTACTS, None), "can only lie from 2 to 5.2"),
    ],
)
def test_what_cannot_be_moved_is_refused(inputs, x, y, words):
    with pytest.raises(RequestError, match=words):
        two_way(inputs, "nhs_pss", (x, y))


def test_bounds_agree_with_what_validation_lets_pass(inputs):
    changes = {name for name in inputs.quantities if name.endswith(("change", "_rate", "_days_change"))}
    for name, quantity in inputs.quantities.items():
        low, high = bounds_of(inputs, name)
        assert low <= quantity.value <= high
        for end in (low, high):
            if np.isfinite(end) and quantity.unit.value != "ratio/month":
                assert range_message(quantity.unit, end, name in changes) is None, name


def test_a_fall_cannot_exceed_what_it_falls_from(inputs):
    assert bounds_of(inputs, "informal_care.hours_change")[0] == pytest.approx(-16)
    assert bounds_of(inputs, "employment.change_in_employment_rate") == pytest.approx((-0.33, 0.67))
    assert bounds_of(inputs, "unit_costs.ambulance") == (0.0, np.inf)


def test_crossings_are_found_to_the_last_digit():
    roots = crossing(lambda x: x**3 - np.array([2.0, 8.0]), np.array([0.0, 0.0]), np.array([2.0, 9.0]))
    assert roots == pytest.approx([2 ** (1 / 3), 2.0], rel=1e-15)


def test_moved_draws_keep_shares_adding_up_to_one(inputs):
    standing = Standing.at_means(inputs)
    common, _ = standing.instead("modes.online.share", 0.25)
    assert sum(float(common[f"modes.{mode}.share"]) for mode in inputs.structure.modes) == 1.0
