"""Checks of quantities that are drawn as a group: Dirichlet shares, joint normals, columns of draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sbs_econ.model.folder import Folder
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.distribution import DirichletStatement, EmpiricalStatement, MultivariateNormalStatement
from sbs_econ.schema.issues import Issue
from sbs_econ.schema.sense import Stated

FILE = "joint.yaml"


def joint_issues(folder: Folder, stated: Iterable[Stated]) -> Iterator[Issue]:
    """Yield what is wrong with groups of quantities."""
    everything = list(stated)
    yield from _shares(everything)
    yield from _members(folder, everything)
    for key in folder.joint:
        yield from _matrix(folder, key, {s.name for s in everything})
    yield from _columns(folder, everything)


def _shares(everything: Iterable[Stated]) -> Iterator[Issue]:
    groups: dict[str, list[tuple[Stated, DirichletStatement]]] = defaultdict(list)
    for stated in everything:
        if isinstance(stated.quantity.distribution, DirichletStatement):
            groups[stated.quantity.distribution.group].append((stated, stated.quantity.distribution))
    for group, members in groups.items():
        first = members[0][0]
        total = sum(_mean(stated, statement) for stated, statement in members)
        if abs(total - 1) > 1e-9:
            message = f"the shares of the dirichlet group '{group}' add up to {total:.12g}, and must add up to 1"
            yield first.issue("distribution", "E309", message, "change one of the means so that they add up to 1")
        if len({statement.concentration for _, statement in members}) > 1:
            message = f"the members of the dirichlet group '{group}' have different concentrations"
            yield first.issue("distribution", "E322", message, "give the whole group the same concentration")


def _mean(stated: Stated, statement: DirichletStatement) -> float:
    mean = statement.mean if statement.mean is not None else stated.quantity.value
    return 0.0 if mean is None else float(mean)


def _members(folder: Folder, everything: Iterable[Stated]) -> Iterator[Issue]:
    for stated in everything:
        statement = stated.quantity.distribution
        if not isinstance(statement, MultivariateNormalStatement):
            continue
        group = folder.joint.get(statement.group)
        if group is None:
            message = f"there is no group '{statement.group}' in joint.yaml"
            yield stated.issue("distribution.group", "E322", message, did_you_mean(statement.group, folder.joint))
        elif stated.name not in group.names:
            message = f"the group '{statement.group}' of joint.yaml does not name this quantity"
            yield stated.issue("distribution.group", "E322", message, f"add {stated.name} to its names")


def _matrix(folder: Folder, key: str, known: set[str]) -> Iterator[Issue]:
    group = folder.joint[key]
    for number, name in enumerate(group.names):
        if name not in known:
            cure = did_you_mean(name, known)
            yield Issue(FILE, (key, "names", number), "E319", f"there is no quantity '{name}'", cure)
    size = len(group.names)
    if len(group.correlation) != size or any(len(row) != size for row in group.correlation):
        message = f"the correlation of {size} names needs {size} rows of {size} numbers"
        yield Issue(
            FILE, (key, "correlation"), "E321", message, "write one row for each name, in their order", on="key"
        )
        return
    import numpy as np

    from sbs_econ.equations.correlation import check_correlation

    for message in check_correlation(np.asarray(group.correlation), group.names):
        cure = "correct the correlations named; they are never repaired silently"
        yield Issue(FILE, (key, "correlation"), "E321", message, cure, on="key")


def _columns(folder: Folder, everything: Iterable[Stated]) -> Iterator[Issue]:
    lengths: dict[str, int] = {}
    for stated in everything:
        statement = stated.quantity.distribution
        if not isinstance(statement, EmpiricalStatement) or statement.file is None:
            continue
        values = folder.columns.get((statement.file, str(statement.column)), ())
        if not values:
            continue
        mean = statement.resolve_columns(values).mean if statement.weights is None else None
        if lengths.setdefault(statement.file, len(values)) != len(values):
            yield stated.issue("distribution", "E322", f"columns of {statement.file} have different lengths")
        if mean is not None and stated.quantity.value is not None:
            yield from _agrees(stated, mean)


def _agrees(stated: Stated, mean: float) -> Iterator[Issue]:
    from sbs_econ.schema.distribution import agreement

    message = agreement(str(stated.quantity.value), mean)
    if message is not None:
        yield stated.issue("value", "E203", message, "value is the mean of the column: write it, or leave value out")
