"""A problem found in what a file says, before it is known on which line."""

from __future__ import annotations

from dataclasses import dataclass

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong, and at which key of which file; the reader of files adds line and column.

    ``file`` is relative to the parameter folder (``service_use.yaml``), ``scenario:<name>`` or empty for the
    command line. ``on`` says whether the key or its value is at fault.
    """

    file: str
    path: KeyPath
    code: str
    message: str
    suggestion: str | None = None
    on: str = "value"
    severity: str = "error"
