"""Blocks on a Dask cluster of separate processes: the same bytes, even if one of them is killed on the way."""

import os
import signal
import time

import pytest
from engine_support import contents, run, small_case, state_bytes

from sbs_econ.analysis.engine import Threads, Working, run_blocks
from sbs_econ.analysis.psa import Plan, task_of
from sbs_econ.cli.asking import Asked
from sbs_econ.errors import RequestError
from sbs_econ.io import dask_workers
from sbs_econ.io.dask_workers import FEWEST_IN_FLIGHT, DaskWorkers

distributed = pytest.importorskip("distributed", reason="comes with the extra [distributed], which [dev] includes")
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "default::ResourceWarning")

DRAWS = 400_000
"""Enough blocks for a worker to be killed among them."""


@pytest.fixture(scope="module")
def cluster():
    """A cluster of two worker processes."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=60
    ) as found:
        yield found


def final(kind, draws, working):
    return run_blocks(task_of([small_case()], Plan(draws, 2, kind)), working)


def test_a_worker_that_is_killed_costs_only_its_blocks(cluster):
    expected = state_bytes(final("mc", DRAWS, Working()))
    victims = []

    def kill_one(state, task):
        if state.done == 3:
            with distributed.Client(cluster.scheduler_address) as client:
                workers = client.run(os.getpid)
                victims.append(next(iter(workers.values())))
            os.kill(victims[0], signal.SIGKILL)

    workers = DaskWorkers(cluster.scheduler_address)
    state = final("mc", DRAWS, Working(workers, record=kill_one))
    assert len(victims) == 1
    assert not _runs(victims[0])
    assert state_bytes(state) == expected


def _runs(pid, seconds=10.0):
    """Whether a process goes on for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as stream:
                if stream.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return False
        except (FileNotFoundError, ProcessLookupError):
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_every_sampler_travels(cluster, kind):
    workers = DaskWorkers(cluster.scheduler_address)
    state = final(kind, 70_000, Working(workers))
    assert workers.in_flight == FEWEST_IN_FLIGHT
    assert state_bytes(state) == state_bytes(final(kind, 70_000, Working(Threads())))


def test_the_program_runs_on_a_cluster_by_its_address(cluster, tmp_path):
    common = ("run", "base_case", "--draws", 70_000, "--quiet", "--format", "json")
    here = run(*common, "--out", tmp_path / "here")
    there = run(*common, "--out", tmp_path / "there", "--engine", "dask", "--scheduler", cluster.scheduler_address)
    assert (here.returncode, there.returncode, there.stderr) == (0, 0, "")
    assert here.stdout == there.stdout
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_no_scheduler_at_the_address_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(dask_workers, "TIMEOUT", 0.5)
    with pytest.raises(RequestError, match="no Dask scheduler answers at"), DaskWorkers("tcp://127.0.0.1:9").open():
        pass


def test_an_address_without_the_engine_is_refused():
    options = {
        "draws": 10, "seed": 1, "sampler": "mc", "precision": None, "jobs": 1, "chunk_size": None,
        "engine": "local", "scheduler": "tcp://127.0.0.1:9",
    }  # fmt: skip
    with pytest.raises(RequestError, match="--engine dask"):
        Asked.from_options(options)
    assert Asked.from_options(options | {"engine": "dask", "chunk_size": 1}).workers.in_flight == 1
