"""What one evaluation puts out, by name: rows, perspectives, and what only needs a mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from sbs_econ.analysis.accumulate import Columns
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.vocabulary import Block, Perspective

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs
    from sbs_econ.model.rows import Row

WITHOUT_CARE = "net_cost:societal_without_informal_care"
MEANS = ("usual_quantity", "usual_cost", "share_after_follow_up")


def net_cost_name(perspective: Perspective) -> str:
    """Return the name of a perspective's net cost among the outputs."""
    return f"net_cost:{perspective.value}"


def full_outputs(inputs: Inputs, rows: list[Row]) -> dict[str, Draws]:
    """Return the outputs that get quantiles: ``<row>:quantity``, ``<row>:cost``, ``net_cost:<perspective>``."""
    found: dict[str, Draws] = {}
    for row in rows:
        if row.quantity is not None:
            found[f"{row.row}:quantity"] = row.quantity
        cost = row.cost
        if cost is not None:
            found[f"{row.row}:cost"] = cost
    for perspective in Perspective:
        found[net_cost_name(perspective)] = net_cost(rows, view(perspective, inputs.settings.funded_by))
    societal = view(Perspective.SOCIETAL, inputs.settings.funded_by)
    found[WITHOUT_CARE] = net_cost(rows, societal, without=Block.INFORMAL_CARE)
    return found


def mean_outputs(rows: list[Row]) -> Iterator[tuple[str, Draws]]:
    """Yield the outputs that get a mean only: usual support, extrapolated shares, and costs by year."""
    for row in rows:
        for name in MEANS:
            value = getattr(row, name)
            if value is not None:
                yield f"{row.row}:{name}", value
        by_year = row.cost_by_year or ()
        for year, amount in enumerate(by_year if len(by_year) > 1 else ()):
            yield f"{row.row}:year_{year}", amount


def outputs(inputs: Inputs, rows: list[Row]) -> dict[str, Draws]:
    """Return every output of an evaluation by name."""
    return full_outputs(inputs, rows) | dict(mean_outputs(rows))


def columns_of(inputs: Inputs, base_case: list[Row]) -> tuple[Columns, Mapping[str, float]]:
    """Return the outputs in their order, centred at the base case, and the base case itself."""
    full, means = full_outputs(inputs, base_case), dict(mean_outputs(base_case))
    values = {name: float(np.asarray(value)) for name, value in (full | means).items()}
    return Columns(tuple(full), tuple(means), tuple(values.values())), values
