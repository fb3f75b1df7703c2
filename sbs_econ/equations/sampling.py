"""Standard normal scores by name: each quantity has a stream of its own, in fixed blocks of draws.

A stream belongs to (seed, name, block). Adding, removing or reordering quantities changes no other stream, and
the first n of N draws do not depend on N (Sobol: adding a name to the whole folder changes the dimensions).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import ndtri

from sbs_econ.equations.arrays import Array

if TYPE_CHECKING:
    from scipy.stats.qmc import Sobol as SobolEngine

BLOCK = 32_768
"""Draws in a block: arithmetic is always done per block, so that results do not depend on chunk or worker."""
HYPERCUBE = 1_024
"""Draws in one Latin hypercube."""
REPLICATES = 16
"""Independent scrambles of the Sobol sequence."""
SOBOL_BITS = 30


class Sampler(Protocol):
    """What yields standard normal scores, and which draws belong together when an error is estimated."""

    name: str

    def scores(self, name: str, block: int, size: int) -> Array:
        """Return the first ``size`` scores of a quantity's block, shape (size,), the caller's to write over."""
        ...

    def rounded(self, draws: int) -> int:
        """Return the number of draws that is made when ``draws`` are asked for: as many or more."""
        ...


def stream_key(name: str) -> int:
    """Return a 128-bit key for a name, the same on every machine.

    >>> stream_key("unit_costs.gp_consultation") == stream_key("unit_costs.gp_consultation")
    True
    """
    return int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:16], "big")


def generator(seed: int, name: str, block: int) -> np.random.Generator:
    """Return the generator of (seed, name, block)."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, stream_key(name), block])))


class MonteCarlo:
    """Independent draws; the first n of N are the draws of a run of n."""

    name = "mc"

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def scores(self, name: str, block: int, size: int) -> Array:
        """Return standard normal scores from the generator of (seed, name, block)."""
        return generator(self.seed, name, block).standard_normal(size)

    def rounded(self, draws: int) -> int:
        """Return ``draws``."""
        return draws


class LatinHypercube:
    """Independent Latin hypercubes of 1,024 draws each; same invariances as Monte Carlo.

    Source: McKay, Beckman and Conover 1979, Technometrics 21:239-245; the standard error is that between
    hypercubes (Owen 1992, JRSS B 54:541-551).
    """

    name = "lhs"

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def scores(self, name: str, block: int, size: int) -> Array:
        """Return one score from each of 1,024 equal slices of probability, in random order, cube by cube."""
        stream = generator(self.seed, name, block)
        slices = np.broadcast_to(np.arange(HYPERCUBE, dtype=np.float64), (BLOCK // HYPERCUBE, HYPERCUBE))
        places = stream.permuted(slices, axis=1) + stream.random((BLOCK // HYPERCUBE, HYPERCUBE))
        return ndtri(np.clip(places.ravel()[:size] / HYPERCUBE, 2.0**-54, 1.0 - 2.0**-53))

    def rounded(self, draws: int) -> int:
        """Return ``draws``; a last hypercube that is cut short weighs less in the standard error."""
        return draws


class ScrambledSobol:
    """Sixteen independently scrambled Sobol sequences: draw i is point i // 16 of replicate i mod 16.

    One dimension for each of ``names`` (sorted): scenarios share draws, but adding a name does not keep them. The
    standard error is that between replicates, never sd / sqrt(n).
    Source: Owen 1997, Annals of Statistics 25:1541-1562; scrambling as in SciPy's qmc.Sobol.
    """

    name = "sobol"

    def __init__(self, seed: int, names: Sequence[str]) -> None:
        self.seed = seed
        self._column = {name: index for index, name in enumerate(sorted(set(names)))}
        self._local = threading.local()

    def scores(self, name: str, block: int, size: int) -> Array:
        """Return the scores of a quantity's dimension, the middle of each of 2^30 cells."""
        uniforms = self._block(block, size)[:, self._column[name]]
        return ndtri(uniforms[:size] + 0.5**SOBOL_BITS / 2)

    def rounded(self, draws: int) -> int:
        """Return the next 16 times a power of two."""
        points = max(1, -(-draws // REPLICATES))
        return REPLICATES * (1 << (points - 1).bit_length())

    def __getstate__(self) -> dict[str, object]:
        """Leave out what belongs to a thread of this process: a sampler travels to other processes."""
        return {"seed": self.seed, "_column": self._column}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state, _local=threading.local())

    def _block(self, block: int, size: int) -> Array:
        kept = getattr(self._local, "block", None)
        if kept is None or kept[0] != (block, size):
            self._local.block = ((block, size), self._points(block, size))
        points: Array = self._local.block[1]
        return points

    def _points(self, block: int, size: int) -> Array:
        start, each = block * (BLOCK // REPLICATES), -(-size // REPLICATES)
        points = np.empty((each, REPLICATES, len(self._column)))
        for replicate, engine in enumerate(self._engines()):
            _move(engine, start)
            points[:, replicate, :] = engine.random(each)
        return points.reshape(each * REPLICATES, len(self._column))

    def _engines(self) -> list[SobolEngine]:
        if not hasattr(self._local, "engines"):
            self._local.engines = [self._engine(replicate) for replicate in range(REPLICATES)]
        engines: list[SobolEngine] = self._local.engines
        return engines

    def _engine(self, replicate: int) -> SobolEngine:
        import warnings

        from scipy.stats.qmc import Sobol

        stream = generator(self.seed, "sobol", replicate)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return Sobol(len(self._column), scramble=True, bits=SOBOL_BITS, rng=stream)


def _move(engine: SobolEngine, start: int) -> None:
    """Bring an engine to a point; forwards from where it is, for its time grows with the distance."""
    if start < engine.num_generated:
        engine.reset()
    if start > engine.num_generated:
        engine.fast_forward(start - engine.num_generated)


SAMPLERS = ("mc", "lhs", "sobol")


def make_sampler(kind: str, seed: int, names: Sequence[str]) -> Sampler:
    """Return a sampler by its name; ``names`` are all names of the parameter folder, for Sobol's dimensions."""
    if kind == "sobol":
        return ScrambledSobol(seed, names)
    return LatinHypercube(seed) if kind == "lhs" else MonteCarlo(seed)
