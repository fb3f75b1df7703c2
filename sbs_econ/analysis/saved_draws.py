"""Draws of inputs and outputs as matrices, draws x columns, for ``--save-draws``."""

from __future__ import annotations

import numpy as np

from sbs_econ.analysis.psa import Result
from sbs_econ.equations.arrays import Array
from sbs_econ.model.draws import draw_block


def input_columns(result: Result) -> tuple[list[str], Array]:
    """Return the names of uncertain quantities, and their draws at their own price years."""
    inputs, plan = result.inputs, result.plan
    names = sorted(name for name, q in inputs.quantities.items() if q.distribution is not None)
    matrix = np.empty((plan.draws, len(names)))
    sampler, start = plan.make_sampler(), 0
    for block, size in plan.blocks():
        values, _ = draw_block(inputs, sampler, block, size)
        for column, name in enumerate(names):
            matrix[start : start + size, column] = values[name]
        start += size
    return names, matrix


def output_columns(result: Result) -> tuple[list[str], Array]:
    """Return the names of outputs (``<row>:quantity``, ``<row>:cost``, ``net_cost:<perspective>``), and draws."""
    names = [
        name
        for name in result.outputs
        if name.split(":")[1] in ("quantity", "cost") or name.startswith("net_cost:")
    ]
    matrix = np.empty((result.plan.draws, len(names)))
    for column, name in enumerate(names):
        matrix[:, column] = result.outputs[name]
    return names, matrix
