"""The shipped scenarios, resolved, with whatever a test changes in them."""

from functools import cache
from pathlib import Path

import numpy as np

from sbs_econ.equations.sampling import MonteCarlo
from sbs_econ.io.folders import read_folder
from sbs_econ.io.overrides import overrides_from_python
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import base_case, evaluate

ROOT = Path(__file__).resolve().parent.parent
PARAMETERS = ROOT / "parameters"
SCENARIOS = sorted(file.stem for file in (ROOT / "scenarios").glob("*.yaml"))
CONSEQUENCES = ("service_use", "employment", "informal_care", "outcomes")

FIGURES = ("quantity", "cost", "usual_quantity", "usual_cost", "share_after_follow_up")


@cache
def parameter_folder():
    return read_folder(PARAMETERS)


def loaded(scenario, changes=None):
    """A scenario by name or path with names and values given anew, as --set does."""
    folders = {PARAMETERS: parameter_folder()}
    return load_scenario(str(scenario), overrides_from_python(changes or {}), start=ROOT, folders=folders)


def inputs_of(scenario, changes=None):
    return loaded(scenario, changes).usable()


def base_rows(inputs):
    return {row.row: row for row in base_case(inputs)}


def sampled(inputs, draws=200, seed=1):
    """Draws of every quantity: common ones, and those that differ by site."""
    return draw_block(inputs, Shared(MonteCarlo(seed), 0, draws))


def drawn_rows(inputs, draws=200, seed=1):
    """The rows of the table with one number per draw."""
    return rows_at(inputs, *sampled(inputs, draws, seed))


def rows_at(inputs, values, local=None):
    return {row.row: row for row in evaluate(inputs, values, local)}


def consequences(rows):
    """The rows of what changes; the programme's own and those without a number left out."""
    return {name: row for name, row in rows.items() if row.block.value in CONSEQUENCES}


def figures(row):
    """Every figure of a row by name, by-year costs included; None where the row has no such figure."""
    found = {name: getattr(row, name) for name in FIGURES}
    return found | {f"year_{y}": cost for y, cost in enumerate(row.cost_by_year or ())}


def same(first, second, within=0.0):
    """Whether two figures agree in every draw, within a share of the larger one."""
    if first is None or second is None:
        return first is None and second is None
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    return bool(np.all(np.abs(a - b) <= within * np.maximum(np.abs(a), np.abs(b))))


def moved(before, after, within=0.0):
    """The rows of which any figure differs."""
    return {
        name
        for name, row in before.items()
        if not all(same(value, figures(after[name])[part], within) for part, value in figures(row).items())
    }
