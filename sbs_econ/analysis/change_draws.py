"""Estimates of any named outputs on common draws, block by block, with the same standard errors as a run's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sbs_econ.analysis.accumulate import EXACT_DRAWS, Columns, Summary, Thresholds, summarise, thresholds_of
from sbs_econ.analysis.estimates import Estimate, estimates
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.sampling import BLOCK, Sampler, make_sampler
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import LocalValues, base_case_values
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.reader import Values

Block = Callable[[Shared], Mapping[str, Draws]]
"""What one block of draws puts out: a number or draws by name, the same names for every block."""
Values_ = tuple[Mapping[str, Draws], LocalValues]


@dataclass(frozen=True)
class Common:
    """The draws that several evaluations have in common: as many, from the same sampler and seed."""

    sampler: Sampler
    draws: int
    jobs: int = 1

    @property
    def sizes(self) -> list[int]:
        """Draws in each block."""
        return [min(BLOCK, self.draws - start) for start in range(0, self.draws, BLOCK)]


def common_draws(scenarios: Sequence[Inputs], plan: Plan, jobs: int = 1) -> Common:
    """Return the draws that a plan means for scenarios together."""
    names = sorted({name for inputs in scenarios for name in inputs.names})
    sampler = make_sampler(plan.sampler, plan.seed, names)
    return Common(sampler, sampler.rounded(plan.draws), jobs)


def estimated(common: Common, base: Mapping[str, float], block: Block) -> dict[str, Estimate]:
    """Return the estimate of every output.

    Args:
        common: how many draws, from what.
        base: the outputs with every quantity at its mean, which also fixes their order.
        block: what makes them for one block of draws.
    """
    columns = Columns(tuple(base), (), tuple(base.values()))
    known = _thresholds(common, columns, block) if common.draws > EXACT_DRAWS else None
    total: Summary | None = None
    for summary in _summaries(common, columns, block, known):
        if total is None:
            total = summary
        else:
            total.merge(summary)
    if total is None:
        raise ValueError("no draws")
    return estimates(columns, total, common.sampler.name, known).full


def _thresholds(common: Common, columns: Columns, block: Block) -> Thresholds:
    size = common.sizes[0]
    first = summarise(columns, block(Shared(common.sampler, 0, size)), size, common.sampler.name, None)
    return thresholds_of(first.kept[0])


def _summaries(common: Common, columns: Columns, block: Block, known: Thresholds | None) -> Iterator[Summary]:
    """Yield the summary of each block in the order of the blocks, whatever the number of workers."""

    def one(index: int) -> Summary:
        size = common.sizes[index]
        return summarise(columns, block(Shared(common.sampler, index, size)), size, common.sampler.name, known)

    if common.jobs == 1 or len(common.sizes) == 1:
        yield from map(one, range(len(common.sizes)))
        return
    with ThreadPoolExecutor(common.jobs) as workers:
        yield from workers.map(one, range(len(common.sizes)))


def drawn(inputs: Inputs, shared: Shared) -> Values_:
    """Return the draws of a scenario's quantities: common ones, and by site."""
    values, local = draw_block(inputs, shared)
    return values, local


def at_means(inputs: Inputs) -> Values_:
    """Return a scenario's quantities at their means: common ones, and by site."""
    values, local = base_case_values(inputs)
    return values, local


def local_to(site: str, local: LocalValues) -> Values:
    """Return the values of the quantities that differ at a site."""
    return local.get(site, {})
