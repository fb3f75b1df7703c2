"""Pages that quote the program: their commands run, their files are written, and what they quote is what is printed.

In a page, blocks mean:

- ``console``: lines after ``$`` are commands, the lines below each are what it prints; ``...`` stands for lines left
  out, and empty lines do not count. ``cd`` and ``>`` work; any other program than ``sbs-econ`` is left alone.
- ``yaml`` or ``text`` under a paragraph that says "save this as" or "at the end of" and names files: written there.
- ``python``: run as it stands.

All other blocks are only shown.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generators.program import in_empty_folder, sbs_econ

ROOT = Path(__file__).resolve().parents[2]
PLAYED = (
    "add_a_scenario", "add_a_service", "break-even", "budget-impact", "change_a_price", "compare-designs",
    "does-the-answer-depend-on-method", "many_draws", "notebook", "own_effect_estimates", "report", "run-many-sites",
    "sites_from_a_csv", "subgroups-and-modes", "use-draws-made-elsewhere", "value-of-information",
    "what-would-change-the-answer", "who-pays-who-gains", "why-did-the-answer-change", "workbook",
)  # fmt: skip
TUTORIALS = ("analyst", "commissioner", "economist", "first_hour", "questionnaires")
PAGES_WITH_TRANSCRIPTS = (
    ROOT / "README.md",
    *(ROOT / "docs" / "tutorial" / f"{name}.md" for name in TUTORIALS),
    *(ROOT / "docs" / "how-to" / f"{name}.md" for name in PLAYED),
)
"""Pages whose commands are run and whose quoted output is checked."""
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
    """A quoted line that the program did not print, and the line that it printed there."""

    line: int
    quoted: str
    printed: str | None


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
            elif block.kind in ("yaml", "text"):
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
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        with Path(file).open(mode, encoding="utf-8") as stream:
            stream.write("\n".join(block.lines) + "\n")


def _python(block: Block, names: dict[str, object]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile("\n".join(block.lines), f"python block at line {block.start}", "exec"), names)  # noqa: S102


def _console(block: Block) -> list[Fault]:
    faults: list[Fault] = []
    output = Output([])
    for number, line in enumerate(block.lines, start=block.start):
        if line.startswith("$ "):
            faults += output.left_out(number - 1)
            output = Output([printed for printed in _command(line.removeprefix("$ ")) if printed.strip()])
        elif line.strip() == "...":
            output.anywhere = True
        elif line.strip():
            faults += output.compare(number, line)
    return [*faults, *output.left_out(block.start + len(block.lines) - 1)]


@dataclass
class Output:
    """What a command printed, and how far it has been compared with what is quoted."""

    printed: list[str]
    place: int = 0
    anywhere: bool = False
    quoted: bool = False

    def compare(self, number: int, line: str) -> Iterator[Fault]:
        """Compare a quoted line with the next one printed, or after ``...`` with any later one."""
        rest = self.printed[self.place :]
        if line in rest if self.anywhere else rest[:1] == [line]:
            self.place += rest.index(line) + 1
        else:
            nearest = difflib.get_close_matches(line, rest, n=1, cutoff=0.3) if self.anywhere else rest[:1]
            self.place += rest.index(nearest[0]) + 1 if nearest else 0
            yield Fault(number, line, nearest[0] if nearest else None)
        self.anywhere, self.quoted = False, True

    def left_out(self, number: int) -> Iterator[Fault]:
        """Tell of lines printed after those that are quoted, if the page does not say so."""
        if self.quoted and not self.anywhere and self.place < len(self.printed):
            yield Fault(number, "(end of what is quoted)", None)


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
    """Return a page with each wrong quotation replaced by what the program prints there."""
    lines = path.read_text("utf-8").splitlines()
    for fault in play("\n".join(lines) + "\n"):
        if fault.printed is not None:
            lines[fault.line] = fault.printed
    return "\n".join(lines) + "\n"
