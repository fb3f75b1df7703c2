"""A scenario as steps gives the engine's own answers, for every shipped scenario and other values of its inputs."""

import numpy as np
import pytest
from engine_answers import NEAR, answers, furthest, inputs_of
from scipy.special import ndtr
from shipped import SCENARIOS

from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.what_if import ASIS, CAUSAL, what_if
from sbs_econ.analysis.what_if_inputs import CAUSAL_SHARE, PARTICIPANTS
from sbs_econ.report.panel_data import limits_of

WORK = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "min": np.minimum, "max": np.maximum,
    "pow": np.power, "neg": np.negative, "ceil": np.ceil, "sqrt": np.sqrt, "cbrt": np.cbrt, "ndtr": ndtr,
}  # fmt: skip


def worked(found, changes=()):
    """Return the estimates of every output, from the steps alone."""
    given = {name: float(value) for name, value in changes}
    values = {varied.name: given.get(varied.name, varied.values) for varied in found.varied}
    way = CAUSAL if CAUSAL_SHARE in given and CAUSAL in found.outputs else ASIS
    results = []
    for kind, *rest in found.steps:
        if kind == "input":
            results.append(values[rest[0]])
        elif kind in ("number", "draws"):
            results.append(rest[0] if kind == "number" else found.draws[rest[0]])
        elif any(results[place] is None for place in rest):
            results.append(None)  # rests on a causal share that this way has not
        else:
            results.append(WORK[kind](*(results[place] for place in rest)))
    return {name: estimate(results[step], found.plan.draws) for name, step in found.outputs[way].items()}


def estimate(values, draws):
    values = np.broadcast_to(values, (draws + 1,))
    own = values[:draws]
    lower, upper = np.quantile(own, (0.025, 0.975))
    return {"base": values[draws], "mean": own.mean(), "lower": lower, "upper": upper, "below": (own < 0).mean()}


def without_care(figures):
    return {name: each for name, each in figures.items() if name != "net_cost:societal_without_informal_care"}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_steps_are_the_run(scenario):
    found = what_if(inputs_of(scenario), Plan())
    assert furthest(without_care(worked(found)), answers(scenario)) < NEAR


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_input_alone_and_all_together(scenario):
    found = what_if(inputs_of(scenario), Plan())
    alone = [
        (varied.name, other_value(varied)) for varied in found.varied if varied.group not in ("subgroups", "modes")
    ]
    # fmt: off
    mixes = [("subgroups.bame_participants.share", "0.5"), ("subgroups.other_participants.share", "0.5"),
             ("modes.group.share", "0.6"), ("modes.one_to_one.share", "0.1"), ("modes.online.share", "0.3")]
    # fmt: on
    mixes = [pair for pair in mixes if pair[0] in {varied.name for varied in found.varied}]
    cases = [tuple(alone + mixes), tuple(mixes)]
    if scenario in ("base_case", "side_by_side_2015_17", "horizon_24"):
        cases += [(pair,) for pair in alone]
    for changes in cases:
        assert furthest(without_care(worked(found, changes)), answers(scenario, changes)) < NEAR, changes


def other_value(varied):
    """A value that differs from the input's own and lies in its range."""
    if varied.name == PARTICIPANTS:
        return "511"
    limits = limits_of(varied.quantity)
    return f"{0.9 * varied.quantity.value or 0.4 if limits.most else 1.3 * varied.quantity.value + 1:.6g}"
