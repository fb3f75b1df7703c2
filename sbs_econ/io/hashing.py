"""SHA-256 of files and of the inputs that a result depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for piece in iter(lambda: stream.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def inputs_sha256(files: Sequence[tuple[str, Path]], overrides: str) -> str:
    """Return one hash of every input: each file's place in the project and bytes, and the command line's changes.

    Files are named by their place (``parameters/service_use.yaml``), so that the hash is the same in any folder.
    """
    digest = hashlib.sha256()
    for place, path in sorted(files):
        digest.update(f"{place}\0{file_sha256(path)}\n".encode())
    digest.update(overrides.encode())
    return digest.hexdigest()
