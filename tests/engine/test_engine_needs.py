"""What a run takes is said before it starts, what cannot fit is refused, and memory stays flat."""

import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from engine_support import environment, run
from shipped import ROOT, inputs_of

from sbs_econ.analysis.engine import State
from sbs_econ.cli import asking, progress
from sbs_econ.cli.asking import Asked, needs, refuse_what_cannot_fit
from sbs_econ.errors import RequestError

OPTIONS = {
    "draws": 10_000, "seed": 1, "sampler": "mc", "precision": None, "jobs": 1, "chunk_size": None, "engine": "local",
    "scheduler": None, "save_draws": False,
}  # fmt: skip


def asked(**more):
    options = OPTIONS | more
    loaded = [(SimpleNamespace(usable=lambda: inputs_of("base_case")), {})]
    return loaded, Asked.from_options(options), options


def test_a_dry_run_says_draws_memory_disk_and_time_and_does_nothing(tmp_path):
    done = run(
        "run", "base_case", "--draws", 100_000_000, "--save-draws", "--out", tmp_path / "run", "--jobs", 2, "--dry-run"
    )
    assert done.returncode == 0
    assert "100,000,000 draws (seed 1, mc, 2 jobs)" in done.stdout
    assert re.search(r"about [\d.]+ s, [\d,]+ MB of memory .*, [\d,]+ MB of disk for draws", done.stdout)
    assert not list(tmp_path.iterdir())


def test_memory_does_not_grow_with_draws_but_with_workers():
    few, many = needs(*asked(draws=10**6)), needs(*asked(draws=10**9))
    assert few.memory == many.memory < 250e6
    assert many.seconds > 100 * few.seconds
    assert needs(*asked(draws=10**9, jobs=4)).memory < 4 * many.memory


def test_disk_is_eight_bytes_a_draw_and_column():
    loaded, wanted, options = asked(draws=1_000, save_draws=True)
    inputs = inputs_of("base_case")
    uncertain = sum(q.distribution is not None for q in inputs.quantities.values())
    disk = needs(loaded, wanted, options).disk
    assert disk % 8_000 == 0
    assert disk > 8_000 * uncertain


def test_what_the_disk_cannot_hold_is_refused(tmp_path):
    loaded, wanted, options = asked(draws=10**12, save_draws=True)
    with pytest.raises(RequestError, match="GB free") as caught:
        refuse_what_cannot_fit(loaded, [tmp_path / "not" / "yet"], wanted, options)
    assert (caught.value.exit_code, caught.value.code) == (2, "E904")


def test_what_memory_cannot_hold_is_refused(monkeypatch):
    refuse_what_cannot_fit(*asked(draws=10**12)[:1], [None], *asked(draws=10**12)[1:])
    loaded, wanted, options = asked(draws=10**12, chunk_size=10**12, jobs=2)
    with pytest.raises(RequestError, match="of memory") as caught:
        refuse_what_cannot_fit(loaded, [None], wanted, options)
    assert (caught.value.exit_code, caught.value.code) == (2, "E904")
    monkeypatch.setattr(asking, "_memory_of_this_machine", lambda: float("inf"))
    refuse_what_cannot_fit(loaded, [None], wanted, options)


PEAK = """
import resource, sys
from sbs_econ.api import run
small = run("base_case", draws=100)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
run("base_case", draws=int(sys.argv[1]))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_peak_memory_is_within_250_mb_of_the_program_itself():
    done = subprocess.run(
        [sys.executable, "-c", PEAK, "150000"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 250


# --- progress --------------------------------------------------------------------------------------------------------


def test_progress_says_how_far_and_how_long_still(monkeypatch, capsys):
    clock = iter([0.0, 0.5, 10.0, 10.1, 20.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    task = SimpleNamespace(blocks=100, draws=100 * 32_768)
    shown = progress.Progress(quiet=False)
    for done in (1, 10, 11, 50):
        shown(State(done), task)
    shown.end()
    lines = capsys.readouterr().err.split("\r")
    assert lines[1] == "10.0% of 3,276,800 draws, about 90 s left ".replace("90 s", "2 min")
    assert lines[2] == "50.0% of 3,276,800 draws, about 20 s left "
    assert len(lines) == 5


@pytest.mark.parametrize(("seconds", "words"), [(89.4, "89 s"), (90, "2 min"), (5_399, "90 min"), (36_000, "10.0 h")])
def test_time_left_in_words(seconds, words):
    assert progress._words(seconds) == words
