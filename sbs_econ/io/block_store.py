"""Finished blocks of an unfinished fit, checked by hash, from which the same command resumes: means, no answers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sbs_econ.analysis.engine import State
from sbs_econ.equations.arrays import Array
from sbs_econ.io.checkpoints import Checkpoint, replace_file


class BlockStore(Checkpoint):
    """Blocks by number, in a hidden folder beside the folder of the fit."""

    def __init__(self, out: Path, identity: Mapping[str, Any]) -> None:
        super().__init__(out, identity)

    def done(self) -> dict[int, Array]:
        """Return the blocks that are there and whole."""
        found = {}
        for path in self._states():
            data = path.read_bytes()
            _, number, digest = path.stem.split("_")
            if hashlib.sha256(data).hexdigest() == digest:
                found[int(number)] = np.load(io.BytesIO(data), allow_pickle=False)
            else:
                path.unlink(missing_ok=True)
        return found

    def keep(self, number: int, block: Array) -> None:
        """Keep a finished block."""
        stream = io.BytesIO()
        np.save(stream, block)
        data = stream.getvalue()
        replace_file(self.folder / f"block_{number:06d}_{hashlib.sha256(data).hexdigest()}.npy", data)

    def _states(self) -> list[Path]:
        return sorted(self.folder.glob("block_*.npy"))

    def _latest(self) -> State | None:
        return None
