"""Whether a YAML document has the shape that its schema wants, in words with file, line and cure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from sbs_econ.errors import Problem
from sbs_econ.io.codes_stand_ins import stood_in_for
from sbs_econ.io.codes_wording import Details, wording
from sbs_econ.io.file_form import without_form
from sbs_econ.io.schema_keys import advice, field_hint, keys_at
from sbs_econ.io.yaml_guard import lines_of
from sbs_econ.io.yaml_reader import Document
from sbs_econ.schema.base import nearest
from sbs_econ.schema.clean import CONTROL, clean_text
from sbs_econ.schema.issues import KeyPath

Model = TypeVar("Model", bound=BaseModel)
SPELT_OUT = ("~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the shape, and how the data are mended so that what else is wrong shows too."""

    problem: Problem | None
    """None where the reader of the file has told it already."""
    path: KeyPath
    key: str | None = None
    """The key that was meant, for an unknown one."""
    value: str | None = None
    """The value that was meant."""
    unknown: bool = False
    """Whether the key is unknown, and dropped where it is unclear what was meant."""
    missing: str | None = None
    """The key that is missing under ``path``."""


def check_shape(document: Document, model: type[Model], kind: str) -> tuple[Model | None, list[Problem]]:
    """Return the document as its model, and every problem with its form and its shape; ``kind`` is that of the file.

    Where there are problems the model is for further checks only: what is surely meant is mended, and what stays
    wrong is stood in for, so that nothing is told that only follows from it.
    """
    known, problems = without_form(document, kind)
    if known is None:
        return None, problems
    content, found = _content(known, model)
    return content, sorted(dict.fromkeys([*problems, *found]), key=lambda p: (p.line or 0, p.column or 0))


def _content(document: Document, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    empty = dict(_empty_values(document, document.data, ()))
    problems = [problem for problem in empty.values() if problem is not None]
    try:
        return model.model_validate(document.data), problems
    except ValidationError as error:
        faults = _faults(document, model, error, empty)
    problems += [fault.problem for fault in faults if fault.problem is not None]
    return _as_far_as_it_goes(document.data, model, faults), problems


def plain_words(details: Details) -> tuple[str, str | None]:
    """Return what a shape error says in our words, and its cure."""
    if details["type"] == "extra_forbidden":
        return f"unknown key '{details['loc'][-1]}'", None
    said = wording(details)
    return said.message, said.cure


def _empty_values(document: Document, node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Problem | None]]:
    """Yield the keys that nothing stands beside or under, with the problem where the reader did not tell."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from _empty_values(document, item, (*path, number))
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        here = (*path, key)
        rest = _standing(document, here) if value is None else None
        if rest is not None and not rest.startswith(SPELT_OUT):
            told = key != list(node)[-1] or rest.startswith(("}", ","))
            yield here, None if told else _empty_problem(document, here)
        yield from _empty_values(document, value, here)


def _standing(document: Document, path: KeyPath) -> str:
    """Return what stands in the text from a value to the end of its line."""
    mark = document.mark(path)
    return lines_of(document.text)[mark.line - 1][mark.column - 1 :].lstrip()


def _empty_problem(document: Document, path: KeyPath) -> Problem:
    cure = "indent what belongs under it by two spaces, give it a value, or remove the key"
    return document.problem(path, "E017", f"`{path[-1]}` is empty: nothing stands beside or under it", cure, on="key")


def _faults(
    document: Document, model: type[BaseModel], error: ValidationError, empty: Mapping[KeyPath, Any]
) -> list[Fault]:
    faults = [_fault(document, model, details) for details in error.errors(include_url=False)]
    meant = {(fault.path[:-1], fault.key) for fault in faults if fault.key is not None}
    return [
        fault
        for fault in faults
        if (fault.unknown or fault.path not in empty) and (fault.path, fault.missing) not in meant
    ]


def _fault(document: Document, model: type[BaseModel], details: Details) -> Fault:
    loc, kind = details["loc"], details["type"]
    path = _document_path(document.data, loc)
    on_key = bool(loc) and loc[-1] == "[key]"
    if kind == "extra_forbidden" or (kind == "enum" and on_key):
        return _unknown_key(document, model, path)
    if kind == "missing":
        return _missing_key(document, model, path, loc[-1])
    if kind == "union_tag_not_found":
        near = (
            [key for key in details["input"] if nearest(key, ["family"])] if isinstance(details["input"], dict) else []
        )
        if near:
            return _unknown_key(document, model, (*path, near[0]))
    said = wording(details)
    if kind == "union_tag_invalid":
        path = (*path, "family")
    if isinstance(details["input"], str) and "value" in keys_at(model, path, document.data):
        said = replace(said, cure=f"write value: {details['input']} below it, with its other keys")
    if isinstance(details["input"], str) and CONTROL.search(details["input"]):
        return Fault(None, path, value=clean_text(details["input"]) or "?")
    problem = _at(document, path, "E103", said.message, said.cure, "key" if on_key else "value")
    return Fault(problem, path, key=said.meant if on_key else None, value=None if on_key else said.meant)


def _unknown_key(document: Document, model: type[BaseModel], path: KeyPath) -> Fault:
    key, parent = str(path[-1]), path[:-1]
    cure, meant = advice(model, parent, key, document.data)
    problem = document.problem(path, "E101", f"{_name(parent)}unknown key '{key[:60]}'", cure, on="key")
    return Fault(problem, path, key=None if meant in _value_at(document.data, parent) else meant, unknown=True)


def _missing_key(document: Document, model: type[BaseModel], parent: KeyPath, key: int | str) -> Fault:
    if isinstance(key, int):
        message, cure = f"{key + 1} items are wanted here, not {key}", "write both, as [low, high]"
        return Fault(_at(document, parent, "E103", message, cure, "value"), parent)
    cure = field_hint(model, parent, key, document.data)
    return Fault(_at(document, parent, "E102", f"the key '{key}' is missing", cure, "key"), parent, missing=key)


def _at(
    document: Document, path: KeyPath, code: str, message: str, cure: str | None, on: Literal["key", "value"]
) -> Problem:
    if not path:
        return Problem(code, message, cure, document.shown, 1, 1)
    return document.problem(path, code, f"{_name(path)}{message}", cure, on=on)


def _name(path: KeyPath) -> str:
    """Return a path for people; the line says which item of a list it is."""
    words = ".".join(part for part in path if isinstance(part, str))
    return f"{words}: " if words else ""


def _document_path(data: Any, loc: tuple[int | str, ...]) -> KeyPath:
    """Keep the parts of pydantic's location that are keys of the document; union tags and the like drop out."""
    path: list[int | str] = []
    node, tagged = data, False
    for part in loc:
        if isinstance(node, dict) and not tagged and part == node.get("family"):
            tagged = True
        elif (isinstance(node, dict) and part in node) or _is_item(node, part):
            path.append(part)
            node, tagged = node[part], False
    return tuple(path)


def _is_item(node: Any, part: int | str) -> bool:
    return isinstance(node, list) and isinstance(part, int) and part < len(node)


def _value_at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def _as_far_as_it_goes(data: Any, model: type[Model], faults: Iterable[Fault]) -> Model | None:
    mended = _mended(data, faults)
    try:
        return model.model_validate(mended)
    except ValidationError:
        salvaged: Model | None = stood_in_for(model, mended)
        return salvaged


def _mended(data: Any, faults: Iterable[Fault]) -> Any:
    mended = _copied(data)
    for fault in sorted(faults, key=lambda fault: -len(fault.path)):
        if not fault.path or not (fault.unknown or fault.key or fault.value):
            continue
        block, last = _value_at(mended, fault.path[:-1]), fault.path[-1]
        if fault.value is not None:
            block[last] = fault.value
        else:
            kept = block.pop(last, None)
            if fault.key is not None:
                block.setdefault(fault.key, kept)
    return mended


def _copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(item) for item in node] if isinstance(node, list) else node
