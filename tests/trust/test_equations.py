"""Each equation of the model at a point where nothing cancels, by hand: what mutation testing holds modules to."""

import math

import numpy as np
import pytest

from sbs_econ.equations import (
    attribution,
    discounting,
    effects,
    employment,
    engagement,
    informal_care,
    outcomes,
    prices,
    programme_costs,
    service_use,
    values,
)

close = pytest.approx


def test_attribution():
    assert attribution.uncontrolled_share(0.4, 0.3, 0.2) == close(0.6 * 0.7 * 0.8)
    assert attribution.controlled_share(0.2) == close(0.8)


def test_discounting():
    assert [discounting.year_of(m) for m in (1, 12, 13, 25)] == [0, 0, 1, 2]
    assert discounting.factor(2, 0.035) == close(1 / 1.035 / 1.035)
    assert discounting.discount((100.0, 100.0, 50.0), 0.1) == close((100, 100 / 1.1, 50 / 1.21))
    assert discounting.discount((100.0, 100.0), 0) == (100.0, 100.0)
    assert discounting.total((1.0, 2.0, 4.0)) == 7
    assert discounting.spread(18, 30) == close((12 / 18, 6 / 18, 0))
    assert discounting.spread(1, 12) == (1.0,)


def test_employment():
    assert employment.output_per_month(20.0, 15.0, 0.2) == close(20 * 52 / 12 * 15 * 1.2)
    assert employment.output_per_day(20.0, 15.0, 0.2) == close(20 / 5 * 15 * 1.2)
    assert employment.friction_months(60.0) == close(60 * 12 / 365.25)


def test_informal_care():
    assert informal_care.hours(2.0, 3.0, 5.0) == close(2 * 3 * 52 / 12 * 5)
    assert informal_care.usual_hours(10.0, 4.0, -0.5, 12, 11.0) == close(10 * 52 / 12 * (48 - 5.5))


def test_service_use():
    assert service_use.change_from_ratio(2.0, 0.75) == -0.5
    assert service_use.attributable(100.0, -0.5, 11.0, 3) == close(100 * -0.5 * 11 / 3)
    assert service_use.usual_support(100.0, 2.0, -0.3, (12, 11.0), 3) == close(100 * (24 - 3.3) / 3)


def test_outcomes():
    assert outcomes.sd_of_change(5.0, 0.6) == close(5 * math.sqrt(0.8))
    assert outcomes.share_improving(1.5, 1.0, 2.0) == close(0.5 * (1 + math.erf(0.25 / math.sqrt(2))))
    assert outcomes.point_years(2.0, 30.0, 9.0) == close(45)


def test_prices():
    assert prices.uprating_factor({"2020/21": 2.0, "2021/22": 3.0}, "2020/21", "2021/22") == 1.5
    assert prices.uprating_factor({}, "2020/21", "2020/21") == 1.0
    assert prices.previous_year("2000/01") == "1999/00"
    assert prices.previous_year("2024/25") == "2023/24"
    levels = prices.levels_from_changes({"2014/15": 10.0, "2015/16": -5.0})
    assert levels == {"2013/14": 1.0, "2014/15": close(1.1), "2015/16": close(1.045)}


def test_programme_costs():
    assert programme_costs.groups(50, 20.0, whole=False) == 2.5
    assert programme_costs.groups(40, 20.0, whole=True) == 2.0
    assert programme_costs.groups(41, 20.0, whole=True) == 3.0
    assert programme_costs.groups(3, 0.1 * 30, whole=True) == 1.0  # a hair above 1 by rounding
    assert isinstance(programme_costs.groups(50, 20.0, whole=True), float)
    assert programme_costs.groups(50, np.array([20.0, 30.0]), whole=True).tolist() == [3.0, 2.0]
    assert programme_costs.fte_years(4.0, 0.5, 9) == close(1.5)
    assert programme_costs.contact_price(60.0, 15) == 15
    assert programme_costs.per_unit(10.0, 4.0) == 2.5
    assert [programme_costs.per_unit(10.0, each) for each in (None, 0, math.inf, math.nan)] == [None] * 4


def test_engagement():
    assert engagement.sessions_in_first_month(2.5, 8.0, 4.0, 0.0) == 2.5
    assert float(engagement.sessions_in_first_month(2.5, 8.0, 4.0, 0.5)) == close(2.5 * math.sqrt(2))
    first = engagement.sessions_in_first_month(np.array([2.0, 2.0]), np.array([0.0, 1.0]), 4.0, 1.0)
    assert first.tolist() == [0.0, 0.5]
    assert float(engagement.attendances_per_participant(4.0, 0.5, 3.0, 3)) == 3 + 2 + 1
    assert float(engagement.attendances_per_participant(4.0, 0.5, 9.0, 1)) == 4


def test_values():
    t = values.two_way_share(0.6, [0.9, 0.5, 0.8], [0.5, 0.4, 0.6])
    assert float(t) == close(0.6 * 0.5 * (0.5 * 0.4 * 0.6) ** (1 / 3))
    assert values.two_way_share(0.6, [1.0, 1.0], [1.0]) == 0.6
    assert float(values.two_way_share(0.6, [0.5, 1.0, 0.9], [1.0])) == close(0.3)
    reference = np.array([0.6])
    assert values.two_way_share(reference, [1.0], [1.0]) is reference
    assert float(values.two_way_share(0.6, [1.0, 0.5], [1.0])) == close(0.3)
    assert float(values.two_way_share(0.6, [1.0, 1.0], [0.125])) == close(0.3)
    assert float(values.two_way_share(0.6, [0.5, 0.5], [0.5])) == close(0.6 * 0.5 * 0.5 ** (1 / 3))
    assert values.values_multiplier(0.3, 0.6, 0.25) == close((0.3 + 0.7 * 0.25) / (0.6 + 0.4 * 0.25))
    reference = np.array([0.6])
    assert values.values_multiplier(reference, reference, np.array([0.5])) == 1.0
    assert values.mix_multiplier([0.2, 0.8], [0.5, 0.5], [2.0, 1.0], [3.0, 1.0]) == close(1.2 / 2)


def test_effects():
    timing = effects.Timing(follow_up=4, ramp=2, programme=6, horizon=9)
    expected = [0.5, 1, 1, 1, 0.9, 0.81, 0.81 * 0.5, 0.81 * 0.25, 0.81 * 0.125]
    assert list(effects.monthly_effects(timing, 0.9, 0.5)) == close(expected)
    early = effects.Timing(follow_up=6, ramp=6, programme=3, horizon=5)
    assert list(effects.monthly_effects(early, 0.9, 0.5)) == close([1 / 6, 2 / 6, 3 / 6, 1.5 / 6, 0.75 / 6])
    flat = effects.Timing(follow_up=1, ramp=0, programme=2, horizon=2)
    assert list(effects.monthly_effects(flat, 0.9, 0.5)) == close([1, 0.9])
    by_year = effects.effective_months_by_year([1.0] * 12 + [0.5] * 6)
    assert list(by_year) == close([12, 3])
    assert effects.months_after([1.0, 1.0, 0.5, 0.25], 2) == close(0.75)
    assert list(effects.within_friction_period([0.5, 1.0, 1.0, 1.0], 2.0)) == close([0.5, 1.0, 0.5, 0])
