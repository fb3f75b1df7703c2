"""Blocks on processes of this machine, forked from the one that runs, so that they start at once.

A worker ends when the process that started it has ended, however that came about. Ctrl-C is left to that process.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from sbs_econ.analysis.engine import Threads, Workers
from sbs_econ.errors import ResourcesError
from sbs_econ.io.worker_calls import Packer, call

T = TypeVar("T")


def local_workers(jobs: int, in_flight: int) -> Workers:
    """Return what runs blocks on this machine: processes where forking is safe, else threads."""
    return Processes(jobs, in_flight) if jobs > 1 and sys.platform == "linux" else Threads(jobs, in_flight)


@dataclass(frozen=True, slots=True)
class Processes:
    """Workers as processes, which do not wait for each other's interpreter as threads do."""

    jobs: int = 2
    in_flight: int = 4

    @contextmanager
    def open(self) -> Iterator[Executor | None]:
        """Yield something to submit blocks to; its processes end with it.

        Raises:
            ResourcesError: if a process was ended from outside.
        """
        pool = ProcessPoolExecutor(self.jobs, get_context("fork"), initializer=_begin)
        try:
            yield _Packing(pool)
        except BrokenProcessPool:
            raise ResourcesError("a worker process was ended from outside, perhaps for want of memory") from None
        finally:
            pool.shutdown(cancel_futures=True)


class _Packing(Executor):
    """Hands calls to a pool, what they have in common packed once."""

    def __init__(self, pool: Executor) -> None:
        self._pool, self._packer = pool, Packer()

    def submit(self, function: Callable[..., T], /, *arguments: Any, **named: Any) -> Future[T]:
        """Return the future of a call; it takes no named arguments."""
        with warnings.catch_warnings():  # newer Pythons warn of threads, and those of OpenBLAS expect a fork
            warnings.simplefilter("ignore", DeprecationWarning)
            return self._pool.submit(call, *self._packer.pack(function, arguments))


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
