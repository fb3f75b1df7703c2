"""A workbook calculated anew by LibreOffice, where it is installed, from its formulas alone."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

FORMULA = re.compile(rb'(<c [^>]*?)( t="[a-z]+")?(>)(<f>.*?</f>)<v>([^<]*)</v>')
LONGEST = 900
"""Seconds after which LibreOffice is taken to hang."""


def office() -> str | None:
    """Return the program, None where it is not installed."""
    return shutil.which("soffice")


def edited(content: bytes, prefix: str, edit: Callable[[bytes], bytes]) -> bytes:
    """Return the same workbook with those of its parts edited whose names start with a prefix."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            page = before.read(part)
            after.writestr(part, edit(page) if part.filename.startswith(prefix) else page)
    return made.getvalue()


def without_values(content: bytes) -> bytes:
    """Return the same workbook with no cached value of a formula."""
    return edited(content, "xl/worksheets/sheet", lambda page: FORMULA.sub(rb"\1\3\4", page))


def recalculated(contents: Sequence[bytes]) -> list[bytes]:
    """Return workbooks with the values that LibreOffice calculates, in one sitting.

    Raises:
        RuntimeError: if LibreOffice is not installed.
        subprocess.SubprocessError: if it fails or hangs.
    """
    program = office()
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        before, after = folder / "before", folder / "after"
        before.mkdir()
        files = [before / f"{number}.xlsx" for number in range(len(contents))]
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(without_values(content))
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
                   "xlsx:Calc MS Excel 2007 XML", "--outdir", str(after), *map(str, files)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST)  # noqa: S603
        return [(after / file.name).read_bytes() for file in files]
