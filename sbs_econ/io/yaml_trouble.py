"""One trouble of the parser, and the complaints that are made in more than one place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_guard import Mark, Source, visible
from sbs_econ.io.yaml_parts import Scalar

RUN_TOGETHER = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(?=[^\s/:])")
"""A key and its value with no space after the colon."""
CITATION = re.compile(r"(?:doi|urn|isbn|issn|pmid|arxiv|mailto):", re.IGNORECASE)
ANCHOR = (
    "E008",
    "`&`, `*` and `<<` (anchors, aliases and merge keys) are not supported",
    "repeat the value; put quotes around text that starts with one of them",
)
TAG = (
    "E009",
    "`!` (a tag) is not supported: what a value is follows from its key",
    "take the tag away; put quotes around text that starts with `!`",
)
SECOND_DOCUMENT = (
    "E010",
    "`---` or `...` starts a second document: one file holds one",
    "take the line away, or move what follows to a file of its own",
)
DIRECTIVE = (
    "E011",
    "a line that starts with `%` (a directive) is not supported",
    "take the line away; put quotes around text that starts with `%`",
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the parser said and where, where it began, and the scalar, blocks and bracket before it."""

    source: Source
    said: str
    at: Mark
    since: Mark
    before: Scalar | None
    columns: tuple[int, ...]
    bracket: Mark | None = None

    @property
    def line(self) -> str:
        """The line in which the parser stopped."""
        return self.source.line(self.at.line)

    @property
    def char(self) -> str:
        """The character at which the parser stopped; empty at the end of a line."""
        return self.line[self.at.column - 1 : self.at.column]

    @property
    def left(self) -> str:
        """What stands left of it on the same line."""
        return self.line[: self.at.column - 1].rstrip()

    def problem(self, code: str, message: str, cure: str, at: Mark | None = None) -> Problem:
        """Return the problem at ``at``, by default where the parser stopped."""
        return self.source.problem(code, message, at or self.at, cure)


def looks_like_key(text: str) -> bool:
    """Whether ``text`` is a key and a value with no space between, and not a ``doi:`` or the like."""
    return bool(RUN_TOGETHER.match(text)) and not CITATION.match(text)


def run_together(source: Source, at: Mark, text: str, severity: str = "error") -> Problem:
    """Return the problem of ``text`` at ``at``, a key whose colon has no space after it."""
    key, _, rest = (visible(part.strip(), 40) for part in text.split(" #", 1)[0].partition(":"))
    message = f"no space after the colon of `{key}`, so this is text and not a key with a value"
    cure = f"write `{key}: {rest}`" + (", or put quotes around it if it is text" if severity == "warning" else "")
    return source.problem("E019", message, at, cure, severity)


def tab(source: Source, at: Mark, more: str = "") -> Problem:
    """Return the problem of a tab at ``at``."""
    before = source.line(at.line)[: at.column - 1]
    message = "a tab stands where spaces are expected" if before.strip() else "a tab is used to indent"
    return source.problem("E007", message + more, at, "use spaces, two for each level (a tab is shown as →)")


def empty_block(source: Source, at: Mark) -> Problem:
    """Return the problem of a ``|`` or ``>`` at ``at`` with no block of text below it."""
    mark = visible(source.line(at.line)[at.column - 1 : at.column])
    message = f"text cannot start with `{mark}` unless it is quoted"
    cure = f'put quotes around it: "{mark}..."; a block of text after `{mark}` starts on the next line'
    return source.problem("E023", message, at, cure)
