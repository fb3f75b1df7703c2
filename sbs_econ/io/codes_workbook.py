"""What the codes E930 to E932 mean: live workbooks, and those that are read back."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E930": (
        "Not a live model workbook",
        "A scenario is made from the model.xlsx that report writes, edited and saved as .xlsx. Other workbooks, old "
        ".xls files, files with a password and damaged files are not read.",
        "sbs-econ scenario new ours --from-workbook results.xlsx",
        "sbs-econ scenario new ours --from-workbook model.xlsx",
    ),
    "E931": (
        "Override that cannot be used",
        "Overrides stand in column C of the sheet Inputs, in the row of the input that they replace: plain numbers in "
        "the input's unit, or a word from the list of the cell. Grey cells cannot be changed in the workbook, because "
        "its formulas would not follow; the message says where to change them instead.",
        "Inputs!C12   15 %  (text)",
        "Inputs!C12   0.15",
    ),
    "E932": (
        "Too many different sites for a live workbook",
        "Sites with figures of their own have their own lines on every sheet of workings, and a workbook of hundreds "
        "of them is too large to follow. Sites that differ only in their people are no trouble.",
        "sbs-econ report three_hundred_different_sites --to xlsx",
        "sbs-econ report three_hundred_different_sites --to html,docx,csv",
    ),
}
"""Code -> title, explanation, a wrong example, a right example."""
