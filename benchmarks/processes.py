"""Whole processes, timed: wall clock, processor time and peak memory of a process and those it starts."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.01
"""Seconds between two looks at memory."""
SURROUNDINGS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SURROUNDINGS |= {"PYTHONDONTWRITEBYTECODE": ""}
"""One thread to a process, and modules compiled once, as they are for a user."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds by the clock, seconds of processors, and megabytes at its peak (0 if not asked)."""

    wall: float
    processor: float
    peak: float = 0.0


def program(*arguments: object) -> list[str]:
    """Return the command of the program as people start it."""
    return [str(Path(sys.executable).with_name("sbs-econ")), *map(str, arguments)]


def python(code: str, *arguments: object) -> list[str]:
    """Return the command that runs some Python."""
    return [sys.executable, "-c", code, *map(str, arguments)]


def warmed_up() -> None:
    """Run every command once, so that modules are compiled and files are in memory."""
    for arguments in (("--help",), ("validate",), ("run", "base_case", "--draws", 100, "-q")):
        spent(program(*arguments))


def spent(command: Sequence[str], memory: bool = False) -> Spent:
    """Run a command to its end and return what it took.

    Raises:
        RuntimeError: if it fails.
    """
    before, start = os.times(), time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **SURROUNDINGS}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as running:
        watch = _Watch(running.pid) if memory else None
        _, said = running.communicate()
    wall, after = time.perf_counter() - start, os.times()
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)}: {said.decode()}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(wall, processor, watch.peak() if watch else 0.0)


class _Watch:
    """Looks at the memory of a process and its children while they run: proportional set size, shared pages once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most = pid, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def peak(self) -> float:
        """Return megabytes."""
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self._most = max(self._most, sum(_megabytes(pid) for pid in [self._pid, *_children(self._pid)]))


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def in_turns(rounds: int, *runs: Callable[[], Spent]) -> list[list[Spent]]:
    """Return what each of several runs took in every round; they take turns, so that a busy moment hits them all."""
    found = [[run() for run in runs] for _ in range(rounds)]
    return [list(column) for column in zip(*found, strict=True)]


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def ratio(over: Sequence[float], under: Sequence[float]) -> str:
    """Return the median of the ratios of paired figures, with the smallest and the largest."""
    ratios = sorted(a / b for a, b in zip(over, under, strict=True))
    return f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def walls(runs: Sequence[Spent]) -> list[float]:
    """Return the seconds by the clock."""
    return [run.wall for run in runs]


def processors(runs: Sequence[Spent]) -> list[float]:
    """Return the seconds of processors."""
    return [run.processor for run in runs]
