"""The engine's own answers for a scenario with changes: what a panel must give to nine digits."""

import functools

from shipped import loaded

from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Plan, run_psa

NEAR = 1e-9
"""Relative difference that is rounding."""
KEYS = ("base", "mean", "lower", "upper")


@functools.cache
def inputs_of(scenario, changes=()):
    """Return the resolved inputs of a scenario with changes, pairs of name and value as text."""
    return loaded(scenario, dict(changes)).usable()


@functools.cache
def answers(scenario, changes=(), sampler="mc", seed=1):
    """Return base case, mean, and interval of each output, by its name."""
    result = run_psa(inputs_of(scenario, changes), Plan(2000, seed, sampler))
    found = {}
    for row in result.rows:
        for part, estimate in (("quantity", row.quantity), ("cost", row.cost)):
            if estimate is not None:
                found[f"{row.row.row}:{part}"] = estimate
    found |= {net_cost_name(each.perspective): each.net_cost for each in result.perspectives}
    return {
        name: {"base": e.base_case, "mean": e.mean, "lower": e.lower, "upper": e.upper, "below": e.below_zero}
        for name, e in found.items()
    }


def furthest(found, wanted):
    """Return the largest relative difference of any figure.

    One that is less than a millionth of its estimate's interval is held against that: it is a sum to nothing.
    """
    assert set(found) == set(wanted)
    worst = 0.0
    for name, figures in wanted.items():
        least = 1e-6 * max(abs(figures[key]) for key in KEYS) or 1.0
        for key in KEYS:
            worst = max(worst, abs(found[name][key] - figures[key]) / max(abs(figures[key]), least))
    return worst
