"""The shipped parameter folder, read once."""

from __future__ import annotations

from functools import cache

from sbs_econ.io.folders import ReadFolder, read_folder
from sbs_econ.io.places import shipped
from sbs_econ.model.folder import Folder


@cache
def read() -> ReadFolder:
    """Return the folder with its documents."""
    return read_folder(shipped() / "parameters")


def folder() -> Folder:
    """Return what the folder says."""
    return read().usable()


def opening_comment(file: str) -> str:
    """Return the comment that a YAML file opens with, without the hint for editors."""
    lines = []
    for line in read().documents[file].text.splitlines():
        if not line.startswith("#"):
            break
        if "$schema" not in line:
            lines.append(line.removeprefix("#").strip())
    return " ".join(lines)
