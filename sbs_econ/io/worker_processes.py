"""Blocks on processes of this machine, forked from the one that runs, so that they start at once.

A worker ends with the process that started it, for its pipe closes. Ctrl-C is left to that process.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, TypeVar

from sbs_econ.analysis.engine import Threads, Workers
from sbs_econ.errors import ResourcesError
from sbs_econ.io.worker_calls import Packer, Small, call

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
        """Yield something to submit blocks to; its processes end with it."""
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        workers: list[_Worker] = []
        try:
            workers = _forked(self.jobs)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            with _Pool(workers) as pool:
                yield pool
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            for worker in workers:
                worker.end()


class _Worker:
    """One process, seen from the one that started it."""

    def __init__(self, process: Any, pipe: Connection) -> None:
        self._process, self._pipe = process, pipe

    def call(self, packed: bytes, small: Small) -> Any:
        """Return what a call returns there.

        Raises:
            ResourcesError: if the process is gone.
        """
        try:
            self._pipe.send((packed, small))
            done, answer = self._pipe.recv()
        except (EOFError, OSError):
            raise ResourcesError("a worker process was ended from outside, perhaps for want of memory") from None
        if not done:
            raise answer
        return answer

    def end(self) -> None:
        """End the process, which holds nothing of its own, whatever it is doing: a stopped one minds nothing milder."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


class _Pool(Executor):
    """Hands calls to workers that are idle: a thread for each waits for its answer."""

    def __init__(self, workers: Sequence[_Worker]) -> None:
        self._workers, self._packer = workers, Packer()
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(len(workers))

    def submit(self, function: Callable[..., T], /, *arguments: Any, **named: Any) -> Future[T]:
        """Return the future of a call; it takes no named arguments."""
        return self._threads.submit(self._call, *self._packer.pack(function, arguments))

    def _call(self, packed: bytes, small: Small) -> Any:
        worker = self._idle.get()
        try:
            return worker.call(packed, small)
        finally:
            self._idle.put(worker)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers, so that no thread waits for an answer that nobody wants."""
        for worker in self._workers:
            worker.end()
        self._threads.shutdown(wait=wait, cancel_futures=True)


def _forked(jobs: int) -> list[_Worker]:
    """Start workers. Each holds one end of its own pipe and no other, so that a lost end is noticed."""
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe() for _ in range(jobs)]
    workers = []
    with warnings.catch_warnings():  # newer Pythons warn of threads, and those of OpenBLAS expect a fork
        warnings.simplefilter("ignore", DeprecationWarning)
        for mine, theirs in pipes:
            others = [end for pipe in pipes for end in pipe if end is not theirs]
            process = context.Process(target=_serve, args=(theirs, others), daemon=True)
            process.start()
            workers.append(_Worker(process, mine))
    for _, theirs in pipes:
        theirs.close()
    return workers


def _serve(pipe: Connection, others: Sequence[Connection]) -> None:
    """Answer calls until the other end closes."""
    for other in others:
        other.close()
    try:
        while True:
            pipe.send(_answer(*pipe.recv()))
    except (EOFError, OSError):
        return


def _answer(packed: bytes, small: Small) -> tuple[bool, Any]:
    try:
        return True, call(packed, small)
    except Exception as error:
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        return False, error
