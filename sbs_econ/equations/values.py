"""The six values of peer support, two-way giving and receiving, and who takes part (method, section 4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sbs_econ.equations.arrays import Draws


def two_way_share(reference: Draws, foundations: Sequence[Draws], resting_on_them: Sequence[Draws]) -> Draws:
    """Return t, the share of participants in active two-way giving and receiving.

    Args:
        reference: t_ref, the same in the evaluation.
        foundations: shared experience, safety, choice and control, each 0 to 1.
        resting_on_them: two-way interaction, human connection, freedom to be oneself, each 0 to 1.
    """
    weakest: Draws = foundations[0]
    for value in foundations[1:]:
        weakest = np.minimum(weakest, value)
    product: Draws = 1.0
    for value in resting_on_them:
        product = product * value
    if isinstance(weakest, float) and isinstance(product, float) and weakest == product == 1.0:
        return reference
    return reference * weakest * np.cbrt(product)


def values_multiplier(share: Draws, reference: Draws, one_way_effect: Draws) -> Draws:
    """Return V = (t + (1 - t) rho) / (t_ref + (1 - t_ref) rho); exactly 1 where t is t_ref.

    >>> values_multiplier(0.6, 0.6, 0.5)
    1.0
    """
    if share is reference:
        return 1.0
    return (share + (1.0 - share) * one_way_effect) / (reference + (1.0 - reference) * one_way_effect)


def mix_multiplier(
    shares: Sequence[Draws],
    reference_shares: Sequence[Draws],
    weights: Sequence[Draws],
    reference_weights: Sequence[Draws],
) -> Draws:
    """Return G = sum s mu / sum s_ref mu_ref over subgroups, modes or their cells."""
    above: Draws = 0.0
    below: Draws = 0.0
    for share, reference, weight, reference_weight in zip(
        shares, reference_shares, weights, reference_weights, strict=True
    ):
        above = above + share * weight
        below = below + reference * reference_weight
    return above / below
