"""Least squares and generalised linear models with cluster-robust errors, checked against statsmodels in the tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from sbs_econ.equations.arrays import AnyArray, Array

STEPS = 100
LARGEST = 30.0
"""Linear predictors are kept within this, so that a separated sample does not overflow."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients, their cluster-robust covariance, and each cluster's influence on them (clusters, coefficients)."""

    coefficients: Array
    covariance: Array
    influence: Array
    converged: bool = True

    @property
    def se(self) -> Array:
        """Return standard errors."""
        return np.sqrt(np.diag(self.covariance))


def least_squares(columns: Array, answer: Array, cluster: AnyArray) -> Fitted:
    """Return ordinary least squares with cluster-robust errors (CR1: G/(G-1) x (n-1)/(n-k)).

    Args:
        columns: shape (people, coefficients).
        answer: shape (people,).
        cluster: whole numbers from 0.
    """
    inverse = np.linalg.pinv(columns.T @ columns)
    slopes = inverse @ columns.T @ answer
    return _robust(slopes, inverse, columns * (answer - columns @ slopes)[:, None], cluster)


def generalised(columns: Array, answer: Array, cluster: AnyArray, family: str, dispersion: float = 1.0) -> Fitted:
    """Return a generalised linear model by iterated weighted least squares, with cluster-robust errors.

    Args:
        columns: shape (people, coefficients).
        answer: shape (people,).
        cluster: whole numbers from 0.
        family: logit (binomial), gamma (log link) or negative_binomial (log link).
        dispersion: alpha of the negative binomial, whose variance is mean + alpha mean squared.
    """
    slopes = np.zeros(columns.shape[1])
    slopes[0] = 0.0 if family == "logit" else np.log(max(float(answer.mean()), 1e-6))
    converged = False
    for _ in range(STEPS):
        mean, derivative, variance = _moments(columns @ slopes, family, dispersion)
        weight = derivative**2 / variance
        gram = (columns * weight[:, None]).T @ columns
        step = np.linalg.pinv(gram) @ (columns * (weight / derivative * (answer - mean))[:, None]).sum(0)
        slopes = slopes + step
        if np.abs(step).max() < 1e-10:
            converged = True
            break
    mean, derivative, variance = _moments(columns @ slopes, family, dispersion)
    scores = columns * (derivative / variance * (answer - mean))[:, None]
    information = (columns * _observed(answer, mean, family, dispersion)[:, None]).T @ columns
    fitted = _robust(slopes, np.linalg.pinv(information), scores, cluster)
    return Fitted(fitted.coefficients, fitted.covariance, fitted.influence, converged)


def _moments(linear: Array, family: str, dispersion: float) -> tuple[Array, Array, Array]:
    """Return the mean, its derivative by the linear predictor, and the variance."""
    linear = np.clip(linear, -LARGEST, LARGEST)
    if family == "logit":
        mean = expit(linear)
        spread = np.maximum(mean * (1 - mean), 1e-12)
        return mean, spread, spread
    mean = np.exp(linear)
    return mean, mean, mean**2 if family == "gamma" else mean + dispersion * mean**2


def _observed(answer: Array, mean: Array, family: str, dispersion: float) -> Array:
    """Return the weights of the observed information, which is not the expected one where the link is not canonical."""
    if family == "logit":
        return np.maximum(mean * (1 - mean), 1e-12)
    if family == "gamma":
        return answer / mean
    weights: Array = mean * (1 + dispersion * answer) / (1 + dispersion * mean) ** 2
    return weights


def _robust(slopes: Array, inverse: AnyArray, scores: Array, cluster: AnyArray) -> Fitted:
    groups = np.unique(cluster)
    people, count = scores.shape
    correction = len(groups) / (len(groups) - 1) * (people - 1) / max(people - count, 1)
    influence = by_cluster(scores, cluster, int(cluster.max()) + 1) @ inverse
    return Fitted(slopes, correction * influence.T @ influence, influence)


def by_cluster(scores: Array, cluster: AnyArray, clusters: int) -> Array:
    """Return the sums of rows by cluster, one row for each number from 0, zeros where a cluster has nobody."""
    summed = np.zeros((clusters, *scores.shape[1:]))
    np.add.at(summed, cluster, scores)
    return summed


def overdispersion(answer: Array, mean: Array) -> float:
    """Return alpha by the method of moments: variance = mean + alpha mean squared; not negative."""
    above = ((answer - mean) ** 2 - mean).sum()
    return max(float(above / (mean**2).sum()), 1e-8)


def predicted_mean(linear: Array, family: str) -> tuple[Array, Array]:
    """Return means of a family at linear predictors, and their derivatives."""
    mean, derivative, _ = _moments(linear, family, 0.0)
    return mean, derivative


def intraclass(values: Array, cluster: AnyArray) -> tuple[float, float]:
    """Return the intraclass correlation by analysis of variance, and the design effect ((cv^2 + 1) m - 1) ICC + 1.

    The correlation is not below 0. Source: Eldridge, Ashby, Kerry 2006, International Journal of Epidemiology 35:1292.

    >>> intraclass(np.array([1.0, 1.0, 5.0, 5.0]), np.array([0, 0, 1, 1]))[0]
    1.0
    """
    _, place, sizes = np.unique(cluster, return_inverse=True, return_counts=True)
    groups, people = len(sizes), len(values)
    if groups < 2 or people <= groups:
        return 0.0, 1.0
    means = np.bincount(place, values) / sizes
    between = (sizes * (means - values.mean()) ** 2).sum() / (groups - 1)
    within = ((values - means[place]) ** 2).sum() / (people - groups)
    typical = (people - (sizes**2).sum() / people) / (groups - 1)
    total = between + (typical - 1) * within
    correlation = max(float((between - within) / total), 0.0) if total > 0 else 0.0
    mean_size, spread = sizes.mean(), sizes.std()
    return correlation, float(1 + (((spread / mean_size) ** 2 + 1) * mean_size - 1) * correlation)
