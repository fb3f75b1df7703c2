"""Making a report for the command line: runs, findings, the document, and a file for each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from sbs_econ.analysis.findings import Asked, Findings, find
from sbs_econ.cli.asking import Asked as Wanted
from sbs_econ.cli.asking import make_results
from sbs_econ.cli.running import load_all
from sbs_econ.errors import RequestError
from sbs_econ.io.projects import hash_of
from sbs_econ.io.whole_folder import check_replaceable, write_whole
from sbs_econ.report.document import Document
from sbs_econ.schema.base import did_you_mean

MARKER = "report.json"


@dataclass(frozen=True, slots=True)
class Made:
    """What there is to write: the document, and the findings behind it."""

    document: Document
    findings: tuple[Findings, ...]


Files = dict[str, bytes]


def _html(made: Made) -> Files:
    from sbs_econ.report.page import page_html

    return {"report.html": page_html(made.document).encode("utf-8")}


def _csv(made: Made) -> Files:
    from sbs_econ.report.csv_files import csv_files

    return {f"csv/{name}": content for name, content in csv_files(made.document).items()}


FORMATS: dict[str, Callable[[Made], Files]] = {"html": _html, "csv": _csv}
"""What ``--to`` offers: each format's files, by their path in the folder."""


def write_report(targets: Sequence[str], options: Mapping[str, Any]) -> None:
    """Write the report of scenarios or run folders.

    Raises:
        RequestError: if a format does not exist, or the folder is in the way.
        InputError: with every problem in the inputs.
    """
    formats = _formats(options["formats"])
    check_replaceable(options["out"], MARKER, options["force"])
    findings = tuple(find(asked) for asked in _asked(targets, options))
    from sbs_econ.report.compose import report_document

    made = Made(report_document(findings), findings)
    files: Files = {}
    for name in formats:
        files |= FORMATS[name](made)
    if options["figures"]:
        for figure in made.document.pictures():
            files |= {f"figures/{name}": content for name, content in figure.picture.files().items()}
    write_whole(options["out"], files, MARKER, {"schema": "sbs_econ/report/1", "stamp": made.document.stamp})
    if not options["quiet"]:
        click.echo(f"Written: {options['out']} ({', '.join(formats)})", err=True)


def _formats(text: str | None) -> list[str]:
    asked = list(FORMATS) if text is None else [part.strip() for part in text.split(",") if part.strip()]
    for name in asked:
        if name not in FORMATS:
            near = did_you_mean(name, FORMATS) or f"one of {', '.join(FORMATS)}"
            raise RequestError(f"--to {name}: there is no such format", near)
    if not asked:
        raise RequestError("--to names no format", f"one of {', '.join(FORMATS)}")
    return list(dict.fromkeys(asked))


def _asked(targets: Sequence[str], options: Mapping[str, Any]) -> list[Asked]:
    loaded = load_all(targets, options["assignments"])
    results = make_results(loaded, Wanted.from_options(options), {**options, "out": None})
    return [
        Asked(result, each.folder.usable(), each.layers, hash_of(each, record), tuple(sorted(record.items())))
        for result, (each, record) in zip(results, loaded, strict=True)
    ]
