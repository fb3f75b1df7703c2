"""The report as one HTML page: nothing is fetched, nothing runs that its own policy does not name."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from sbs_econ.reporting.document import Bullets, Document, Figure, Paragraph, Section, Table
from sbs_econ.reporting.inline_svg import inline_svg
from sbs_econ.schema.clean import clean_text

SEPARATORS = re.compile("[\u061c\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Insert:
    """A ready-made part of the page with a style and a script of its own, such as the what-if panel; not escaped."""

    key: str
    heading: str
    html: str
    style: str
    script: str
    before: str
    """Key of the section that it stands before."""


def page_html(document: Document, insert: Insert | None = None) -> str:
    """Return the page; the same document gives the same text."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
                                     lstrip_blocks=True)  # fmt: skip
    environment.filters |= {"plain": plain, "identity": id}
    environment.tests |= {name.__name__.lower(): _is(name) for name in (Paragraph, Bullets, Table, Figure)}
    style = _shipped("report.css")
    return environment.from_string(_shipped("report.html.j2")).render(
        document=document, style=Markup(style), policy=_policy(style, insert), insert=insert,  # noqa: S704
        safe=Markup,
        drawn=lambda figure, name: Markup(inline_svg(figure.picture, name)),  # noqa: S704
        pictures=_numbered(document), tables=_table_ids(document), contents=list(_contents(document)),
    )  # fmt: skip


def plain(text: object) -> str:
    """Return text on one line without control characters, ANSI escapes or bidi controls."""
    return SEPARATORS.sub("", clean_text(str(text)))


def _is(kind: type) -> Any:
    return lambda part: isinstance(part, kind)


@cache
def _shipped(name: str) -> str:
    return (files("sbs_econ.reporting") / "templates" / name).read_text("utf-8")


def _policy(style: str, insert: Insert | None) -> str:
    """Return the Content-Security-Policy: only these very styles and scripts, and no address at all."""
    styles = [style] if insert is None else [style, insert.style]
    scripts = [] if insert is None else [insert.script]
    said = [
        "default-src 'none'",
        f"style-src {' '.join(_hash(each) for each in styles)}",
        f"script-src {' '.join(_hash(each) for each in scripts) if scripts else chr(39) + 'none' + chr(39)}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(said)


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _numbered(document: Document) -> dict[int, int]:
    """Return the number of each picture, by identity of its figure."""
    return {id(figure): number for number, figure in enumerate(document.pictures(), start=1)}


def _table_ids(document: Document) -> dict[int, int]:
    """Return the number of each table, by identity."""
    found: dict[int, int] = {}
    for _, table in document.tables():
        found.setdefault(id(table), len(found) + 1)
    return found


def _contents(document: Document) -> Iterator[Section]:
    """Yield the sections that the contents list: those of the first two levels."""
    yield from (section for section in document.sections if section.level <= 2)
