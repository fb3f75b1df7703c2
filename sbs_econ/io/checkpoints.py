"""An unfinished run beside its folder: its state, checked by hash, from which the same command resumes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sbs_econ.analysis.accumulate import ARRAYS, Summary, Thresholds
from sbs_econ.analysis.engine import State, Task
from sbs_econ.equations.histograms import Edges
from sbs_econ.errors import RequestError, ResourcesError
from sbs_econ.io.whole_files import discard, runs

EVERY = 1.0
"""Seconds between two states written."""
KEPT = 2
"""States that are kept, so that a corrupted one costs only the blocks since the one before."""
BEGINNING = 5.0
"""Seconds that a run has to write its name into the lock that it made."""
SCALARS = ("draws", "units", "unit_weight")


class Checkpoint:
    """The state of an unfinished run, in a hidden folder beside the run folder."""

    def __init__(self, out: Path, identity: Mapping[str, Any]) -> None:
        self._out = out
        self.folder = out.parent / f".{out.name}.unfinished"
        self._identity = json.dumps(identity, sort_keys=True, indent=1)
        self._written = 0.0
        self._state: State | None = None
        self._saved: State | None = None

    def is_there(self) -> bool:
        """Return whether the folder holds an unfinished run of the same."""
        known = self.folder / "identity.json"
        return known.is_file() and known.read_bytes() == self._identity.encode("utf-8")

    def open(self, force: bool) -> State | None:
        """Take the folder and return the state to resume from, if there is one.

        Raises:
            RequestError: if another run holds it, or it holds an unfinished run of something else and not ``force``.
            ResourcesError: if it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock()
        except OSError as error:
            raise ResourcesError(f"cannot write {self.folder}: {error.strerror}") from error
        known = self.folder / "identity.json"
        if known.is_file() and known.read_bytes() != self._identity.encode("utf-8"):
            if not force:
                self._unlock()
                raise RequestError(
                    f"{self.folder} holds an unfinished run of other inputs, draws or version",
                    "finish it with the command that started it, or --force to discard it", code="E902",
                )  # fmt: skip
            self._discard_states()
        replace_file(known, self._identity.encode("utf-8"))
        return self._latest()

    def __call__(self, state: State, task: Task) -> None:
        """Note a state, and write it if the last one was written a while ago."""
        self._state = state
        if time.monotonic() - self._written >= EVERY:
            self.save()

    def save(self) -> None:
        """Write the latest state that was noted."""
        if self._state is None or self._state is self._saved:
            return
        state, self._written = self._state, time.monotonic()
        data = _packed(state)
        name = f"state_{state.done:09d}_{hashlib.sha256(data).hexdigest()}.npz"
        replace_file(self.folder / name, data)
        self._saved = state
        for old in self._states()[:-KEPT]:
            old.unlink(missing_ok=True)

    def close(self, done: bool) -> None:
        """Let go of the folder; remove it when the run is finished."""
        if done:
            discard(self.folder, self._out)
        else:
            self._unlock()

    def _states(self) -> list[Path]:
        return sorted(self.folder.glob("state_*.npz"))

    def _latest(self) -> State | None:
        for path in reversed(self._states()):
            data = path.read_bytes()
            if path.stem.rsplit("_", 1)[-1] == hashlib.sha256(data).hexdigest():
                return _unpacked(data)
            path.unlink(missing_ok=True)
        return None

    def _discard_states(self) -> None:
        for path in self._states():
            path.unlink(missing_ok=True)

    def _lock(self) -> None:
        path = self.folder / "lock"
        mine = json.dumps({"host": socket.gethostname(), "pid": os.getpid()})
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            if _alive(path):
                raise RequestError(
                    f"another run is writing to {self.folder}",
                    f"wait for it, or choose another --out; if it ran elsewhere and is gone, delete {path}",
                    code="E903",
                ) from None
            path.unlink(missing_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        try:
            with os.fdopen(handle, "w") as stream:
                stream.write(mine)
        except OSError:
            path.unlink(missing_ok=True)
            raise

    def _unlock(self) -> None:
        (self.folder / "lock").unlink(missing_ok=True)
        if not self._states():
            shutil.rmtree(self.folder, ignore_errors=True)


def _alive(lock: Path) -> bool:
    """Return whether the holder of a lock still runs; one on another machine may, and so may one just begun."""
    try:
        holder = json.loads(lock.read_text(encoding="utf-8"))
        host, pid = str(holder["host"]), int(holder["pid"])
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return time.time() - lock.stat().st_mtime < BEGINNING
    return host != socket.gethostname() or (pid != os.getpid() and runs(pid))


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _packed(state: State) -> bytes:
    counted = {"done": state.done, "draws": state.draws, "scenarios": len(state.summaries)}
    arrays: dict[str, Any] = {name: np.asarray(number) for name, number in counted.items()}
    for i, summary in enumerate(state.summaries):
        for name in SCALARS:
            arrays[f"{i}.{name}"] = np.asarray(getattr(summary, name))
        for name in ARRAYS:
            if getattr(summary, name) is not None:
                arrays[f"{i}.{name}"] = getattr(summary, name)
        for block, kept in enumerate(summary.kept):
            arrays[f"{i}.kept.{block}"] = kept
    for i, known in enumerate(state.known or ()):
        arrays[f"{i}.edges"] = np.asarray([(edges.lower, edges.width) for edges in known.edges])
        arrays[f"{i}.thresholds"] = np.stack([known.lower, known.upper])
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def _unpacked(data: bytes) -> State:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    count = int(found["scenarios"])
    summaries = tuple(_summary(found, i) for i in range(count))
    known = tuple(_thresholds(found, i) for i in range(count)) if "0.edges" in found else None
    return State(int(found["done"]), summaries, known, int(found["draws"]))


def _summary(found: Mapping[str, Any], i: int) -> Summary:
    arrays: dict[str, Any] = {name: found.get(f"{i}.{name}") for name in ARRAYS}
    kept = [found[f"{i}.kept.{block}"] for block in range(len(found)) if f"{i}.kept.{block}" in found]
    return Summary(
        draws=int(found[f"{i}.draws"]), units=float(found[f"{i}.units"]), unit_weight=float(found[f"{i}.unit_weight"]),
        kept=kept, **arrays,
    )  # fmt: skip


def _thresholds(found: Mapping[str, Any], i: int) -> Thresholds:
    edges = tuple(Edges(float(lower), float(width)) for lower, width in found[f"{i}.edges"])
    lower, upper = found[f"{i}.thresholds"]
    return Thresholds(edges, lower, upper)
