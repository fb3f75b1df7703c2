"""Keyed hashes of data about people: they tell the same data again, and tell nobody without the key anything.

A plain hash of a small table could be guessed row by row. The key lies beside the data and belongs with them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

KEY = ".fit_key"


def data_hashes(folder: Path, files: Mapping[str, Path]) -> dict[str, str]:
    """Return the HMAC-SHA-256 of each file by name; empty where no key can be kept beside the data."""
    key = _key(folder / KEY)
    if key is None:
        return {}
    return {name: hmac.new(key, path.read_bytes(), hashlib.sha256).hexdigest() for name, path in sorted(files.items())}


def _key(path: Path) -> bytes | None:
    try:
        if not path.is_file():
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w") as stream:
                stream.write(secrets.token_hex(32))
        return path.read_text(encoding="ascii").strip().encode("ascii")
    except (OSError, UnicodeDecodeError):
        return None
