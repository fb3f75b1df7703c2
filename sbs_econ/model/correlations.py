"""Which quantities are drawn together, and with what correlation of their normal scores."""

from __future__ import annotations

import math

from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import CorrelatedGroup
from sbs_econ.model.patterns import expand

Matrix = tuple[tuple[float, ...], ...]


def score_correlation(rank: float) -> float:
    """Return the correlation of normal scores that gives a Spearman rank correlation: 2 sin(pi rho / 6)."""
    return 2.0 * math.sin(math.pi * rank / 6.0)


def group_names(folder: Folder, key: str) -> tuple[str, ...]:
    """Return the members of a correlated group, sorted; the same whatever a scenario fixes."""
    names = set(folder.stated())
    for unit_cost_set in folder.unit_costs:
        names |= set(folder.stated_prices(unit_cost_set))
    members = {name for pattern in folder.correlations[key].names for name in expand(pattern, names)}
    return tuple(sorted(members))


def group_matrix(folder: Folder, key: str) -> Matrix:
    """Return the correlation matrix of the group's normal scores."""
    group, names = folder.correlations[key], group_names(folder, key)
    if group.rank_correlation is not None:
        common = score_correlation(group.rank_correlation)
        return tuple(tuple(1.0 if a == b else common for b in names) for a in names)
    pairs = {frozenset(pair.between): score_correlation(pair.rank_correlation) for pair in group.pairs}
    return tuple(tuple(1.0 if a == b else pairs.get(frozenset((a, b)), 0.0) for b in names) for a in names)


def matrix_problems(folder: Folder, key: str) -> list[str]:
    """Return what makes a group's correlations impossible, naming the entries; nothing is repaired."""
    group, names = folder.correlations[key], group_names(folder, key)
    strangers = sorted({n for pair in group.pairs for n in pair.between if n not in names})
    if strangers:
        return [f"{', '.join(strangers)} is in a pair but not among names"]
    if group.rank_correlation is not None:
        lowest = -1.0 / (len(names) - 1) if len(names) > 1 else -1.0
        common = score_correlation(group.rank_correlation)
        return (
            [] if common >= lowest else [f"{len(names)} quantities cannot all correlate by {group.rank_correlation:g}"]
        )
    import numpy as np

    from sbs_econ.equations.correlation import check_correlation

    return check_correlation(np.asarray(group_matrix(folder, key)), names)


def correlated_groups(folder: Folder) -> tuple[CorrelatedGroup, ...]:
    """Return every correlated group of a folder, joint normals included."""
    known = folder.drawn_together
    if not known:
        known += [_ranked(folder, key) for key in folder.correlations]
        known += [_joint_normal(folder, key) for key in folder.joint]
    return tuple(known)


def _ranked(folder: Folder, key: str) -> CorrelatedGroup:
    return CorrelatedGroup(key, group_names(folder, key), group_matrix(folder, key))


def _joint_normal(folder: Folder, key: str) -> CorrelatedGroup:
    group = folder.joint[key]
    order = sorted(range(len(group.names)), key=lambda i: group.names[i])
    names = tuple(group.names[i] for i in order)
    return CorrelatedGroup(key, names, tuple(tuple(group.correlation[i][j] for j in order) for i in order))
