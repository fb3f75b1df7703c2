"""Tables of a questionnaire as text: read, and refused where they are no clean CSV or hold identifiers.

Nothing here, and nothing that follows from it, tells a value: problems name the file, the row and the column. A
column that no codebook knows is named by its place only, for a file without a header has a person's answers there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sbs_econ.errors import Problem
from sbs_econ.schema.base import nearest

LARGEST = 512 * 1024 * 1024
MOST_ROWS = 20
"""Row numbers that one message lists."""
IDENTIFIER = re.compile(
    r"(^|_)(name|surname|forename|firstname|lastname|fullname|initials|postcode|post_code|zip|address|street|email|"
    r"e_mail|mail|phone|telephone|tel|mobile|nhs|nhs_number|nhs_no|nhsno|nhsnumber|chi|ni_number|nino|dob|birth|"
    r"birthday|date_of_birth|birthdate|hospital_number|mrn|ip|username|twitter|facebook)(_|$)"
)
"""Names of columns that would identify people."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
KNOWN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "people": (
        ("pid", "group_id"),
        ("area_id", "age_band", "sex", "ethnicity_group", "baseline_date", "start_date", "withdrawal_date",
         "consent_scope", "role"),
    ),
    "visits": (("pid", "wave"), ("date", "mode", "completed", "reason_missing", "recall_months")),
    "services": (
        ("pid", "wave", "service"),
        ("used", "contacts", "minutes_per_contact", "setting", "provider_sector", "missing_code"),
    ),
    "outcomes": (("pid", "wave", "instrument", "score"), ("items_missing", "value_set", "missing_code")),
    "dose": (("pid", "week", "sessions"), ("minutes", "peer_id")),
}  # fmt: skip
"""Table to the columns that it must and may have."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text; ``lines`` are the line of the file that each row begins on."""

    name: str
    shown: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    delimiter: str

    def column(self, name: str) -> list[str]:
        """Return the cells of a column, empty where the table has none of the name."""
        if name not in self.header:
            return [""] * len(self.rows)
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def read_table(path: Path, name: str, shown: str, further: Sequence[str] = ()) -> tuple[Table | None, list[Problem]]:
    """Return a table and what is wrong with it.

    Args:
        path: the file.
        name: people, visits, services, outcomes, dose or wide.
        shown: the file as people would type it.
        further: columns that the codebook adds.
    """
    text, problem = _decoded(path, shown)
    if text is None:
        return None, [problem] if problem is not None else []
    first = text.split("\n", 1)[0].rstrip("\r")
    delimiter = max(",;\t|", key=first.count)
    header = tuple(cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), []))
    problems = identifier_problems(header, shown)
    if problems:
        return None, problems
    if name in KNOWN:
        problems = _header_problems(header, (*KNOWN[name][0], *KNOWN[name][1], *further), KNOWN[name][0], shown)
    if problems:
        return None, problems
    return _rows(text, (name, shown, delimiter), header)


def _decoded(path: Path, shown: str) -> tuple[str | None, Problem | None]:
    if not path.is_file():
        return None, Problem("E716", "this table is missing", "name another file, or leave the table out", shown)
    if path.stat().st_size > LARGEST:
        return None, Problem(
            "E701", "this file is larger than 512 MB", "leave out columns that are not asked for", shown
        )
    return _decoded_bytes(path.read_bytes(), shown)


def _decoded_bytes(raw: bytes, shown: str) -> tuple[str | None, Problem | None]:
    cure = "save it as CSV UTF-8 (Excel: Save as, CSV UTF-8)"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, Problem("E701", "this file is in UTF-16, not in UTF-8", cure, shown, 1)
    if raw[:4] == b"PK\x03\x04":
        return None, Problem("E701", "this is a workbook or an archive, not a CSV file", cure, shown)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, Problem("E701", f"byte {error.start + 1} is not UTF-8", cure, shown, line)
    hidden = CONTROL.search(text)
    if hidden is not None:
        line = text.count("\n", 0, hidden.start()) + 1
        return None, Problem("E701", "there is a control character", "remove it, and save as CSV UTF-8", shown, line)
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def identifier_problems(header: Iterable[str], shown: str) -> list[Problem]:
    """Return the columns whose names would identify people; nothing below the header has been looked at."""
    found = []
    for place, name in enumerate(header, start=1):
        plain = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
        if IDENTIFIER.search(plain):
            message = f"column {place} looks like an identifier of people; no row has been read"
            cure = "remove the column: pid is all that is needed, and must mean nothing outside this study"
            found.append(Problem("E702", message, cure, shown, 1))
    return found


def _header_problems(header: Sequence[str], known: Sequence[str], needed: Sequence[str], shown: str) -> list[Problem]:
    problems = []
    for place, name in enumerate(header, start=1):
        if name in header[: place - 1] and name:
            problems.append(
                Problem("E703", f"column {place} has the name of an earlier one", "keep one of them", shown, 1)
            )
        elif name not in known:
            near = nearest(name, known)
            cure = f"did you mean '{near}'?" if near else "remove it, or describe it under columns: of the codebook"
            problems.append(Problem("E703", f"column {place} is none that is known here", cure, shown, 1))
    for name in needed:
        if name not in header:
            problems.append(
                Problem("E703", f"the column '{name}' is missing", f"columns: {', '.join(known)}", shown, 1)
            )
    return problems


def _rows(text: str, about: tuple[str, str, str], header: tuple[str, ...]) -> tuple[Table | None, list[Problem]]:
    name, shown, delimiter = about
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    ragged: list[int] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if line == 1 or not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                ragged.append(line)
                continue
            rows.append(tuple(cell.strip() for cell in cells))
            lines.append(line)
    except csv.Error:
        return None, [
            Problem("E704", "quotation marks do not close", "each opens and closes in one cell", shown, before)
        ]
    problems = []
    if ragged:
        cure = "a cell with the delimiter in it needs quotation marks"
        problems.append(row_problem("E704", "another number of cells than the header has", ragged, shown, cure))
    return Table(name, shown, header, tuple(rows), tuple(lines), delimiter), problems


def row_problem(
    code: str, message: str, lines: Sequence[int], shown: str, cure: str | None = None, severity: str = "error"
) -> Problem:
    """Return one problem of several rows, which are named by number."""
    distinct = sorted(set(lines))
    listed = ", ".join(str(line) for line in distinct[:MOST_ROWS])
    more = f" and {len(distinct) - MOST_ROWS} more" if len(distinct) > MOST_ROWS else ""
    rows = "row" if len(distinct) == 1 else "rows"
    return Problem(code, f"{message}: {rows} {listed}{more}", cure, shown, distinct[0], severity=severity)


NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
MANGLED = re.compile(
    r"[0-9]{1,2}[-/ ][A-Za-z]{3}([-/ ][0-9]{2,4})?|[A-Za-z]{3}[-/ ][0-9]{1,4}|[0-9]{1,4}([-/.])[0-9]{1,2}\2[0-9]{1,4}|"
    r"[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?|#[A-Z/0!?]+"
)
SLIPS: tuple[tuple[re.Pattern[str], str, str, str], ...] = (
    (MANGLED, "E706", "a date, a time or a spreadsheet's own notation where a number belongs",
     "a spreadsheet changed this: format the column as text and enter it again from the questionnaire"),
    (re.compile(r"[-+]?[0-9]{1,3}([, '\u00a0\u202f][0-9]{3})+(\.[0-9]+)?"), "E705", "a thousands separator",
     "write digits only"),
    (re.compile(r"[-+]?[0-9]*,[0-9]+"), "E705", "a decimal comma", "say --decimal , if the whole survey has them"),
    (re.compile(r"[-+]?[\u00a3$\u20ac][0-9.,]+|[0-9.,]+ ?%"), "E705", "a currency or per cent sign",
     "write the number"),
    (re.compile(r"(na|n/a|nan|null|none|missing|\.|-|\?)", re.IGNORECASE), "E705", "a word for a missing answer",
     "leave the cell empty, and say why in missing_code"),
)  # fmt: skip
"""Pattern, code, what it is, and the cure; the first that fits says it."""
OTHER = ("E705", "something that is no number", "write a plain number, or leave the cell empty")


def numbers(table: Table, column: str, decimal: str = ".") -> tuple[list[float | None], list[Problem]]:
    """Return the numbers of a column, None where a cell is empty, and the rows of cells that are none."""
    values: list[float | None] = []
    wrong: dict[tuple[str, str, str], list[int]] = {}
    for cell, line in zip(table.column(column), table.lines, strict=True):
        text = cell.replace(",", ".") if decimal == "," and re.fullmatch(r"[-+]?[0-9]*,[0-9]+", cell) else cell
        if NUMBER.fullmatch(text) and len(text) < 20:
            values.append(float(text))
            continue
        values.append(None)
        if text:
            wrong.setdefault(_slip(text), []).append(line)
    problems = [
        row_problem(code, f"column '{column}' holds {what}", lines, table.shown, cure)
        for (code, what, cure), lines in wrong.items()
    ]
    return values, problems


def _slip(text: str) -> tuple[str, str, str]:
    for pattern, code, what, cure in SLIPS:
        if pattern.fullmatch(text):
            return code, what, cure
    return OTHER


def looks_like_nhs_number(text: str) -> bool:
    """Return whether ten digits have the check digit of an NHS number (modulus 11).

    >>> looks_like_nhs_number("943 476 5919"), looks_like_nhs_number("9434765918")
    (True, False)
    """
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def tables_of(folder: Path, given: Mapping[str, Path | None]) -> Iterator[tuple[str, Path]]:
    """Yield the tables of a survey: those named, else those that lie in its folder under their own names."""
    for name in (*KNOWN, "wide"):
        path = given.get(name)
        if path is not None:
            yield name, path
        elif (folder / f"{name}.csv").is_file():
            yield name, folder / f"{name}.csv"
