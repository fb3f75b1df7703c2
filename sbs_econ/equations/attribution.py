"""How much of a reported change the programme caused (method, section 4).

The product form is the special case of the additionality guidance's two brackets in which displacement is
the same with and without the programme; deadweight is the reference case as a share of what selection leaves.
"""

from __future__ import annotations

from sbs_econ.equations.arrays import Draws


def uncontrolled_share(regression_to_the_mean: Draws, deadweight: Draws, displacement: Draws) -> Draws:
    """Return A for a before-after change: (1 - regression)(1 - deadweight)(1 - displacement).

    >>> round(uncontrolled_share(0.45, 0.35, 0.10), 5)
    0.32175
    """
    return (1.0 - regression_to_the_mean) * (1.0 - deadweight) * (1.0 - displacement)


def controlled_share(displacement: Draws) -> Draws:
    """Return A for a change against a comparison group, which only displacement can reduce."""
    return 1.0 - displacement
