"""Which smoother is used: by how many inputs there are, and whether the model's own answer is there to guide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sbs_econ.equations.regression import Fit, Outcomes, Regressor, constant_fit
from sbs_econ.equations.regression_group import fit_terms
from sbs_econ.equations.regression_pair import fit_pair
from sbs_econ.equations.regression_single import fit_single
from sbs_econ.equations.regression_terms import (
    Block,
    additive_blocks,
    budget_of,
    columns_of,
    curves_within,
    interaction_blocks,
    within_budget,
)
from sbs_econ.equations.regression_wide import ENOUGH, screen_pairs, screened_blocks

WHOLE = 10
"""Groups of so many inputs or fewer get every pair and triple; of larger ones the pairs that residuals point to."""
GUIDE_CURVES = 5


def expected_outcomes(
    inputs: Sequence[Regressor], outcomes: Outcomes, guides: Sequence[Regressor] = (), additive: bool = False
) -> Fit:
    """Return the expected outcomes given some inputs.

    One input: a penalised spline, or the mean of each value where they are few. Two: a tensor product of splines. More:
    terms in order, with all pairs and triples up to ten inputs, and beyond that the pairs that residuals point to.

    Args:
        inputs: those that would be known.
        outcomes: shape (n, m).
        guides: anything else that is a function of the inputs and goes with the outcomes, such as what a model gives at
            them with everything else at its mean.
        additive: whether to leave products of inputs out, to see what they add.
    """
    given = [one for one in inputs if not one.constant]
    guiding = [one for one in guides if not one.constant]
    if not given:
        return constant_fit(outcomes)
    if len(given) == 1:
        return fit_single(given[0], outcomes)
    if len(given) == 2 and not guiding and not additive:
        return fit_pair(given[0], given[1], outcomes)
    return _fit_group(given, guiding, outcomes, additive)


def _fit_group(given: Sequence[Regressor], guides: Sequence[Regressor], outcomes: Outcomes, additive: bool) -> Fit:
    budget = budget_of(outcomes.draws)
    columns, guiding = columns_of([(given, curves_within(len(given), budget)), (guides, GUIDE_CURVES)], outcomes)
    guided, table = list(additive_blocks(guiding, model=True)) if guides else [], columns.table
    wanted = [*guided, *additive_blocks(columns)]
    if not additive and len(given) <= WHOLE:
        wanted += interaction_blocks(columns)
    blocks = list(within_budget(wanted, budget))
    whole = len(given) <= WHOLE and len(blocks) == _real(wanted)
    kind = "additive splines" if additive else "terms" if whole else "screened terms"
    fit = fit_terms(blocks, table, outcomes, f"{kind} guided by the model" if guided else kind)
    if kind == "screened terms":
        more = list(screened_blocks(columns, outcomes.columns - fit.fitted))
        fit = fit_terms(list(within_budget([*blocks, *more], budget)), table, outcomes, fit.method) if more else fit
    leads = columns.table[:, list(columns.leads)]
    left = screen_pairs(leads, outcomes.columns - fit.fitted)
    share = left.strongest**2 / min(outcomes.draws, ENOUGH)
    return replace(fit, left_over=left.strongest / left.limit, left_over_share=min(share, 1.0))


def _real(blocks: Sequence[Block]) -> int:
    return sum(len(one) > 0 for one in blocks)
