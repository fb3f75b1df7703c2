"""Running, loading, checking and starting from Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.engine import Threads, Working
from sbs_econ.analysis.precision import Precision, run_to_precision
from sbs_econ.analysis.psa import Plan, Result, run_many
from sbs_econ.analysis.records import flow_records, perspective_records, run_document, table_records
from sbs_econ.equations.arrays import Array
from sbs_econ.errors import Problem
from sbs_econ.io.overrides import overrides_from_python, overrides_record
from sbs_econ.io.projects import hash_of, input_files, problems_in
from sbs_econ.io.scenarios import Loaded, load_scenario
from sbs_econ.model.inputs import ResolvedQuantity

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Run:
    """One run of one scenario.

    ``table``, ``perspectives`` and ``flows`` are pandas data frames with the names of the run folder's files;
    ``draws(row)`` is a NumPy array. In a notebook a run shows itself as the table.
    """

    result: Result
    loaded: Loaded
    overrides: Mapping[str, Any]

    @property
    def table(self) -> pd.DataFrame:
        """The cost-consequence table, one row a line, programme minus usual support."""
        return _frame(table_records(self.result))

    @property
    def perspectives(self) -> pd.DataFrame:
        """Net cost by perspective."""
        return _frame(perspective_records(self.result))

    @property
    def flows(self) -> pd.DataFrame:
        """Costs by row, payer and year, discounted."""
        return _frame(flow_records(self.result))

    @property
    def warnings(self) -> list[str]:
        """What a reader of the result must be told."""
        return list(self.as_dict()["warnings"])

    def draws(self, row: str, part: str = "cost") -> Array:
        """Return the draws of a row's cost (else its quantity), or of a perspective's net cost, shape (draws,).

        Raises:
            KeyError: if there is no such row or perspective.
        """
        return self.result.draws_of(row, part)

    def as_dict(self) -> dict[str, Any]:
        """Return the document of ``run --format json``."""
        return run_document(self.result, hash_of(self.loaded, self.overrides))

    def __repr__(self) -> str:
        """Return the printed table."""
        from sbs_econ.reporting.run_table import run_table

        return run_table(self.result, width=100)

    def _repr_html_(self) -> str:
        from sbs_econ.reporting.notebook import run_html

        return run_html(self.result)


def _frame(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame.from_records([dict(record) for record in records])


def run(  # noqa: PLR0913
    scenario: str,
    *,
    draws: int = 10_000,
    seed: int = 1,
    sampler: str = "mc",
    changes: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
    precision: float | None = None,
) -> Run:
    """Run a scenario: base case and PSA.

    Args:
        scenario: a name or a path.
        draws: number of PSA draws.
        seed: of the random streams.
        sampler: mc, lhs or sobol.
        changes: quantities and settings given anew, as ``--set`` does.
        out: where to write a run folder.
        jobs: threads; never changes a result.
        precision: standard error in GBP that every net cost is to reach; more draws are made until it does.

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if there is no such scenario, or a folder is in the way.

    >>> sbs_econ.run("base_case", changes={"attribution.causal_share": 0.5})  # doctest: +SKIP
    """
    from sbs_econ.io.run_folder import check_free, write_run

    if out is not None:
        check_free(Path(out), force=False)
    given = dict(changes or {})
    loaded = load_scenario(scenario, overrides_from_python(given))
    working = Working(Threads(jobs, 2 * jobs))
    plan, scenarios = Plan(draws, seed, sampler), [loaded.usable()]
    if precision is None:
        result = run_many(scenarios, plan, working)[0]
    else:
        result = run_to_precision(scenarios, plan, Precision(pounds=precision), working)[0]
    done = Run(result, loaded, overrides_record(given))
    if out is not None:
        options = {"inputs_sha256": hash_of(loaded, done.overrides), "overrides": done.overrides, "jobs": jobs}
        write_run(Path(out), done.result, input_files(loaded), options)
    return done


def init(folder: str | Path) -> Path:
    """Write an editable copy of the parameters and scenarios, with JSON Schemas; return the folder.

    Raises:
        RequestError: if the folder exists and is not empty.
    """
    from sbs_econ.io.starting import start_project

    start_project(Path(folder))
    return Path(folder)


def load(scenario: str, changes: Mapping[str, Any] | None = None) -> dict[str, ResolvedQuantity]:
    """Return the resolved quantities of a scenario by name.

    Raises:
        InputError: with every problem in the inputs.
    """
    return dict(load_scenario(scenario, overrides_from_python(dict(changes or {}))).usable().quantities)


def validate(*paths: str | Path) -> list[Problem]:
    """Return every problem in parameters and scenarios; nothing is run."""
    return problems_in([Path(path) for path in paths])
