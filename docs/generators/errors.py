"""Exit codes and error codes."""

from __future__ import annotations

from generators.markdown import escape, fenced, page, table
from sbs_econ.errors import SbsEconError
from sbs_econ.io.codes import CODES

EXIT_CODES = {
    0: "done",
    1: "a bug in the program; the message asks for a report",
    2: "something in the inputs is wrong, or a request cannot be met",
    3: "not converged, under `--strict`",
    4: "out of memory or disk",
    130: "interrupted",
}


def pages() -> dict[str, str]:
    """Return the page of exit codes and error codes."""
    return {
        "errors.md": page(
            "# Exit codes and error codes",
            "(exit-codes)=\n## Exit codes",
            table(("Code", "Meaning", "In Python"), [(str(c), words, _class(c)) for c, words in EXIT_CODES.items()]),
            "(error-codes)=\n## Error codes",
            "A problem is printed as `file:line:column: error CODE message`, with the line, a caret and a cure. "
            "`sbs-econ errors CODE` prints the entry below.",
            *[_entry(code) for code in sorted(CODES)],
        )
    }  # fmt: skip


def _class(code: int) -> str:
    """The exceptions that end with a code; the base class speaks for 2."""
    classes = [child for child in SbsEconError.__subclasses__() if child.exit_code == code]
    return ", ".join(f"`{child.__name__}`" for child in classes)


def _entry(code: str) -> str:
    title, explanation = CODES[code]
    why, _, examples = explanation.partition("\n\n")
    return page(f"### {code}: {escape(title)}", escape(why), fenced(examples) if examples else "")
