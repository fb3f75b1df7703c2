"""What knowing is worth beside shares of the variance: as voi has it, and none where nothing is decided."""

import pytest

import sbs_econ

DRAWS = 4_000


def variance(*outputs, scenario="base_case", **options):
    return sbs_econ.sensitivity_variance(scenario, outputs, draws=DRAWS, **options)


def voi(scenario="base_case", **options):
    (result,) = sbs_econ.voi(scenario, draws=DRAWS, perspectives=["societal"], survey=None, **options)["results"]
    return result


def test_single_inputs_are_worth_what_voi_says():
    found, result = variance("societal", scenario="full_attribution"), voi("full_attribution")
    in_voi = {one["parameters"][0]: one for one in result["evppi"] if len(one["parameters"]) == 1 and not one["group"]}
    beside = {one["name"]: one["evppi"] for one in found["shares"] if len(one["members"]) == 1}
    assert len(beside) > 30
    assert sum(evppi["value"] > 0 for evppi in beside.values()) == 3
    for name, evppi in beside.items():
        assert evppi["value"] == pytest.approx(in_voi[name]["value"], abs=1e-12)
        assert evppi["se"] == pytest.approx(in_voi[name]["se"], abs=1e-12)
    assert found["knowing"][0]["evpi"]["value"] == result["evpi"]["value"]


def test_a_group_is_worth_what_voi_says_with_all_that_is_drawn_with_it():
    (own,) = variance("societal", groups=["service_use.acute_bed_day.change,attribution.deadweight"])["shares"]
    assert own["added"]
    found = [one for one in voi(groups=[",".join(own["members"])])["evppi"] if one["parameters"] == own["members"]]
    assert own["evppi"]["value"] == pytest.approx(found[0]["value"], abs=1e-12)


@pytest.mark.parametrize(
    ("scenario", "output", "reason"),
    [
        ("base_case", "employment.output:cost", "pays decides by"),
        ("base_case", "societal_without_informal_care", "pays decides by"),
        ("side_by_side_2015_17", "nhs_pss", "no decision on funding"),
    ],
)
def test_what_decides_nothing_has_no_worth_and_says_why(scenario, output, reason):
    found = variance(output, scenario=scenario)
    assert {one["evppi"] for one in found["shares"]} == {None}
    (knowing,) = found["knowing"]
    assert knowing["evpi"] is None
    assert reason in knowing["why_not"]


def test_several_outputs_keep_their_own():
    found = variance("societal", "employment.output:cost", "nhs_pss")
    assert [one["evpi"] is None for one in found["knowing"]] == [False, True, False]
    first, last = (found["knowing"][place]["evpi"]["value"] for place in (0, 2))
    assert first != last


def test_factors_of_single_sites_have_shares_and_no_worth():
    found = variance("societal", changes={"settings.between_site_cv": 0.3})
    own = [one for one in found["shares"] if one["name"].startswith("between_site.")]
    assert own
    assert {one["evppi"] for one in own} == {None}


def test_nobody_starts_and_nothing_is_decided():
    found = variance("societal", changes={"settings.participants": 0})
    assert "nobody starts" in found["knowing"][0]["why_not"]


@pytest.mark.parametrize("draws", [2, 10, 99])
def test_too_few_draws_have_no_worth_and_say_so(draws):
    found = sbs_econ.sensitivity_variance("base_case", ["societal"], draws=draws)
    assert {one["evppi"] for one in found["shares"]} == {None}
    assert "at least 100 draws" in found["knowing"][0]["why_not"]
