"""Sentences never claim more than the draws and the evidence hold: for any interval and any evidence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.reporting.claims import (
    CLEAR,
    SAVES,
    Claim,
    ClaimRefused,
    Consequence,
    Cost,
    Direction,
    consequence_claim,
    cost_claim,
    direction,
)

money = st.floats(-1e7, 1e7, allow_nan=False)
errors = st.floats(0, 1e5, allow_nan=False)
shares = st.floats(0, 1)


@st.composite
def estimates(draw):
    lower, mean, upper = sorted(draw(st.tuples(money, money, money)))
    error, below = draw(errors), draw(shares)
    return Estimate(mean, mean, error, lower, upper, error, error, (upper - lower) / 4, below, 0.01)


def estimate(mean, lower, upper, error=0.0):
    sd = (upper - lower) / 4
    return Estimate(mean, mean, error, lower, upper, error, error, sd, float(mean < 0), 0.0)


@given(estimates(), shares, st.integers(0, 5000), st.booleans())
def test_saves_only_below_zero_and_never_without_its_evidence(e, illustrative, people, alone):
    claim = cost_claim(Cost("the NHS", e, illustrative, people, alone))
    if SAVES.search(claim.text):
        assert e.upper + CLEAR * e.upper_mc_se < 0
        assert illustrative < 0.005 or "illustrative" in claim.text
    else:
        assert not (e.upper + CLEAR * e.upper_mc_se < 0) or (e.mean == 0 and e.sd == 0)


@given(estimates(), shares)
def test_an_interval_that_reaches_zero_is_left_open(e, illustrative):
    claim = cost_claim(Cost("the NHS", e, illustrative))
    if e.lower <= 0 <= e.upper and e.sd > 0:
        assert "could cost the NHS more or less" in claim.text
        assert direction(e) is Direction.OPEN


@given(estimates(), shares)
def test_a_clear_cost_is_never_said_to_be_less(e, illustrative):
    claim = cost_claim(Cost("the NHS", e, illustrative))
    if direction(e) is Direction.HIGHER:
        assert "more than usual support" in claim.text
        assert " less" not in claim.text


@given(estimates(), shares, st.sampled_from(["contact", "point", "SD", "share", "bed_day"]))
def test_changes_are_said_as_they_are(e, illustrative, unit):
    claim = consequence_claim(Consequence("Thing", unit, e, illustrative))
    assert SAVES.search(claim.text) is None
    if direction(e) is Direction.OPEN:
        assert "may be" in claim.text or ("too few simulations" in claim.text and not e.lower <= 0 <= e.upper)
    if illustrative >= 0.005 and direction(e) is not Direction.NOTHING:
        assert "illustrative" in claim.text


@pytest.mark.parametrize("words", ["It saves the NHS £5.", "A saving of £5.", "It pays for itself.", "Cost-effective.",
                                   "Money saved: £5.", "It is value for money."])  # fmt: skip
def test_no_rule_can_write_a_saving_that_is_open(words):
    with pytest.raises(ClaimRefused, match="reaches zero"):
        Claim(words, "rule", "NHS", estimate(-5, -10, 1), 0.0)


def test_no_rule_can_write_a_saving_on_placeholders_and_hide_it():
    with pytest.raises(ClaimRefused, match="illustrative"):
        Claim("It saves the NHS £5.", "rule", "NHS", estimate(-5, -10, -1), 0.4)
    assert Claim("It saves the NHS £5 (illustrative).", "rule", "NHS", estimate(-5, -10, -1), 0.4)


def test_monte_carlo_error_widens_the_interval():
    assert direction(estimate(-5, -10, -1, error=0.1)) is Direction.LOWER
    assert direction(estimate(-5, -10, -1, error=1.0)) is Direction.OPEN


BETWEEN = "(likely between £20,000 and £80,000)"
WORKED = [
    (estimate(-50_000, -80_000, -20_000, 100), 0.0, f"It saves the NHS about £50,000 {BETWEEN}."),
    (estimate(-50_000, -80_000, -20_000, 100), 0.3, f"It saves the NHS about £50,000 {BETWEEN} (30% illustrative)."),
    (estimate(50_000, 20_000, 80_000, 100), 0.0, f"It costs the NHS about £50,000 more than usual support {BETWEEN}."),
    (estimate(0.0, 0.0, 0.0), 1.0, "No difference in cost to the NHS is counted."),
]


@pytest.mark.parametrize(("e", "illustrative", "text"), WORKED)
def test_worked_sentences(e, illustrative, text):
    assert cost_claim(Cost("the NHS", e, illustrative)).text == text


def test_every_claim_of_the_page_is_listed_with_its_test(document):
    table = next(table for _, table in document.tables() if table.key == "claims")
    said = {row[0].shown for row in table.rows}
    first = [part for section in document.sections[:3] for part in section.parts]
    costs = [item for part in first for item in getattr(part, "items", ()) if item.startswith("It c")]
    assert costs
    assert set(costs) <= said
    assert all("interval" in row[2].shown for row in table.rows)


def test_the_report_of_the_base_case_claims_no_saving(document):
    """Every interval of the base case but the funder's and the volunteers' reaches zero."""
    texts = [part.text for section in document.sections for part in section.parts if hasattr(part, "text")]
    texts += [item for section in document.sections for part in section.parts for item in getattr(part, "items", ())]
    texts += [figure.picture.description + figure.picture.svg.decode() for figure in document.pictures()]
    for _, table in document.tables():
        if table.key not in ("inputs", "sources", "data_log", "assumptions", "decisions"):
            texts += [cell.shown for row in table.rows for cell in row]
    found = [text for text in texts if re.search(r"\bsav(es|ed|ings?)\b", text)]
    assert found == []
