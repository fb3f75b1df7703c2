"""One wide table, a row for each person, as the tables that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sbs_econ.errors import Problem
from sbs_econ.schema.base import nearest
from sbs_econ.schema.survey import Codebook
from sbs_econ.survey.items import Item
from sbs_econ.survey.tables import KNOWN, Table

SESSIONS = "sessions"


def from_wide(table: Table, codebook: Codebook, items: Sequence[Item]) -> tuple[dict[str, Table], list[Problem]]:
    """Return the tables of people, services, outcomes and dose of a wide table.

    Its columns are those of people, ``<item>_<wave>`` for each answer, and ``sessions`` in all.
    """
    personal = [n for n in table.header if n in (*KNOWN["people"][0], *KNOWN["people"][1], *codebook.columns)]
    answers = {f"{item.key}_{wave}": (item, wave) for item in items for wave in codebook.waves}
    known = (*KNOWN["people"][0], *KNOWN["people"][1], *codebook.columns, *answers, SESSIONS)
    problems = list(_header_problems(table, known))
    if problems:
        return {}, problems
    found = {"people": _part(table, "people", personal, lambda row: [[row[n] for n in personal]])}
    for name, header, is_service in (
        ("services", ["pid", "wave", "service", "contacts"], True),
        ("outcomes", ["pid", "wave", "instrument", "score"], False),
    ):
        mine = {c: at for c, at in answers.items() if c in table.header and (at[0].kind == "count") == is_service}
        found[name] = _part(
            table, name, header,
            lambda row, mine=mine: [[row["pid"], wave, item.key, row[c]] for c, (item, wave) in mine.items()],
        )  # fmt: skip
    if SESSIONS in table.header:
        header = ["pid", "week", "sessions"]
        found["dose"] = _part(table, "dose", header, lambda row: [[row["pid"], "0", row[SESSIONS]]])
    return found, []


def _header_problems(table: Table, known: Sequence[str]) -> Iterator[Problem]:
    for place, name in enumerate(table.header, start=1):
        if name in table.header[: place - 1]:
            yield Problem("E703", f"column {place} has the name of an earlier one", "keep one of them", table.shown, 1)
        elif name not in known:
            near = nearest(name, known)
            cure = f"did you mean '{near}'?" if near else "columns of answers are <item>_<wave>"
            yield Problem("E703", f"column {place} is none that is known here", cure, table.shown, 1)
    for name in KNOWN["people"][0]:
        if name not in table.header:
            yield Problem(
                "E703", f"the column '{name}' is missing", "the codebook says which columns there are", table.shown, 1
            )


def _part(table: Table, name: str, header: Sequence[str], split: object) -> Table:
    rows, lines = [], []
    for cells, line in zip(table.rows, table.lines, strict=True):
        row = dict(zip(table.header, cells, strict=True))
        for part in split(row):  # type: ignore[operator]
            rows.append(tuple(part))
            lines.append(line)
    return Table(name, table.shown, tuple(header), tuple(rows), tuple(lines), table.delimiter)
