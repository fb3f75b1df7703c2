"""What stands in for the parts of a file that are wrong, so that the rest of the folder can still be checked.

A block of the wrong shape is told once. If it were then left out, every price, source and correlation that refers
to it would be told as well; so it keeps its place, with whatever of it is right.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sbs_econ.schema.delivery import DesignDecision
from sbs_econ.schema.parameters import JointNormal, PriceIndex, RankCorrelation
from sbs_econ.schema.quantity import Quantity
from sbs_econ.schema.sense import STAND_IN
from sbs_econ.vocabulary import Unit

LEFT_OUT = (RankCorrelation, JointNormal, DesignDecision)
"""Blocks that are left out: they are checked as a whole, and no other file refers to them."""
EVERY_YEAR = {f"{year}/{(year + 1) % 100:02d}": 1.0 for year in range(1900, 2100)}
"""Levels of an index that is wrong: no price year is told for want of it."""
PLAIN: Mapping[Any, object] = {float: 0.0, int: 0, str: "?", bool: False}


def stood_in_for(shape: Any, data: Any) -> Any:
    """Return ``data`` as ``shape`` wants it, with stand-ins for what is wrong in it or missing."""
    try:
        return TypeAdapter(shape).validate_python(data)
    except ValidationError:
        pass
    kind = _kind(shape)
    if isinstance(kind, type) and issubclass(kind, RootModel):
        return kind.model_construct(stood_in_for(kind.model_fields["root"].annotation, data))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _model(kind, data if isinstance(data, Mapping) else {})
    if get_origin(kind) is dict and isinstance(data, Mapping):
        keys, values = get_args(kind)
        kept = data if _kind(values) not in LEFT_OUT else {k: v for k, v in data.items() if _fits(values, v)}
        return {
            TypeAdapter(keys).validate_python(k): stood_in_for(values, v) for k, v in kept.items() if _fits(keys, k)
        }
    if get_origin(kind) is list and isinstance(data, list):
        item = get_args(kind)[0]
        return [TypeAdapter(item).validate_python(each) for each in data if _fits(item, each)]
    return _nothing(kind)


def _kind(shape: Any) -> Any:
    """Return what a shape is without its annotations; the block, where it may also be left out."""
    if get_origin(shape) is Annotated:
        return _kind(get_args(shape)[0])
    if get_origin(shape) in (Union, types.UnionType, typing.Union):
        inner = [_kind(each) for each in get_args(shape) if each is not type(None)]
        return inner[0] if len(inner) == 1 else None
    return shape


def _fits(shape: Any, data: Any) -> bool:
    try:
        TypeAdapter(shape).validate_python(data)
    except ValidationError:
        return False
    return True


def _model(model: type[BaseModel], data: Mapping[str, Any]) -> BaseModel:
    values = {
        name: stood_in_for(_shape(field), data.get(name))
        for name, field in model.model_fields.items()
        if field.is_required() or (name in data and _can_be_kept(_shape(field), data[name]))
    }
    if issubclass(model, Quantity):
        values |= {"label": STAND_IN, "unit": values["unit"] or Unit.SHARE}
    if model is PriceIndex:
        values |= {"levels": EVERY_YEAR, "annual_change": None}
    return model.model_construct(**values)


def _can_be_kept(shape: Any, data: Any) -> bool:
    """Whether something that may be left out is right, or is a block of which parts may be."""
    kind = _kind(shape)
    holds_parts = get_origin(kind) in (dict, list) or (isinstance(kind, type) and issubclass(kind, BaseModel))
    return holds_parts or _fits(shape, data)


def _shape(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _nothing(kind: Any) -> Any:
    """Return a value of a kind that says nothing; None for a unit, which must not be taken for another."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return None if kind is Unit else next(iter(kind))
    if get_origin(kind) in (dict, list):
        return get_origin(kind)()
    return PLAIN.get(kind)
