"""Checks, reproduction and explanation from Python."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.psa import Plan
from sbs_econ.io.overrides import overrides_from_python, overrides_record
from sbs_econ.io.projects import hash_of
from sbs_econ.io.scenarios import Loaded, load_scenario

if TYPE_CHECKING:
    from sbs_econ.analysis.verify import Verification


def verify(
    scenario: str, *, draws: int = 1_000, seed: int = 1, sampler: str = "mc", changes: Mapping[str, Any] | None = None,
    report: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Return the document of ``verify --format json``: black-box checks of the model on a scenario's inputs.

    Args:
        scenario: a name or a path.
        draws: PSA draws that each check is made on.
        seed: of the random streams.
        sampler: mc, lhs or sobol.
        changes: quantities and settings given anew, as ``--set`` does.
        report: make the report of it as well, and check that.

    Raises:
        InputError: with every problem in the inputs.
    """
    from sbs_econ.analysis import verify as analysis

    given = dict(changes or {})
    loaded, record = load_scenario(scenario, overrides_from_python(given)), overrides_record(given)
    found = verified(loaded, record, Plan(draws, seed, sampler), report)
    return analysis.verify_document(found, hash_of(loaded, record))


def verified(loaded: Loaded, overrides: dict[str, str], plan: Plan, report: bool) -> Verification:
    """Return every check of a scenario, those of its report among them where they are wanted."""
    from sbs_econ.analysis import verify as analysis

    if not report:
        return analysis.verify(loaded.usable(), plan)
    from sbs_econ.api.report_checks import report_checks

    return analysis.verify(loaded.usable(), plan, report_checks(loaded, overrides, plan))


def reproduce(run: str | Path, *, scenario: str | None = None, jobs: int = 1) -> dict[str, Any]:
    """Return the document of ``reproduce --format json``: whether a run folder comes back when it is run again.

    Args:
        run: the folder.
        scenario: the scenario, where its file is no longer where it was.
        jobs: workers; never changes a result.

    Raises:
        RequestError: if it is not a run folder.
    """
    from sbs_econ.io import reproduction

    return reproduction.reproduce_document(reproduction.reproduce(Path(run), scenario, jobs))


def explain(run_or_scenario: str | Path, row: str, *, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the document of ``explain --format json``: from a number back through its working to each input.

    Args:
        run_or_scenario: a run folder, or the name or path of a scenario.
        row: a row of the table, or a perspective.
        changes: of a scenario: quantities and settings given anew, as ``--set`` does.

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if there is no such row, run or scenario.
    """
    from sbs_econ.analysis.explain import explain as working
    from sbs_econ.analysis.explain_records import explain_document
    from sbs_econ.io.reproduction import inputs_of_run
    from sbs_econ.io.run_documents import read_document

    if not Path(run_or_scenario).is_dir():
        loaded = load_scenario(str(run_or_scenario), overrides_from_python(dict(changes or {})))
        return explain_document(working(loaded.usable(), row), loaded.folder.usable().sources)
    inputs, sources, notes = inputs_of_run(Path(run_or_scenario))
    return explain_document(working(inputs, row), sources, read_document(Path(run_or_scenario), "run.json"), notes)
