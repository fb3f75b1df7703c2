"""Blocks as tasks of a Dask cluster: a thin adapter; a worker that is lost costs only its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sbs_econ.errors import RequestError


@dataclass(frozen=True, slots=True)
class DaskWorkers:
    """Workers of an existing cluster (``scheduler`` is its address), or of a local one of ``jobs`` processes."""

    scheduler: str | None = None
    jobs: int = 2
    in_flight: int = 16

    @contextmanager
    def open(self) -> Iterator[Any]:
        """Yield something to submit blocks to.

        Raises:
            RequestError: if Dask is not installed, or the scheduler does not answer.
        """
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise RequestError("--engine dask needs Dask", "pip install 'sbs-econ[distributed]'") from None
        if self.scheduler is None:
            cluster = LocalCluster(n_workers=self.jobs, threads_per_worker=1, dashboard_address=None)
            with cluster, Client(cluster) as client:
                yield _Submitter(client)
            return
        try:
            client = Client(self.scheduler, timeout=10)
        except OSError:
            raise RequestError(f"no Dask scheduler answers at {self.scheduler}") from None
        with client:
            yield _Submitter(client)


class _Submitter:
    """Submits blocks; what they have in common travels to the workers once."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._sent: dict[int, Any] = {}

    def submit(self, function: Any, *arguments: Any) -> Any:
        """Return the future of a call; Dask runs it again elsewhere if its worker is lost."""
        task, block, known = arguments
        return self._client.submit(function, self._once(task), block, self._once(known), pure=False, retries=10)

    def _once(self, value: Any) -> Any:
        if value is None:
            return None
        if id(value) not in self._sent:
            self._sent[id(value)] = (value, self._client.scatter([value], broadcast=True, hash=False)[0])
        return self._sent[id(value)][1]
