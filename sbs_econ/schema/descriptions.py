"""What the string under each field of a model says, read from the source only where somebody asks for it.

Pydantic can do it when a class is made, for a sixth of the time that ``validate`` takes; so that it is done here,
for JSON Schemas, reference pages and the cure of a missing key.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue


def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Return the description of each field of a model that has one, inherited ones included."""
    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if issubclass(cls, BaseModel) and cls.__module__.startswith(__package__):
            found |= _described_in(cls.__module__).get(cls.__qualname__, {})
    return found


def described_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a model, with the description of every field."""
    return model.model_json_schema(schema_generator=Described)


class Described(GenerateJsonSchema):
    """Writes the description of a field beside it."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the JSON Schema of one model."""
        made = super().model_schema(schema)
        fields, words = schema["cls"].model_fields, descriptions(schema["cls"])
        for name, said in words.items():
            field = made.get("properties", {}).get((fields[name].alias if name in fields else None) or name)
            if field is not None:
                field.setdefault("description", said)
        return made


@cache
def _described_in(module: str) -> Mapping[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: _fields(node.body) for node in tree.body if isinstance(node, ast.ClassDef)}


def _fields(body: list[ast.stmt]) -> dict[str, str]:
    return {
        field.target.id: inspect.cleandoc(under.value.value)
        for field, under in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(under, ast.Expr) and isinstance(under.value, ast.Constant) and isinstance(under.value.value, str)
    }
