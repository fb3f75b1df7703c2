"""Making a report for the command line: runs, findings, the document, and a file for each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from sbs_econ.analysis.compare import Comparison, compare
from sbs_econ.analysis.compare_wanted import Wanted as Compared
from sbs_econ.analysis.convergence import converged
from sbs_econ.analysis.findings import STEPS, Asked, Findings, find
from sbs_econ.analysis.psa import Plan, Result
from sbs_econ.analysis.records import flow_records, perspective_records, table_records
from sbs_econ.cli.asking import Asked as Draws
from sbs_econ.cli.asking import make_results
from sbs_econ.cli.progress import Steps
from sbs_econ.errors import NotConvergedError, RequestError
from sbs_econ.io.stored_runs import Target, read_targets
from sbs_econ.io.whole_folder import check_replaceable, write_whole
from sbs_econ.report.document import Document
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from sbs_econ.report.page import Insert

MARKER = "report.json"
SAME = 1e-9
"""Relative difference from a stored run that is rounding."""
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Made:
    """What there is to write: the document, and the findings behind it."""

    document: Document
    findings: tuple[Findings, ...]


LARGEST = 3_000_000
"""Bytes of a page that can be mailed; a page of several scenarios goes without the panel before it is larger."""


def _html(made: Made) -> Files:
    from sbs_econ.report.page import page_html

    page = page_html(made.document, _panel(made)).encode("utf-8")
    if len(page) > LARGEST and len(made.findings) > 1:
        page = page_html(made.document).encode("utf-8")
    return {"report.html": page}


def _panel(made: Made) -> Insert | None:
    """Return the what-if panel of the first scenario, below its first page; nobody taking part, nothing can vary."""
    from sbs_econ.analysis.what_if import what_if
    from sbs_econ.report.page import Insert
    from sbs_econ.report.panel import panel_html, panel_script, panel_style

    first = made.findings[0]
    if not first.inputs.settings.participants:
        return None
    plan, label = first.result.plan, clean_text(first.inputs.label)
    html = panel_html(what_if(first.inputs, plan), dict(first.asked.overrides), plan.draws)
    below = next(section.key for section in made.document.sections if section.key.endswith("table"))
    return Insert("what-if-panel", f"What if? {label} with other figures", html, panel_style(), panel_script(), below)


def _docx(made: Made) -> Files:
    from sbs_econ.report.word import word_bytes

    return {"report.docx": word_bytes(made.document)}


def _xlsx(made: Made) -> Files:
    from sbs_econ.report.csv_files import file_name
    from sbs_econ.report.live_workbook import live_workbook_bytes, live_workbook_refusal
    from sbs_econ.report.workbook import workbook_bytes

    files = {"results.xlsx": workbook_bytes(made.document)}
    for each in made.findings:
        name = "model.xlsx" if len(made.findings) == 1 else f"model_{file_name(each.inputs.scenario)}.xlsx"
        if live_workbook_refusal(each.inputs) is None:
            files[name] = live_workbook_bytes(each.result)
    return files


def _csv(made: Made) -> Files:
    from sbs_econ.report.csv_files import csv_files

    makers = {"run_rows": table_records, "run_flows": flow_records, "run_perspectives": perspective_records}
    more = {
        name: [{"scenario": each.inputs.scenario, **record} for each in made.findings for record in make(each.result)]
        for name, make in makers.items()
    }
    return {f"csv/{name}": content for name, content in csv_files(made.document, more).items()}


def _figures(made: Made) -> Files:
    from sbs_econ.report.csv_files import file_name

    files: Files = {}
    for figure in made.document.pictures():
        name = figure.picture.name if len(made.findings) == 1 else file_name(figure.table.key)
        files |= {f"figures/{name}.svg": figure.picture.svg, f"figures/{name}.png": figure.picture.png}
    return files


FORMATS: dict[str, Callable[[Made], Files]] = {"html": _html, "docx": _docx, "xlsx": _xlsx, "csv": _csv}
"""What ``--to`` offers: each format's files, by their path in the folder."""


def write_report(targets: Sequence[str], options: Mapping[str, Any]) -> None:
    """Write the report of scenarios or run folders.

    Raises:
        RequestError: if a format does not exist, or the folder is in the way.
        InputError: with every problem in the inputs.
        NotConvergedError: under ``strict``, after it is written, if there were too few draws.
    """
    formats = formats_of(options["formats"])
    check_replaceable(options["out"], MARKER, options["force"])
    made = _make(targets, options, len(formats))
    about = {"schema": "sbs_econ/report/1", "stamp": made.document.stamp, "formats": formats}
    write_whole(options["out"], made.files, MARKER, about)
    if not options["quiet"]:
        click.echo(f"Written: {options['out']} ({', '.join(formats)})", err=True)
    failed = [each.inputs.scenario for each in made.findings if not converged(each.result)]
    if failed and options["strict"]:
        raise NotConvergedError(f"not converged: {', '.join(failed)}. More --draws would do it.")


@dataclass(frozen=True, slots=True)
class Finished(Made):
    """A report with its files."""

    files: Files


def _make(targets: Sequence[str], options: Mapping[str, Any], count: int) -> Finished:
    wanted = read_targets(targets, options["assignments"])
    _say_refusals(wanted, options)
    extra = int(len(wanted) > 1) + int(bool(options["figures"]))
    steps = Steps(options["quiet"], 2 + STEPS * len(wanted) + extra + count)
    try:
        steps("the draws")
        results = _results(wanted, options)
        findings = tuple(find(_asked(*pair), steps) for pair in zip(wanted, results, strict=True))
        document = _document(findings, options, steps)
        made, files = Made(document, findings), Files()
        for name in formats_of(options["formats"]):
            steps(name)
            files |= FORMATS[name](made)
        files |= _figures(made) if options["figures"] else {}
        if options["verbose"]:
            _say_time(*steps.seconds)
        return Finished(document, findings, files)
    finally:
        steps.end()


def _say_time(whole: float, run: float) -> None:
    ratio = f", {whole / run:.0f} times the run itself ({run:.2f} s)" if run else ""
    click.echo(f"The report took {whole:.1f} s{ratio}.", err=True)


def _say_refusals(wanted: Sequence[Target], options: Mapping[str, Any]) -> None:
    """Say before the work which scenario can have no live workbook; where xlsx was asked for by name, refuse it."""
    from sbs_econ.report.live_workbook import live_workbook_refusal

    if "xlsx" not in formats_of(options["formats"]):
        return
    refusals = [refusal for each in wanted if (refusal := live_workbook_refusal(each.loaded.usable())) is not None]
    if refusals and options["formats"] is not None:
        raise RequestError(refusals[0], "ask for a few sites at a time, or leave xlsx out of --to", code="E932")
    for refusal in refusals:
        click.echo(f"No live workbook: {refusal}.", err=True)


def _document(findings: tuple[Findings, ...], options: Mapping[str, Any], steps: Callable[[str], None]) -> Document:
    from sbs_econ.report.compose import Wanted, report_document

    comparison: Comparison | None = None
    if len(findings) > 1:
        steps("the comparison")
        comparison = compare([each.inputs for each in findings], Compared(allow_mixed=True), findings[0].plan)
    steps("pictures and sentences")
    return report_document(findings, comparison, Wanted(options["reference_case"], options["ratios"]))


def formats_of(text: str | None) -> list[str]:
    """Return the formats that a text asks for, each once; all of them without one.

    Raises:
        RequestError: if there is none of a name, with the nearest.
    """
    asked = list(FORMATS) if text is None else [part.strip() for part in text.split(",") if part.strip()]
    for name in asked:
        if name not in FORMATS:
            near = did_you_mean(name, FORMATS) or f"one of {', '.join(FORMATS)}"
            raise RequestError(f"--to {name}: there is no such format", near)
    if not asked:
        raise RequestError("--to names no format", f"one of {', '.join(FORMATS)}")
    return list(dict.fromkeys(asked))


def _results(wanted: Sequence[Target], options: Mapping[str, Any]) -> list[Result]:
    """Run what has the same plan on common draws; a run folder keeps its own plan unless the command line gives one."""
    plans = [_plan(target, options) for target in wanted]
    found: dict[int, Result] = {}
    for plan in dict.fromkeys(plans):
        places = [place for place, own in enumerate(plans) if own == plan]
        own = {**options, "draws": plan.draws, "seed": plan.seed, "sampler": plan.sampler, "out": None}
        loaded = [(wanted[place].loaded, dict(wanted[place].overrides)) for place in places]
        found |= dict(zip(places, make_results(loaded, Draws.from_options(own), own), strict=True))
    return [found[place] for place in range(len(wanted))]


def _plan(target: Target, options: Mapping[str, Any]) -> Plan:
    asked = {name: options[name] for name in ("draws", "seed", "sampler") if name in options["given"]}
    own = target.plan or Plan(options["draws"], options["seed"], options["sampler"])
    return replace(own, **asked)


def _asked(target: Target, result: Result) -> Asked:
    notes = list(target.notes)
    if target.means is not None and target.plan == result.plan:
        gap = max(
            abs(p.net_cost.mean - target.means[p.perspective.value]) / max(1.0, abs(p.net_cost.mean))
            for p in result.perspectives
        )
        notes.append(
            "The net costs are those of the run folder."
            if gap <= SAME
            else f"The net costs differ from those of the run folder by up to {gap:.2g} of their size."
        )
    loaded = target.loaded
    return Asked(result, loaded.folder.usable(), loaded.layers, target.sha256, tuple(sorted(target.overrides.items())),
                 tuple(notes))  # fmt: skip
