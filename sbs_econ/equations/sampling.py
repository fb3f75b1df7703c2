"""Standard normal scores by name: each quantity has a stream of its own, in fixed blocks of draws.

A stream belongs to (seed, name, block). Adding, removing or reordering quantities changes no other stream, and
the first n of N draws do not depend on N.
"""

from __future__ import annotations

import hashlib
from typing import Protocol

import numpy as np

from sbs_econ.equations.arrays import Array

BLOCK = 32_768
"""Draws in a block: arithmetic is always done per block, so that results do not depend on chunk or worker."""


class Sampler(Protocol):
    """What yields standard normal scores."""

    def scores(self, name: str, block: int, size: int) -> Array:
        """Return the first ``size`` scores of a quantity's block, shape (size,)."""
        ...


def stream_key(name: str) -> int:
    """Return a 128-bit key for a name, the same on every machine.

    >>> stream_key("unit_costs.gp_consultation") == stream_key("unit_costs.gp_consultation")
    True
    """
    return int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:16], "big")


class MonteCarlo:
    """Independent draws; the first n of N are the draws of a run of n."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def scores(self, name: str, block: int, size: int) -> Array:
        """Return standard normal scores from the generator of (seed, name, block)."""
        entropy = np.random.SeedSequence([self.seed, stream_key(name), block])
        return np.random.Generator(np.random.SFC64(entropy)).standard_normal(size)
