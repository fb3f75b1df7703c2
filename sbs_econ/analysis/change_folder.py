"""Everything that a parameter folder says, as entries that can be compared with another folder's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sbs_econ.analysis.change_list import Entry, quantity_entry
from sbs_econ.analysis.change_parts import Part
from sbs_econ.equations.distributions import Infeasible
from sbs_econ.errors import RequestError
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Origin
from sbs_econ.model.quantities import resolve_quantity
from sbs_econ.schema.base import parse_number
from sbs_econ.schema.issues import KeyPath
from sbs_econ.schema.quantity import Change
from sbs_econ.schema.sense import Stated

FilesRead = Mapping[str, tuple[Any, Callable[[KeyPath], Origin]]]
"""What each file says, and where each of its keys stands."""
KEY_PARTS = {
    "indices.yaml": Part.PRICE_YEAR,
    "discounting.yaml": Part.DISCOUNTING,
    "correlations.yaml": Part.EFFECTS,
    "joint.yaml": Part.EFFECTS,
    "design.yaml": Part.PROGRAMME_COST,
    "budgets.yaml": Part.PROGRAMME_COST,
    "service_use.yaml": Part.ROWS,
}
"""The part that keys of a file belong to, if they are not of a quantity."""


def folder_entries(folder: Folder, files: FilesRead) -> Iterator[Entry]:
    """Yield every quantity of a folder, whatever set or design option it is of, and every other key of its files."""
    quantities: set[tuple[str, KeyPath]] = set()
    for stated in folder.everything():
        quantities.add((stated.file, stated.path))
        yield _stated_entry(folder, stated)
    for file, (content, origin) in files.items():
        for path, value in _leaves((), content):
            if not any((file, path[:length]) in quantities for length in range(len(path))):
                name = ".".join([file.removesuffix(".yaml").replace("/", "."), *map(str, path)])
                yield Entry(name, name, {"value": _as_number(value)}, origin(path), KEY_PARTS.get(file))


def _stated_entry(folder: Folder, stated: Stated) -> Entry:
    name = stated.name
    if stated.file.startswith("unit_costs/"):
        name += f" ({PurePosixPath(stated.file).stem})"
    elif stated.file == "design.yaml":
        name += f" (design: {stated.path[0]} {stated.path[2]})"
    try:
        quantity = resolve_quantity(folder, stated, folder.origin(stated.file, stated.path))
    except Infeasible as error:
        raise RequestError(f"{stated.name}: {error}") from error
    return quantity_entry(quantity, stated.quantity if isinstance(stated.quantity, Change) else None, name)


def _leaves(path: KeyPath, node: Any) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves((*path, key), value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _leaves((*path, index), value)
    else:
        yield path, node


def _as_number(value: Any) -> Any:
    try:
        return parse_number(value)
    except ValueError:
        return None if value is None else str(value)
