"""Checks across a parameter folder: that every reference holds and nothing is left unused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sbs_econ.model.correlations import matrix_problems
from sbs_econ.model.folder import Folder, known_names
from sbs_econ.model.joint_checks import joint_issues
from sbs_econ.model.patterns import expand
from sbs_econ.model.price_checks import index_files, price_years, unit_cost_sets
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue, KeyPath
from sbs_econ.schema.parameters import PopulationPart
from sbs_econ.schema.quantity import Change
from sbs_econ.schema.sense import problems
from sbs_econ.vocabulary import Category, ChangeKind, Unit

Check = Callable[[Folder], Iterator[Issue]]
TOLERANCE = 1e-9

MEND = "change one of them so that they add up to 1"


def check_folder(folder: Folder) -> list[Issue]:
    """Return everything that is wrong in a folder beyond the shape of its files."""
    return [issue for check in CHECKS for issue in check(folder)]


def _sense(folder: Folder) -> Iterator[Issue]:
    for stated in folder.everything():
        yield from problems(stated)


def _references(folder: Folder) -> Iterator[Issue]:
    for stated in folder.everything():
        source = stated.quantity.source
        if source is not None and source not in folder.sources:
            yield stated.issue(
                "source",
                "E301",
                f"there is no source '{source}' in sources.yaml",
                did_you_mean(source, folder.sources),
            )
    for file, path, source in _finding_sources(folder):
        if source not in folder.sources:
            yield Issue(
                file,
                path,
                "E301",
                f"there is no source '{source}' in sources.yaml",
                did_you_mean(source, folder.sources),
            )


def _finding_sources(folder: Folder) -> Iterator[tuple[str, KeyPath, str]]:
    tables: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("service_use.yaml", folder.service_use),
        ("outcomes.yaml", folder.outcomes),
        ("budgets.yaml", folder.budgets),
        ("not_quantified.yaml", folder.not_quantified),
    )
    for file, table in tables:
        for key, item in table.items():
            for number, finding in enumerate(getattr(item, "findings", [])):
                yield file, (key, "findings", number, "source"), finding.source
    for file, block in (("employment.yaml", folder.employment), ("informal_care.yaml", folder.informal_care)):
        for number, finding in enumerate(block.findings):
            yield file, ("findings", number, "source"), finding.source


def _population(folder: Folder) -> Iterator[Issue]:
    for file, parts in (("subgroups.yaml", folder.subgroups), ("modes.yaml", folder.modes)):
        for kind in ("share", "evaluation_share"):
            yield from _sum_to_one(file, parts, kind)
    for mode in sorted(set(folder.engagement.additional_share) - set(folder.modes)):
        yield Issue(
            "engagement.yaml",
            ("additional_share", mode),
            "E307",
            f"no mode '{mode}' in modes.yaml uses this",
            did_you_mean(mode, folder.modes),
            on="key",
        )
    for subgroup, by_mode in folder.cells.items():
        if subgroup not in folder.subgroups:
            yield Issue(
                "cells.yaml",
                (subgroup,),
                "E307",
                f"no subgroup '{subgroup}' in subgroups.yaml",
                did_you_mean(subgroup, folder.subgroups),
                on="key",
            )
        for mode in sorted(set(by_mode) - set(folder.modes)):
            yield Issue(
                "cells.yaml",
                (subgroup, mode),
                "E307",
                f"no mode '{mode}' in modes.yaml",
                did_you_mean(mode, folder.modes),
                on="key",
            )


def _sum_to_one(file: str, parts: Mapping[str, PopulationPart], kind: str) -> Iterator[Issue]:
    values = [getattr(part, kind).value for part in parts.values()]
    if not parts or any(value is None for value in values):
        return
    total = sum(float(value) for value in values)
    if abs(total - 1) > TOLERANCE:
        first = next(iter(parts))
        yield Issue(file, (first, kind), "E309", f"the {kind}s add up to {total:.12g}, and must add up to 1", MEND)


def _design(folder: Folder) -> Iterator[Issue]:
    programme = {name for name in known_names(folder) if name.startswith("programme.")}
    for decision, content in folder.design.items():
        if content.reference not in content.options:
            yield Issue(
                "design.yaml",
                (decision.value, "reference"),
                "E310",
                f"there is no option '{content.reference}'",
                did_you_mean(content.reference, content.options),
            )
        for option, choice in content.options.items():
            for kind, names in (("multiplies", choice.multiplies), ("replaces", choice.replaces)):
                for name in sorted(set(names) - programme):
                    yield Issue(
                        "design.yaml",
                        (decision.value, "options", option, kind, name),
                        "E311",
                        f"a design option may change programme quantities only; there is no '{name}'",
                        did_you_mean(name, programme),
                        on="key",
                    )


def _budgets(folder: Folder) -> Iterator[Issue]:
    for key, budget in folder.budgets.items():
        remainders = [line for line, content in budget.lines.items() if content.remainder]
        for line, content in budget.lines.items():
            path: KeyPath = (key, "lines", line)
            if line in ("total", "people", "partner_groups"):
                yield Issue("budgets.yaml", path, "E312", f"a budget line cannot be called {line}", on="key")
            if content.remainder == (content.amount is not None):
                yield Issue(
                    "budgets.yaml",
                    path,
                    "E313",
                    "a line has an amount, or is the remainder of the total; one of the two",
                    on="key",
                )
        if remainders and (budget.total is None or len(remainders) > 1):
            yield Issue(
                "budgets.yaml",
                (key, "lines", remainders[-1]),
                "E313",
                "one remainder line is allowed, and it needs a total",
                on="key",
            )


def _outcomes(folder: Folder) -> Iterator[Issue]:
    for key, outcome in folder.outcomes.items():
        if outcome.important_change and (outcome.sd is None or outcome.correlation is None):
            yield Issue(
                "outcomes.yaml",
                (key, "important_change"),
                "E314",
                "the share improving needs sd and correlation",
                on="key",
            )
        if outcome.change.unit is Unit.SD_PER_PERSON and outcome.unit is not Unit.SD and outcome.sd is None:
            yield Issue(
                "outcomes.yaml",
                (key, "change", "unit"),
                "E315",
                "a standardised difference needs sd, or the outcome's unit is SD",
            )
        unused = [name for name in ("sd", "correlation") if getattr(outcome, name) is not None]
        if unused and not outcome.important_change and outcome.change.unit is not Unit.SD_PER_PERSON:
            yield Issue(
                "outcomes.yaml",
                (key, unused[0]),
                "E316",
                f"no row could use {', '.join(unused)}: there is no important_change",
                on="key",
            )
        if outcome.change.kind is ChangeKind.RATE_RATIO and outcome.baseline is None:
            message = "a rate ratio needs a baseline to be a ratio of"
            yield Issue(
                "outcomes.yaml", (key, "change", "kind"), "E315", message, "add baseline:, or state a difference"
            )


def _windows(folder: Folder) -> Iterator[Issue]:
    """What is counted needs a recall period; a score or a status is measured at the follow-up."""
    work = folder.employment
    counted: list[tuple[str, KeyPath, Change]] = [
        ("service_use.yaml", (item, "change"), s.change) for item, s in folder.service_use.items()
    ]
    counted.append(("employment.yaml", ("absence_days_change",), work.absence_days_change))
    if work.presenteeism_days_change is not None:
        counted.append(("employment.yaml", ("presenteeism_days_change",), work.presenteeism_days_change))
    for file, path, change in counted:
        if change.recall_months is None:
            yield Issue(file, path, "E317", "this is counted over a recall period: give recall_months", on="key")
    states: list[tuple[str, KeyPath, Change]] = [
        ("outcomes.yaml", (key, "change"), outcome.change) for key, outcome in folder.outcomes.items()
    ]
    states.append(("employment.yaml", ("change_in_employment_rate",), work.change_in_employment_rate))
    for file, path, change in states:
        if change.recall_months is not None:
            message = "a score or a status has no recall period: say measured: at_follow_up instead"
            yield Issue(file, (*path, "recall_months"), "E317", message, on="key")


def _cashable(folder: Folder) -> Iterator[Issue]:
    for category in Category:
        if category not in (Category.OUTCOME, Category.NOT_QUANTIFIED) and category not in folder.cashable:
            yield Issue(
                "cashable.yaml",
                (),
                "E318",
                f"no cashable share for the category {category}",
                f"add {category}:",
            )


def _correlations(folder: Folder) -> Iterator[Issue]:
    names = set(folder.stated()) | {n for s in folder.unit_costs for n in folder.stated_prices(s)}
    for key, group in folder.correlations.items():
        for number, pattern in enumerate(group.names):
            if not expand(pattern, names):
                yield Issue(
                    "correlations.yaml",
                    (key, "names", number),
                    "E319",
                    f"'{pattern}' matches no quantity",
                    did_you_mean(pattern, names),
                )
        yield from _matrix(folder, key)


def _matrix(folder: Folder, key: str) -> Iterator[Issue]:
    group = folder.correlations[key]
    if (group.rank_correlation is None) == (not group.pairs):
        yield Issue(
            "correlations.yaml",
            (key,),
            "E320",
            "give rank_correlation (one for every pair) or pairs, one of the two",
            on="key",
        )
        return
    for message in matrix_problems(folder, key):
        yield Issue(
            "correlations.yaml",
            (key,),
            "E321",
            message,
            "correct the correlations named; they are never repaired silently",
            on="key",
        )


def _joint(folder: Folder) -> Iterator[Issue]:
    yield from joint_issues(folder, folder.everything())


CHECKS: tuple[Check, ...] = (
    _sense, _references, price_years, index_files, unit_cost_sets, _population, _design, _budgets, _outcomes,
    _windows, _cashable, _correlations, _joint,
)  # fmt: skip
