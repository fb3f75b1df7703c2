"""Whether there were enough draws: a verdict for every output, and for the run as a whole.

A 95 % Monte Carlo half-width is so many standard errors as Student's t asks for with the independent draws,
hypercubes or replicates that there are. An output has converged when that of its mean is at most 2 % of its PSA
standard deviation and that of each end of its interval at most 15 %; a probability of saving, when it is at most one
point. The run has converged when its headline outputs, the net costs, have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Result
from sbs_econ.equations.errors_of_means import half_width

HALF_WIDTH = 1.959963984540054
"""Standard errors of independent draws, of which there are many."""
MEAN_LIMIT, END_LIMIT, PROBABILITY_LIMIT = 0.02, 0.15, 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one output has converged. Half-widths are in PSA standard deviations, that of a probability is plain."""

    output: str
    headline: bool
    mean_half_width: float
    interval_half_width: float
    probability_half_width: float | None

    @property
    def converged(self) -> bool:
        """Whether all of them are within their limits."""
        probability = self.probability_half_width
        return (
            self.mean_half_width <= MEAN_LIMIT
            and self.interval_half_width <= END_LIMIT
            and (probability is None or probability <= PROBABILITY_LIMIT)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as a plain record."""
        return {
            "output": self.output, "headline": self.headline, "converged": self.converged,
            "mean_half_width_sd": self.mean_half_width, "interval_half_width_sd": self.interval_half_width,
            "probability_half_width": self.probability_half_width,
        }  # fmt: skip


def verdicts(result: Result) -> list[Verdict]:
    """Return the verdict of every output, headline outputs first."""
    return [*_headline(result), *_rows(result)]


def converged(result: Result) -> bool:
    """Return whether every headline output has converged."""
    return all(verdict.converged for verdict in _headline(result))


def _headline(result: Result) -> Iterator[Verdict]:
    reach = _reach(result)
    for p in result.perspectives:
        error = p.probability_cost_saving_mc_se
        yield _verdict(f"net_cost:{p.perspective.value}", p.net_cost, reach, None if error is None else error * reach)


def _rows(result: Result) -> Iterator[Verdict]:
    reach = _reach(result)
    for row in result.rows:
        for part in ("quantity", "cost"):
            estimate = getattr(row, part)
            if estimate is not None:
                verdict = _verdict(f"{row.row.row}:{part}", estimate, reach, None)
                yield replace(verdict, headline=False)


def _reach(result: Result) -> float:
    return half_width(result.plan.sampler, result.plan.draws)


def _verdict(output: str, estimate: Estimate, reach: float, probability: float | None) -> Verdict:
    scale = reach / estimate.sd if estimate.sd > 0 else 0.0
    ends = max(estimate.lower_mc_se, estimate.upper_mc_se)
    return Verdict(output, True, estimate.mc_se * scale, ends * scale, probability)


def convergence_record(result: Result) -> dict[str, Any]:
    """Return the verdicts as a plain record."""
    return {"converged": converged(result), "outputs": [verdict.as_json() for verdict in verdicts(result)]}
