"""From the tables of a questionnaire to arrays: what is missing stays missing, and what cannot be is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.errors import InputError, Problem
from sbs_econ.schema.survey import AnalysisPlan, Codebook
from sbs_econ.survey.checks import Noted, check_dose, check_keys, check_people, check_value, check_visits
from sbs_econ.survey.data import SurveyData, codes_of, column_of
from sbs_econ.survey.engagement import WEEKS_A_MONTH
from sbs_econ.survey.items import Item
from sbs_econ.survey.tables import Table, numbers, read_table
from sbs_econ.survey.wide import from_wide

WORDS = ("age_band", "sex", "ethnicity_group", "role")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read and how: the codebook, the plan, the items and the decimal sign."""

    codebook: Codebook
    plan: AnalysisPlan
    items: tuple[Item, ...]
    decimal: str = "."

    @property
    def waves(self) -> tuple[str, str]:
        """The two waves of the change."""
        return self.plan.baseline, self.plan.follow_up


def read_survey(paths: Mapping[str, tuple[Path, str]], asked: Asked) -> tuple[SurveyData, list[Problem]]:
    """Return the answers, and warnings.

    Args:
        paths: table to its file, and the file as people would type it.
        asked: codebook, plan, items and decimal sign.

    Raises:
        InputError: with everything that is wrong with any table.
    """
    tables, problems = _tables(paths, asked)
    if "people" not in tables and not problems:
        problems.append(Problem("E716", "there is no table of people", "people.csv, or one wide.csv", "(survey)"))
    if any(p.severity == "error" for p in problems):
        raise InputError(problems)
    data, found = _assembled(tables, asked)
    if data is None or any(p.severity == "error" for p in found):
        raise InputError(found)
    return data, found


def _tables(paths: Mapping[str, tuple[Path, str]], asked: Asked) -> tuple[dict[str, Table], list[Problem]]:
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, (path, shown) in paths.items():
        table, found = read_table(path, name, shown, tuple(asked.codebook.columns) if name == "people" else ())
        problems += found
        if table is not None:
            tables[name] = table
    if "wide" in tables:
        more, found = from_wide(tables.pop("wide"), asked.codebook, asked.items)
        tables |= more
        problems += found
    return tables, problems


def _assembled(tables: Mapping[str, Table], asked: Asked) -> tuple[SurveyData | None, list[Problem]]:
    people = tables["people"]
    problems = check_people(people)
    pids = people.column("pid")
    place = {pid: i for i, pid in enumerate(pids)}
    waves = asked.codebook.waves
    if "visits" in tables:
        problems += check_visits(tables["visits"], set(place), waves)
    values = np.full((2, len(asked.items), len(pids)), np.nan)
    coded = np.zeros_like(values, dtype=bool)
    for name, key in (("services", "service"), ("outcomes", "instrument")):
        if name in tables:
            problems += _answers(tables[name], key, asked, place, (values, coded))
    dose, weekly, found = _dose(tables, place, asked)
    problems += found
    if any(p.severity == "error" for p in problems):
        return None, problems
    answered = _who_answered(tables, asked, place, values)
    filled = _blanks_to_zero(values, coded, answered, asked.items)
    _outside_domains(values, asked.items)
    words = [name for name in (*WORDS, *asked.codebook.columns) if name in people.header]
    counts = {f"rows of {name}": len(table.rows) for name, table in tables.items()} | {"blank_as_zero": filled}
    return SurveyData(
        asked.items, codes_of(people.column(asked.plan.cluster)), codes_of(people.column("area_id")),
        {name: column_of(people.column(name)) for name in dict.fromkeys(words)},
        values[0], values[1], answered[0], answered[1], dose, weekly, counts,
        {name: table.delimiter for name, table in tables.items()},
    ), problems  # fmt: skip


def _answers(
    table: Table, key: str, asked: Asked, place: Mapping[str, int], into: tuple[Array, AnyArray]
) -> list[Problem]:
    values, coded = into
    noted = Noted(table)
    mine = [item for item in asked.items if (item.kind == "count") == (key == "service")]
    where = {item.key: j for j, item in enumerate(asked.items) if item in mine}
    known = {"wave": asked.codebook.waves, key: where}
    usable = check_keys(table, noted, set(place), known, ("pid", "wave", key))
    number, problems = numbers(table, "contacts" if key == "service" else "score", asked.decimal)
    used, minutes, found = _used(table, key, asked.decimal, noted)
    codes = table.column("missing_code")
    for row, (pid, wave, name) in enumerate(
        zip(table.column("pid"), table.column("wave"), table.column(key), strict=True)
    ):
        if not usable[row]:
            continue
        j, value = where[name], number[row]
        if value is None and used[row] == 0:
            value = 0.0
        contradicts = value is not None and value > 0 and (used[row] == 0 or minutes[row] == 0)
        if contradicts:
            noted.note(row, "E709", "contacts of a service that was not used, or of no minutes", "check which is right")
        if wave not in asked.waves or (value is not None and not check_value(noted, row, asked.items[j], value)):
            continue
        at = asked.waves.index(wave), j, place[pid]
        values[at] = np.nan if value is None else asked.items[j].sign * value
        coded[at] = value is None and (used[row] == 1 or bool(codes[row]))
    return problems + found + noted.problems()


def _used(
    table: Table, key: str, decimal: str, noted: Noted
) -> tuple[list[float | None], list[float | None], list[Problem]]:
    used, problems = numbers(table, "used", decimal)
    minutes, more = numbers(table, "minutes_per_contact", decimal)
    for row, value in enumerate(used):
        if value not in (None, 0.0, 1.0):
            noted.note(row, "E709", "used is neither 0 nor 1", "write 1 for yes and 0 for no")
    return used, minutes, problems + more


def _dose(tables: Mapping[str, Table], place: Mapping[str, int], asked: Asked) -> tuple[Array, Array, list[Problem]]:
    """Return sessions in all and by week, NaN for people who are not in the table, and what is wrong with it."""
    people = len(tables["people"].rows)
    total, weekly = np.full(people, np.nan), np.full((people, 0), np.nan)
    if "dose" not in tables:
        return total, weekly, []
    table = tables["dose"]
    noted = Noted(table)
    weeks, problems = numbers(table, "week", asked.decimal)
    sessions, more = numbers(table, "sessions", asked.decimal)
    usable = check_keys(table, noted, set(place), {}, ("pid", "week"))
    check_dose(table, tables["people"], noted, (weeks, sessions))
    problems += more + noted.problems()
    if any(problem.severity == "error" for problem in problems):
        return total, weekly, problems
    known = [
        (place[pid], int(week), count)
        for good, pid, week, count in zip(usable, table.column("pid"), weeks, sessions, strict=True)
        if good and week is not None and count is not None
    ]
    for person, _, count in known:
        total[person] = np.nan_to_num(total[person]) + count
    return total, _by_week(known, total, asked), problems


def _by_week(known: Sequence[tuple[int, int, float]], total: Array, asked: Asked) -> Array:
    """Return sessions by week up to the follow-up; a week of which a register says nothing is one of no sessions.

    Weeks after the follow-up are left out, because not everybody's register need reach further. Weeks are counted from
    0 if one of them is 0, from 1 else.
    """
    first = 0 if any(week == 0 for _, week, _ in known) else 1
    last = min(
        max((week for _, week, _ in known), default=0) + 1 - first,
        int(asked.codebook.waves[asked.plan.follow_up] * WEEKS_A_MONTH),
    )
    weekly = np.where(np.isnan(total)[:, None], np.nan, np.zeros((len(total), max(last, 0))))
    for person, week, count in known:
        if week - first < last:
            weekly[person, week - first] += count
    return weekly


def _who_answered(tables: Mapping[str, Table], asked: Asked, place: Mapping[str, int], values: Array) -> AnyArray:
    """Return who returned the questionnaire of each wave, shape (2, n)."""
    answered: AnyArray = np.asarray(~np.isnan(values).all(axis=1))
    if "visits" not in tables or "completed" not in tables["visits"].header:
        return answered
    table = tables["visits"]
    for pid, wave, done in zip(*(table.column(name) for name in ("pid", "wave", "completed")), strict=True):
        if wave in asked.waves and done:
            answered[asked.waves.index(wave), place[pid]] = done != "n"
    return answered


def _blanks_to_zero(values: Array, coded: AnyArray, answered: AnyArray, items: Sequence[Item]) -> int:
    """Set cells that are blank for no stated reason to 0 where the codebook says so; return how many.

    Only where the questionnaire was returned; a service that was used an unknown number of times stays missing.
    """
    filled = 0
    for j, item in enumerate(items):
        if item.zero_if_blank:
            for wave in (0, 1):
                zero = np.isnan(values[wave, j]) & answered[wave] & ~coded[wave, j]
                filled += int(zero.sum())
                values[wave, j, zero] = 0.0
    return filled


def _outside_domains(values: Array, items: Sequence[Item]) -> None:
    """Set answers of people who are not asked (not in work, no carer) to 0: they are not missing."""
    for j, item in enumerate(items):
        if item.domain is not None:
            for wave in (0, 1):
                values[wave, j, values[wave, item.domain] == 0] = 0.0
