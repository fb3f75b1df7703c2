"""Decision problems whose values of information are known: formulas, and draws that belong to them."""

import numpy as np
from scipy import stats
from scipy.integrate import quad


def normal_loss(mean, sd):
    """E[max(0, X)] - max(0, mean) for X normal (Raiffa and Schlaifer 1961)."""
    z = abs(mean) / sd
    return sd * (stats.norm.pdf(z) - z * stats.norm.sf(z))


def exchangeable_evpi(options, sd=1.0):
    """sd E[max of D standard normals], for options alike and independent."""
    density = lambda x: x * stats.norm.pdf(x) * stats.norm.cdf(x) ** (options - 1)  # noqa: E731
    return sd * options * quad(density, -12, 12)[0]


def exchange_option(first, second, log_sd):
    """EVPI of two lognormal options with means F1, F2 and log-sd of their ratio (Margrabe 1978)."""
    d = (np.log(first / second) + log_sd**2 / 2) / log_sd
    return first * stats.norm.cdf(d) - second * stats.norm.cdf(d - log_sd) - max(first - second, 0)


def beta_binomial_evsi(a, b, cut, scale, people):
    """p ~ Beta(a, b), INB = scale (p - cut), x of n people seen."""
    x = np.arange(people + 1)
    weight = stats.betabinom.pmf(x, people, a, b)
    return weight @ np.maximum(0, scale * ((a + x) / (a + b + people) - cut)) - max(0, scale * (a / (a + b) - cut))


def beta_evpi(a, b, cut, scale):
    """The same with p known."""
    mean = a / (a + b)
    known = mean * stats.beta.sf(cut, a + 1, b) - cut * stats.beta.sf(cut, a, b)
    return scale * known - max(0, scale * (mean - cut))


def gamma_poisson_evsi(shape, rate, cut, scale, exposure):
    """rate ~ Gamma, INB = scale (cut - rate), events over an exposure seen."""
    x = np.arange(2_000)
    weight = stats.nbinom.pmf(x, shape, rate / (rate + exposure))
    expected = scale * (cut - (shape + x) / (rate + exposure))
    return weight @ np.maximum(0, expected) - max(0, scale * (cut - shape / rate))


def acceptability(mean_effect, sd_effect, mean_cost, sd_cost, correlation, wtp):
    """P(wtp dE - dC > 0) for a bivariate normal, and the mean and SD of that net benefit."""
    mean = wtp * mean_effect - mean_cost
    variance = wtp**2 * sd_effect**2 + sd_cost**2 - 2 * wtp * correlation * sd_effect * sd_cost
    return stats.norm.cdf(mean / np.sqrt(variance)), mean, np.sqrt(variance)


SDS = {"a": 1000.0, "b": 600.0, "c": 300.0, "d": 100.0}


def sum_of_normals(draws, seed=1):
    """INB = 500 + a + b + c + d against nothing, and an input that is not in it."""
    rng = np.random.default_rng(seed)
    inputs = {name: sd * rng.standard_normal(draws) for name, sd in SDS.items()}
    gain = 500.0 + sum(inputs.values())
    return inputs | {"e": rng.standard_normal(draws)}, np.stack([np.zeros(draws), gain], axis=1)
