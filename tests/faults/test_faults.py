"""Killed, disk full, read-only, locked, too little memory: nothing half-written, and the same command ends the same."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest
from faults_support import (
    FULL,
    LIMITED,
    at_write,
    contents,
    counting,
    disk_full,
    in_child,
    killed,
    limited,
    nobody,
)
from shipped import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are made in forks of this process")
KILLS = int(os.environ.get("SBS_ECON_KILLS_AT_RANDOM", "50" if FULL else "12"))
POINTS = int(os.environ.get("SBS_ECON_FAULT_POINTS", "1000" if FULL else "5"))
"""Write operations, evenly over all there are, at which a fault is made."""
SHORT = ("run", "base_case", "--draws", 400, "--save-draws", "--quiet")
TWO = ("run", "base_case", "online", "--draws", 300, "--quiet")
LONG = ("run", "base_case", "--draws", 200_000, "--seed", 9, "--quiet")


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    """Everything that a run imports is imported before the first fork."""
    import sbs_econ.analysis.psa
    import sbs_econ.cli.run
    import sbs_econ.cli.running
    import sbs_econ.io.run_folder

    assert all((sbs_econ.io.run_folder, sbs_econ.cli.run, sbs_econ.cli.running, sbs_econ.analysis.psa))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The folder that each command ends with when nothing happens to it, and how many writes that takes."""
    made = {}
    for command in (SHORT, TWO, LONG):
        out = tmp_path_factory.mktemp("whole") / "run"
        count = out.parent.parent / f"{out.parent.name}.count"
        start = time.monotonic()
        assert in_child((*command, "--out", out), counting(out.parent, count)) == 0
        made[command] = (contents(out), int(count.read_text()), time.monotonic() - start)
        assert sorted(p.name for p in out.parent.iterdir()) == ["run"]
    return made


def complete_or_absent(out, known):
    """Whether every run folder that is there is whole: what stands in the place asked for is never half of one."""
    found = {n: sha for n, sha in (contents(out) if out.exists() else {}).items() if not n.startswith(".")}
    runs = [out, *(p for p in (out.iterdir() if out.exists() else ()) if p.is_dir() and (p / "manifest.json").exists())]
    for run in runs:
        manifest = run / "manifest.json"
        if manifest.is_file():
            listed = json.loads(manifest.read_text("utf-8"))["outputs"]
            assert all(contents(run)[name] == sha for name, sha in listed.items())
    assert all(known[name] == sha for name, sha in found.items())
    return found == known


def ends_the_same(command, out, known):
    """The same command ends byte for byte like a run that nothing happened to, and clears up."""
    before = contents(out) if out.exists() else None
    ended = in_child((*command, "--out", out))
    assert ended == 0 or (ended == 2 and before == known)  # refused, for there is nothing left to do
    assert contents(out) == known
    if ended == 0:
        assert sorted(p.name for p in out.parent.iterdir()) == [out.name]


def points(writes):
    return sorted({1 + round(i * (writes - 1) / max(1, min(POINTS, writes) - 1)) for i in range(min(POINTS, writes))})


# --- killed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [SHORT, TWO], ids=["one", "two"])
def test_killed_at_any_write(tmp_path, whole, command):
    known, writes, _ = whole[command]
    for number in points(writes):
        out = tmp_path / str(number) / "run"
        out.parent.mkdir()
        ended = in_child((*command, "--out", out), at_write(number, out.parent, killed))
        assert ended == -signal.SIGKILL, number
        complete_or_absent(out, known)
        ends_the_same(command, out, known)
        shutil.rmtree(out.parent)


def test_killed_at_any_write_while_it_replaces_an_earlier_run(tmp_path, whole):
    known, writes, _ = whole[SHORT]
    for number in points(writes + 3):
        out = tmp_path / str(number) / "run"
        out.parent.mkdir()
        assert in_child((*SHORT, "--seed", 2, "--out", out)) == 0
        earlier = contents(out)
        command = (*SHORT, "--force")
        in_child((*command, "--out", out), at_write(number, out.parent, killed))
        assert not out.exists() or contents(out) in (earlier, known), number
        ends_the_same(command, out, known)
        shutil.rmtree(out.parent)


def test_killed_at_random_moments(tmp_path, whole):
    known, _, seconds = whole[LONG]
    dice, kills, out = random.Random(8), 0, tmp_path / "run"
    while kills < KILLS:
        child = os.fork()
        if child == 0:
            os._exit(in_child_of_a_child((*LONG, "--out", out)))
        time.sleep(dice.uniform(0.02, 1.05) * seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        kills += os.WIFSIGNALED(status)
        if complete_or_absent(out, known):
            ends_the_same(LONG, out, known)
            shutil.rmtree(out)
    ends_the_same(LONG, out, known)


def in_child_of_a_child(arguments):
    from sbs_econ.cli.ending import run_program
    from sbs_econ.cli.group import program

    try:
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
        return run_program(program, [str(a) for a in arguments])
    except BaseException:
        return LIMITED


# --- the disk is full ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [SHORT, TWO], ids=["one", "two"])
def test_disk_full_at_any_write(tmp_path, whole, command):
    known, writes, _ = whole[command]
    said = tmp_path.parent / f"{tmp_path.name}.said"
    for number in points(writes):
        out = tmp_path / str(number) / "run"
        out.parent.mkdir()
        ended = in_child((*command, "--out", out), at_write(number, out.parent, disk_full), said)
        assert ended in (0, 4), (number, said.read_text())  # 0 where the write was only clearing up
        assert "Traceback" not in said.read_text()
        if ended == 4:
            assert "No space left" in said.read_text()
        complete_or_absent(out, known)
        ends_the_same(command, out, known)
        shutil.rmtree(out.parent)


def test_a_small_disk(tmp_path, whole):
    known, _, _ = whole[SHORT]
    disk, said = tmp_path / "disk", tmp_path / "said"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be made by root only")
    try:
        for size in ("64k", "200k", "500k", "900k"):
            subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
            assert in_child((*SHORT, "--out", disk / "run"), None, said) in (2, 4), size  # 2: seen beforehand
            assert "Traceback" not in said.read_text()
            assert not (disk / "run").exists()
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        ends_the_same(SHORT, disk / "run", known)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("limit", [0, 20_000, 400_000])
def test_a_limit_on_the_size_of_files(tmp_path, whole, limit):
    known, _, _ = whole[SHORT]
    out, said = tmp_path / "there" / "run", tmp_path / "said"
    out.parent.mkdir()

    def prepare():
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        read, write = os.pipe()  # words go through a pipe, which has no size
        os.dup2(write, 2)
        assert read
        limited(resource.RLIMIT_FSIZE, limit)()

    assert in_child((*SHORT, "--out", out), prepare, said) in ((0, 4) if limit > 300_000 else (4,))
    complete_or_absent(out, known)
    ends_the_same(SHORT, out, known)


# --- may not be written ----------------------------------------------------------------------------------------------


def test_a_read_only_folder(tmp_path, whole):
    known, _, _ = whole[SHORT]
    place, said = tmp_path / "readonly", tmp_path / "said"
    place.mkdir()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to("/tmp") and folder.owner() != "nobody" and os.getuid() == 0:
            folder.chmod(folder.stat().st_mode | 0o055) if folder != tmp_path.parents[-2] else None
    place.chmod(0o555)
    said.write_text("")
    said.chmod(0o666)
    assert in_child((*SHORT, "--out", place / "run"), nobody, said) == 4
    assert "Permission denied" in said.read_text()
    assert "Traceback" not in said.read_text()
    assert list(place.iterdir()) == []
    place.chmod(0o755)
    ends_the_same(SHORT, place / "run", known)


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "file").write_text("mine")
    said = tmp_path / "said"
    for out in (tmp_path / "file", tmp_path / "file" / "run"):
        assert in_child((*SHORT, "--out", out), None, said) in (2, 4)
        assert "Traceback" not in said.read_text()
    assert (tmp_path / "file").read_text() == "mine"


def test_a_name_too_long(tmp_path):
    said = tmp_path / "said"
    for name in ("x" * 250, "x" * 256, "x" * 5_000):
        assert in_child((*SHORT, "--out", tmp_path / name), None, said) in (0, 2, 4)
        assert "Traceback" not in said.read_text(), name[:9]


# --- somebody else's, and damaged ------------------------------------------------------------------------------------


def test_two_runs_into_one_folder(tmp_path, whole):
    """The second is refused while the first runs; when it is gone, even by a kill, the same command goes on."""
    known, _, _ = whole[LONG]
    out, said = tmp_path / "there" / "run", tmp_path / "said"
    out.parent.mkdir()
    child = os.fork()
    if child == 0:
        os._exit(in_child_of_a_child((*LONG, "--out", out)))
    lock, end = out.parent / ".run.unfinished" / "lock", time.monotonic() + 30
    while not (lock.is_file() and lock.stat().st_size) and time.monotonic() < end:
        time.sleep(0.001)
    os.kill(child, signal.SIGSTOP)
    assert in_child((*LONG, "--out", out), None, said) == 2
    assert "another run is writing" in said.read_text()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    ends_the_same(LONG, out, known)


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00damage", b"[" * 100_000])
def test_damaged_files_of_an_unfinished_run(tmp_path, whole, damage):
    known, writes, _ = whole[LONG]
    out, said = tmp_path / "there" / "run", tmp_path / "said"
    for name in ("identity.json", "lock", "state"):
        out.parent.mkdir()
        in_child((*LONG, "--out", out), at_write(writes // 2, out.parent, killed))
        unfinished = out.parent / ".run.unfinished"
        found = [p for p in unfinished.iterdir() if p.name.startswith(name)]
        for file in found:
            file.write_bytes(damage)
            os.utime(file, (time.time() - 60,) * 2)
        ended = in_child((*LONG, "--out", out), None, said)
        assert "Traceback" not in said.read_text(), name
        if ended == 2:  # an unfinished run of something else, as far as can be told
            assert in_child((*LONG, "--out", out, "--force"), None, said) == 0
        assert contents(out) == known
        shutil.rmtree(out.parent)


# --- memory ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("megabytes", [100, 257, 280, 300, 330] if FULL else [100, 270])
def test_a_limit_on_memory(tmp_path, whole, megabytes):
    """As ``ulimit -v``: in a process of its own, where nothing is loaded yet."""
    known, _, _ = whole[LONG]
    out = tmp_path / "run"
    command = [sys.executable, "-m", "sbs_econ", *map(str, LONG), "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
        preexec_fn=limited(resource.RLIMIT_AS, megabytes * 2**20), check=False,
    )  # fmt: skip
    assert done.returncode in (0, 4), done.stderr
    assert "Traceback" not in done.stderr
    assert (done.returncode == 4) == ("out of memory" in done.stderr)
    complete_or_absent(out, known)
    if done.returncode == 4:
        ends_the_same(LONG, out, known)


# --- other commands that write ---------------------------------------------------------------------------------------

WRITERS = [
    ("init",),
    ("lenses", "base_case", "--draws", 100, "--quiet", "--out"),
]


@pytest.mark.parametrize("command", WRITERS, ids=[w[0] for w in WRITERS])
def test_answers_are_written_whole_or_not_at_all(tmp_path, command):
    count, out = tmp_path / "count", tmp_path / "there" / "answer"
    out.parent.mkdir()
    assert in_child((*command, out), counting(out.parent, count)) == 0
    names = sorted(str(p.relative_to(out)) for p in out.rglob("*"))
    shutil.rmtree(out)
    for number in points(int(count.read_text())):
        for act, ends in ((killed, (-signal.SIGKILL,)), (disk_full, (0, 4))):
            assert in_child((*command, out), at_write(number, out.parent, act)) in ends, number
            assert not out.exists() or sorted(str(p.relative_to(out)) for p in out.rglob("*")) == names
            shutil.rmtree(out, ignore_errors=True)
    assert in_child((*command, out)) == 0
    assert [p.name for p in out.parent.iterdir()] == ["answer"]
