"""Draws of inputs and outputs, block by block, for ``--save-draws``."""

from __future__ import annotations

import numpy as np

from sbs_econ.analysis.engine import Task
from sbs_econ.analysis.outputs import outputs
from sbs_econ.equations.arrays import Array
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import evaluate
from sbs_econ.model.inputs import Inputs


def input_names(inputs: Inputs) -> list[str]:
    """Return the names of uncertain quantities, sorted."""
    return sorted(name for name, q in inputs.quantities.items() if q.distribution is not None)


def drawn_block(task: Task, index: int, block: int) -> tuple[Array, Array]:
    """Return the draws of one block: inputs at their own price years, and full outputs; draws x columns."""
    inputs, size = task.scenarios[index], task.size(block)
    values, local = draw_block(inputs, Shared(task.sampler, block, size))
    names, columns = input_names(inputs), task.columns[index].full
    drawn = outputs(inputs, evaluate(inputs, values, local))
    given, made = np.empty((size, len(names))), np.empty((size, len(columns)))
    for column, name in enumerate(names):
        given[:, column] = values[name]
    for column, name in enumerate(columns):
        made[:, column] = drawn[name]
    return given, made
