"""Progress on a terminal: how far, and how long still. Nothing where standard error is not one."""

from __future__ import annotations

import sys
import time

import click

from sbs_econ.analysis.engine import State, Task
from sbs_econ.equations.sampling import BLOCK

FROM = 1.0
"""Seconds before anything is shown."""
STEP = 0.2


class Progress:
    """Told after each block; prints one line that it overwrites."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._start = self._last = time.monotonic()
        self._first: int | None = None
        self._printed = False

    def __call__(self, state: State, task: Task) -> None:
        """Show how far the run has come."""
        now = time.monotonic()
        if self._first is None:
            self._first = state.done - 1
        if not self._shown or now - self._start < FROM or now - self._last < STEP:
            return
        self._last, self._printed = now, True
        done, todo = state.done - self._first, task.blocks - state.done
        left = (now - self._start) / max(done, 1) * todo
        click.echo(
            f"\r{state.done * BLOCK / task.draws:5.1%} of {task.draws:,} draws, about {_words(left)} left ",
            err=True,
            nl=False,
        )

    def end(self) -> None:
        """Clear the line."""
        if self._printed:
            click.echo("\r" + " " * 60 + "\r", err=True, nl=False)


def _words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class Steps:
    """Told the name of each step before it starts; prints one line that it overwrites."""

    def __init__(self, quiet: bool, count: int) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._start = time.monotonic()
        self._done, self._count = 0, count
        self._printed = False
        self._begun: list[float] = []

    def __call__(self, name: str) -> None:
        """Show which step it is, once the work has taken a second."""
        self._done += 1
        self._begun.append(time.monotonic())
        if self._shown and time.monotonic() - self._start >= FROM:
            self._printed = True
            click.echo(f"\r{f'Step {self._done} of {self._count}: {name}':<60}", err=True, nl=False)

    @property
    def seconds(self) -> tuple[float, float]:
        """How long all steps took until now, and the first of them."""
        now = time.monotonic()
        if not self._begun:
            return 0.0, 0.0
        return now - self._begun[0], (self._begun[1] if len(self._begun) > 1 else now) - self._begun[0]

    def end(self) -> None:
        """Clear the line."""
        if self._printed:
            click.echo("\r" + " " * 60 + "\r", err=True, nl=False)
