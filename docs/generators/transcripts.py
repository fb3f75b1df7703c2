"""Pages that quote the program: their commands run, their files are written, and what they quote is what is printed.

In a page, blocks mean:

- ``console``: lines after ``$`` are commands, the lines below each are quoted from what it prints; ``...`` stands for
  lines left out. ``cd`` and ``>`` work; any other program than ``sbs-econ`` is left alone.
- ``yaml`` or ``csv`` under a paragraph that says "save this as" or "at the end of" and names files in code: written there.
- ``python``: run as it stands.

Blocks of any other kind (``sh``, ``text``) are only shown.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generators.program import in_empty_folder, sbs_econ

ROOT = Path(__file__).resolve().parents[2]
PAGES_WITH_TRANSCRIPTS = (
    ROOT / "README.md",
    ROOT / "docs" / "tutorial" / "first_hour.md",
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
)
IN_A_PROJECT = "% Runs in a new project."
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"(save this as|at the end of)\s(.*)", re.IGNORECASE | re.DOTALL)
FILE = re.compile(r"`([\w./-]+\.(?:yaml|csv))`")


@dataclass
class Block:
    """A block of a page: its kind, its lines, the number of its first line in the page, the paragraph above it."""

    kind: str
    lines: list[str]
    start: int
    above: str


@dataclass
class Fault:
    """A quoted line that the program did not print, or a command that failed."""

    line: int
    quoted: str
    printed: list[str] = field(default_factory=list)


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    for match in FENCE.finditer(text):
        above = text[: match.start()].rstrip().rsplit("\n\n", maxsplit=1)[-1]
        yield Block(match[1], match[2].splitlines(), text[: match.start(2)].count("\n"), above)


def play(text: str) -> list[Fault]:
    """Run a page in an empty folder, or a new project if it says so, and return what it gets wrong."""
    faults: list[Fault] = []
    with in_empty_folder():
        if IN_A_PROJECT in text:
            sbs_econ("init", "my_project")
            os.chdir("my_project")
        names: dict[str, object] = {}
        for block in blocks(text):
            if block.kind == "console":
                faults += _console(block)
            elif block.kind in ("yaml", "csv"):
                _write(block)
            elif block.kind == "python":
                _python(block, names)
    return faults


def _write(block: Block) -> None:
    place = PLACE.search(block.above)
    if place is None:
        return
    mode = "a" if place[1].lower() == "at the end of" else "w"
    for file in FILE.findall(place[2]):
        with Path(file).open(mode, encoding="utf-8") as stream:
            stream.write("\n".join(block.lines) + "\n")


def _python(block: Block, names: dict[str, object]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile("\n".join(block.lines), f"python block at line {block.start}", "exec"), names)  # noqa: S102


def _console(block: Block) -> list[Fault]:
    faults: list[Fault] = []
    printed: list[str] = []
    for number, line in enumerate(block.lines, start=block.start):
        if line.startswith("$ "):
            printed = _command(line.removeprefix("$ "))
        elif line.strip() not in ("", "..."):
            if line in printed:
                printed = printed[printed.index(line) + 1 :]
            else:
                faults.append(Fault(number, line, printed))
    return faults


def _command(line: str) -> list[str]:
    """Run a command, and return the lines that it prints."""
    words = shlex.split(line, comments=True)
    if words[0] == "cd":
        os.chdir(words[1])
        return []
    if words[0] != "sbs-econ":
        return []
    target = words[words.index(">") + 1] if ">" in words else None
    ended = sbs_econ(*words[1 : words.index(">") if target else None])
    if target is not None:
        Path(target).write_text(ended.output, "utf-8")
        return ended.errors.splitlines()
    return (ended.output + ended.errors).splitlines()


def refreshed(path: Path) -> str:
    """Return a page with each wrong quotation replaced by the nearest line that the program prints."""
    lines = path.read_text("utf-8").splitlines()
    for fault in play("\n".join(lines) + "\n"):
        nearest = difflib.get_close_matches(fault.quoted, fault.printed, n=1, cutoff=0.3)
        if nearest:
            lines[fault.line] = nearest[0]
    return "\n".join(lines) + "\n"
