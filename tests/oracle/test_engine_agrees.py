"""The package and the oracle give the same numbers: shipped scenarios, single draws, generated descriptions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from shipped import SCENARIOS, inputs_of, sampled

from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.vocabulary import Block, Perspective, StudyDesign, Unit

from . import method_by_hand
from .describe import describe, to_inputs
from .strategies import descriptions

WITHIN = 1e-9


def disagreements(inputs, rows, description):
    """Every difference of more than WITHIN, relative to the larger figure of its row."""
    expected = method_by_hand.evaluate(description)
    found = {row.row: row for row in rows if row.block is not Block.NOT_QUANTIFIED}
    assert set(found) == set(expected["rows"])
    apart = [text for name, row in found.items() for text in row_apart(row, expected["rows"][name])]
    return apart + perspectives_apart(inputs, rows, expected["perspectives"])


def row_apart(row, expected):
    for name in ("payer", "kind", "per"):
        given = getattr(row, name)
        if given != expected[name]:
            yield f"{row.row}: {name} is {given}, and {expected[name]} by hand"
    size = 1.0 if row.unit == "share" else 0.0
    yield from figures_apart(row.row, row, expected, ("quantity", "usual_quantity"), size)
    yield from figures_apart(row.row, row, expected, ("cost", "usual_cost"), 0.0)
    assert (row.cost_by_year is None) == (expected["cost_by_year"] is None)
    pairs = zip(row.cost_by_year or (), expected["cost_by_year"] or (), strict=True)
    largest = scale((row.cost, row.usual_cost, expected["cost"], *(row.cost_by_year or ())), 0.0)
    for year, (cost, by_hand) in enumerate(pairs):
        yield from apart(f"{row.row}: cost of year {year}", cost, by_hand, largest)


def figures_apart(label, row, expected, names, size):
    """The difference must be given by both or neither; usual support is compared where both define it."""
    difference, usual = names
    assert (getattr(row, difference) is None) == (expected[difference] is None), f"{label}: {difference}"
    pairs = {name: (getattr(row, name), expected[name]) for name in (difference, usual)}
    largest = scale([value for pair in pairs.values() for value in pair], size)
    for name, (engine, by_hand) in pairs.items():
        if engine is not None and by_hand is not None:
            yield from apart(f"{label}: {name}", engine, by_hand, largest)


def scale(values, least):
    return max([least, *(abs(float(value)) for value in values if value is not None)])


def apart(label, engine, by_hand, largest):
    if not abs(float(engine) - by_hand) <= WITHIN * largest:
        yield f"{label} is {float(engine)!r}, and {by_hand!r} by hand"


def perspectives_apart(inputs, rows, expected):
    totals = {p.value: net_cost(rows, view(p, inputs.settings.funded_by)) for p in Perspective}
    societal = view(Perspective.SOCIETAL, inputs.settings.funded_by)
    totals["societal_without_informal_care"] = net_cost(rows, societal, without=Block.INFORMAL_CARE)
    assert set(totals) == set(expected)
    gross = sum(scale([row.cost], 0.0) for row in rows)
    return [text for name, total in totals.items() for text in apart(f"net cost, {name}", total, expected[name], gross)]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_base_case_of_every_shipped_scenario(scenario):
    inputs = inputs_of(scenario)
    assert disagreements(inputs, base_case(inputs), describe(inputs)) == []


def number_at(value, draw):
    return value if value is None or np.ndim(value) == 0 else float(value[draw])


def row_at(row, draw):
    """A row of a PSA at one of its draws."""
    years = row.cost_by_year
    return replace(
        row,
        **{name: number_at(getattr(row, name), draw) for name in ("quantity", "usual_quantity", "usual_cost")},
        cost_by_year=None if years is None else tuple(number_at(year, draw) for year in years),
    )


def at_draw(values, draw):
    return {name: number_at(values[name], draw) for name in values}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_single_draws_of_every_shipped_scenario(scenario):
    inputs = inputs_of(scenario)
    common, local = sampled(inputs, draws=40)
    rows = evaluate(inputs, common, local)
    for draw in (0, 7, 39):
        by_site = {key: at_draw(drawn, draw) for key, drawn in local.items()}
        description = describe(inputs, at_draw(common, draw), by_site)
        assert disagreements(inputs, [row_at(row, draw) for row in rows], description) == []


def test_standardised_differences_on_an_outcome_counted_in_points():
    """A change, a control arm's change and an important change stated in SD are all multiplied by the sd."""
    inputs = inputs_of("base_case")
    key, stem = "wellbeing_swemwbs", "outcomes.wellbeing_swemwbs"
    outcome = inputs.structure.outcomes[key]
    in_sd = {"unit": Unit.SD_PER_PERSON, "design": StudyDesign.CONTROLLED, "attribution": None}
    control_arm = outcome.change.model_copy(update=in_sd)
    update = {"change": outcome.change.model_copy(update=in_sd), "control_arm_change": control_arm}
    quantities = dict(inputs.quantities)
    for name, value, unit in (
        (f"{stem}.change", 0.3, Unit.SD_PER_PERSON),
        (f"{stem}.control_arm_change", 0.2, Unit.SD_PER_PERSON),
        (f"{stem}.important_change.one_sem", 0.5, Unit.SD),
    ):
        quantities[name] = replace(inputs.quantities[f"{stem}.change"], name=name, value=value, unit=unit)
    outcomes = {key: outcome.model_copy(update=update)}
    changed = replace(inputs, quantities=quantities, structure=replace(inputs.structure, outcomes=outcomes))
    rows = base_case(changed)
    assert disagreements(changed, rows, describe(changed)) == []
    sd = inputs.quantities[f"{stem}.sd"].value
    assert next(row for row in rows if row.row == stem).usual_quantity == pytest.approx(0.2 * sd)


slow_is_fine = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow_is_fine
@given(descriptions())
def test_generated_descriptions(description):
    inputs = to_inputs(description)
    apart = disagreements(inputs, base_case(inputs), description)
    assert apart == []


@settings(slow_is_fine, max_examples=20)
@given(descriptions())
def test_a_description_survives_the_way_into_the_package_and_back(description):
    there_and_back = describe(to_inputs(description))
    assert method_by_hand.evaluate(there_and_back) == method_by_hand.evaluate(description)
