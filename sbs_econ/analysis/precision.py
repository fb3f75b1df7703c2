"""Adding draws until the Monte Carlo standard error of every headline output is as small as asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sbs_econ.analysis.accumulate import EXACT_DRAWS
from sbs_econ.analysis.engine import Task, Working, run_blocks
from sbs_econ.analysis.psa import Plan, Result, results_of, task_of
from sbs_econ.equations.sampling import BLOCK
from sbs_econ.errors import RequestError
from sbs_econ.model.inputs import Inputs

MOST_DRAWS = 2_000_000_000
ROOM = 1.1
"""How many more draws are made than the error so far suggests."""


@dataclass(frozen=True, slots=True)
class Precision:
    """The standard error asked for: in GBP, or as a share of each output's PSA standard deviation."""

    pounds: float | None = None
    share_of_sd: float | None = None

    def missing(self, result: Result) -> float:
        """Return the largest ratio of an error to what is asked, over headline outputs; at most 1 is met."""
        return max(self._ratio(p.net_cost.mc_se, p.net_cost.sd) for p in result.perspectives)

    def _ratio(self, error: float, sd: float) -> float:
        asked = self.pounds if self.pounds is not None else (self.share_of_sd or 0.0) * sd
        return 0.0 if error == 0.0 else error / asked if asked > 0 else float("inf")


def run_to_precision(
    scenarios: Sequence[Inputs], plan: Plan, precision: Precision, working: Working | None = None
) -> list[Result]:
    """Return results with as many draws as the precision takes: whole blocks, at least ``plan.draws``.

    Draws already made are kept; the result is that of a run with the final number from the start. A run that was
    stopped goes on to the number it was after, so that it ends where it would have ended.

    Raises:
        RequestError: if it would take more than two thousand million draws, as far as can be seen.
    """
    working = working or Working()
    state, draws = working.state, _whole(plan.draws)
    if state is not None and state.known is not None:
        draws = max(draws, state.draws)
    while True:
        task = task_of(scenarios, replace(plan, draws=draws))
        state = run_blocks(task, replace(working, state=state if task.draws > EXACT_DRAWS else None))
        results = results_of(task, plan, state)
        ratio = max(precision.missing(result) for result in results)
        if ratio <= 1.0:
            return results
        _refuse_endless(task, ratio)
        more = int(task.draws * min(max(ratio * ratio * ROOM, 1.25), 16.0))
        draws = _whole(min(more, MOST_DRAWS))
        if state.known is None:
            state = None


def _refuse_endless(task: Task, ratio: float) -> None:
    """Refuse a precision as soon as it is plain that it would take too many draws, ``ratio`` times the error away."""
    sobol = task.sampler.name == "sobol"
    power = 2 / 3 if sobol else 2.0  # an error falls as n^(-1/2), with Sobol as n^(-3/2) at best
    wanted = task.draws * ratio**power
    if wanted > MOST_DRAWS:
        cure = "ask for less" if sobol else "ask for less, or use --sampler sobol"
        raise RequestError(f"that precision would take about {wanted:.2g} draws", cure)


def _whole(draws: int) -> int:
    return -(-draws // BLOCK) * BLOCK
