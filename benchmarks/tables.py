"""A table of measurements as text."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table. ``target`` is what it should be, where anything was promised."""

    what: str
    figure: str
    target: str = ""


def table(title: str, findings: Iterable[Finding]) -> str:
    """Return findings as a Markdown table."""
    rows = [("what", "measured", "target"), ("---", "---", "---"), *((f.what, f.figure, f.target) for f in findings)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows]
    return "\n".join([f"### {title}", "", *lines, ""])


def machine() -> str:
    """Return the machine, the versions, the date and how busy it was."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pydantic", "click", "sbs-econ"))
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {_processor()}, {os.cpu_count()} cores, {_memory():.0f} GB; "
        f"{platform.system()} {platform.machine()}. Python {platform.python_version()}, {versions}. Load {load}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "processor")


def _memory() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
