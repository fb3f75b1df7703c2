"""Every quantity of a parameter folder by its name: path is name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, RootModel

from sbs_econ.schema.delivery import DesignOption
from sbs_econ.schema.issues import KeyPath
from sbs_econ.schema.quantity import Quantity


def quantities(stem: str, content: object) -> Iterator[tuple[str, KeyPath, Quantity]]:
    """Yield name, key path and quantity for everything a file holds.

    The name is the file's stem and the keys on the way; the keys ``lines`` and ``amount`` of a budget are left
    out of it. What design options hold are alternatives, not names, and are not yielded.
    """
    for path, quantity in _walk((), content):
        yield _name(stem, path), path, quantity


def _name(stem: str, path: KeyPath) -> str:
    parts = [str(part) for part in path]
    if stem == "budgets":
        parts = [part for part in parts if part not in ("lines", "amount")]
    return ".".join([stem, *parts])


def _walk(path: KeyPath, node: object) -> Iterator[tuple[KeyPath, Quantity]]:
    if isinstance(node, Quantity):
        yield path, node
        own = getattr(node, "attribution", None)
        if own is not None:
            yield from _walk((*path, "attribution"), own)
    elif isinstance(node, DesignOption):
        return
    elif isinstance(node, RootModel):
        yield from _walk(path, node.root)
    elif isinstance(node, BaseModel):
        for key in type(node).model_fields:
            yield from _walk((*path, key), getattr(node, key))
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _walk((*path, str(key)), value)
