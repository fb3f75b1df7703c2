"""Which inputs are looked at together: groups by name or pattern, and those ready made from the parameters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sbs_econ.errors import InputError, Problem
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.patterns import matches
from sbs_econ.schema.base import did_you_mean
from sbs_econ.vocabulary import Evidence

PLACE = "(command line)"
ATTRIBUTION = "attribution"
NO_SOURCE = "none"
READY_MADE = ("block", "source", "evidence")


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that would be known together; ``key`` is None for one that was put together by hand, or a single input.

    ``label`` is what people call it.
    """

    names: tuple[str, ...]
    key: str | None = None
    label: str | None = None
    asked: bool = False
    """Whether it was asked for, so that it is shown whatever it is worth."""

    @property
    def title(self) -> str:
        """Its label, or else its key, or the names in it."""
        return self.label or self.key or ", ".join(self.names)


def ready_made(quantities: Mapping[str, ResolvedQuantity], names: Iterable[str]) -> dict[str, Group]:
    """Return the groups by block, source and evidence grade, and attribution, among some names; each by its key."""
    members: dict[str, set[str]] = defaultdict(set)
    for name in names:
        quantity = quantities[name]
        members[f"block:{name.split('.')[0]}"].add(name)
        members[f"evidence:{quantity.evidence.value}"].add(name)
        members[f"source:{quantity.source or NO_SOURCE}"].add(name)
        if name.startswith("attribution.") or ".attribution." in name:
            members[ATTRIBUTION].add(name)
    return {key: Group(tuple(sorted(members[key])), key) for key in sorted(members, key=_order)}


def _order(key: str) -> tuple[int, int, str]:
    kind, _, name = key.partition(":")
    grades = [grade.value for grade in Evidence]
    place = grades.index(name) if kind == "evidence" else int(name == NO_SOURCE)
    return ([ATTRIBUTION, *READY_MADE].index(kind), place, name)


def groups_of(
    texts: Sequence[str], names: Sequence[str], ready: Mapping[str, Group], fixed: Iterable[str] = ()
) -> list[Group]:
    """Return the groups that texts ask for: names, patterns and keys of ready-made groups, by commas.

    Args:
        texts: such as ``a,b.*.c`` or ``block:service_use``; ``name=a,b`` gives the group a name of its own.
        names: inputs that may be in a group.
        ready: the ready-made groups by key.
        fixed: inputs that have no uncertainty.

    Raises:
        InputError: with every name that fits nothing.
    """
    problems: list[Problem] = []
    groups = [_group(text, names, ready, frozenset(fixed), problems) for text in texts]
    if problems:
        raise InputError(dict.fromkeys(problems))
    return groups


def _group(
    text: str, names: Sequence[str], ready: Mapping[str, Group], fixed: frozenset[str], problems: list[Problem]
) -> Group:
    name, equals, members = text.partition("=")
    given = name.strip() if equals and members.strip() else None
    words = [word.strip() for word in (members if given else text).split(",") if word.strip()]
    if not words:
        problems.append(Problem("E610", f"--group '{text}' names nothing", "write --group a,b", PLACE))
    found: set[str] = set()
    for word in words:
        found |= _members(word, names, ready, fixed, problems)
    key = words[0] if given is None and len(words) == 1 and words[0] in ready else given
    return Group(tuple(sorted(found)), key, None if key else ", ".join(words), asked=True)


def _members(
    word: str, names: Sequence[str], ready: Mapping[str, Group], fixed: frozenset[str], problems: list[Problem]
) -> set[str]:
    if word in names:
        return {word}
    if word in ready:
        return set(ready[word].names)
    fitting = {name for name in names if matches(word, name)}
    if not fitting and any(matches(word, name) for name in fixed):
        fixed_cure = "leave it out, or look at what it is set to"
        problems.append(Problem("E611", f"'{word}' is fixed: there is nothing to learn about it", fixed_cure, PLACE))
    elif not fitting:
        near = did_you_mean(word, [*names, *ready])
        problems.append(Problem("E610", f"there is no input or group '{word}'", near, PLACE))
    return fitting


def drawn_with(inputs: Inputs, names: Iterable[str]) -> frozenset[str]:
    """Return names and all drawn together with one of them: correlated, shares of a whole, or rows of a file."""
    own = set(names)
    together = [set(group.names) for group in inputs.correlations]
    joint: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, quantity in inputs.quantities.items():
        if quantity.joint is not None:
            joint[quantity.joint.kind, quantity.joint.group].add(name)
    for group in [*together, *joint.values()]:
        if own & group:
            own |= group
    return frozenset(own)
