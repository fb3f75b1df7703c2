"""Blocks as tasks of a Dask cluster: a thin adapter; a worker that is lost costs only its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sbs_econ.errors import RequestError
from sbs_econ.io.worker_calls import Packer, call

FEWEST_IN_FLIGHT = 8
TIMEOUT = 10.0
"""Seconds to wait for a scheduler."""
RETRIES = 2
"""Times that a block which failed is tried again, apart from those of a worker that is lost."""


@dataclass(slots=True)
class DaskWorkers:
    """Workers of an existing cluster (``scheduler`` is its address), or of a local one of ``jobs`` processes."""

    scheduler: str | None = None
    jobs: int = 2
    in_flight: int = 0
    """Blocks under way at once; 0 for two for each thread that the cluster has when it is opened."""

    @contextmanager
    def open(self) -> Iterator[Any]:
        """Yield something to submit blocks to.

        Raises:
            RequestError: if Dask is not installed, or the scheduler does not answer.
        """
        with self._client() as client:
            threads = sum(client.nthreads().values())
            self.in_flight = self.in_flight or max(FEWEST_IN_FLIGHT, 2 * threads)
            yield _Submitter(client)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise RequestError("--engine dask needs Dask", "pip install 'sbs-econ[distributed]'") from None
        if self.scheduler is None:
            cluster = LocalCluster(n_workers=self.jobs, threads_per_worker=1, dashboard_address=None)
            with cluster, Client(cluster) as client:
                yield client
            return
        try:
            client = Client(self.scheduler, timeout=TIMEOUT)
        except OSError:
            raise RequestError(f"no Dask scheduler answers at {self.scheduler}") from None
        with client:
            yield client


class _Submitter:
    """Submits calls. Each is whole in itself, so that any worker can run it again if another is lost."""

    def __init__(self, client: Any) -> None:
        self._client, self._packer = client, Packer()

    def submit(self, function: Any, *arguments: Any) -> Any:
        """Return the future of a call."""
        packed, small = self._packer.pack(function, arguments)
        return self._client.submit(call, packed, small, pure=False, retries=RETRIES)
