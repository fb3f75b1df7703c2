"""Whether a question had enough draws, and asking it with as many as a precision takes."""

from __future__ import annotations

from dataclasses import replace

from sbs_econ.analysis.compare_blocks import HERE, Answer, Question, ask
from sbs_econ.analysis.convergence import HALF_WIDTH, Verdict
from sbs_econ.analysis.engine import Workers
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.precision import MOST_DRAWS, ROOM, Precision
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.sampling import BLOCK
from sbs_econ.errors import RequestError


def ask_to_precision(question: Question, plan: Plan, wanted: tuple[Precision, str], workers: Workers = HERE) -> Answer:
    """Return an answer with as many draws as a precision takes, in whole blocks.

    Args:
        question: what is asked.
        plan: the fewest draws, seed and sampler.
        wanted: the precision, and the text that the headline outputs' names hold.
        workers: what runs the blocks.

    Raises:
        RequestError: if it would take more than two thousand million draws.
    """
    precision, text = wanted
    draws = -(-plan.draws // BLOCK) * BLOCK
    while True:
        answer = ask(question, replace(plan, draws=draws), workers)
        ratio = max((_missing(e, precision) for _, e in headline(answer, text)), default=0.0)
        if ratio <= 1.0:
            return answer
        draws = -(-int(answer.plan.draws * min(max(ratio * ratio * ROOM, 1.25), 16.0)) // BLOCK) * BLOCK
        if draws > MOST_DRAWS:
            cure = "ask for less, or use --sampler sobol"
            raise RequestError(f"that precision would take about {draws:,} draws", cure)


def _missing(estimate: Estimate, precision: Precision) -> float:
    asked = precision.pounds if precision.pounds is not None else (precision.share_of_sd or 0.0) * estimate.sd
    if estimate.mc_se == 0.0:
        return 0.0
    return estimate.mc_se / asked if asked > 0 else float("inf")


def headline(answer: Answer, text: str) -> list[tuple[str, Estimate]]:
    """Return the outputs whose name holds a text, in every part."""
    return [
        (name, estimate)
        for found in answer.parts.values()
        for name, estimate in found.full.items()
        if text in name
    ]  # fmt: skip


def not_converged(answer: Answer, text: str) -> list[str]:
    """Return the headline outputs that have not converged, by the limits of a run."""
    failed = []
    for name, estimate in headline(answer, text):
        scale = HALF_WIDTH / estimate.sd if estimate.sd > 0 else 0.0
        ends = max(estimate.lower_mc_se, estimate.upper_mc_se)
        verdict = Verdict(name, True, estimate.mc_se * scale, ends * scale, estimate.below_zero_mc_se * HALF_WIDTH)
        if not verdict.converged:
            failed.append(name)
    return failed
