"""The keys that a schema knows at a place in a document, and what was meant by one that it does not know."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

from sbs_econ.schema.base import nearest
from sbs_econ.schema.issues import KeyPath

OTHER_WORDS: Mapping[str, str] = {
    "uncertainty": "distribution", "dist": "distribution", "type": "family", "std": "se", "stdev": "se",
    "stderr": "se", "std_error": "se", "standard_error": "se", "ci": "interval", "range": "interval",
    "min": "lower", "max": "upper", "low": "lower", "high": "upper", "minimum": "lower", "maximum": "upper",
    "name": "label", "units": "unit", "amount": "value", "cost": "value", "year": "price_year",
    "reference": "source", "citation": "source", "page": "locator", "table": "locator", "comment": "note",
    "comments": "note", "description": "note", "rationale": "reason", "why": "reason", "parent": "extends",
    "base": "extends", "inherits": "extends", "overrides": "changes", "horizon": "horizon_months",
    "people": "participants", "grade": "evidence", "followup_months": "follow_up_months",
}  # fmt: skip
"""Words that people use elsewhere for keys of ours."""


def keys_at(model: type[BaseModel], path: KeyPath, data: Any) -> set[str]:
    """Return the keys known at ``path`` below ``model``."""
    return {key for node in _nodes_at(model, path, data) for key in _own_keys(node)}


def advice(model: type[BaseModel], parent: KeyPath, key: str, data: Any) -> tuple[str, str | None]:
    """Return the cure for a key that is not known under ``parent``, and the key that was meant there."""
    known = sorted(keys_at(model, parent, data))
    other = OTHER_WORDS.get(key.lower())
    if other in known:
        return f"it is called '{other}' here", other
    place = _elsewhere(model, parent, key, data)
    if place is not None:
        return place, None
    near = nearest(key, known)
    if near is not None:
        return f"did you mean '{near}'?", near
    return (f"known keys: {', '.join(known)}" if known else "remove it"), None


def field_hint(model: type[BaseModel], parent: KeyPath, key: str, data: Any) -> str:
    """Return the cure for a key that is missing under ``parent``, with what it may say."""
    from sbs_econ.schema.descriptions import descriptions  # slow to import, and wanted for this cure alone

    for node in _nodes_at(model, parent, data):
        field = getattr(node, "model_fields", {}).get(key)
        if field is None:
            continue
        words = [str(member.value) for member in field.annotation] if _is_enum(field.annotation) else []
        if 0 < len(words) <= 10:
            return f"add {key}: with one of {', '.join(words)}"
        what = descriptions(node).get(key, "").split(". ")[0].rstrip(".")
        return f"add {key}:" + (f" ({what[0].lower()}{what[1:]})" if what else "")
    return f"add {key}:"


def _elsewhere(model: type[BaseModel], parent: KeyPath, key: str, data: Any) -> str | None:
    """Return where a key stands that is right in another block near by: below, above or beside."""
    if "." in key and "changes" in keys_at(model, (), data):
        return f"'{key}' stands under changes:" if parent != ("changes",) else None
    below = [name for name in sorted(keys_at(model, parent, data)) if key in keys_at(model, (*parent, name), data)]
    if below:
        return f"'{key}' stands under {' or '.join(f'{name}:' for name in below[:2])}"
    if not parent:
        return None
    above = keys_at(model, parent[:-1], data)
    if key in above:
        return f"'{key}' stands one level up, beside {parent[-1]}:"
    beside = [name for name in sorted(above) if key in keys_at(model, (*parent[:-1], name), data)]
    return f"'{key}' stands under {beside[0]}:" if beside else None


def _nodes_at(model: type[BaseModel], path: KeyPath, data: Any) -> list[Any]:
    nodes, here = [model], data
    for part in path:
        here = _below(here, part)
        nodes = [inner for node in nodes for inner in _children(node, part)]
    return _by_family(nodes, here)


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


def _is_enum(node: Any) -> bool:
    return isinstance(node, type) and issubclass(node, Enum)


def _is_root(node: Any) -> bool:
    return isinstance(node, type) and issubclass(node, RootModel)


def _own_keys(node: Any) -> Iterator[str]:
    if _is_root(node):
        yield from _own_keys(node.model_fields["root"].annotation)
    elif isinstance(node, type) and issubclass(node, BaseModel):
        yield from node.model_fields
    elif get_origin(node) in (dict, Mapping):
        keys = get_args(node)[0]
        yield from (str(member.value) for member in keys) if _is_enum(keys) else ()


def _children(node: Any, part: int | str) -> Iterator[Any]:
    if _is_root(node):
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
