"""``sbs-econ voi``."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sbs_econ.analysis.information_defaults import ASSUMED
from sbs_econ.cli.number_types import Number, Whole
from sbs_econ.cli.options import format_option, quiet_option, set_option, stacked, terminal_width

if TYPE_CHECKING:
    from sbs_econ.analysis.information_answer import Answers, CurvePoint
    from sbs_econ.analysis.information_decision import Population
    from sbs_econ.analysis.survey_value import Survey
    from sbs_econ.model.inputs import Inputs

PERSPECTIVES = ("funder", "nhs_pss", "public_sector", "societal")
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
"""Regressions here are many small products of matrices: threads cost more than they gain."""

decision_options = stacked(
    click.option("--perspective", "perspectives", multiple=True, type=click.Choice(PERSPECTIVES),
                 help="Decide for this perspective. Repeatable; all that bear the programme's cost by default."),
    click.option("--price-outcome", "prices", multiple=True, metavar="OUTCOME=GBP",
                 help="Add an outcome at GBP for one point over one year. Repeatable."),
    click.option("--draws", type=Whole(min=100), default=10_000, show_default=True, metavar="N",
                 help="PSA draws."),
    click.option("--seed", type=Whole(min=0), default=1, show_default=True, metavar="S",
                 help="Seed of the random streams."),
    click.option("--sampler", type=click.Choice(["mc", "lhs", "sobol"]), default="mc", show_default=True,
                 help="Monte Carlo, Latin hypercube, or scrambled Sobol."),
    set_option,
    click.option("--group", "groups", multiple=True, metavar="A,B",
                 help="Look at inputs together. * stands for one segment of a name; attribution, block:, source: and "
                 "evidence: are ready made. Repeatable."),
)  # fmt: skip
outside_options = stacked(
    click.option("--inputs", type=click.Path(path_type=Path), metavar="CSV",
                 help="Draws of another model: one column an input."),
    click.option("--outputs", type=click.Path(path_type=Path), metavar="CSV",
                 help="Its outputs: nb_<option> columns, or cost_<option> and effect_<option> with --wtp."),
    click.option("--wtp", "wtps", multiple=True, type=Number(min=0), metavar="X",
                 help="Willingness to pay for one effect. Repeatable."),
    click.option("--study-data", type=click.Path(path_type=Path), metavar="CSV",
                 help="Summaries of simulated data, one row a draw; columns ending in _n50 are of 50 people."),
)  # fmt: skip
population_options = stacked(
    click.option("--population", type=Number(min=0, min_open=True), metavar="N",
                 help="People a year whom the decision affects; those of the scenario by default."),
    click.option("--population-in-all", type=Number(min=0, min_open=True), metavar="N",
                 help="People in all, instead of a year; nothing is discounted."),
    click.option("--years", type=Whole(min=1), default=ASSUMED.years, show_default=True, metavar="T",
                 help="Years that the decision stands (illustrative)."),
    click.option("--discount-rate", type=Number(0, 0.2), metavar="R",
                 help="A year; the scenario's rate for costs by default, 0.035 for outside draws."),
    click.option("--delay", type=Whole(min=0), default=ASSUMED.delay, show_default=True, metavar="T",
                 help="Years until a study's results are in, lost to it (illustrative)."),
)  # fmt: skip
survey_options = stacked(
    click.option("--survey", "survey", metavar="items=A,B",
                 help="What a follow-up survey asks about; all changes by default. none leaves surveys out."),
    click.option("--sizes", default=",".join(map(str, ASSUMED.sizes)), show_default=True, metavar="N,N",
                 help="People asked (in each group)."),
    click.option("--attrition", type=Number(0, 1, max_open=True), default=ASSUMED.attrition,
                 show_default=True, metavar="SHARE", help="Share lost before the follow-up (illustrative)."),
    click.option("--cost-per-respondent", type=Number(min=0), default=ASSUMED.cost_per_respondent,
                 show_default=True, metavar="GBP", help="GBP for each person who starts the survey (illustrative)."),
    click.option("--fixed-cost", type=Number(min=0), default=ASSUMED.fixed_cost,
                 show_default=True, metavar="GBP", help="GBP for a survey without a comparison group (illustrative)."),
    click.option("--controlled-fixed-cost", type=Number(min=0), default=ASSUMED.controlled_fixed_cost,
                 show_default=True, metavar="GBP", help="GBP for one with a comparison group (illustrative)."),
    click.option("--prior-n", type=Number(min=0, min_open=True), default=ASSUMED.prior_n,
                 show_default=True, metavar="N", help="People whose answers the prior is worth (illustrative)."),
    click.option("--person-sd", "person_sds", multiple=True, metavar="NAME=SD",
                 help="SD of one person's answer, instead of --prior-n for that quantity. Repeatable."),
)  # fmt: skip


@click.command("voi")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@decision_options
@outside_options
@population_options
@survey_options
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the document and a table here too.")
@click.option("--force", is_flag=True, help="Write into a folder that exists.")
@format_option
@quiet_option
def command(scenarios: tuple[str, ...], **options: Any) -> None:
    """What is worth finding out: value of perfect information (EVPI, EVPPI), and of a survey (EVSI, ENBS).

    The decision is whether to fund a scenario, or which of several, against usual support. With --inputs and --outputs
    it is among the options of another model, from draws made there.

    \b
    Example:
      sbs-econ voi base_case --perspective nhs_pss
      sbs-econ voi base_case --price-outcome wellbeing_swemwbs=3400 --population 360 --years 5
      sbs-econ voi base_case online --group 'service_use.*.change' --survey items=service_use.ae_attendance
      sbs-econ voi --inputs x.csv --outputs y.csv --wtp 20000 --wtp 30000 --group a,b --format json
    """
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    _refuse_mixture(scenarios, options)
    if scenarios:
        _print(_of_scenarios(scenarios, options), [], options)
    else:
        _print(*_of_outside_draws(options), options)


def _refuse_mixture(scenarios: Sequence[str], options: Mapping[str, Any]) -> None:
    from sbs_econ.errors import RequestError

    outside = [f"--{key.replace('_', '-')}" for key in ("inputs", "outputs", "study_data") if options[key] is not None]
    if scenarios and (outside or options["wtps"]):
        given = outside[0] if outside else "--wtp"
        cure = "--price-outcome prices an outcome of a scenario" if not outside else "ask for one of the two"
        raise RequestError(f"scenarios and {given} cannot be asked for together", cure, code="E640")
    if not scenarios and (options["inputs"] is None or options["outputs"] is None):
        cure = "name a scenario, or give --inputs and --outputs"
        raise RequestError("there is nothing to look at", cure, code="E640")
    inside = [key for key in ("perspectives", "prices", "assignments", "person_sds", "survey") if options[key]]
    if not scenarios and inside:
        names = {"prices": "price-outcome", "assignments": "set", "person_sds": "person-sd"}
        option = names.get(inside[0], inside[0].removesuffix("s"))
        raise RequestError(f"--{option} is for scenarios of this model", "leave it out", code="E640")


def _of_scenarios(scenarios: Sequence[str], options: Mapping[str, Any]) -> Answers:
    from sbs_econ.analysis.information_funding import Wanted, value_of_information
    from sbs_econ.analysis.information_scenarios import funding
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.cli.running import load_all

    loaded = [each.usable() for each, _ in load_all(scenarios, options["assignments"])]
    decisions = funding(loaded, options["perspectives"], _amounts(options["prices"], "--price-outcome", "E622"))
    settings = loaded[0].settings
    population = _population(options, settings.participants, settings.discount_rate_costs)
    wanted = Wanted(options["groups"], population, _survey(loaded[0], options))
    return value_of_information(decisions, Plan(options["draws"], options["seed"], options["sampler"]), wanted)


def _of_outside_draws(options: Mapping[str, Any]) -> tuple[Answers, list[CurvePoint]]:
    from sbs_econ.analysis.information_outside import outside_answers, outside_curves
    from sbs_econ.io.outside_draws import read_draws

    drawn = read_draws(options["inputs"], options["outputs"], options["study_data"])
    asked = options["population"] is not None or options["population_in_all"] is not None
    population = _population(options, 0.0, 0.035) if asked else None
    answers = outside_answers(drawn, options["wtps"], options["groups"], population)
    return answers, outside_curves(drawn, options["wtps"])


def _population(options: Mapping[str, Any], people: float, rate: float) -> Population:
    from sbs_econ.analysis.information_decision import Population
    from sbs_econ.errors import RequestError

    in_all, given = options["population_in_all"], options["population"]
    if in_all is not None and given is not None:
        raise RequestError("--population and --population-in-all say two things", "give one of them", code="E641")
    chosen = rate if options["discount_rate"] is None else options["discount_rate"]
    if in_all is not None:
        return Population(in_all, options["years"], 0.0, options["delay"], in_all=True)
    return Population(people if given is None else given, options["years"], chosen, options["delay"])


def _survey(inputs: Inputs, options: Mapping[str, Any]) -> Survey | None:
    from sbs_econ.analysis.information_defaults import Terms
    from sbs_econ.analysis.survey_value import survey_on

    text = (options["survey"] or "").removeprefix("items=")
    if text == "none":
        return None
    items = [word.strip() for word in text.split(",") if word.strip()]
    sds = _amounts(options["person_sds"], "--person-sd", "E631")
    told = {name: options[name] for name in Terms.__dataclass_fields__ if name != "sizes"}
    return survey_on(inputs, items, Terms(_sizes(options["sizes"]), **told), sds, options["seed"])


def _sizes(text: str) -> tuple[int, ...]:
    from sbs_econ.errors import RequestError

    words = [word.strip() for word in text.split(",")]
    if not all(word.isdigit() and int(word) > 0 for word in words):
        raise RequestError(f"--sizes {text}: whole numbers above 0 are wanted", "write 50,100,200", code="E632")
    return tuple(sorted({int(word) for word in words}))


def _amounts(texts: Sequence[str], option: str, code: str) -> dict[str, float]:
    """Return NAME=NUMBER texts as a mapping.

    Raises:
        InputError: with every text that is not of that form, or names something twice.
    """
    from sbs_econ.errors import InputError, Problem
    from sbs_econ.schema.base import Slip, parse_number

    found: dict[str, float] = {}
    problems = []
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        try:
            if not name or name in found:
                raise Slip("NAME=NUMBER is wanted, each name once")
            found[name] = parse_number(value)
        except Slip as slip:
            problems.append(Problem(code, f"{option} {text}: {slip.message}", slip.cure, "(command line)"))
    if problems:
        raise InputError(problems)
    return found


def _print(answers: Answers, curve: Sequence[CurvePoint], options: Mapping[str, Any]) -> None:
    from sbs_econ.analysis.information_records import voi_document, voi_records
    from sbs_econ.io.differences import write_answer
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.voi_text import voi_text, with_words

    document = with_words(voi_document(answers, curve), answers)
    texts = {"json": to_json(document), "csv": csv_text(voi_records(document))}
    if options["out"] is not None:
        write_answer(options["out"], {f"voi.{kind}": text for kind, text in texts.items()}, options["force"])
        if not options["quiet"]:
            click.echo(f"Written: {options['out']}", err=True)
    shown = texts.get(options["output"]) or voi_text(answers, terminal_width()) + "\n"
    click.echo(shown, nl=False)
