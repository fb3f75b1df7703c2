"""Small pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

CODE = re.compile(r"(``[^`]+``|`[^`]+`)")
SPECIAL = re.compile(r"([\\`*_<>\[\]$|{}~#])")


def escape(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def prose(text: str) -> str:
    """Return text whose code stands in single or double backticks, on one line, the rest shown as it stands."""
    parts = CODE.split(" ".join(text.split()))
    return "".join(f"`{part.strip('`')}`" if part.startswith("`") else SPECIAL.sub(r"\\\1", part) for part in parts)


def code(text: object) -> str:
    """Return text as code; a bar is escaped for tables."""
    return f"`{text}`".replace("|", "\\|")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells hold Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def fenced(text: str, language: str = "text") -> str:
    """Return a block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def listed(items: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {item}" for item in items)


def page(*parts: str) -> str:
    """Return parts with an empty line between them; empty parts are left out."""
    return "\n\n".join(part for part in parts if part)


def number(value: float, digits: int = 4) -> str:
    """Return a number to so many significant digits, in full where it is whole."""
    if value == int(value) and abs(value) < 1e12:
        return f"{int(value):,}"
    return f"{float(f'{value:.{digits}g}'):,.12g}"
