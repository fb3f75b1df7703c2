"""Choosing from Python: each function returns the document of its command's ``--format json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sbs_econ.analysis.psa import Plan
from sbs_econ.io.overrides import overrides_from_python, overrides_record
from sbs_econ.io.projects import hash_of
from sbs_econ.io.scenarios import load_scenario


def compare(
    *scenarios: str,
    by: str | None = None,
    draws: int = 10_000,
    seed: int = 1,
    sampler: str = "mc",
    changes: Mapping[str, Any] | None = None,
    **wanted: Any,
) -> dict[str, Any]:
    """Return scenarios side by side on common draws, or the parts of one: the document of ``compare --format json``.

    Args:
        *scenarios: names or paths; one if ``by`` is given.
        by: site, subgroup, mode or payer.
        draws: number of PSA draws; ``seed`` and ``sampler`` say which.
        seed: of the random streams.
        sampler: mc, lhs or sobol.
        changes: quantities and settings given anew in all of them, as ``--set`` does.
        **wanted: per, against, outcome, perspective and allow_mixed, as the options of the command.

    Raises:
        InputError: with every problem in the inputs, or every reason why they cannot be compared.
        RequestError: if something that is asked for is not there.
    """
    from sbs_econ.analysis.compare_answers import comparison_document
    from sbs_econ.analysis.compare_wanted import Wanted

    given = dict(changes or {})
    loaded = [load_scenario(name, overrides_from_python(given)) for name in scenarios]
    hashes = [hash_of(each, overrides_record(given)) for each in loaded]
    scenarios_read = [each.usable() for each in loaded]
    return comparison_document(scenarios_read, hashes, Plan(draws, seed, sampler), Wanted.of(**wanted), by)


def budget_impact(
    scenario: str,
    *,
    plan: Mapping[str, Any] | None = None,
    draws: int = 10_000,
    seed: int = 1,
    sampler: str = "mc",
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return who pays what in which financial year: the document of ``budget-impact --format json``.

    Args:
        scenario: a name or a path.
        plan: eligible, uptake (by year), years, first_year, hours_per_fte; in place of the scenario's own.
        draws: number of PSA draws.
        seed: of the random streams.
        sampler: mc, lhs or sobol.
        changes: quantities and settings given anew, as ``--set`` does.

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if the plan cannot be met.
    """
    from sbs_econ.analysis import budget_impact as analysis
    from sbs_econ.analysis.change_budget_records import budget_document

    loaded = load_scenario(scenario, overrides_from_python(dict(changes or {})))
    wanted = analysis.planned(loaded.usable(), loaded.layers, plan or {})
    return budget_document(analysis.budget_impact(loaded.usable(), wanted, Plan(draws, seed, sampler)))


def diff(
    first: str,
    second: str,
    *,
    perspective: str = "nhs_pss",
    draws: int = 10_000,
    seed: int = 1,
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what differs between two scenarios, parameter folders or run folders, and what moved the result.

    Args:
        first: one side.
        second: the other.
        perspective: whose net cost per participant.
        draws: number of PSA draws.
        seed: of the random streams.
        changes: quantities and settings given anew on both sides, except in run folders.

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if there is no such side.
    """
    from sbs_econ.analysis.change import what_moved
    from sbs_econ.analysis.change_list import rows_on_one_side
    from sbs_econ.analysis.change_records import diff_document, side_record, with_stored
    from sbs_econ.io.differences import listed, read_sides
    from sbs_econ.vocabulary import Perspective

    one, other = read_sides(first, second, None, overrides_from_python(dict(changes or {})))
    moved = what_moved(one.inputs, other.inputs, Perspective(perspective), Plan(draws, seed))
    records = (side_record(one.kind, first, one.inputs), side_record(other.kind, second, other.inputs))
    notes = [f"{side.name}: {note}" for side in (one, other) for note in side.notes]
    rows = rows_on_one_side(one.inputs, other.inputs)
    return diff_document(records, with_stored(moved, one.stored, other.stored), listed(one, other), rows, notes)


def lenses(
    scenario: str,
    *,
    draws: int = 10_000,
    seed: int = 1,
    sampler: str = "mc",
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the verdict through every lens: the document of ``lenses --format json``.

    Raises:
        InputError: with every problem in the inputs.
    """
    from sbs_econ.analysis.change_lens_records import lenses_document
    from sbs_econ.analysis.lenses import lens_table

    loaded = load_scenario(scenario, overrides_from_python(dict(changes or {})))
    loaded.usable()
    return lenses_document(lens_table(loaded.folder.usable(), loaded.layers, Plan(draws, seed, sampler)))


def waterfall(
    scenario: str,
    row: str,
    *,
    draws: int = 10_000,
    seed: int = 1,
    sampler: str = "mc",
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the steps from a row's reported change to the attributable one.

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if there is no such row, or it follows from no reported change.
    """
    from sbs_econ.analysis.change_lens_records import waterfall_document
    from sbs_econ.analysis.change_waterfall import change_waterfall

    inputs = load_scenario(scenario, overrides_from_python(dict(changes or {}))).usable()
    return waterfall_document(change_waterfall(inputs, row, Plan(draws, seed, sampler)))
