"""The documents of a run folder, read back: whole, and of a form that this version knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sbs_econ.errors import RequestError
from sbs_econ.io.places import show
from sbs_econ.version import __version__

MARKER = "manifest.json"
"""What makes a folder a run folder; it is written last."""
KNOWN = {
    MARKER: ("sbs_econ/manifest/1", ("scenario", "version", "seed", "draws", "sampler", "inputs", "outputs")),
    "run.json": ("sbs_econ/run/1", ("rows", "perspectives", "draws", "seed", "sampler", "version")),
    "environment.json": ("sbs_econ/environment/1", ()),
}
"""The form of each document that this version reads, and the keys that it must hold."""
KINDS: dict[str, type] = {
    "scenario": str, "version": str, "sampler": str, "parameters": str, "draws": int, "seed": int, "rows": list,
    "perspectives": list, "quantities": list, "inputs": dict, "outputs": dict, "overrides": dict, "settings": dict,
}  # fmt: skip
"""What stands under a key, where it is there."""


@contextmanager
def as_written(folder: Path) -> Iterator[None]:
    """Take what is missing in the documents of a run folder, or of another kind, for damage and not for a bug.

    Raises:
        RequestError: in place of what looking into them raises.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"the documents of {show(folder)} are not as a run writes them ({type(error).__name__}: {error})"
        raise RequestError(message, "run the scenario again with --out", code="E920") from error


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Return the manifest of a run folder.

    Raises:
        RequestError: if it is not one, or of a form that this version does not know.
    """
    if not (folder / MARKER).is_file():
        raise RequestError(
            f"{show(folder)} is not a run folder: it has no {MARKER}", "make one with run --out", code="E920"
        )
    return read_document(folder, MARKER)


def read_document(folder: Path, name: str) -> Mapping[str, Any]:
    """Return one of the ``KNOWN`` documents of a run folder.

    Raises:
        RequestError: if it cannot be read, or is of a form that this version does not know.
    """
    path, (schema, keys) = folder / name, KNOWN[name]
    try:
        document: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        found = document["schema"]
        missing = [key for key in keys if key not in document]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RequestError(
            f"{show(path)} cannot be read: {error}", "run the scenario again with --out", code="E920"
        ) from error
    if found != schema:
        raise RequestError(
            f"{show(path)} is of the form {found}, and version {__version__} reads {schema}",
            f"use the version of sbs-econ that made it ({document.get('version', 'not named')})", code="E921",
        )  # fmt: skip
    if missing:
        raise RequestError(f"{show(path)} lacks {', '.join(missing)}", "run the scenario again with --out", code="E920")
    wrong = [key for key, kind in KINDS.items() if key in document and not isinstance(document[key], kind)]
    if wrong:
        message = f"{show(path)} is not as a run writes it: {', '.join(wrong)}"
        raise RequestError(message, "run the scenario again with --out", code="E920")
    return document
