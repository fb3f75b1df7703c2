"""Whether the tables of a questionnaire can be true: everything wrong at once, by row and never by value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from sbs_econ.errors import Problem
from sbs_econ.survey.items import Item
from sbs_econ.survey.tables import Table, looks_like_nhs_number, row_problem

ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATE_CURE = "write dates as 2026-03-31, and format the column as text"


class Noted:
    """Rows of one table, by what is wrong with them."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows: dict[tuple[str, str, str | None, str], list[int]] = {}

    def note(self, row: int, code: str, message: str, cure: str | None = None, severity: str = "error") -> None:
        """Note that a row (counted from 0 below the header) has something wrong with it."""
        self._rows.setdefault((code, message, cure, severity), []).append(self._table.lines[row])

    def problems(self) -> list[Problem]:
        """Return a problem for each thing that is wrong, with its rows."""
        return [
            row_problem(code, message, lines, self._table.shown, cure, severity)
            for (code, message, cure, severity), lines in self._rows.items()
        ]


def parse_dates(table: Table, column: str, noted: Noted) -> list[date | None]:
    """Return the dates of a column, None where a cell is empty or no date."""
    found: list[date | None] = []
    for row, cell in enumerate(table.column(column)):
        found.append(_date(cell))
        if cell and found[-1] is None:
            noted.note(row, "E706", f"column '{column}' holds no date of the form YYYY-MM-DD", DATE_CURE)
    return found


def _date(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if ISO.fullmatch(cell) else None
    except ValueError:
        return None


def check_people(table: Table) -> list[Problem]:
    """Return what is wrong with the table of people."""
    noted = Noted(table)
    seen: set[str] = set()
    areas: dict[str, str] = {}
    groups, pids, places = table.column("group_id"), table.column("pid"), table.column("area_id")
    nhs = sum(map(looks_like_nhs_number, pids)) > max(1, len(pids) // 2)
    for row, (pid, group, area) in enumerate(zip(pids, groups, places, strict=True)):
        if not pid or not group:
            noted.note(row, "E707", "pid or group_id is empty", "each person has both")
        if pid in seen:
            noted.note(row, "E707", "the person of an earlier row", "one row for each person")
        if nhs or "@" in pid or " " in pid:
            noted.note(row, "E702", "pid looks like an NHS number, a name or an address", "use a meaningless code")
        seen.add(pid)
        if area and areas.setdefault(group, area) != area:
            noted.note(row, "E710", "a group in two areas", "give each group one area, or its parts names of their own")
    starts, ends = parse_dates(table, "start_date", noted), parse_dates(table, "withdrawal_date", noted)
    parse_dates(table, "baseline_date", noted)
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start and end and end < start:
            noted.note(row, "E708", "withdrawal before the start", "check both dates")
    return noted.problems()


def check_keys(
    table: Table, noted: Noted, people: set[str], known: Mapping[str, Iterable[str]], keys: Sequence[str]
) -> list[bool]:
    """Return which rows belong to a known person and known waves and items, and to nobody twice; note the others."""
    columns = {name: table.column(name) for name in keys}
    allowed = {name: set(values) for name, values in known.items()}
    seen: set[tuple[str, ...]] = set()
    usable = []
    for row, cells in enumerate(zip(*columns.values(), strict=True)):
        good = True
        for name, cell in zip(keys, cells, strict=True):
            if name == "pid" and cell not in people:
                noted.note(row, "E707", "a person who is not in the table of people", "add the person, or drop the row")
                good = False
            elif name in allowed and cell not in allowed[name]:
                cure = f"the codebook knows: {', '.join(sorted(allowed[name]))}"
                noted.note(row, "E708" if name == "wave" else "E714", f"a {name} that the codebook does not know", cure)
                good = False
        if good and cells in seen:
            noted.note(row, "E707", f"the {', '.join(keys)} of an earlier row", "keep one of them")
            good = False
        seen.add(cells)
        usable.append(good)
    return usable


def check_visits(table: Table, people: set[str], waves: Mapping[str, int]) -> list[Problem]:
    """Return what is wrong with the table of visits, waves out of order included."""
    noted = Noted(table)
    usable = check_keys(table, noted, people, {"wave": waves}, ("pid", "wave"))
    days = parse_dates(table, "date", noted)
    by_person: dict[str, list[tuple[int, date, int]]] = {}
    for row, (good, pid, wave, day) in enumerate(
        zip(usable, table.column("pid"), table.column("wave"), days, strict=True)
    ):
        if good and day is not None:
            by_person.setdefault(pid, []).append((waves[wave], day, row))
    for visits in by_person.values():
        ordered = sorted(visits)
        for (_, earlier, _), (_, later, row) in pairwise(ordered):
            if later <= earlier:
                noted.note(row, "E708", "a later wave that is dated before an earlier one", "check both dates")
    words = ("", "y", "n", "partial")
    for row, cell in enumerate(table.column("completed")):
        if cell not in words:
            noted.note(row, "E709", "completed is none of y, partial and n", "write one of them")
    return noted.problems()


def check_value(noted: Noted, row: int, item: Item, value: float) -> bool:
    """Return whether a value is possible for an item; note why not, or that it is hardly plausible."""
    if item.kind in ("count", "absence") and value != int(value):
        noted.note(row, "E709", "a count that is not whole", "enter counts, not means")
        return False
    if item.kind == "share" and value not in (0.0, 1.0):
        noted.note(row, "E709", "neither 0 nor 1 where 0 or 1 is wanted", "write 1 for yes and 0 for no")
        return False
    below = item.minimum is not None and value < item.minimum
    if below or (item.maximum is not None and value > item.maximum):
        what = "a negative count" if below and item.kind != "score" else "a score outside its scale"
        noted.note(row, "E709", what, "check it against the questionnaire")
        return False
    if item.plausible_max is not None and value > item.plausible_max:
        message = f"more than the plausible maximum of {item.key}"
        noted.note(row, "E719", message, "it is kept; check it against the questionnaire", "warning")
    return True


def check_dose(
    table: Table, people: Table, noted: Noted, numbers: tuple[list[float | None], list[float | None]]
) -> None:
    """Note weeks and sessions that cannot be, those after withdrawal included."""
    silent = Noted(people)
    starts, ends = parse_dates(people, "start_date", silent), parse_dates(people, "withdrawal_date", silent)
    last = {
        pid: (end - start).days / 7 if start and end else None
        for pid, start, end in zip(people.column("pid"), starts, ends, strict=True)
    }
    for row, (pid, week, sessions) in enumerate(zip(table.column("pid"), *numbers, strict=True)):
        if week is not None and (week < 0 or week != int(week)):
            noted.note(row, "E709", "a week that is not a whole number from 0", "count weeks from the start")
        if sessions is not None and sessions < 0:
            noted.note(row, "E709", "a negative number of sessions", "check it against the register")
        end = last.get(pid)
        if end is not None and week is not None and sessions and week > end + 1:
            noted.note(row, "E711", "sessions after withdrawal", "check the date, or drop the row")
