"""``sbs-econ compare``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sbs_econ.cli.options import (
    format_option,
    may_colour,
    psa_options,
    quiet_option,
    set_option,
    stacked,
    terminal_width,
)

if TYPE_CHECKING:
    from sbs_econ.analysis.compare_blocks import Answer, Question
    from sbs_econ.analysis.compare_parts import PartsWanted
    from sbs_econ.cli.asking import Asked
    from sbs_econ.io.scenarios import Loaded
    from sbs_econ.model.inputs import Inputs
    from sbs_econ.reporting.style import Picture

NET_COSTS = "net_cost:"
"""What the names of headline outputs hold, but for payers."""
shown_options = stacked(
    click.option(
        "--by", type=click.Choice(["site", "subgroup", "mode", "payer"]),
        help="Compare the parts of a scenario: sites and areas, groups of people, kinds of support, or who pays.",
    ),
    click.option(
        "--against", metavar="NAME", help="The scenario that the others are set against. [default: the first]"
    ),
    click.option(
        "--per", type=click.Choice(["person", "total"]), help="[default: person; total for --by payer]"
    ),
    click.option("--outcome", metavar="NAME", help="The consequence to show beside cost, such as recovery."),
    click.option(
        "--perspective", type=click.Choice(["funder", "nhs_pss", "public_sector", "societal"]),
        help="Whose net cost to show. [default: the first that holds the programme's own cost]",
    ),
    click.option("--row", "rows", multiple=True, metavar="NAME", help="With --by: another row to show. Repeatable."),
    click.option(
        "--order", type=click.Choice(["name", "size"]), default="name", show_default=True,
        help="With --by site: the order of sites. They are never ordered by a result.",
    ),
    click.option("--allow-mixed", is_flag=True, help="Compare what is not alike, under a banner that says so."),
)  # fmt: skip
file_options = stacked(
    click.option(
        "--out", type=click.Path(path_type=Path), metavar="DIR", help="Write JSON, CSV, text and pictures here."
    ),
    click.option("--force", is_flag=True, help="Write into a folder that exists."),
    click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing."),
)


@click.command("compare", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@shown_options
@psa_options
@set_option
@file_options
@format_option
@quiet_option
def command(scenarios: tuple[str, ...], **options: Any) -> None:
    """Which is cheaper, which achieves more, how sure is that? Scenarios side by side on common draws.

    With --by, the parts of one scenario: its sites and areas, groups of people, kinds of support, or payers by year.

    \b
    Example:
      sbs-econ compare base_case peer_led_social online --outcome recovery
      sbs-econ compare base_case online --against online --per total --out compared
      sbs-econ compare side_by_side_2015_17 --by site
      sbs-econ compare horizon_24 --by payer
    """
    from sbs_econ.cli.asking import Asked
    from sbs_econ.cli.running import load_all
    from sbs_econ.errors import NotConvergedError

    _refuse_what_makes_no_sense(scenarios, options)
    loaded = load_all(scenarios, options["assignments"])
    asking = Asking(Asked.from_options(options), options)
    if options["by"] is None:
        answers = [_scenarios(loaded, asking, options)]
    else:
        answers = [PARTS[options["by"]](each, record, asking, options) for each, record in loaded]
    if options["dry_run"]:
        return
    _write(answers, options)
    click.echo(_printed(answers, options["output"]), nl=False)
    if asking.failed and options["strict"]:
        raise NotConvergedError(f"{asking.words()}. More --draws, --sampler sobol or --precision would do it.")
    if asking.failed and not options["quiet"]:
        click.echo(f"Warning: {asking.words()}; more --draws, --sampler sobol or --precision would do it.", err=True)


@dataclass(frozen=True)
class Shown:
    """One answer in every form that it is shown or written in."""

    name: str
    scenario: str
    document: Any
    records: Sequence[Mapping[str, Any]]
    text: Callable[[bool], str]
    """With ANSI bold or without."""
    pictures: Callable[[], Sequence[Picture]]


class Asking:
    """Puts questions to draws as the options ask, and notes what has not converged."""

    def __init__(self, asked: Asked, options: Mapping[str, Any]) -> None:
        self.asked, self._options = asked, options
        self.failed: list[str] = []

    def to(self, text: str) -> Callable[[Question], Answer]:
        """Return what puts a question whose headline outputs' names hold a text."""

        def put(question: Question) -> Answer:
            from sbs_econ.analysis.compare_blocks import ask
            from sbs_econ.analysis.compare_precision import ask_to_precision, not_converged
            from sbs_econ.cli.progress import Progress

            plan, workers = self.asked.plan, self.asked.workers
            if self.asked.precision is not None:
                return ask_to_precision(question, plan, (self.asked.precision, text), workers)
            progress = Progress(self._options["quiet"])
            answer = ask(question, plan, workers, progress)
            progress.end()
            self.failed += not_converged(answer, text)
            return answer

        return put

    def words(self) -> str:
        """Return what has not converged, the first few by name."""
        names = [name.replace("|net_cost:", ", ") for name in self.failed]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return f"not converged at {self.asked.plan.draws:,} draws: {'; '.join(names[:3])}{more}"


def _refuse_what_makes_no_sense(scenarios: Sequence[str], options: Mapping[str, Any]) -> None:
    from sbs_econ.errors import RequestError

    if options["by"] is None and len(scenarios) < 2:
        cure = "name another scenario, or say --by site, subgroup, mode or payer"
        raise RequestError("one scenario alone has nothing to be compared with", cure)
    given = [name for name in ("against", "allow_mixed") if options["by"] is not None and options[name]]
    given += ["row"] if options["rows"] and options["by"] in (None, "payer") else []
    if given:
        where = "goes without --by" if given[0] != "row" else "goes with --by site, subgroup or mode"
        raise RequestError(f"--{given[0].replace('_', '-')} {where}")


def _perspective(options: Mapping[str, Any]) -> Any:
    from sbs_econ.vocabulary import Perspective

    return None if options["perspective"] is None else Perspective(options["perspective"])


def _scenarios(loaded: Sequence[tuple[Loaded, Any]], asking: Asking, options: Mapping[str, Any]) -> Shown:
    from sbs_econ.analysis.compare import compare
    from sbs_econ.analysis.compare_records import compare_document, compare_records
    from sbs_econ.analysis.compare_wanted import Wanted
    from sbs_econ.io.projects import hash_of
    from sbs_econ.reporting.compare_text import compare_text
    from sbs_econ.reporting.figures_compare import comparison_pictures

    wanted = Wanted(
        options["per"] or "person", options["against"], options["outcome"], _perspective(options),
        options["allow_mixed"],
    )  # fmt: skip
    scenarios = [each.usable() for each, _ in loaded]
    if options["dry_run"]:
        return _planned(scenarios, asking, options)
    found = compare(scenarios, wanted, asking.asked.plan, asking.to(NET_COSTS))
    hashes = {one.key: hash_of(*each) for one, each in zip(found.scenarios, loaded, strict=True)}
    return Shown(
        "compare", "", compare_document(found, hashes), compare_records(found),
        lambda bold: compare_text(found, terminal_width(), bold), lambda: comparison_pictures(found),
    )  # fmt: skip


def _planned(scenarios: Sequence[Inputs], asking: Asking, options: Mapping[str, Any]) -> Shown:
    """Say what would be done."""
    names = ", ".join(inputs.scenario for inputs in scenarios)
    what = "side by side" if options["by"] is None else f"by {options['by']}"
    click.echo(f"would compare {what}: {names}; {asking.asked.plan.draws:,} draws")
    click.echo(f"would write: {options['out']}" if options["out"] else "would write nothing (no --out)")
    return Shown("", "", None, (), lambda bold: "", list)


def _wanted(inputs: Inputs, options: Mapping[str, Any]) -> PartsWanted:
    from sbs_econ.analysis.compare_parts import parts_wanted

    every = options["output"] != "table" or options["out"] is not None
    return parts_wanted(inputs, options["outcome"], _perspective(options), options["rows"], every)


def _sites(each: Loaded, record: Any, asking: Asking, options: Mapping[str, Any]) -> Shown:
    from sbs_econ.analysis.compare_part_records import part_records, sites_document
    from sbs_econ.analysis.sites import sites_of
    from sbs_econ.io.projects import hash_of
    from sbs_econ.reporting.figures_sites import sites_picture
    from sbs_econ.reporting.sites_text import sites_text

    inputs = each.usable()
    if options["dry_run"]:
        return _planned([inputs], asking, options)
    found = sites_of(inputs, asking.asked.plan, _wanted(inputs, options), asking.to(NET_COSTS))
    per, order = options["per"] or "person", options["order"]
    groups = [("site", found.sites), ("area", found.areas), ("total", [found.total])]
    return Shown(
        "sites", inputs.scenario, sites_document(found, hash_of(each, record)), part_records(groups),
        lambda bold: sites_text(found, terminal_width(), per, order, bold), lambda: [sites_picture(found, order)],
    )  # fmt: skip


def _subgroups(each: Loaded, record: Any, asking: Asking, options: Mapping[str, Any]) -> Shown:
    from sbs_econ.analysis.compare_part_records import part_records, subgroups_document
    from sbs_econ.analysis.subgroups import subgroups_of
    from sbs_econ.io.projects import hash_of
    from sbs_econ.reporting.figures_sites import subgroups_picture
    from sbs_econ.reporting.sites_text import subgroups_text

    inputs, by = each.usable(), options["by"]
    if options["dry_run"]:
        return _planned([inputs], asking, options)
    found = subgroups_of(inputs, asking.asked.plan, by, _wanted(inputs, options), asking.to(NET_COSTS))
    groups = [(by, found.parts), ("everyone", [found.everyone])]
    return Shown(
        f"{by}s", inputs.scenario, subgroups_document(found, hash_of(each, record)), part_records(groups),
        lambda bold: subgroups_text(found, terminal_width(), options["per"] or "person", bold),
        lambda: [subgroups_picture(found)],
    )  # fmt: skip


def _payers(each: Loaded, record: Any, asking: Asking, options: Mapping[str, Any]) -> Shown:
    from sbs_econ.analysis.compare_part_records import payer_records, payers_document
    from sbs_econ.analysis.payers import payers_of
    from sbs_econ.io.projects import hash_of
    from sbs_econ.reporting.figures_payers import payers_picture
    from sbs_econ.reporting.payers_text import payers_text

    inputs = each.usable()
    if options["dry_run"]:
        return _planned([inputs], asking, options)
    found = payers_of(inputs, asking.asked.plan, asking.to("|all|"))
    return Shown(
        "payers", inputs.scenario, payers_document(found, hash_of(each, record)), payer_records(found),
        lambda bold: payers_text(found, terminal_width(), options["per"] or "total", bold),
        lambda: [payers_picture(found)],
    )  # fmt: skip


PARTS = {"site": _sites, "subgroup": _subgroups, "mode": _subgroups, "payer": _payers}


def _printed(answers: Sequence[Shown], form: str) -> str:
    from sbs_econ.io.run_folder import csv_text, to_json

    if form == "json":
        return to_json(answers[0].document if len(answers) == 1 else [answer.document for answer in answers])
    if form == "csv":
        several = len(answers) > 1
        return csv_text([({"scenario": a.scenario} if several else {}) | dict(r) for a in answers for r in a.records])
    return "\n\n".join(answer.text(may_colour()) for answer in answers) + "\n"


def _write(answers: Sequence[Shown], options: Mapping[str, Any]) -> None:
    from sbs_econ.io.differences import write_answer
    from sbs_econ.io.run_folder import csv_text, to_json

    for answer in answers if options["out"] is not None else ():
        folder = options["out"] / answer.scenario if len(answers) > 1 else options["out"]
        files: dict[str, str | bytes] = {
            f"{answer.name}.json": to_json(answer.document),
            f"{answer.name}.csv": csv_text([dict(record) for record in answer.records]),
            f"{answer.name}.txt": answer.text(False) + "\n",
        }
        for picture in answer.pictures():
            files |= picture.files()
        write_answer(folder, files, options["force"])
        if not options["quiet"]:
            click.echo(f"Written: {folder}", err=True)
