"""The keys that a schema knows at a place in a document, for "did you mean"."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel


def keys_at(model: type[BaseModel], path: tuple[int | str, ...], data: Any) -> set[str]:
    """Return the keys known at ``path`` below ``model``."""
    nodes, here = [model], data
    for part in path:
        here = _below(here, part)
        nodes = [inner for node in nodes for inner in _children(node, part)]
    chosen = _by_family(nodes, here)
    return {key for node in chosen for key in _own_keys(node)}


def _below(data: Any, part: int | str) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _by_family(nodes: list[Any], data: Any) -> list[Any]:
    family = data.get("family") if isinstance(data, Mapping) else None
    if family is None:
        return nodes
    fitting = [node for node in nodes if str(family) in _literals(node)]
    return fitting or nodes


def _literals(node: Any) -> tuple[Any, ...]:
    field = getattr(node, "model_fields", {}).get("family")
    return get_args(field.annotation) if field is not None else ()


def _own_keys(node: Any) -> Iterator[str]:
    if isinstance(node, type) and issubclass(node, BaseModel) and not issubclass(node, RootModel):
        yield from node.model_fields


def _children(node: Any, part: int | str) -> Iterator[Any]:
    if isinstance(node, type) and issubclass(node, RootModel):
        yield from _children(node.model_fields["root"].annotation, part)
    elif isinstance(node, type) and issubclass(node, BaseModel):
        field = node.model_fields.get(str(part))
        if field is not None:
            yield from _unwrap(field.annotation)
    elif get_origin(node) in (dict, list, Mapping):
        yield from _unwrap(get_args(node)[-1])


def _unwrap(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _unwrap(get_args(annotation)[0])
    elif origin in (Union, types.UnionType, typing.Union):
        for inner in get_args(annotation):
            yield from _unwrap(inner)
    elif annotation is not type(None):
        yield annotation
