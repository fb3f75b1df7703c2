"""From an edited live workbook to a scenario: its overrides, and defaults that differ from the scenario's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.io.model_workbook import Content, InputRow, ModelWorkbook, read_workbook
from sbs_econ.io.overrides import overrides_from_python
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.schema.model_workbook import FIXED_DESIGN, FIXED_SETTINGS, FIXED_SITE, INPUTS, SITE_PREFIX

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs

SETTINGS = "settings."
WORDS = (
    "price_year", "funded_by", "costing", "informal_care_valuation", "employment_method", "unit_cost_set",
    "discount_profile", "budget",
)  # fmt: skip
"""Settings that are words."""
WHOLE = ("participants", "programme_months", "horizon_months")
TOLERANCE = 1e-12
MOST_CELLS = 6
HANGS = "E416"
"""The problem that may come of setting aside another override: a programme longer than the horizon."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a workbook asks for: a scenario, names with values as text, and the reason for each."""

    extends: str
    given: Mapping[str, str]
    reasons: Mapping[str, str]
    differing: tuple[str, ...]
    """Names whose default in the workbook is not the scenario's own figure now."""


def taken_from(path: Path, extends: str | None = None) -> Taken:
    """Return the changes that an edited workbook makes to its scenario.

    Args:
        path: the workbook.
        extends: the scenario that it is held against; the one that the workbook names if left out.

    Raises:
        RequestError: if the file is not a live workbook, or its scenario is not here.
        InputError: with every override that cannot be used, each with its cell.
    """
    book = read_workbook(path)
    scenario = extends or book.scenario
    own, settings = _scenario(book, scenario)
    refused = {row.name: list(_refused(book, row)) for row in book.rows}
    problems = [*book.problems, *(problem for found in refused.values() for problem in found)]
    overrides = {row.name: row for row in book.rows if row.override is not None}
    differing = {row.name: row for row in book.rows if row.override is None and _differs(row, own)} | settings
    problems += [problem for row in (*differing.values(), *overrides.values()) for problem in _stale(book, row, own)]
    given = {name: _written(name, row.override) for name, row in overrides.items()}
    given |= {name: _written(name, row.default) for name, row in differing.items()}
    problems += _checked(book, scenario, {name: value for name, value in given.items() if not refused[name]})
    if problems:
        raise InputError(problems)
    reasons = dict.fromkeys(overrides, f"Entered in the workbook {book.name}.")
    reasons |= dict.fromkeys(differing, f"The default of the workbook {book.name}; {scenario} had another.")
    order = [row.name for row in book.rows if row.name in given]
    return Taken(scenario, {name: given[name] for name in order}, reasons, tuple(differing))


def _scenario(book: ModelWorkbook, scenario: str) -> tuple[Inputs, dict[str, InputRow]]:
    """Return the scenario with the settings of the workbook's defaults, and those that are not the scenario's own."""
    try:
        own = load_scenario(scenario, None).usable()
    except RequestError as error:
        raise RequestError(
            f"{book.name} was made from the scenario '{scenario}', and {error.message}",
            "give --extends with the scenario that it builds on",
            code=error.code,
        ) from None
    rows = {row.name: row for row in book.rows if row.name.startswith(SETTINGS) and _differs(row, own)}
    given = {name: _written(name, row.default) for name, row in rows.items() if row.default is not None}
    try:
        with_settings = load_scenario(scenario, overrides_from_python(given))
    except InputError:
        return own, {}
    kept = {name: row for name, row in rows.items() if row.override is None}
    return (own, {}) if with_settings.inputs is None else (with_settings.inputs, kept)


def _refused(book: ModelWorkbook, row: InputRow) -> Iterator[Problem]:
    """Overrides that the workbook's own formulas do not follow, and words where numbers belong."""
    if row.override is None:
        return
    setting = row.name.removeprefix(SETTINGS) if row.name.startswith(SETTINGS) else ""
    if setting in FIXED_SETTINGS:
        yield book.problem(row, "cannot be changed in the workbook", FIXED_SETTINGS[setting])
    elif setting.startswith("design."):
        yield book.problem(row, "cannot be changed in the workbook", FIXED_DESIGN)
    elif row.name.startswith(SITE_PREFIX):
        yield book.problem(row, "cannot be changed in the workbook", FIXED_SITE)
    elif setting == "whole_groups":
        if not _is_truth(row.override):
            yield book.problem(row, f"'{row.override}' is neither TRUE nor FALSE", "choose one from the list")
    elif setting not in WORDS and (isinstance(row.override, bool) or not isinstance(row.override, float)):
        yield book.problem(row, f"'{row.override}' is not a number", "enter a plain number, such as 0.35")


def _is_truth(value: Content) -> bool:
    return isinstance(value, bool) or str(value).lower() in ("true", "false")


def _own(name: str, own: Inputs) -> Content:
    """Return what the scenario has for a name now; None where it has nothing."""
    if name.startswith(f"{SETTINGS}design."):
        return own.design.get(name.removeprefix(f"{SETTINGS}design."))
    if name.startswith(SETTINGS):
        value = getattr(own.settings, name.removeprefix(SETTINGS), None)
        if name == f"{SETTINGS}budget":
            return str(value or "none")
        return value if isinstance(value, bool) else float(value) if isinstance(value, int | float) else _word(value)
    return own.quantities[name].value if name in own.quantities else None


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def _differs(row: InputRow, own: Inputs) -> bool:
    if row.name.startswith(SITE_PREFIX):
        return False
    now = _own(row.name, own)
    if isinstance(now, float) and isinstance(row.default, float):
        return abs(now - row.default) > TOLERANCE * max(abs(now), abs(row.default))
    return now != row.default


def _stale(book: ModelWorkbook, row: InputRow, own: Inputs) -> Iterator[Problem]:
    """Figures that the scenario has changed in a way that a value alone cannot undo."""
    quantity = own.quantities.get(row.name)
    if quantity is not None and row.default is None and row.override is None:
        yield book.problem(row, f"has no figure here, and {own.scenario} has {quantity.value:g} now", "report it again")
    elif quantity is not None and row.default is not None and quantity.price_year != row.price_year:
        message = f"is at {row.price_year} prices here, and {own.scenario} has it at {quantity.price_year} prices now"
        yield book.problem(row, message, "report the scenario again, and enter the override there")


def _written(name: str, value: Content) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if name == f"{SETTINGS}whole_groups":
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _checked(book: ModelWorkbook, scenario: str, given: Mapping[str, str]) -> list[Problem]:
    """Return every problem of the scenario that would be made, each at its cell where it names one."""
    cells = {row.name: row.cell for row in book.rows if row.name in given}
    found: list[Problem] = []
    left = dict(given)
    while True:
        problems = _problems(scenario, left)
        named = [(problem, _at(cells, problem)) for problem in problems]
        found += [each for each, name in named if each not in found and (name or not found or each.code != HANGS)]
        wrong = {name for _, name in named if name in left}
        if not wrong:
            return [_placed(book, cells, problem) for problem in found]
        left = {name: value for name, value in left.items() if name not in wrong}


def _problems(scenario: str, given: Mapping[str, str]) -> list[Problem]:
    try:
        problems = load_scenario(scenario, overrides_from_python(given)).problems
    except InputError as error:
        return list(error.problems)
    return [problem for problem in problems if problem.severity == "error"]


def _at(cells: Mapping[str, str], problem: Problem) -> str | None:
    """Return the input that a problem speaks of."""
    named = [name for name in cells if _names(name, problem.message)]
    return max(named, key=len) if named else None


def _placed(book: ModelWorkbook, cells: Mapping[str, str], problem: Problem) -> Problem:
    name = _at(cells, problem)
    where = _of_a_kind(cells, problem) if name is None else cells[name]
    message = f"{where}: {problem.message}"
    return replace(problem, file=book.name, line=None, column=None, excerpt=None, message=message)


def _of_a_kind(cells: Mapping[str, str], problem: Problem) -> str:
    """Return the cells that a problem of several inputs together may come of: those of their kind, else all."""
    kind = [cell for name, cell in cells.items() if _names(name.split(".")[0], problem.message)]
    ends = [cell.rpartition(" ")[2] for cell in kind or cells.values()]
    more = f" and {len(ends) - MOST_CELLS} more" if len(ends) > MOST_CELLS else ""
    return f"sheet {INPUTS}, cell{'s' if len(ends) > 1 else ''} {', '.join(ends[:MOST_CELLS])}{more}"


def _names(name: str, message: str) -> bool:
    """Whether a message speaks of a name; of a setting it may say the last part alone, in words."""
    words = message.replace(":", " ").replace("'", " ").replace(",", " ").split()
    if not name.startswith(SETTINGS):
        return name in words
    last = name.removeprefix(SETTINGS)
    return name in words or last in words or last.replace("_", " ") in message
