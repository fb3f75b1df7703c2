"""The first sheet of the live workbook: what it is, how to use it, and whether it agrees with the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_rules import longest
from sbs_econ.reporting.live_sheets import Sheet, column_letters
from sbs_econ.reporting.live_terms import Term, at_most, same, total, when
from sbs_econ.schema.model_workbook import FIXED_SETTINGS, GUIDE, SCHEMA
from sbs_econ.version import __version__

if TYPE_CHECKING:
    from sbs_econ.analysis.psa import Result
    from sbs_econ.reporting.live_inputs import InputCells
    from sbs_econ.reporting.live_mix import Mix
    from sbs_econ.reporting.live_sheets import Line, Listing
    from sbs_econ.reporting.live_table import Results

TOLERANCE = 1e-9
WHAT = {
    "Inputs": "Every figure: default, your override, what is used, unit, source. Change only the yellow cells.",
    "Table": "Costs and consequences: usual support, with the programme, the difference. It follows every change.",
    "Perspectives": "Net cost to the funder, the NHS and social services, the public sector and society.",
    "Payers": "Who pays and who gains, by year, and which perspective counts what.",
    "Check": "Each row as the program calculated it, as this workbook does, and the difference.",
    "Intervals": "What the program's draws gave for the defaults. These figures do not move.",
    "Sites": "People and groups at each site.",
    "Scale": "How far effects reach: people, values, mix.",
    "Mix": "Subgroups and modes of support.",
    "Changes": "Reported changes, and the share of each that the programme caused.",
    "Years": "Months of each year, and discount factors.",
    "Months": "Effects and use, month by month.",
    "Profiles": "Effective months: the months summed out.",
    "Indices": "Price indices.",
    "Prices": "Every money figure at the analysis price year.",
    "Delivery": "What delivery uses.",
    "Programme": "What delivery costs.",
    "Budget": "The budget, from the top down.",
    "Wages": "What a month and a day of work are worth.",
    "Effects": "Services, work and unpaid care.",
    "Outcomes": "Outcomes in natural units.",
    "Flows": "Cost of each row by year.",
}
USE = (
    "1. On the sheet Inputs, enter a figure in a yellow cell of the column override; empty means the default.",
    "2. Read Table, Perspectives and Payers. Every figure is an ordinary formula: follow it with Trace Precedents.",
    "3. Check compares with the program at the defaults. With an override, its differences are the effect of it.",
    "4. Save, and make it a scenario with intervals: sbs-econ scenario new NAME --from-workbook model.xlsx",
    "Sheets are protected without a password, so that formulas are not overwritten by accident: Review, Unprotect.",
    "This workbook gives the base case, every input at its mean. Headline results and intervals are the program's.",
)


def guide(result: Result, cells: InputCells, mix: Mix, results: Results, sheets: Sequence[Sheet]) -> Sheet:
    """Return the first sheet."""
    inputs = result.inputs
    page = Sheet(GUIDE, COLOUR, widths={0: 34.0, 1: 100.0}, freeze=(1, 0))
    page.put(0, 0, f"Live model: {inputs.label}", "title")
    row = _lines(page, 2, [("Question", inputs.question), ("Run", _run(result))])
    row = _heading(page, row, "How to use it")
    for text in USE:
        page.put(row, 1, text, "words")
        row += 1
    row = _heading(page, row, "Does it hold together?")
    for label, test in _tests(cells, mix, results, longest(inputs)):
        page.put(row, 0, label, "words")
        page.put(row, 1, test, "words")
        row += 1
    row = _heading(page, row, "Sheets")
    row = _lines(page, row, [(sheet.name, WHAT[sheet.name]) for sheet in sheets])
    row = _heading(page, row, "About")
    _lines(page, row, [("schema", SCHEMA), ("scenario", inputs.scenario), ("version", __version__)])
    return page


COLOUR = "#1D70B8"


def _run(result: Result) -> str:
    plan = result.plan
    return (
        f"{result.inputs.scenario}; intervals from {plan.draws:,} draws, seed {plan.seed}, sampler {plan.sampler}; "
        f"sbs_econ {__version__}"
    )


def _heading(page: Sheet, row: int, text: str) -> int:
    page.put(row + 1, 0, text, "heading")
    return row + 2


def _lines(page: Sheet, row: int, pairs: Sequence[tuple[str, str]]) -> int:
    for label, text in pairs:
        page.put(row, 0, label, "words")
        page.put(row, 1, text, "words")
        row += 1
    return row


def _tests(cells: InputCells, mix: Mix, results: Results, reached: int) -> list[tuple[str, Term]]:
    overrides = _overrides(cells.listing)
    months = at_most(cells.setting("programme_months"), cells.setting("horizon_months"))
    tests = [
        ("Overrides in use", overrides),
        ("Agreement with the program", _agreement(results.check, overrides)),
        ("Programme no longer than horizon", when(months, "yes", "NO: lengthen horizon_months")),
        ("Horizon within the sheet Months", _within(cells, reached)),
        (
            "No grey cell filled in",
            when(same(_grey(cells), 0.0), "yes", "NO: formulas do not follow them"),
        ),
    ]
    for block in mix.blocks:
        listing = block[0].listing
        shares = total(listing.column("share", block))
        off = Term(f"ABS({shares.text}-1)", abs(shares.amount - 1))
        words = when(at_most(off, TOLERANCE), "yes", "NO: change every share of the block together")
        stem = str(block[0]["part"].value).split(".")[0]
        tests.append((f"Shares of {stem} add up to 1" + _at_sites(mix, block), words))
    return tests


def _within(cells: InputCells, reached: int) -> Term:
    inside = at_most(cells.setting("horizon_months"), float(reached))
    return when(inside, "yes", f"NO: the formulas reach to {reached} months")


def _grey(cells: InputCells) -> Term:
    """How many settings that cannot be changed here have an override all the same."""
    fixed = [line for name, line in cells.lines.items() if name.removeprefix("settings.") in FIXED_SETTINGS]
    fixed += [line for name, line in cells.lines.items() if name.startswith("settings.design.")]
    return Term(f"COUNTA({','.join(line['override'].text for line in fixed)})", 0.0)


def _at_sites(mix: Mix, block: Sequence[Line]) -> str:
    alone = len({str(other[0]["sites"].value) for other in mix.blocks}) == 1
    return "" if alone else f" ({block[0]['sites'].value})"


def _overrides(listing: Listing) -> Term:
    letters = column_letters(listing.place("override"))
    first, last = listing.lines[0].row + 1, listing.lines[-1].row + 1
    return Term(f"COUNTA({listing.sheet.name}!${letters}${first}:${letters}${last})", 0.0)


def _agreement(check: Listing, overrides: Term) -> Term:
    engine, difference = check.column("engine"), check.column("difference")
    wrong = [
        abs(off.amount) > TOLERANCE * (1 + abs(figure.amount))
        for figure, off in zip(engine.terms, difference.terms, strict=True)
    ]
    count = Term(
        f"SUMPRODUCT(--(ABS({difference.text})>{TOLERANCE!r}*(1+ABS({engine.text}))))".replace("e-", "E-"),
        float(sum(wrong)),
    )
    moved = when(same(count, 0.0), "the overrides change no row", "overrides are in use: see Check for their effect")
    same_ = when(same(count, 0.0), "every row equals the program's base case", "NO: some rows differ, see Check")
    return when(same(overrides, 0.0), same_, moved)
