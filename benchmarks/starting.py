"""How soon the program answers, against a bare ``import click``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.processes import in_turns, median, program, python, ratio, spent, walls
from benchmarks.tables import Finding

TITLE = "6. Starting up"


def measure(quick: bool) -> Iterator[Finding]:
    """Time help, validate and a run of 10,000 draws in turns with the import."""
    commands = {
        "bare": python("import click"),
        "`sbs-econ --help`": program("--help"),
        "`sbs-econ validate`": program("validate"),
        "`sbs-econ run base_case` (10,000 draws)": program("run", "base_case"),
    }
    times = in_turns(2 if quick else 9, *(partial(spent, command) for command in commands.values()))
    bare = walls(times[0])
    yield Finding("`python -c 'import click'`", f"{median(bare) * 1e3:.0f} ms")
    targets = ("at most 3", "at most 8", "")
    for (name, _), found, target in zip(list(commands.items())[1:], times[1:], targets, strict=True):
        yield Finding(name, f"{median(walls(found)) * 1e3:.0f} ms", "" if target else "a second or two")
        if target:
            yield Finding("... times the import", ratio(walls(found), bare), target)
