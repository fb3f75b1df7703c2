"""Plain records as YAML that the reader reads back as the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any


def to_yaml(record: Mapping[str, Any]) -> str:
    """Return a record as YAML text: blocks of keys, lists in brackets, text in double quotes where needed."""
    return "\n".join(_block(record, 0)) + "\n"


def _block(record: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in record.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{key}:"
            yield from _block(value, depth + 1)
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _flow(value: Any) -> str:  # noqa: PLR0911
    if value is None:
        return "null"
    if isinstance(value, Enum):
        return scalar(str(value.value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return scalar(str(value))


def scalar(text: str) -> str:
    """Return text as a YAML scalar, double-quoted unless it is a plain word.

    >>> scalar("gamma"), scalar("a: b")
    ('gamma', '"a: b"')
    """
    plain = text.replace("_", "a").replace("/", "a").replace(".", "a")
    if plain.isascii() and plain.isalnum() and text not in ("null", "true", "false") and text[0].isalnum():
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
