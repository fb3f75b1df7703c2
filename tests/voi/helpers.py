"""Values of information of draws, in one line each."""

import numpy as np

from sbs_econ.equations.expected_value import value_of_fit
from sbs_econ.equations.net_benefit import gains_over_best
from sbs_econ.equations.regression import Outcomes, Regressor
from sbs_econ.equations.regression_choice import expected_outcomes


def known(inputs, net_benefits, **options):
    """The value of knowing some inputs (arrays), and the fit."""
    _, gains = gains_over_best(net_benefits)
    outcomes = Outcomes.of(gains)
    fit = expected_outcomes([Regressor.of(np.asarray(x, dtype=float)) for x in inputs], outcomes, **options)
    return value_of_fit(fit, gains, range(gains.shape[1])), fit, outcomes


def worth(inputs, net_benefits, **options):
    """The value alone."""
    return known(inputs, net_benefits, **options)[0]


def against_nothing(gain):
    """Net benefits of doing nothing and of something that gains so much."""
    return np.stack([np.zeros(len(gain)), gain], axis=1)
