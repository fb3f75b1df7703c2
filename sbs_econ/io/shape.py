"""Whether a YAML document has the shape that its schema wants, in words with file, line and cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, RootModel, ValidationError

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_reader import Document
from sbs_econ.schema.base import did_you_mean

Model = TypeVar("Model", bound=BaseModel)
SKIPPED = ("function-after", "function-before", "literal", "tagged-union")


def check_shape(document: Document, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """Return the document as its model, and every problem with its shape.

    Where only some blocks of a table are wrong, the table of the others is returned beside the problems, so
    that what is wrong with the others shows too.
    """
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        problems = [_problem(document, model, dict(details)) for details in error.errors(include_url=False)]
        wrong = {details["loc"][0] for details in error.errors(include_url=False) if details["loc"]}
        return _rest(document, model, wrong), _without_repeats(problems)


def _rest(document: Document, model: type[Model], wrong: set[int | str]) -> Model | None:
    if not issubclass(model, RootModel):
        return None
    good = {key: value for key, value in document.data.items() if key not in wrong}
    try:
        return model.model_validate(good)
    except ValidationError:
        return None


def _without_repeats(problems: list[Problem]) -> list[Problem]:
    seen: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.line, problem.column, problem.code, problem.message), problem)
    return list(seen.values())


def _problem(document: Document, model: type[BaseModel], details: Mapping[str, Any]) -> Problem:
    path = _document_path(document.data, details["loc"])
    kind, context = details["type"], details.get("ctx") or {}
    if kind == "extra_forbidden":
        return _unknown_key(document, model, path)
    if kind == "missing":
        parent, key = path, details["loc"][-1]
        return document.problem(
            parent, "E102", f"{_name(parent)}the key '{key}' is missing", f"add {key}:", on="key"
        )
    message, cure = _words(kind, context, str(details["msg"]), details.get("input"))
    on = "key" if details["loc"] and details["loc"][-1] == "[key]" else "value"
    return document.problem(path, "E103", f"{_name(path)}{message}", cure, on=on)  # type: ignore[arg-type]


def _document_path(data: Any, loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Keep the parts of pydantic's location that are keys of the document; union tags and the like drop out."""
    path: list[int | str] = []
    node = data
    for part in loc:
        if isinstance(node, dict) and part in node:
            path.append(part)
            node = node[part]
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            path.append(part)
            node = node[part]
    return tuple(path)


def _name(path: tuple[int | str, ...]) -> str:
    return f"{'.'.join(str(part) for part in path)}: " if path else ""


def _unknown_key(document: Document, model: type[BaseModel], path: tuple[int | str, ...]) -> Problem:
    key = str(path[-1]) if path else ""
    known = sorted(_keys_at(model, path[:-1], document.data))
    cure = did_you_mean(key, known) or (f"known keys: {', '.join(known)}" if known else "remove it")
    return document.problem(path, "E101", f"{_name(path[:-1])}unknown key '{key}'", cure, on="key")


def _keys_at(model: type[BaseModel], path: tuple[int | str, ...], data: Any) -> set[str]:
    """The keys that the schema knows at a path, found by asking it what an impossible key would sit beside."""
    from sbs_econ.io.schema_keys import keys_at

    return keys_at(model, path, data)


def _words(kind: str, context: Mapping[str, Any], message: str, given: Any) -> tuple[str, str | None]:
    shown = f"'{given}'" if isinstance(given, (str, int, float)) else "this"
    if kind == "value_error":
        return str(context.get("error", message)), None
    if kind == "enum" or kind == "literal_error":
        options = [
            part.strip().strip("'")
            for part in str(context.get("expected", "")).replace(" or ", ", ").split(",")
        ]
        near = did_you_mean(str(given), options)
        return f"{shown} is not one of the words allowed here", near or f"one of {', '.join(options)}"
    if kind == "union_tag_invalid":
        options = [part.strip().strip("'") for part in str(context.get("expected_tags", "")).split(",")]
        tag = str(context.get("tag"))
        return f"there is no distribution family '{tag}'", did_you_mean(
            tag, options
        ) or f"one of {', '.join(options)}"
    if kind == "union_tag_not_found":
        return "a distribution needs its family", "add family:, such as family: gamma"
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        bound = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
        key = next(k for k in bound if k in context)
        cure = (
            f"write {float(given) / 100:g}"
            if key == "le" and context[key] == 1 and _is_per_cent(given)
            else None
        )
        return f"{shown} must be {bound[key]} {context[key]:g}", cure
    if kind == "string_pattern_mismatch":
        return f"{shown} is not a name or word allowed here (wanted: {context.get('pattern')})", None
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return (
            f"a block of keys is wanted here, not {shown if given is not None else 'nothing'}",
            "indent its keys under it",
        )
    if kind == "list_type":
        return "a list is wanted here", "write [a, b] or one item a line after '- '"
    return message[0].lower() + message[1:], None


def plain_words(details: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return what a shape error says in our words, and its cure."""
    if details["type"] == "extra_forbidden":
        return f"unknown key '{details['loc'][-1]}'", None
    return _words(details["type"], details.get("ctx") or {}, str(details["msg"]), details.get("input"))


def _is_per_cent(given: Any) -> bool:
    try:
        return 1 < float(given) <= 100
    except (TypeError, ValueError):
        return False
