"""``sbs-econ sensitivity``: one-way, two-way, threshold, variance, evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sbs_econ.cli.number_types import Whole
from sbs_econ.cli.options import format_option, quiet_option, set_option, stacked, terminal_width
from sbs_econ.errors import RequestError

if TYPE_CHECKING:
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.model.inputs import Inputs
    from sbs_econ.reporting.style import Picture

Record = dict[str, Any]
Answer = tuple[Record, Sequence[Record], Sequence[Sequence[str]], Callable[[], "list[Picture]"]]
"""What goes into JSON, the rows of CSV, the texts, and what draws the pictures."""

draws_options = stacked(
    click.option("--draws", type=Whole(min=2), default=10_000, show_default=True, metavar="N", help="Draws."),
    click.option(
        "--seed", type=Whole(min=0), default=1, show_default=True, metavar="S",
        help="Seed of the random streams.",
    ),
)  # fmt: skip
out_options = stacked(
    click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the answer as files here."),
    click.option("--force", is_flag=True, help="Overwrite the files of an earlier answer in DIR."),
    format_option,
    quiet_option,
)
output_option = click.option(
    "--output", "wanted", multiple=True, default=("nhs_pss",), show_default=True, metavar="NAME",
    help="A perspective, a row, or row:part (such as service_use.acute_bed_day:quantity). Repeatable.",
)  # fmt: skip
group_option = click.option(
    "--group", "groups", multiple=True, metavar="NAME=A,B",
    help="Inputs taken together (* for one segment), or ready made: attribution, block:, source:, evidence:, joint: "
    "(each of its kind, or one such as block:programme). Repeatable.",
)  # fmt: skip
top_option = click.option(
    "--top", type=Whole(min=1), default=15, show_default=True, metavar="N",
    help="Lines of the table, and bars of the picture; JSON and CSV hold all.",
)  # fmt: skip
perspective_option = click.option(
    "--perspective", type=click.Choice(["funder", "nhs_pss", "public_sector", "societal"]), default="nhs_pss",
    show_default=True, help="Whose net cost.",
)  # fmt: skip


@click.group("sensitivity")
def command() -> None:
    """What moves the answer, at what value it breaks even, and what its uncertainty is made of."""


@command.command("one-way")
@click.argument("scenario")
@output_option
@group_option
@top_option
@draws_options
@set_option
@out_options
def one_way(scenario: str, **options: Any) -> None:
    """Move each quantity over its own 95% interval: the tornado.

    All others stay at their means. With --out: one_way.csv, one_way.json, a tornado as SVG and PNG for each output.

    \b
    Example:
      sbs-econ sensitivity one-way base_case --output societal --output service_use.acute_bed_day:quantity
      sbs-econ sensitivity one-way base_case --group block: --group effects=service_use.*.change --out tornado
    """
    from sbs_econ.analysis.one_way import groups_named
    from sbs_econ.analysis.one_way import one_way as analyse
    from sbs_econ.reporting.figures_tornado import tornado_picture
    from sbs_econ.reporting.sensitivity_text import one_way_text

    inputs = _inputs(scenario, options)
    groups = [group for text in options["groups"] for group in groups_named(inputs, text)]
    found = analyse(inputs, options["wanted"], groups, _plan(options))
    records = [tornado.as_json() for tornado in found]
    rows = [{"output": each["output"], **bar} for each in records for bar in each["bars"]]
    texts = [one_way_text(inputs, tornado, options["top"], terminal_width()) for tornado in found]
    _say("one_way", inputs, options, (
        {"outputs": records}, rows, texts, lambda: [tornado_picture(inputs, each, options["top"]) for each in found],
    ))  # fmt: skip


@command.command("two-way")
@click.argument("scenario")
@click.argument("x")
@click.argument("y")
@click.option("--output", "wanted", default="nhs_pss", show_default=True, metavar="NAME", help="As one-way has it.")
@click.option("--x-range", metavar="LO,HI", help="Instead of the 95% interval of X.")
@click.option("--y-range", metavar="LO,HI", help="Instead of the 95% interval of Y.")
@click.option("--points", type=Whole(2, 401), default=41, show_default=True, metavar="N", help="Values of each.")
@set_option
@out_options
def two_way(scenario: str, x: str, y: str, **options: Any) -> None:
    """Move two quantities over a grid: the heat map, and its break-even line.

    With --out: two_way.csv, two_way.json, and the heat map as SVG and PNG.

    \b
    Example:
      sbs-econ sensitivity two-way base_case programme.members_per_group attribution.deadweight --y-range 0,1
    """
    from dataclasses import asdict

    from sbs_econ.analysis.two_way import two_way as analyse
    from sbs_econ.reporting.figures_two_way import two_way_picture
    from sbs_econ.reporting.sensitivity_text import two_way_text

    inputs = _inputs(scenario, options)
    axes = ((x, _range("--x-range", options["x_range"])), (y, _range("--y-range", options["y_range"])))
    found = analyse(inputs, options["wanted"], axes, options["points"])
    content = {
        "output": asdict(found.output), "base_case": found.base_case, "x": asdict(found.x), "y": asdict(found.y),
        "grid": found.grid, "break_even_line": [{"x": a, "y": b} for a, b in found.line], "note": found.note,
    }  # fmt: skip
    rows = [
        {x: a, y: b, found.output.name: value}
        for b, row in zip(found.y.values, found.grid, strict=True)
        for a, value in zip(found.x.values, row, strict=True)
    ]
    texts = [two_way_text(inputs, found, terminal_width())]
    _say("two_way", inputs, options, (content, rows, texts, lambda: [two_way_picture(inputs, found)]))


@command.command("threshold")
@click.argument("scenario")
@click.option("--quantity", "quantities", multiple=True, metavar="NAME", help="Only these (* for one segment).")
@perspective_option
@draws_options
@set_option
@out_options
def threshold(scenario: str, **options: Any) -> None:
    """Find what breaks even: the change needed, and the value of each quantity.

    \b
    Example:
      sbs-econ sensitivity threshold base_case
      sbs-econ sensitivity threshold base_case --perspective societal --quantity service_use.*.change
    """
    from sbs_econ.analysis.break_even import break_even
    from sbs_econ.analysis.one_way import quantities_named
    from sbs_econ.analysis.threshold import thresholds
    from sbs_econ.analysis.variance_shares import outputs_wanted
    from sbs_econ.reporting.break_even_text import break_even_text, threshold_text
    from sbs_econ.vocabulary import Perspective

    inputs, perspective, plan = _inputs(scenario, options), Perspective(options["perspective"]), _plan(options)
    names, width = quantities_named(inputs, options["quantities"]), terminal_width()
    output = outputs_wanted(inputs, [perspective.value])[0]
    whole = None if options["quantities"] else break_even(inputs, perspective, plan)
    found = thresholds(inputs, perspective, names, plan)
    rows = [each.as_json() for each in found]
    content = {"perspective": perspective.value, "output": output.label, "break_even": whole and whole.as_json()}
    texts = [] if whole is None else [break_even_text(inputs, whole, width)]
    texts.append(threshold_text(inputs, output.label, found, width))
    _say("threshold", inputs, options, (content | {"thresholds": rows}, rows, texts, list))


@command.command("variance")
@click.argument("scenario")
@output_option
@group_option
@top_option
@draws_options
@set_option
@out_options
def variance(scenario: str, **options: Any) -> None:
    """Share out the variance by quantity or group, beside what knowing each is worth.

    Shares of the variance are Sobol indices. What knowing is worth (EVPPI) is there for the net cost of a perspective
    that bears the programme's cost: that is what a decision on funding goes by.

    \b
    Example:
      sbs-econ sensitivity variance base_case --output societal --group evidence:
    """
    from sbs_econ.analysis.one_way import groups_named
    from sbs_econ.analysis.variance_values import shares_and_values, variance_content
    from sbs_econ.reporting.variance_text import variance_text

    inputs = _inputs(scenario, options)
    groups = [group for text in options["groups"] for group in groups_named(inputs, text)] or None
    found = shares_and_values(inputs, options["wanted"], _plan(options), groups)
    content = variance_content(found)
    texts = [variance_text(inputs, shares, own, options["top"], terminal_width()) for shares, own in found]
    _say("variance", inputs, options, (content, content["shares"], texts, list))


@command.command("evidence")
@click.argument("scenario")
@perspective_option
@draws_options
@set_option
@out_options
def evidence(scenario: str, **options: Any) -> None:
    """Show what rests on each evidence grade and source (JSON and CSV: in every perspective).

    \b
    Example:
      sbs-econ sensitivity evidence base_case --perspective societal
    """
    from sbs_econ.analysis.evidence_dependence import evidence_dependence
    from sbs_econ.analysis.variance_shares import outputs_wanted
    from sbs_econ.reporting.sensitivity_text import evidence_text

    inputs, perspective = _inputs(scenario, options), options["perspective"]
    found = evidence_dependence(inputs, _plan(options))
    rows = [each.as_json() for each in found]
    label = outputs_wanted(inputs, [perspective])[0].label
    shown = [each for each in found if each.perspective.value == perspective]
    texts = [evidence_text(inputs, label, shown, terminal_width())]
    _say("evidence", inputs, options, ({"dependence": rows}, rows, texts, list))


def _inputs(scenario: str, options: Mapping[str, Any]) -> Inputs:
    from sbs_econ.cli.running import load_all

    out = options["out"]
    if out is not None and out.exists() and (not out.is_dir() or (any(out.iterdir()) and not options["force"])):
        raise RequestError(f"{out} exists already", "choose another --out, or --force to write into it", code="E902")
    return load_all([scenario], options["assignments"])[0][0].usable()


def _plan(options: Mapping[str, Any]) -> Plan:
    from sbs_econ.analysis.psa import Plan

    return Plan(options["draws"], options["seed"])


def _range(option: str, text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        raise RequestError(f"{option} {text}: two numbers are wanted", f"such as {option} 0.5,1.2") from None
    return low, high


def _say(name: str, inputs: Inputs, options: Mapping[str, Any], answer: Answer) -> None:
    """Print an answer as asked, and write it where ``--out`` asks for it."""
    from sbs_econ.analysis.sensitivity_records import sensitivity_document
    from sbs_econ.io.differences import write_answer
    from sbs_econ.io.run_folder import csv_text, to_json

    content, rows, texts, draw = answer
    drawn = {key: options[key] for key in ("draws", "seed") if key in options}
    document, table = to_json(sensitivity_document(name, inputs, drawn, content)), csv_text(_table(rows))
    text = "\n\n".join("\n".join(lines).rstrip("\n") for lines in texts) + "\n"
    click.echo({"json": document, "csv": table, "table": text}[options["output"]], nl=False)
    if options["out"] is not None:
        files: dict[str, str | bytes] = {f"{name}.json": document, f"{name}.csv": table}
        files |= {n: data for each in draw() for n, data in each.files().items()}
        write_answer(options["out"], files, options["force"])
        if not options["quiet"]:
            click.echo(f"Written: {options['out']}", err=True)


def _table(rows: Sequence[Record]) -> list[Record]:
    """Return records with the same columns each, for CSV."""
    flat = [_flat(row) for row in rows]
    nested = {key for row in rows for key, value in row.items() if isinstance(value, dict)}
    columns = [key for key in dict.fromkeys(key for row in flat for key in row) if key not in nested]
    return [{key: row.get(key) for key in columns} for row in flat]


def _flat(row: Record) -> Record:
    """Return a record with nested values under joined names, and lists as words."""
    flat: Record = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{key}_{inner}": each for inner, each in _flat(value).items()}
        else:
            flat[key] = " ".join(str(each) for each in value) if isinstance(value, list) else value
    return flat
