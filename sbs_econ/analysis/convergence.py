"""Whether there were enough draws: a verdict for every output, and for the run as a whole.

An output has converged when the 95 % Monte Carlo half-width of its mean is at most 2 % of its PSA standard
deviation and that of each end of its interval at most 10 %; a probability of saving, when its half-width is at
most one point. The run has converged when its headline outputs, the net costs, have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Result

HALF_WIDTH = 1.959963984540054
MEAN_LIMIT, END_LIMIT, PROBABILITY_LIMIT = 0.02, 0.10, 0.01


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
    for p in result.perspectives:
        error = p.probability_cost_saving_mc_se
        yield _verdict(f"net_cost:{p.perspective.value}", p.net_cost, True, error)


def _rows(result: Result) -> Iterator[Verdict]:
    for row in result.rows:
        for part in ("quantity", "cost"):
            estimate = getattr(row, part)
            if estimate is not None:
                yield _verdict(f"{row.row.row}:{part}", estimate, False, None)


def _verdict(output: str, estimate: Estimate, headline: bool, probability_error: float | None) -> Verdict:
    scale = HALF_WIDTH / estimate.sd if estimate.sd > 0 else 0.0
    return Verdict(
        output,
        headline,
        estimate.mc_se * scale,
        max(estimate.lower_mc_se, estimate.upper_mc_se) * scale,
        None if probability_error is None else probability_error * HALF_WIDTH,
    )


def convergence_record(result: Result) -> dict[str, Any]:
    """Return the verdicts as a plain record."""
    return {"converged": converged(result), "outputs": [verdict.as_json() for verdict in verdicts(result)]}
