"""Workers of this machine: errors come home, and nobody is left behind."""

import os
import signal
import time

import pytest
from engine_support import environment, program
from shipped import ROOT

from sbs_econ.errors import ResourcesError
from sbs_econ.io.worker_calls import Packer, call
from sbs_econ.io.worker_processes import Processes


class Adder:
    """A thing with a method, as questions to the model are."""

    def __init__(self, by):
        self.by = by

    def add(self, to, extra=None):
        return to + self.by + (extra or 0)


def add_all(numbers, to):
    return sum(numbers) + to


def fail(numbers):
    raise ValueError(f"no {numbers[0]}")


def die(numbers):
    os.kill(os.getpid(), signal.SIGKILL)


def process_id(numbers):
    time.sleep(0.05)
    return os.getpid()


def test_calls_run_elsewhere_and_answers_come_back():
    numbers, adder = [1, 2, 3], Adder(5)
    with Processes(2).open() as pool:
        assert [pool.submit(add_all, numbers, to).result() for to in range(4)] == [6, 7, 8, 9]
        assert pool.submit(adder.add, 1, None).result() == 6
        found = {future.result() for future in [pool.submit(process_id, numbers) for _ in range(8)]}
    assert len(found) == 2
    assert os.getpid() not in found
    assert not any(_runs(pid) for pid in found)


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_calls_have_in_common_is_packed_once():
    packer, numbers, adder = Packer(), [1, 2], Adder(1)
    first, second = packer.pack(add_all, (numbers, 4)), packer.pack(add_all, (numbers, 5))
    assert first[0] is second[0]
    assert (call(*first), call(*second)) == (7, 8)
    assert packer.pack(adder.add, (1,))[0] is packer.pack(adder.add, (2,))[0]
    assert call(*packer.pack(adder.add, (2,))) == 3


def test_an_error_in_a_worker_keeps_its_traceback():
    with Processes(2).open() as pool, pytest.raises(ValueError, match="no 7") as caught:
        pool.submit(fail, [7]).result()
    assert "in fail" in str(caught.value.__cause__)


def test_a_worker_that_is_killed_is_an_error_that_says_so():
    with pytest.raises(ResourcesError, match="ended from outside"), Processes(2).open() as pool:
        pool.submit(die, [1]).result()


def test_workers_end_with_a_run_that_is_killed(tmp_path):
    import subprocess

    command = program("run", "base_case", "--draws", 5_000_000, "--jobs", 2, "--quiet")
    running = subprocess.Popen(command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    children = _wait(lambda: _children(running.pid))
    time.sleep(0.3)
    running.kill()
    _, said = running.communicate(timeout=20)
    assert said == b""
    assert len(children) == 2
    assert _wait(lambda: not any(_runs_still(pid) for pid in children))


def _wait(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def _children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as stream:
        found = [int(word) for word in stream.read().split()]
    return found if len(found) == 2 else None


def _runs_still(pid):
    """Whether a process runs; one that has ended but whom nobody waits for does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stream:
            return stream.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
