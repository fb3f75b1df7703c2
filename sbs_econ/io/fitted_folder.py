"""A project whose parameters come from questionnaires: the analyst's parameters with the fitted blocks in their place.

Comments and every block that is not fitted stay as they are. What was written is recorded with its hash, so that a
file edited by hand is never overwritten.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sbs_econ.errors import InputError, RequestError, ResourcesError
from sbs_econ.io.folders import ReadFolder, read_folder
from sbs_econ.io.hashing import file_sha256
from sbs_econ.io.places import show
from sbs_econ.io.starting import write_schemas
from sbs_econ.io.yaml_reader import Document
from sbs_econ.io.yaml_writer import to_yaml
from sbs_econ.schema.issues import KeyPath

RECORD = "written.json"
KEPT = ("label", "attribution")
"""Keys of a block that stay as the analyst has them."""


def fitted_parameters(
    base: ReadFolder, blocks: Mapping[str, Mapping[str, Any]], source: Mapping[str, Any]
) -> dict[str, str]:
    """Return the text of each parameter file that changes, by its name.

    Args:
        base: the parameters that are built on.
        blocks: quantity to what replaces it.
        source: what sources.yaml says about the data, under the key that the blocks name.
    """
    stated = base.usable().stated()
    by_file: dict[str, list[tuple[KeyPath, Mapping[str, Any]]]] = {}
    for name, block in blocks.items():
        by_file.setdefault(stated[name].file, []).append((stated[name].path, block))
    texts = {file: _replaced(base.documents[file], wanted) for file, wanted in by_file.items()}
    text = base.documents["sources.yaml"].text
    texts["sources.yaml"] = text.rstrip("\n") + "\n\n# This data set\n\n" + to_yaml(source)
    return texts


def _replaced(document: Document, wanted: list[tuple[KeyPath, Mapping[str, Any]]]) -> str:
    lines = document.text.split("\n")
    places = sorted(
        ((document.keys[path].line - 1, path, block) for path, block in wanted), reverse=True, key=lambda p: p[0]
    )
    for start, path, block in places:
        indent = len(lines[start]) - len(lines[start].lstrip())
        end = _end(lines, start, indent)
        labels, rest = (
            _part(lines, document.keys[(*path, key)].line - 1)
            if (*path, key) in document.keys and key not in block
            else []
            for key in KEPT
        )
        written = to_yaml({str(path[-1]): {k: v for k, v in block.items() if v is not None}}).rstrip("\n").split("\n")
        head, *body = [" " * indent + line for line in written]
        lines[start:end] = [head, *labels, *body, *rest]
    return "\n".join(lines)


def _part(lines: list[str], start: int) -> list[str]:
    indent = len(lines[start]) - len(lines[start].lstrip())
    return lines[start : _end(lines, start, indent)]


def _end(lines: list[str], start: int, indent: int) -> int:
    """Return the line after a block: the first that is indented no further, blank lines before it left alone."""
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def write_project(out: Path, base: ReadFolder, texts: Mapping[str, str | bytes], force: bool) -> None:
    """Write a project: the base parameters, with ``texts`` (paths from ``out``) over them.

    Raises:
        RequestError: if ``out`` holds anything and not ``force``, or a file that was edited by hand since.
        InputError: if the parameters would not be valid.
        ResourcesError: if it cannot be written.
    """
    check_free(out, force)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise ResourcesError(f"cannot write {out}: {error.strerror}") from error
    try:
        shutil.copytree(base.path, work / "parameters")
        for name, text in texts.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        write_schemas(work / "schema")
        _check_valid(work)
        _record(work)
        _moved(work, out)
    except OSError as error:
        raise ResourcesError(f"cannot write {out}: {error.strerror}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _check_valid(work: Path) -> None:
    errors = [problem for problem in read_folder(work / "parameters").problems if problem.severity == "error"]
    if errors:
        raise InputError(errors)


def _record(work: Path) -> None:
    files = sorted(path for path in work.rglob("*") if path.is_file())
    hashes = {path.relative_to(work).as_posix(): file_sha256(path) for path in files}
    (work / RECORD).write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


def check_free(out: Path, force: bool) -> None:
    """Refuse a folder that holds anything, unless ``force`` and all of it is as fit wrote it.

    Raises:
        RequestError: naming the files that were edited or added by hand.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not force or not out.is_dir():
        cure = "choose another --out, or --force to write what was fitted before anew"
        raise RequestError(f"{show(out)} exists already", cure, code="E902")
    try:
        known: dict[str, str] = json.loads((out / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RequestError(f"{show(out)} was not written by fit", "choose another --out", code="E717") from None
    edited = [
        path.relative_to(out).as_posix()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != RECORD and file_sha256(path) != known.get(path.relative_to(out).as_posix())
    ]
    if edited:
        shown = ", ".join(edited[:5]) + (" and more" if len(edited) > 5 else "")
        cure = "choose another --out and compare the two with sbs-econ diff; nothing was overwritten"
        raise RequestError(f"edited or added by hand since it was written: {shown}", cure, code="E717")


def _moved(work: Path, out: Path) -> None:
    work.chmod(0o755)
    if not out.exists():
        os.replace(work, out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    os.replace(out, old / "old")
    os.replace(work, out)
    shutil.rmtree(old, ignore_errors=True)
