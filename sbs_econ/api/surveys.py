"""From questionnaires to parameters: what is read, what it is described by, and the two functions from Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sbs_econ.api.survey_checks import check_plan
from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.io.folders import ReadFolder, read_folder
from sbs_econ.io.hashing import file_sha256
from sbs_econ.io.keyed_hashes import data_hashes
from sbs_econ.io.places import own_parameters, show
from sbs_econ.io.survey_files import read_survey_file
from sbs_econ.schema.survey import REPLICATES, AnalysisPlan, Codebook
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.disclosure import Rule
from sbs_econ.survey.items import Item, items_of
from sbs_econ.survey.reading import Asked, read_survey
from sbs_econ.survey.tables import KNOWN, tables_of
from sbs_econ.version import __version__

if TYPE_CHECKING:
    from sbs_econ.api.fitting_work import Telling

CONFIRMATION = "exact counts stay in the study team"


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    survey: Path
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Described:
    """What the data are described by, and the parameters that are built on."""

    codebook: Codebook
    plan: AnalysisPlan
    base: ReadFolder
    items: tuple[Item, ...]
    units: Mapping[str, str]


def identify(request: Request, described: Described) -> tuple[dict[str, str], dict[str, Any] | None]:
    """Return hashes of the data (keyed), the codebook and the plan, and what an unfinished fit is known by."""
    given = {name: request.options.get(name) for name in (*KNOWN, "wide")}
    tables = dict(tables_of(request.survey, given))
    hashes = data_hashes(request.survey, tables)
    if not hashes:
        return {}, None
    for name in ("codebook", "plan"):
        hashes[name] = file_sha256(request.options[name] or request.survey / f"{name}.yaml")
    plan = described.plan.model_dump(mode="json")
    units = sorted(f"{name} {unit}" for name, unit in described.units.items())
    about = {"version": __version__, "hashes": hashes, "plan": plan, "seed": request.options["seed"]}
    return hashes, {**about, "decimal": request.options["decimal"], "units": units}


def rule_of(options: Mapping[str, Any]) -> Rule:
    """Return the disclosure rule that is asked for.

    Raises:
        RequestError: if it is to be off, and nobody confirmed that it may be.
    """
    if not options["no_disclosure_control"]:
        return Rule()
    if options["confirm"] != CONFIRMATION:
        raise RequestError(
            "--no-disclosure-control shows exact counts of people",
            f'if you may, add: --confirm "{CONFIRMATION}", from Python confirm="{CONFIRMATION}"', code="E718",
        )  # fmt: skip
    return Rule(on=False)


def describe(request: Request) -> Described:
    """Return the codebook, the plan and the parameters of a request.

    Raises:
        InputError: with everything that is wrong with them.
    """
    options, survey = request.options, request.survey
    codebook_at = options["codebook"] or survey / "codebook.yaml"
    plan_at = options["plan"] or survey / "plan.yaml"
    codebook, codebook_text, problems = read_survey_file(codebook_at, Codebook)
    plan, plan_text, more = read_survey_file(plan_at, AnalysisPlan)
    problems += more
    base = read_folder(options["parameters"] or own_parameters())
    problems += [problem for problem in base.problems if problem.severity == "error"]
    if codebook is None or plan is None or codebook_text is None or plan_text is None or problems:
        raise InputError(problems)
    units = {name: str(stated.quantity.unit) for name, stated in base.usable().stated().items()}
    problems = check_plan((codebook, codebook_text), (plan, plan_text), units)
    if problems:
        raise InputError(problems)
    if options["replicates"]:
        plan = plan.model_copy(update={"replicates": options["replicates"]})
    return Described(codebook, plan, base, items_of(codebook, _labels(base), units), units)


def _labels(base: ReadFolder) -> dict[str, str]:
    folder = base.usable()
    labels = {f"service_use.{key}": service.label for key, service in folder.service_use.items()}
    return labels | {f"outcomes.{key}": outcome.label for key, outcome in folder.outcomes.items()}


def read_answers(request: Request, described: Described) -> tuple[SurveyData, list[Problem]]:
    """Return the answers, and warnings.

    Raises:
        InputError: with everything that is wrong with the tables.
    """
    given = {name: request.options.get(name) for name in (*KNOWN, "wide")}
    paths = {name: (path, show(path)) for name, path in tables_of(request.survey, given)}
    asked = Asked(described.codebook, described.plan, described.items, request.options["decimal"])
    return read_survey(paths, asked)


def check_fit(request: Request, telling: Telling) -> None:
    """Read and check everything, and estimate nothing.

    Raises:
        InputError: with everything that is wrong with tables, codebook and plan.
        RequestError: if the survey cannot be fitted as planned, or ``out`` may not be written.
    """
    from sbs_econ.survey.fitting import task_of

    data, described = _read(request, rule_of(request.options), telling)
    task_of(data, described.plan, request.options["seed"])


def make_fit(request: Request, telling: Telling) -> dict[str, Any]:
    """Return the record of a fit, its project written where ``out`` says so.

    Raises:
        InputError: with everything that is wrong with tables, codebook and plan.
        RequestError: if the survey cannot be fitted as planned, or ``out`` may not be written.
        InterruptedRunError: if the user stops it.
    """
    from sbs_econ.api.fitted_files import write_fit
    from sbs_econ.api.fitting_work import work
    from sbs_econ.survey.fitting import left_out_problems
    from sbs_econ.survey.records import fit_record

    options = request.options
    rule = rule_of(options)
    data, described = _read(request, rule, telling)
    hashes, identity = identify(request, described)
    found = work((data, described), options, identity, rule, telling)
    telling.problems(left_out_problems(found))
    record = fit_record(found, rule, hashes)
    if options["out"] is not None:
        write_fit(options["out"], described, found, record, options["force"])
    return record


def _read(request: Request, rule: Rule, telling: Telling) -> tuple[SurveyData, Described]:
    from sbs_econ.io.fitted_folder import check_free

    if request.options["out"] is not None:
        check_free(request.options["out"], request.options["force"])
    described = describe(request)
    data, warnings = read_answers(request, described)
    telling.problems(warnings)
    telling.read(data, described, rule)
    return data, described


DEFAULTS: Mapping[str, Any] = {
    "decimal": ".", "force": False, "confirm": None, "codebook": None, "plan": None,
    **dict.fromkeys((*KNOWN, "wide")),
}  # fmt: skip
"""Further options of ``fit`` from Python."""


def fit(  # noqa: PLR0913
    survey: str | Path,
    *,
    out: str | Path | None = None,
    parameters: str | Path | None = None,
    replicates: int | None = None,
    seed: int = 1,
    jobs: int = 1,
    disclosure_control: bool = True,
    **options: Any,
) -> dict[str, Any]:
    """Return what questionnaires say: the document of ``fit --format json``.

    With ``out`` a stopped fit is kept beside it, and the same call goes on where it was.

    Args:
        survey: a folder of tables, codebook.yaml and plan.yaml.
        out: the project to write, if any.
        parameters: the folder that is built on; ./parameters, else the shipped one.
        replicates: in place of the plan's.
        seed: of the bootstrap and the imputations.
        jobs: processes; never changes a result.
        disclosure_control: False shows exact counts of people, stamps every output, and needs ``confirm``.
        options: confirm (the words that the refusal asks for), decimal ("." or ","), force, and files by name as
            ``--people``, ``--codebook`` and the others take them.

    Raises:
        InputError: with everything that is wrong with tables, codebook and plan.
        RequestError: if the survey cannot be fitted as planned, ``out`` may not be written, or exact counts are asked
            for and nobody confirmed it.
        InterruptedRunError: if it is stopped by Ctrl-C.
    """
    from sbs_econ.api.fitting_work import Telling

    unknown = [name for name in options if name not in DEFAULTS]
    if unknown:
        raise TypeError(f"fit() takes no '{unknown[0]}'; its options are {', '.join(DEFAULTS)}")
    _refuse_odd({"replicates": replicates, "seed": seed, "jobs": jobs, "decimal": options.get("decimal", ".")})
    plain = ("decimal", "force", "confirm")
    asked = {**DEFAULTS, **options}
    given = {name: each if each is None or name in plain else Path(each) for name, each in asked.items()}
    given |= {"parameters": parameters and Path(parameters), "replicates": replicates, "seed": seed, "jobs": jobs}
    given |= {"out": None if out is None else Path(out), "no_disclosure_control": not disclosure_control}
    return make_fit(Request(Path(survey), given), Telling())


def _refuse_odd(asked: Mapping[str, Any]) -> None:
    """Refuse what the command would.

    Raises:
        RequestError: for the first option that cannot be.
    """
    least = {"replicates": REPLICATES[0], "seed": 0, "jobs": 1}
    for name, lowest in least.items():
        value = asked[name]
        most = REPLICATES[1] if name == "replicates" else None
        if value is None and name == "replicates":
            continue
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or value < lowest or (most is not None and value > most):
            bounds = f"at least {lowest}" if most is None else f"from {lowest} to {most:,}"
            raise RequestError(f"{name} is {value!r}", f"give a whole number, {bounds}")
    if asked["decimal"] not in (".", ","):
        raise RequestError(f"decimal is {asked['decimal']!r}", 'give "." or ","')


def synthesise(out: str | Path, scenario: str = "base_case", *, force: bool = False, **design: Any) -> Path:
    """Write a synthetic set of questionnaires with a known truth, and return its folder.

    Args:
        out: the folder.
        scenario: whose means and changes are true.
        force: whether to write into a folder that exists.
        design: people, groups, areas, seed, lost (a share) and missing (mcar, mar or mnar).

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if there are too few people for the groups, or the folder may not be written.
    """
    from sbs_econ.io.differences import write_answer
    from sbs_econ.io.scenarios import load_scenario
    from sbs_econ.survey import synthetic
    from sbs_econ.survey.synthetic_files import set_files, true_items

    wanted = synthetic.SetDesign(**design)
    if wanted.people < 2 * wanted.groups or wanted.groups < wanted.areas:
        raise RequestError("each group needs two people and each area a group", "more people, or fewer groups")
    quantities = load_scenario(scenario).usable().quantities
    values = {name: quantity.value for name, quantity in quantities.items()}
    items = true_items(values, {name: str(quantity.unit) == "ratio" for name, quantity in quantities.items()})
    write_answer(Path(out), set_files(synthetic.synthesise(items, wanted)), force)
    return Path(out)
