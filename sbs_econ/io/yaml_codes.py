"""What the codes E001 to E029 of the YAML reader mean, each with a wrong and a right example."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E001": (
        "No such file",
        "The file that was asked for is not there. Names are taken from the folder the command is run in.",
        "base_cas.yaml",
        "base_case.yaml",
    ),
    "E002": (
        "Not a file that can be read",
        "The name leads to a folder, a device or a circle of links, or permission to read it is missing.",
        "scenarios",
        "scenarios/base_case.yaml",
    ),
    "E003": (
        "Larger than 5 MB",
        "Parameters and scenarios are written by hand and read by people; survey data belong in a CSV file.",
        "survey answers pasted into a YAML file",
        "the parameters estimated from them",
    ),
    "E004": (
        "Not UTF-8",
        "The file is text in another encoding (often Windows-1252 or UTF-16), or not text. Save it as UTF-8.",
        "£ saved as byte 0xA3",
        "£ saved as bytes 0xC2 0xA3",
    ),
    "E005": (
        "Character that hides",
        "Control, text-direction and invisible characters make a file read differently from how it looks.",
        'label: "peer \\u202e support"',
        "label: peer support",
    ),
    "E006": (
        "Letter in pieces",
        "A letter can be one character, or a base letter and an accent. Only the first form (NFC) is taken.",
        'label: "caf\\u0065\\u0301"',
        "label: café",
    ),
    "E007": (
        "Tab in the indentation",
        "How wide a tab is differs between editors, so that indentation is spaces only.",
        "gp:\n\tmean: 36",
        "gp:\n  mean: 36",
    ),
    "E008": (
        "Anchor, alias or merge key",
        "`&name`, `*name` and `<<` copy values from elsewhere, unseen. A value is written where it is used.",
        "low: &cost 36\nhigh: *cost",
        "low: 36\nhigh: 36",
    ),
    "E009": (
        "Tag",
        "`!` gives a value a type. What a value is follows from its key; a tag says nothing or misleads.",
        "mean: !!float 36",
        "mean: 36",
    ),
    "E010": (
        "More than one document",
        "`---` between two parts of a file starts a second document, and `...` ends one. One file holds one.",
        "low: 30\n---\nhigh: 40",
        "low: 30\nhigh: 40",
    ),
    "E011": (
        "Directive",
        "A line that starts with `%` speaks to the YAML parser. The parser is the same for every file.",
        "%YAML 1.2\n---\nmean: 36",
        "mean: 36",
    ),
    "E012": (
        "Nested too deep",
        "No parameter or scenario needs more than 20 levels; more is a slip, or an attack on the parser.",
        "a: [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]",
        "a: [1]",
    ),
    "E013": (
        "Too many keys and values",
        "A file holds at most 50,000 keys and values. More belongs in several files, or is survey data.",
        "values: [" + "1, " * 50_000 + "1]",
        "values: [1, 1]",
    ),
    "E014": (
        "Key given twice",
        "A key stands once in its block. Otherwise one of its values would be used, and it is unclear which.",
        "gp: 36\nnurse: 12\ngp: 39",
        "gp: 39\nnurse: 12",
    ),
    "E015": (
        "Key that is not plain ASCII",
        "Letters of other alphabets can look like ours: a Cyrillic `о` in `cоst` makes it another key.",
        "cоst: 36",
        "cost: 36",
    ),
    "E016": (
        "List or block as a key",
        "A key is one piece of text on one line.",
        "? [gp, nurse]\n: 36",
        "gp: 36\nnurse: 36",
    ),
    "E017": (
        "Key with nothing under it",
        "A key without a value is followed by a key in the same column, which was likely to be indented.",
        "costs:\nmonetary: 36",
        "costs:\n  monetary: 36",
    ),
    "E018": (
        "Not keys with values",
        "A file is a mapping: lines of `key: value` from its first line on. A list or bare text is not.",
        "- gp\n- nurse",
        "services:\n  - gp\n  - nurse",
    ),
    "E019": (
        "No colon and space",
        "A colon and a space tell a key from its value. Without the space the line is one piece of text.",
        "gp: 36\nnurse:12",
        "gp: 36\nnurse: 12",
    ),
    "E020": (
        "Quotation mark not closed",
        "Text that starts with a quotation mark runs to the next one of its kind, over lines if need be.",
        "label: 'peer support\nmean: 36",
        "label: 'peer support'\nmean: 36",
    ),
    "E021": (
        "Indentation that fits nothing",
        "Lines of one block start in the same column. This line starts in none of the columns above it.",
        "gp:\n    mean: 36\n  se: 4",
        "gp:\n    mean: 36\n    se: 4",
    ),
    "E022": (
        "Second colon on a line",
        "A colon and a space separate a key from its value. Text that holds them has to be quoted.",
        "source: PSSRU 2024: table 9.1",
        'source: "PSSRU 2024: table 9.1"',
    ),
    "E023": (
        "Character that text cannot start with",
        "Some characters (@ ` % | > , ?) mean something to YAML at the start of text. Quote such text.",
        "label: @home",
        'label: "@home"',
    ),
    "E024": (
        "Bracket without its partner",
        "Each `[` and `{` has to be closed, and nothing else closed; items between them have commas.",
        "values: [1, 2\nmean: 36",
        "values: [1, 2]\nmean: 36",
    ),
    "E025": (
        "Text after the end of a value",
        "A value ends with its closing quotation mark or bracket. If more belongs to it, quote all of it.",
        "label: 'peers' support",
        'label: "peers\' support"',
    ),
    "E026": (
        "Backslash in double quotes",
        "In double quotes a backslash starts an escape. In single quotes it is a backslash.",
        'folder: "C:\\data"',
        "folder: 'C:\\data'",
    ),
    "E027": (
        "Not YAML",
        "The parser cannot make anything of this place. Compare it with the lines around it.",
        ": 36",
        "mean: 36",
    ),
    "E028": (
        "No such value",
        "The value that is to be changed is not in the file.",
        "services.gp.maen",
        "services.gp.mean",
    ),
    "E029": (
        "Not a value that can be changed in place",
        "Only a value on one line is changed in place. Change blocks, lists and long text by hand.",
        "services.gp",
        "services.gp.mean",
    ),
}
"""Code -> title, explanation, a wrong example, a right example."""


def _paragraph(why: str, wrong: str, right: str) -> str:
    wrong, right = (_short(example).replace("\n", "\n  ") for example in (wrong, right))
    return f"{why}\n\nwrong:\n  {wrong}\n\nright:\n  {right}"


def _short(example: str) -> str:
    return example if len(example) < 300 else f"{example[:20]}... {example[-6:]}"


CODES: dict[str, tuple[str, str]] = {
    code: (title, _paragraph(why, wrong, right)) for code, (title, why, wrong, right) in CASES.items()
}
"""Code -> title and explanation, the explanation with its examples."""
