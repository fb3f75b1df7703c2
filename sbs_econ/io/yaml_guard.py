"""What a YAML file must be before it is parsed: small, regular, UTF-8, and free of characters that hide."""

from __future__ import annotations

import codecs
import re
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sbs_econ.errors import Problem
from sbs_econ.schema.base import did_you_mean

LARGEST = 5_000_000
"""Bytes a file may have."""
MOST = 20
"""Lines with the same trouble that are listed one by one."""
WIDTH = 100
"""Characters of a source line that are shown."""

LOST = "\ufffd"
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
INVISIBLE = "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
HIDDEN = re.compile(f"[{CONTROL}{BIDI}{INVISIBLE}{LOST}]")
BREAK = re.compile(r"\r\n|\r|\n")

KINDS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile("\x00"),
        "a NUL byte",
        "the file may be damaged, or not saved as UTF-8 text: save it again as UTF-8",
    ),
    (
        re.compile(f"[{BIDI}]"),
        "a text-direction mark",
        "delete it: it shows text in another order than it is read",
    ),
    (re.compile(f"[{INVISIBLE}]"), "an invisible character", "delete it: retype the word it stands in"),
    (re.compile(LOST), "a replacement character", "a letter was lost when the file was saved: retype it"),
    (re.compile("."), "a control character", "delete it: retype the word it stands in"),
)
NOT_TEXT = (
    (b"PK\x03\x04", "a zip file (an Excel workbook is one)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"%PDF-", "a PDF file"),
)
WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Mark(NamedTuple):
    """A place in a text; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """A text and how it is named in messages."""

    shown: str
    text: str

    def line(self, number: int) -> str:
        """Return line ``number``, counted from 1; empty beyond the end."""
        lines = lines_of(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def problem(
        self, code: str, message: str, at: Mark, suggestion: str | None = None, severity: str = "error"
    ) -> Problem:
        """Return a problem at ``at`` with the line it stands in."""
        shown = excerpt(self.line(at.line), at.column)
        return Problem(code, message, suggestion, self.shown, at.line, at.column, shown, severity)


@lru_cache(maxsize=2)
def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of ``text`` without their ends."""
    return tuple(BREAK.split(text))


def visible(text: str, width: int | None = None) -> str:
    r"""Return ``text`` safe to print: escapes in place of characters that hide, an arrow for a tab.

    >>> visible("a\x1b[31m")
    'a\\x1b[31m'
    """
    if width is not None and len(text) > width:
        text = text[: width - 1] + "…"
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(char: str) -> str:
    if char == "\t":
        return "→"
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def excerpt(line: str, column: int) -> str:
    """Return ``line`` safe to print, shortened around ``column``."""
    start = max(0, column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    end = start + WIDTH
    return ("…" if start else "") + visible(line[start:end]) + ("…" if end < len(line) else "")


def named(char: str) -> str:
    """Return the code point and the Unicode name of ``char``.

    >>> named("\u202e")
    'U+202E RIGHT-TO-LEFT OVERRIDE'
    """
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def read_bytes(path: Path, shown: str) -> bytes | Problem:
    """Return the bytes of a regular file of at most 5 MB, or the problem with it."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return _not_a_file(stat.S_ISDIR(found.st_mode), shown)
        if found.st_size > LARGEST:
            return _too_large(shown)
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Problem("E001", "there is no such file", _nearest_file(path), shown)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return Problem("E002", f"the file cannot be read: {why}", "check its name and permissions", shown)
    return raw


def _not_a_file(folder: bool, shown: str) -> Problem:
    if folder:
        return Problem("E002", "this is a folder, not a file", "name a file in it", shown)
    return Problem("E002", "this is not a regular file", "copy its text to a file and name that", shown)


def _too_large(shown: str) -> Problem:
    cure = "split it, or move what is not a parameter elsewhere"
    return Problem("E003", f"the file is larger than {LARGEST // 1_000_000} MB", cure, shown)


def _nearest_file(path: Path) -> str:
    try:
        near = did_you_mean(path.name, sorted(p.name for p in path.parent.iterdir())[:1000])
    except (OSError, ValueError):
        near = None
    return visible(near) if near else "check the name and the folder it is in"


def decode(raw: bytes | str, shown: str) -> Source | Problem:
    """Return the text of ``raw`` without a byte order mark, or the problem with its size or encoding."""
    if len(raw) > LARGEST:
        return _too_large(shown)
    if isinstance(raw, str):
        return Source(shown, raw.removeprefix("\ufeff"))
    foreign = _foreign(raw)
    if foreign is not None:
        return Problem("E004", f"byte 1: {foreign}", "save as UTF-8", shown, 1, 1)
    try:
        return Source(shown, raw.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return _wrong_byte(raw, shown)


def _foreign(raw: bytes) -> str | None:
    for start, what in NOT_TEXT:
        if raw.startswith(start):
            return f"this is {what}, not a text file"
    if raw.startswith(WIDE) or _alternate_nul(raw[:400]):
        return "the file is saved as UTF-16 or UTF-32, not UTF-8"
    return None


def _alternate_nul(raw: bytes) -> bool:
    halves = (raw[0::2], raw[1::2])
    return any(half.count(0) > 0.4 * len(half) and other.count(0) == 0 for half, other in (halves, halves[::-1]))


def _wrong_byte(raw: bytes, shown: str) -> Problem:
    wrong = re.compile("[\udc80-\udcff]")
    text = raw.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    hits = [(n, hit) for n, line in enumerate(BREAK.split(text), 1) if (hit := wrong.search(line))]
    (line, hit), byte = hits[0], ord(hits[0][1].group()) - 0xDC00
    letter = _windows(hit)
    guess = f" (`{letter}` in Windows-1252)" if letter != LOST else ""
    more = f"; {len(hits) - 1} more line(s) have such bytes" if len(hits) > 1 else ""
    offset = _offset(text, line, hit.start())
    message = f"byte 0x{byte:02X}{guess} on line {line}, byte {offset} of the file, is not UTF-8{more}"
    return Source(shown, wrong.sub(_windows, text)).problem(
        "E004", message, Mark(line, hit.start() + 1), "save as UTF-8"
    )


def _windows(found: re.Match[str]) -> str:
    return bytes([ord(found.group()) - 0xDC00]).decode("cp1252", "replace")


def _offset(text: str, line: int, column: int) -> int:
    ends = [m.end() for m, _ in zip(BREAK.finditer(text), range(line - 1), strict=False)]
    before = text[: (ends[-1] if ends else 0) + column]
    return len(before.encode("utf-8", "surrogateescape")) + 1


def hidden_characters(source: Source) -> tuple[str, list[Problem]]:
    """Return the text with every hidden character replaced one for one, and a problem for each line."""
    if not HIDDEN.search(source.text):
        return source.text, []
    hits = [(n, hit.start() + 1) for n, line in enumerate(lines_of(source.text), 1) if (hit := HIDDEN.search(line))]

    def problem(at: Mark, more: str) -> Problem:
        what, cure = hidden(source.line(at.line)[at.column - 1])
        return source.problem("E005", what + more, at, cure)

    return HIDDEN.sub(LOST, source.text), listed(hits, problem)


def hidden(char: str) -> tuple[str, str]:
    """Return what a hidden character is, and the cure."""
    what, cure = next((what, cure) for pattern, what, cure in KINDS if pattern.match(char))
    return f"{what} ({named(char)}) in the text", cure


def decomposed(source: Source) -> list[Problem]:
    """Return a problem for each line whose letters are not in Unicode's composed form (NFC)."""
    if unicodedata.is_normalized("NFC", source.text):
        return []
    lines = enumerate(lines_of(source.text), 1)
    hits = [(n, unlike(line) + 1) for n, line in lines if not unicodedata.is_normalized("NFC", line)]

    def problem(at: Mark, more: str) -> Problem:
        message, cure = not_composed(source.line(at.line))
        return source.problem("E006", message + more, at, cure)

    return listed(hits, problem)


def not_composed(text: str) -> tuple[str, str]:
    """Return what is not in composed form in ``text``, and the cure."""
    at = unlike(text)
    letter = unicodedata.normalize("NFC", text)[at : at + 1]
    message = f"`{visible(letter)}` is not written as the one character {named(letter)}, so it matches nothing"
    return message, f"retype it as `{visible(letter)}`, or save the file in Unicode NFC form"


def unlike(text: str) -> int:
    """Return the index at which ``text`` leaves its composed form."""
    composed = unicodedata.normalize("NFC", text)
    return next((i for i, (a, b) in enumerate(zip(text, composed, strict=False)) if a != b), len(composed) - 1)


def listed(hits: list[tuple[int, int]], problem: Callable[[Mark, str], Problem]) -> list[Problem]:
    """Return a problem for each place of ``hits``, of which the last says how many there are beyond it."""
    rest = len(hits) - MOST
    first = [problem(Mark(*hit), "") for hit in hits[: MOST - 1]]
    more = f" (and on {rest} more lines)" if rest > 0 else ""
    return first + [problem(Mark(*hit), more) for hit in hits[MOST - 1 : MOST]]
