"""A folder of an answer, written whole or not at all: beside its place first, then moved there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sbs_econ.errors import RequestError
from sbs_econ.io.hashing import file_sha256
from sbs_econ.io.whole_files import whole_folder


def check_replaceable(folder: Path, marker: str, force: bool) -> None:
    """Refuse a folder that is in the way.

    Args:
        folder: where the answer is to go.
        marker: the file by which an earlier answer of the same kind is known.
        force: whether such an answer may be replaced.

    Raises:
        RequestError: if it is a file, or holds anything, unless ``force`` and it is an earlier answer.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir():
        raise RequestError(f"{folder} is a file", "choose another --out", code="E902")
    if not force:
        cure = "choose another --out, or --force to replace a report"
        raise RequestError(f"the folder {folder} exists already", cure, code="E902")
    if not (folder / marker).is_file():
        raise RequestError(
            f"{folder} holds no {marker}, so --force will not replace it", "choose another --out", code="E902"
        )
    changed = sorted(_changed_since(folder, marker))
    if changed:
        message = f"{', '.join(changed)} in {folder} was changed since it was written, and --force would lose that"
        raise RequestError(message, "move it away, or choose another --out", code="E902")


def _changed_since(folder: Path, marker: str) -> Iterator[str]:
    """Yield files of an earlier answer that are no longer as they were written."""
    try:
        written = json.loads((folder / marker).read_text("utf-8"))["files"]
        known = {str(name): str(sha256) for name, sha256 in written.items()}
    except (OSError, ValueError, KeyError, AttributeError):
        return
    for name, sha256 in known.items():
        if (folder / name).is_file() and file_sha256(folder / name) != sha256:
            yield name


def write_whole(folder: Path, files: Mapping[str, bytes], marker: str, about: Mapping[str, object]) -> None:
    """Write files, and last the marker: what they are of, and the hash of each.

    Args:
        folder: where; it must be free or replaceable (``check_replaceable``).
        files: content by path inside the folder.
        marker: name of the JSON document that lists them.
        about: what it says besides.

    Raises:
        ResourcesError: if it cannot be written; nothing is left behind.
    """
    with whole_folder(folder) as work:
        for name, content in files.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(content)
        document = {**about, "files": {name: file_sha256(work / name) for name in sorted(files)}}
        (work / marker).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
