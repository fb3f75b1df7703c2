"""What the tests of the engine share: small folders of quantities, and the program run as people run it."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
from shipped import ROOT, inputs_of

from sbs_econ.analysis.accumulate import ARRAYS, Columns, summarise, thresholds_of
from sbs_econ.analysis.estimates import estimates
from sbs_econ.equations.distributions import Beta, Gamma, Lognormal, Normal, Pert, Uniform
from sbs_econ.equations.sampling import BLOCK, make_sampler
from sbs_econ.model.draws import DrawnValues, Shared
from sbs_econ.model.inputs import CorrelatedGroup, Origin, ResolvedQuantity
from sbs_econ.vocabulary import Evidence, Unit

SAMPLERS = ("mc", "lhs", "sobol")
BY_NAME = ("mc", "lhs")
"""Samplers whose draws of a quantity do not depend on what other quantities there are."""
FEW = {
    "a.one": Gamma(4.0, 2.0),
    "a.two": Beta(3.0, 5.0),
    "b.one": Lognormal(0.1, 0.4),
    "b.two": Normal(-1.0, 2.0),
    "c.one": Uniform(1.0, 3.0),
    "c.two": Pert(0.0, 1.0, 4.0),
}


def quantity(name, distribution=None, **more):
    """A resolved quantity; fixed at 1 without a distribution."""
    mean = 1.0 if distribution is None else distribution.mean
    return ResolvedQuantity(
        name, name, Unit.SHARE, mean, Evidence.ILLUSTRATIVE, Origin("parameters"), distribution, **more
    )


@cache
def _base():
    return inputs_of("base_case")


def folder_of(quantities, correlations=(), columns=None):
    """Inputs that hold these quantities only: names to distributions, or to resolved quantities."""
    resolved = {
        name: given if isinstance(given, ResolvedQuantity) else quantity(name, given)
        for name, given in quantities.items()
    }
    names = sorted(set(resolved) | {f"rows of {file}" for file, _ in columns or {}})
    return replace(
        _base(), quantities=resolved, correlations=tuple(correlations), columns=columns or {}, names=tuple(names)
    )


@cache
def small_case(scenario="base_case"):
    """A shipped scenario in which few quantities are uncertain, three of them together: the whole model, quickly."""
    full, base = inputs_of(scenario), inputs_of("base_case")
    uncertain = sorted(name for name, q in base.quantities.items() if q.distribution is not None)
    together = [name for name in uncertain if name.endswith(".change")][:3]
    chosen = {*uncertain[::8], *together}
    fixed = {name: q if name in chosen else replace(q, distribution=None) for name, q in full.quantities.items()}
    group = group_of("together", 0.3, *together)
    return replace(full, quantities=fixed, correlations=(group,), names=tuple(sorted(chosen)))


def group_of(key, rho, *names):
    """A correlated group with one correlation of normal scores throughout."""
    matrix = tuple(tuple(1.0 if a == b else rho for b in names) for a in names)
    return CorrelatedGroup(key, tuple(names), matrix)


def sampler_of(inputs, kind="mc", seed=1):
    return make_sampler(kind, seed, inputs.names)


def draws_of(inputs, draws=200, kind="mc", seed=1, sampler=None):
    """Draws of every uncertain quantity by name, block by block, as a run makes them."""
    sampler = sampler or sampler_of(inputs, kind, seed)
    draws = sampler.rounded(draws)
    uncertain = [name for name, q in inputs.quantities.items() if q.distribution is not None]
    parts = {name: [] for name in uncertain}
    for block in range(-(-draws // BLOCK)):
        values = DrawnValues(inputs, inputs.quantities, Shared(sampler, block, min(BLOCK, draws - block * BLOCK)))
        for name in uncertain:
            parts[name].append(values[name])
    return {name: np.concatenate(part) for name, part in parts.items()}


def same_draws(first, second, names=None):
    """Whether two sets of draws are the same to the last bit, over some names or over those of the first."""
    return all(np.array_equal(first[name], second[name]) for name in (first if names is None else names))


def estimated(columns, blocks, sampler, counted=False):
    """Estimates of outputs given block by block, through the machinery of a run."""
    sizes = [len(next(iter(block.values()))) for block in blocks]
    kept = [summarise(columns, block, size, sampler, None) for block, size in zip(blocks, sizes, strict=True)]
    known = thresholds_of(kept[0].kept[0]) if counted else None
    if counted:
        kept = [summarise(columns, block, size, sampler, known) for block, size in zip(blocks, sizes, strict=True)]
    total = kept[0]
    for later in kept[1:]:
        total = total.merged(later)
    return estimates(columns, total, sampler, known)


def columns_for(outputs, centres=None):
    """Columns for outputs that all get quantiles."""
    return Columns(tuple(outputs), (), tuple(centres or [0.0] * len(outputs)))


def state_bytes(state):
    """Everything that a run keeps, as bytes."""
    parts = [repr((state.done, state.draws)).encode()]
    for known in state.known or ():
        parts += [repr(known.edges).encode(), known.lower.tobytes(), known.upper.tobytes()]
    for summary in state.summaries:
        parts.append(repr((summary.draws, summary.units, summary.unit_weight)).encode())
        arrays = [getattr(summary, name) for name in ARRAYS]
        parts += [b"none" if array is None else array.tobytes() for array in arrays]
        parts += [kept.tobytes() for kept in summary.kept]
    return b"|".join(parts)


def result_text(results):
    """Every estimate of every result, to the last digit."""
    return repr([
        (row.row.row, row.quantity, row.cost, dict(row.means), dict(row.errors)) for r in results for row in r.rows
    ] + [p for r in results for p in r.perspectives])  # fmt: skip


def program(*arguments):
    """The command of the program with arguments, as a list for a subprocess."""
    return [sys.executable, "-m", "sbs_econ", *map(str, arguments)]


def environment(**more):
    """The environment of a subprocess: one thread to a process, and modules compiled once."""
    return {
        **os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "", **more,
    }  # fmt: skip


def run(*arguments, cwd=ROOT, **more):
    """Run the program to its end, and return what it left. ``more`` is set in its environment."""
    return subprocess.run(
        program(*arguments), cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=120, check=False
    )


def contents(folder):
    """The hash of every file of a run folder but environment.json, which is of one run alone."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "environment.json")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
