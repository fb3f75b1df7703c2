"""Reports from Python, and what each format of them is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.compare import Comparison, compare
from sbs_econ.analysis.compare_wanted import Wanted as Compared
from sbs_econ.analysis.findings import Asked, Findings, find, untold
from sbs_econ.analysis.psa import Plan, Result, run_psa
from sbs_econ.analysis.records import flow_records, perspective_records, table_records
from sbs_econ.errors import RequestError
from sbs_econ.io.stored_runs import Target, read_targets
from sbs_econ.io.whole_folder import check_replaceable, write_whole
from sbs_econ.reporting.document import Document
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from sbs_econ.reporting.compose import Wanted
    from sbs_econ.reporting.page import Insert

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
TOO_LARGE = (
    "With a what-if panel this page of several scenarios would be too large to mail. A report of one scenario has it."
)


def _html(made: Made) -> Files:
    from sbs_econ.reporting.page import page_html

    panel = _panel(made)
    page = page_html(made.document, panel).encode("utf-8")
    if panel is not None and len(page) > LARGEST and len(made.findings) > 1:
        without = replace(panel, html=f"<p>{TOO_LARGE}</p>", style="", script="")
        page = page_html(made.document, without).encode("utf-8")
    return {"report.html": page}


def _panel(made: Made) -> Insert | None:
    """Return the what-if panel of the first scenario, below its first page; nobody taking part, nothing can vary."""
    from sbs_econ.analysis.what_if import what_if
    from sbs_econ.reporting.page import Insert
    from sbs_econ.reporting.panel import panel_html, panel_script, panel_style

    first = made.findings[0]
    if not first.inputs.settings.participants:
        return None
    plan, label = first.result.plan, clean_text(first.inputs.label)
    html = panel_html(what_if(first.inputs, plan), dict(first.asked.overrides), plan.draws)
    below = next(section.key for section in made.document.sections if section.key.endswith("table"))
    return Insert("what-if-panel", f"What if? {label} with other figures", html, panel_style(), panel_script(), below)


def _docx(made: Made) -> Files:
    from sbs_econ.reporting.word import word_bytes

    return {"report.docx": word_bytes(made.document)}


def _xlsx(made: Made) -> Files:
    from sbs_econ.reporting.csv_files import file_name
    from sbs_econ.reporting.live_workbook import live_workbook_bytes, live_workbook_refusal
    from sbs_econ.reporting.workbook import workbook_bytes

    files = {"results.xlsx": workbook_bytes(made.document)}
    for each in made.findings:
        name = "model.xlsx" if len(made.findings) == 1 else f"model_{file_name(each.inputs.scenario)}.xlsx"
        if live_workbook_refusal(each.inputs) is None:
            files[name] = live_workbook_bytes(each.result)
    return files


def _csv(made: Made) -> Files:
    from sbs_econ.reporting.csv_files import csv_files

    makers = {"run_rows": table_records, "run_flows": flow_records, "run_perspectives": perspective_records}
    more = {
        name: [{"scenario": each.inputs.scenario, **record} for each in made.findings for record in make(each.result)]
        for name, make in makers.items()
    }
    return {f"csv/{name}": content for name, content in csv_files(made.document, more).items()}


def _figures(made: Made) -> Files:
    from sbs_econ.reporting.csv_files import file_name

    files: Files = {}
    for figure in made.document.pictures():
        name = figure.picture.name if len(made.findings) == 1 else file_name(figure.table.key)
        files |= {f"figures/{name}.svg": figure.picture.svg, f"figures/{name}.png": figure.picture.png}
    return files


FORMATS: dict[str, Callable[[Made], Files]] = {"html": _html, "docx": _docx, "xlsx": _xlsx, "csv": _csv}
"""What ``--to`` offers: each format's files, by their path in the folder."""


def document_of(findings: tuple[Findings, ...], wanted: Wanted, steps: Callable[[str], None]) -> Document:
    """Return what a report of the findings says.

    Args:
        findings: one a scenario.
        wanted: the reference case it is set against, and whether it holds ratios.
        steps: told what is being done.
    """
    from sbs_econ.reporting.compose import report_document

    comparison: Comparison | None = None
    if len(findings) > 1:
        steps("the comparison")
        comparison = compare([each.inputs for each in findings], Compared(allow_mixed=True), findings[0].plan)
    steps("pictures and sentences")
    return report_document(findings, comparison, wanted)


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


def asked_of(target: Target, result: Result) -> Asked:
    """Return what findings are asked of: a run, and how it compares with the folder that it was made again from."""
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


def report(  # noqa: PLR0913
    *targets: str,
    out: str | Path,
    to: str | None = None,
    draws: int = 10_000,
    seed: int = 1,
    sampler: str = "mc",
    changes: Mapping[str, Any] | None = None,
    force: bool = False,
    **more: Any,
) -> Path:
    """Write a report of scenarios or run folders, and return its folder.

    Args:
        targets: names or paths of scenarios, or run folders, which keep their own draws and seed.
        out: the folder that it goes to.
        to: formats parted by commas, of html, docx, xlsx and csv; all if left out.
        draws: number of PSA draws.
        seed: of the random streams.
        sampler: mc, lhs or sobol.
        changes: quantities and settings given anew in all of them, as ``--set`` does.
        force: whether an earlier report there may be replaced.
        more: ``figures`` (write every picture too), ``reference_case`` (nice or green_book), ``ratios``.

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if there is no such target or format, or the folder is in the way.
    """
    from sbs_econ.reporting.compose import Wanted

    figures = bool(more.pop("figures", False))
    wanted, formats = Wanted(**more), formats_of(to)
    check_replaceable(Path(out), MARKER, force)
    assignments = [f"{name}={value}" for name, value in (changes or {}).items()]
    given = Plan(draws, seed, sampler)
    read = read_targets(targets, assignments)
    results = [run_psa(target.loaded.usable(), target.plan or given) for target in read]
    findings = tuple(find(asked_of(*pair)) for pair in zip(read, results, strict=True))
    made = Made(document_of(findings, wanted, untold), findings)
    write_made(made, Path(out), formats, files_of(made, formats, figures))
    return Path(out)


def files_of(made: Made, formats: Sequence[str], figures: bool, steps: Callable[[str], None] = untold) -> Files:
    """Return the files of each format, and of every picture where they are wanted."""
    files = Files()
    for name in formats:
        steps(name)
        files |= FORMATS[name](made)
    return files | (_figures(made) if figures else {})


def write_made(made: Made, out: Path, formats: Sequence[str], files: Files) -> None:
    """Write a report, whole or not at all."""
    about = {"schema": "sbs_econ/report/1", "stamp": made.document.stamp, "formats": list(formats)}
    write_whole(out, files, MARKER, about)
