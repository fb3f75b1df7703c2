"""A run that is killed, stopped or damaged resumes with the same command and ends byte for byte the same."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest
from engine_support import contents, environment, program, result_text, run, small_case, state_bytes
from shipped import ROOT

from sbs_econ.analysis.engine import State, Working, run_blocks
from sbs_econ.analysis.psa import Plan, results_of, task_of
from sbs_econ.errors import RequestError
from sbs_econ.io import checkpoints
from sbs_econ.io.checkpoints import Checkpoint

KILLS = int(os.environ.get("SBS_ECON_KILLS", "6"))
LONG = ("run", "base_case", "--draws", 250_000, "--seed", 5, "--format", "json")
DRAWS = 100_000
"""Four blocks, the last cut short."""
INTERRUPTIBLE = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
)
"""Runs a command that minds Ctrl-C even where the tests themselves do not, as in the background of a shell."""


def started(*arguments):
    """A run under way, in a process group of its own that a Ctrl-C can be sent to."""
    return subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *program(*arguments)], cwd=ROOT, env=environment(), text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def unfinished(out):
    return out.parent / f".{out.name}.unfinished"


def states(out):
    return sorted(unfinished(out).glob("state_*.npz"))


def wait_for_state(running, out):
    """Wait until a state is there; the run is still going."""
    end = time.monotonic() + 60
    while not states(out):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < end
        time.sleep(0.002)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The folder of a run that nothing happened to, and how long it took."""
    out, start = tmp_path_factory.mktemp("undisturbed") / "run", time.monotonic()
    done = run(*LONG, "--out", out)
    assert (done.returncode, done.stderr) == (0, f"Written: {out}\n")  # and no progress, which is for terminals
    return out, time.monotonic() - start


# --- killed ----------------------------------------------------------------------------------------------------------


def test_a_run_killed_at_random_moments_ends_byte_for_byte_the_same(tmp_path, undisturbed):
    whole, seconds = undisturbed
    out, dice = tmp_path / "run", random.Random(20_250_101)
    killed = 0
    for _ in range(KILLS):
        running = started(*LONG, "--out", out, "--jobs", dice.choice([1, 2]), "--quiet")
        time.sleep(dice.uniform(0.1, 0.95) * seconds)
        running.kill()
        running.communicate()
        killed += running.returncode == -signal.SIGKILL
        assert not out.exists() or contents(out) == contents(whole)
        if out.exists():
            break
    if not out.exists():
        known = bool(states(out))
        done = run(*LONG, "--out", out)
        assert (done.returncode, "Resuming after " in done.stderr) == (0, known)
    assert killed > 0
    assert contents(out) == contents(whole)
    assert not unfinished(out).exists()


# --- stopped ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_exits_with_130_keeps_the_state_and_says_how_to_resume(tmp_path, undisturbed, jobs):
    whole, _ = undisturbed
    out = tmp_path / "run"
    running = started(*LONG, "--out", out, "--jobs", jobs)
    wait_for_state(running, out)
    os.killpg(running.pid, signal.SIGSTOP)  # held still, so that it cannot end before it is stopped
    if jobs == 1:  # beside a run that lives
        done = run("run", "base_case", "--draws", 100, "--out", out)
        assert (done.returncode, "another run is writing" in done.stderr) == (2, True)
    os.killpg(running.pid, signal.SIGINT)
    os.killpg(running.pid, signal.SIGCONT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert said == "Error: stopped; what was done is kept. The same command resumes it.\n"
    assert states(out)
    assert not (unfinished(out) / "lock").exists()
    done = run(*LONG, "--out", out)
    assert (done.returncode, "Resuming after " in done.stderr) == (0, True)
    assert contents(out) == contents(whole)


def test_ctrl_c_without_a_folder_says_that_nothing_was_kept():
    running = started("run", "base_case", "--draws", 5_000_000)
    time.sleep(2.0)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "nothing was kept (with --out an interrupted run can be resumed)" in said or "Stopped." in said


# --- damaged ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The folder of an unfinished run that holds every state, the run's task, and its final state."""
    out = tmp_path_factory.mktemp("kept") / "run"
    task = task_of([small_case("base_case"), small_case("horizon_24")], Plan(DRAWS, 3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "EVERY", 0.0)
        patch.setattr(checkpoints, "KEPT", 99)
        checkpoint = Checkpoint(out, {"draws": DRAWS})
        assert checkpoint.open(False) is None
        state = run_blocks(task, Working(record=checkpoint))
        checkpoint.close(done=False)
    return out, task, state


@pytest.fixture
def with_states(kept, tmp_path):
    """The same, for a test to damage."""
    out, task, state = kept
    shutil.copytree(unfinished(out), unfinished(tmp_path / "run"))
    return tmp_path / "run", task, state


def resumed(out, task, identity=None, force=False):
    checkpoint = Checkpoint(out, identity or {"draws": DRAWS})
    state = checkpoint.open(force)
    final = run_blocks(task, Working(state=state, record=checkpoint))
    checkpoint.close(done=True)
    return state, final


def test_every_state_resumes_to_the_same_end(with_states):
    out, task, final = with_states
    files = states(out)
    assert len(files) == task.blocks
    while files:
        checkpoint = Checkpoint(out, {"draws": DRAWS})
        state = checkpoint.open(False)
        checkpoint.close(done=False)
        assert state.done == len(files)
        assert state_bytes(run_blocks(task, Working(state=state))) == state_bytes(final)
        files.pop().unlink()
    assert result_text(results_of(task, Plan(DRAWS), final))


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied"])
def test_a_damaged_state_is_found_by_its_hash_and_its_blocks_made_again(with_states, damage):
    out, task, final = with_states
    last = states(out)[-1]
    data = bytearray(last.read_bytes())
    data[len(data) // 2] ^= 1
    last.write_bytes({"flipped": bytes(data), "cut": bytes(data[:-7]), "emptied": b""}[damage])
    state, again = resumed(out, task)
    assert state.done == final.done - 1
    assert state_bytes(again) == state_bytes(final)


def test_when_every_state_is_damaged_the_run_begins_again(with_states):
    out, task, final = with_states
    for file in states(out):
        file.write_bytes(file.read_bytes()[1:])
    state, again = resumed(out, task)
    assert state is None
    assert state_bytes(again) == state_bytes(final)


def test_files_half_written_are_no_state(with_states):
    out, task, final = with_states
    (unfinished(out) / ".state_000000099_abc.npz.tmp").write_bytes(b"half")
    state, again = resumed(out, task)
    assert state.done == final.done
    assert state_bytes(again) == state_bytes(final)
    assert not unfinished(out).exists()


def test_only_the_last_states_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "EVERY", 0.0)
    task = task_of([small_case()], Plan(DRAWS))
    checkpoint = Checkpoint(tmp_path / "run", {})
    checkpoint.open(False)
    run_blocks(task, Working(record=checkpoint))
    assert len(states(tmp_path / "run")) == checkpoints.KEPT


def test_a_state_that_is_written_while_another_follows_is_whole():
    """What Ctrl-C writes is the last state that was finished, even if the next was being merged."""
    task = task_of([small_case()], Plan(DRAWS))
    seen: list[tuple[State, bytes]] = []
    run_blocks(task, Working(record=lambda state, task: seen.append((state, state_bytes(state)))))
    assert all(state_bytes(state) == at_that_moment for state, at_that_moment in seen)


# --- somebody else's -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holder", "refused"),
    [
        ({"host": socket.gethostname(), "pid": 2**22 + 1}, False),
        ({"host": socket.gethostname(), "pid": os.getpid()}, False),
        ({"host": socket.gethostname(), "pid": os.getppid()}, True),
        ({"host": "somewhere-else", "pid": 1}, True),
    ],
)
def test_a_lock_is_taken_over_when_its_holder_is_gone(tmp_path, holder, refused):
    folder = unfinished(tmp_path / "run")
    folder.mkdir()
    (folder / "lock").write_text(json.dumps(holder), encoding="utf-8")
    checkpoint = Checkpoint(tmp_path / "run", {})
    if refused:
        with pytest.raises(RequestError, match="another run") as caught:
            checkpoint.open(False)
        assert caught.value.exit_code == 2
        assert str(folder / "lock") in caught.value.suggestion
    else:
        assert checkpoint.open(False) is None
        assert json.loads((folder / "lock").read_text(encoding="utf-8"))["pid"] == os.getpid()
        checkpoint.close(done=True)


def test_a_lock_that_is_just_being_written_is_respected_and_an_old_broken_one_is_not(tmp_path):
    folder = unfinished(tmp_path / "run")
    folder.mkdir()
    (folder / "lock").write_bytes(b"")
    with pytest.raises(RequestError, match="another run"):
        Checkpoint(tmp_path / "run", {}).open(False)
    os.utime(folder / "lock", (time.time() - 60,) * 2)
    assert Checkpoint(tmp_path / "run", {}).open(False) is None


def test_an_unfinished_run_of_something_else_is_refused_without_force(with_states):
    out, task, final = with_states
    with pytest.raises(RequestError, match="unfinished run of other inputs"):
        Checkpoint(out, {"draws": 9}).open(False)
    assert states(out)
    state, again = resumed(out, task, {"draws": 9}, force=True)
    assert state is None
    assert state_bytes(again) == state_bytes(final)


def test_any_other_folder_that_exists_is_refused(tmp_path):
    out = tmp_path / "run"
    out.mkdir()
    (out / "precious.txt").write_text("mine", encoding="utf-8")
    short = ("run", "base_case", "--draws", 100, "--out", out)
    for more in ((), ("--force",)):
        done = run(*short, *more)
        assert (done.returncode, str(out) in done.stderr) == (2, True)
    assert (out / "precious.txt").read_text(encoding="utf-8") == "mine"
