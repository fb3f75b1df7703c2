"""Every error a user can meet, drawn as a tree.

::

    SbsEconError
    ├── InputError            exit 2   something in the inputs is wrong; carries every Problem at once
    ├── RequestError          exit 2   a request that cannot be met (a folder in the way, an unknown name)
    ├── NotConvergedError     exit 3   --strict, and the Monte Carlo error is too large
    ├── ResourcesError        exit 4   out of memory or disk
    └── InterruptedRunError   exit 130 stopped by the user; the same command resumes

Anything else that escapes is a bug and keeps its traceback (exit 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where, what, and the cure.

    ``line`` and ``column`` count from 1. ``severity`` is ``error`` or ``warning``.
    """

    code: str
    message: str
    suggestion: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
    severity: str = "error"

    @property
    def place(self) -> str:
        """``file:line:column`` as far as it is known."""
        parts = [self.file or "(command line)"]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)

    def as_json(self) -> dict[str, str | int | None]:
        """Return the problem in the form of ``validate --format json``."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "suggestion": self.suggestion,
        }


class SbsEconError(Exception):
    """Base of every error that is the user's to cure rather than a bug."""

    exit_code = 2


class InputError(SbsEconError):
    """Parameters or scenarios that cannot be used; ``problems`` holds every one that could be found.

    ``half_checked`` names scenarios of which some checks had to wait for these to be mended.
    """

    def __init__(self, problems: Iterable[Problem], half_checked: Iterable[str] = ()) -> None:
        self.problems = tuple(problems)
        self.half_checked = tuple(half_checked)
        super().__init__("\n".join(f"{p.place}: {p.code} {p.message}" for p in self.problems))


class RequestError(SbsEconError):
    """A request that cannot be met as it stands."""

    def __init__(self, message: str, suggestion: str | None = None, code: str = "E900") -> None:
        self.code = code
        self.message = message
        self.suggestion = suggestion
        super().__init__(message if suggestion is None else f"{message}\n  {suggestion}")


class NotConvergedError(SbsEconError):
    """The Monte Carlo error is larger than the run asked for, under ``--strict``."""

    exit_code = 3


class ResourcesError(SbsEconError):
    """Out of memory or disk."""

    exit_code = 4


class InterruptedRunError(SbsEconError):
    """Stopped by the user with its state kept."""

    exit_code = 130
