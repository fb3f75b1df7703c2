"""How uncertain a quantity is, as people state it: one class for each family of distributions.

To add a family: one class, its name in the union at the bottom. What may be stated together is the class's
``ways``; what it comes to is computed in ``equations``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from sbs_econ.equations import intervals, statements
from sbs_econ.equations.distributions import (
    Beta,
    Distribution,
    Empirical,
    Gamma,
    Infeasible,
    Lognormal,
    Pert,
    Triangular,
    Uniform,
    ZeroInflated,
)
from sbs_econ.schema.base import Identifier, Number, Strict, Text, Whole
from sbs_econ.schema.statement import (
    ColumnOrNumbers,
    IntervalStatement,
    MomentStatement,
    RelativePath,
    Statement,
    Way,
    interval_way,
)


class NormalStatement(IntervalStatement):
    """A normal distribution."""

    family: Literal["normal"]
    ways = (Way(("mean", "se"), statements.normal_from_moments), interval_way(intervals.normal_from_interval))


def _truncated(location: float, scale: float, **bounds: float) -> Distribution:
    return statements.truncated_normal_from_moments(location, scale, **bounds)


class TruncatedNormalStatement(MomentStatement):
    """A normal distribution cut at `lower`, `upper` or both; mean and se are those before the cut."""

    family: Literal["truncated_normal"]
    location: Number | None = None
    """The same as `mean`: that of the normal before it is cut."""
    scale: Number | None = None
    """The same as `se`: that of the normal before it is cut."""
    lower: Number | None = None
    """No value is below it."""
    upper: Number | None = None
    """No value is above it."""
    takes_value = False
    ways = (
        Way(("mean", "se"), statements.truncated_normal_from_moments, ("lower", "upper")),
        Way(("location", "scale"), _truncated, ("lower", "upper")),
    )


class LognormalStatement(IntervalStatement):
    """A lognormal distribution."""

    family: Literal["lognormal"]
    meanlog: Number | None = None
    """The mean of the logarithm."""
    sdlog: Number | None = None
    """The standard deviation of the logarithm."""
    ways = (
        Way(("mean", "se"), statements.lognormal_from_moments),
        interval_way(intervals.lognormal_from_interval),
        Way(("meanlog", "sdlog"), Lognormal),
    )


class GammaStatement(IntervalStatement):
    """A gamma distribution."""

    family: Literal["gamma"]
    shape: Number | None = None
    """The shape k; the mean is k times the scale."""
    scale: Number | None = None
    """The scale, in the unit of the quantity."""
    ways = (
        Way(("mean", "se"), statements.gamma_from_moments),
        interval_way(intervals.gamma_from_interval),
        Way(("shape", "scale"), Gamma),
    )


class Counts(Strict):
    """So many events among so many people or occasions."""

    events: Whole
    """How many had the event."""
    of: Whole
    """How many were counted."""


class BetaStatement(IntervalStatement):
    """A beta distribution, for a share or a probability."""

    family: Literal["beta"]
    counts: Counts | None = None
    """Events of how many."""
    alpha: Number | None = None
    """The first argument: events, plus that of a prior."""
    beta: Number | None = None
    """The second argument: those without the event, plus that of a prior."""
    ways = (
        Way(("mean", "se"), statements.beta_from_moments),
        interval_way(intervals.beta_from_interval),
        Way(("counts",), lambda counts: statements.beta_from_counts(counts.events, counts.of)),
        Way(("alpha", "beta"), Beta),
    )


class UniformStatement(IntervalStatement):
    """A uniform distribution."""

    family: Literal["uniform"]
    lower: Number | None = None
    """The least value."""
    upper: Number | None = None
    """The largest value."""
    ways = (
        Way(("lower", "upper"), Uniform),
        Way(("mean", "se"), statements.uniform_from_moments),
        interval_way(intervals.uniform_from_interval),
    )


class ThreePointStatement(Statement):
    """A family between two bounds, with a mode or a mean."""

    mean: Number | None = None
    """The mean; `value` will do."""
    lower: Number | None = None
    """The least value."""
    mode: Number | None = None
    """The likeliest value."""
    upper: Number | None = None
    """The largest value."""


class TriangularStatement(ThreePointStatement):
    """A triangular distribution."""

    family: Literal["triangular"]
    ways = (
        Way(("lower", "mode", "upper"), Triangular),
        Way(("mean", "lower", "upper"), statements.triangular_from_mean),
    )


class PertStatement(ThreePointStatement):
    """A PERT distribution."""

    family: Literal["pert"]
    ways = (
        Way(("lower", "mode", "upper"), Pert),
        Way(("mean", "lower", "upper"), statements.pert_from_mean),
    )


class GroupStatement(Statement):
    """A family drawn as a group: quantities of one group name it alike."""

    group: Identifier
    """The name of the group."""

    @property
    def block(self) -> str | None:
        """The group."""
        return self.group


class DirichletStatement(GroupStatement):
    """One share of a group that sums to 1; `value` is the mean share."""

    family: Literal["dirichlet"]
    mean: Number | None = None
    """The mean share; `value` will do."""
    concentration: Number
    """The sum of the alphas, the same for the whole group: the larger, the more certain."""
    ways = (Way(("mean", "concentration"), statements.dirichlet_share),)


class MultivariateNormalStatement(GroupStatement, MomentStatement):
    """One of a group of normal quantities whose correlations are given for the group."""

    family: Literal["multivariate_normal"]
    ways = (Way(("mean", "se"), statements.normal_from_moments),)


class EmpiricalStatement(Statement):
    """Values as likely as their weights: a column of a file, such as a bootstrap, or a short list here.

    Columns of one file are drawn by the same row, so that they keep their joint distribution.
    """

    family: Literal["empirical"]
    file: RelativePath | None = None
    """A CSV file, by its path from this one's folder."""
    column: Text | None = None
    """The column of the file."""
    weights: ColumnOrNumbers | None = None
    """The column of weights, or a list of one weight for each of `values`; equal if left out."""
    values: tuple[Number, ...] | None = None
    """The values, where there is no file."""

    @property
    def block(self) -> str | None:
        """The file."""
        return self.file

    def contradictions(self) -> list[str]:
        """Return what cannot stand together among the keys of a file and those of a list."""
        messages = []
        if (self.file is None) == (self.values is None):
            messages.append("empirical: state either file and column, or values")
        if (self.file is None) != (self.column is None):
            messages.append("empirical: file and column go together")
        if self.file is not None and isinstance(self.weights, tuple):
            messages.append("empirical: weights of a file are the name of a column, not a list")
        if self.values is not None and isinstance(self.weights, str):
            messages.append("empirical: weights of values are a list, not the name of a column")
        return messages

    def problems(self, value: float | None) -> list[str]:
        """Return every reason why this is no distribution, short of opening its file."""
        return self.contradictions() if self.file is not None else super().problems(value)

    def resolve(self, value: float | None) -> Distribution:
        """Return the distribution of the values listed here; a file is resolved by ``resolve_columns``."""
        messages = self.contradictions()
        if messages:
            raise Infeasible("; ".join(messages))
        if self.values is None or isinstance(self.weights, str):
            raise TypeError("an empirical statement with a file is resolved by resolve_columns")
        return statements.empirical_from_values(self.values, self.weights)

    @staticmethod
    def resolve_columns(values: Sequence[float], weights: Sequence[float] | None = None) -> Empirical:
        """Return the distribution of a column that the caller has read, with its column of weights."""
        return statements.empirical_from_values(values, weights)


class ZeroInflatedStatement(Statement):
    """Zero with some probability, otherwise a positive value; `value` is the mean of all, zeros included."""

    family: Literal["zero_inflated"]
    probability_zero: Number
    """The probability of zero."""
    positive: PositiveStatement
    """The distribution of those that are not zero."""

    def contradictions(self) -> list[str]:
        """Return those of the positive part."""
        return [f"positive: {message}" for message in self.positive.contradictions()]

    def resolve(self, value: float | None) -> Distribution:
        """Return the mixture; a mean that the positive part lacks follows from ``value``.

        Raises:
            Infeasible: if either part cannot be.
        """
        mean = None if value is None else statements.positive_mean(value, self.probability_zero)
        return ZeroInflated(self.probability_zero, self.positive.resolve(mean))


def agreement(value_text: str, mean: float) -> str | None:
    """Return what is wrong where a ``value`` as written is not the mean to half a unit of its last digit."""
    return statements.disagreement(value_text, mean)


SingleStatement: TypeAlias = (
    NormalStatement | TruncatedNormalStatement | LognormalStatement | GammaStatement | BetaStatement
    | UniformStatement | TriangularStatement | PertStatement
)  # fmt: skip
PositiveStatement: TypeAlias = Annotated[SingleStatement, Field(discriminator="family")]
DistributionStatement: TypeAlias = Annotated[
    SingleStatement | DirichletStatement | MultivariateNormalStatement | EmpiricalStatement | ZeroInflatedStatement,
    Field(discriminator="family"),
]
ZeroInflatedStatement.model_rebuild()
