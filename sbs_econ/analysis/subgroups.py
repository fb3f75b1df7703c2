"""Results by subgroup or by mode, each with its own uncertainty, and who gets what share (method, section 4).

A part's effects are those of the whole programme with everyone in that part: k = N s_g A V mu_g / sum_g s_ref_g mu_g,
times the multiplier of the other dimension. The programme's cost is shared by heads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from sbs_econ.analysis.compare_blocks import Answer, Outputs, Question, Source, ask
from sbs_econ.analysis.compare_outputs import difference, share_of, squeezed
from sbs_econ.analysis.compare_parts import (
    GROUPS,
    PROGRAMME,
    Effects,
    Figures,
    Part,
    PartsWanted,
    added,
    budget_per_person,
    delivery_per_person,
    parts_wanted,
    weighted,
)
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.sites import Kind, between_cv, kinds_of
from sbs_econ.analysis.vary import Replaced
from sbs_econ.equations.arrays import Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.effect_scale import site_multiplier
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.reader import Reader

STEMS = {"subgroup": "subgroups", "mode": "modes"}
"""How people are divided: by subgroup or by mode, and the file that holds the parts."""
EVERYONE = "everyone"
SHARES = ("share:people", "share:programme_cost", "share:effect")
"""A part's share of the people, of the programme's cost to its funder, and of everything that the programme changes."""
RELATIVE = "effect_relative"
"""Effect per person, over that of all participants."""


@dataclass(frozen=True, slots=True)
class At:
    """One kind of site while it is worked through: its values, its effects, and what delivery costs per person."""

    kind: Kind
    common: Mapping[str, Draws]
    local: Mapping[str, Draws]
    effects: Effects
    delivery: Figures

    @property
    def people(self) -> int:
        """People who start at its sites."""
        return sum(site.participants for site in self.kind.sites)


@dataclass(frozen=True, slots=True)
class SubgroupsAsked:
    """The question: figures per person by part, and each part's shares."""

    inputs: Inputs
    wanted: PartsWanted
    kinds: tuple[Kind, ...]
    by: str
    keys: tuple[str, ...]

    @property
    def scenarios(self) -> tuple[Inputs, ...]:
        """The one scenario."""
        return (self.inputs,)

    def parts(self, source: Source) -> Iterator[tuple[str, Outputs]]:
        """Yield each part, then everyone."""
        sums = {key: _Sum() for key in self.keys}
        whole = _Sum()
        for at in self._sites(source):
            reader = self._reader(at, {})
            whole.add(at, float(at.people), site_multiplier(reader))
            for key in self.keys:
                sums[key].add(
                    at, at.people * self._share(reader, key), site_multiplier(self._reader(at, self._alone(at, key)))
                )
        for key in self.keys:
            yield key, _outputs(sums[key], whole)
        yield EVERYONE, Outputs({n: v for n, v in whole.per_person().items() if n != GROUPS})

    def _sites(self, source: Source) -> Iterator[At]:
        budget, common = budget_per_person(self.inputs, self.wanted, source), source.common(self.inputs)
        kept: dict[str, Effects] = {}
        for kind in self.kinds:
            site = kind.sites[0]
            local = source.local(self.inputs, site)
            here = partial(Reader, values=common, local=site.quantities, local_values=local)
            if kind.effects not in kept:
                kept = {kind.effects: Effects(self.inputs, self.wanted, here)}
            cost = delivery_per_person(self.inputs, self.wanted, here(self.inputs), site)
            yield At(kind, common, local, kept[kind.effects], added(budget, cost))

    def _reader(self, at: At, instead: Mapping[str, Draws]) -> Reader:
        """A reader at a kind of site with some values replaced."""
        own = at.kind.sites[0].quantities
        quantities: dict[str, ResolvedQuantity] = {
            name: own.get(name) or self.inputs.quantities[name] for name in instead
        }
        return Reader(self.inputs, at.common, {**own, **quantities}, Replaced(at.local, instead))

    def _share(self, reader: Reader, key: str) -> Draws:
        total: Draws = 0.0
        for name, part in self._share_names():
            if part == key:
                total = total + reader[name]
        return total

    def _share_names(self) -> list[tuple[str, str]]:
        """Names of the shares that decide the mix, and the part that each belongs to."""
        structure, stem = self.inputs.structure, STEMS[self.by]
        if structure.cells:
            place = 0 if self.by == "subgroup" else 1
            return [(f"cells.{cell[0]}.{cell[1]}.share", cell[place]) for cell in structure.cells]
        return [(f"{stem}.{part}.share", part) for part in getattr(structure, stem)]

    def _alone(self, at: At, key: str) -> dict[str, Draws]:
        """The shares where everyone is in one part; within it, joint cells keep their proportions."""
        reader = self._reader(at, {})
        total = self._share(reader, key)
        found: dict[str, Draws] = {}
        for name, part in self._share_names():
            found[name] = _over(reader[name], total) if part == key else 0.0
        if not self.inputs.structure.cells:
            found[f"{STEMS[self.by]}.{key}.share"] = 1.0
        return found


def _over(part: Draws, whole: Draws) -> Draws:
    """A part over the whole, 0 where the whole is 0."""
    above, below = np.broadcast_arrays(np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64))
    return squeezed(np.divide(above, below, out=np.zeros(above.shape), where=below != 0))


class _Sum:
    """Figures of a part over the kinds of sites: totals so far, the people they are of, and what effects reached."""

    def __init__(self) -> None:
        self.people: Draws = 0.0
        self.reach: Draws = 0.0
        self._totals: Figures = {}

    def add(self, at: At, people: Draws, reach: Draws) -> None:
        per_person = added(at.delivery, at.effects.per_person(reach))
        self._totals = added(self._totals, weighted(per_person, people))
        self.people, self.reach = self.people + people, self.reach + people * reach

    def per_person(self) -> Figures:
        return {name: _over(value, self.people) for name, value in self._totals.items()}

    @property
    def programme_cost(self) -> Draws:
        return self._totals[PROGRAMME]


def _outputs(part: _Sum, whole: _Sum) -> Outputs:
    full = {name: value for name, value in part.per_person().items() if name != GROUPS}
    shares = (
        _over(part.people, whole.people),
        _over(part.programme_cost, whole.programme_cost),
        _over(part.reach, whole.reach),
    )
    full |= dict(zip(SHARES, shares, strict=True))
    full[RELATIVE] = _over(_over(part.reach, part.people), _over(whole.reach, whole.people))
    above = share_of(difference(full[RELATIVE], 1.0), above=True)
    return Outputs(full, {f"{RELATIVE}:above": above})


@dataclass(frozen=True)
class Subgroups:
    """Results of one scenario by subgroup or mode, per person."""

    inputs: Inputs
    wanted: PartsWanted
    by: str
    parts: tuple[Part, ...]
    everyone: Part
    nobody: tuple[str, ...]
    """Labels of parts that hold nobody."""
    between_cv: float | None
    plan: Plan


def subgroups_of(
    inputs: Inputs,
    plan: Plan,
    by: str = "subgroup",
    wanted: PartsWanted | None = None,
    asker: Callable[[Question], Answer] | None = None,
) -> Subgroups:
    """Return results by subgroup (or mode).

    Args:
        inputs: a resolved scenario.
        plan: draws, seed and sampler.
        by: subgroup or mode.
        wanted: the rows to show.
        asker: puts the question to the draws; in this thread by ``plan`` if left out.

    Raises:
        RequestError: if the parameters have no such parts, or nobody starts.
    """
    keys = getattr(inputs.structure, STEMS[by])
    if not keys or not inputs.settings.participants:
        raise RequestError(f"there is nobody to divide by {by}", f"{STEMS[by]}.yaml holds the parts")
    kinds = kinds_of(inputs)
    present = _present(inputs, by, keys)
    question = SubgroupsAsked(inputs, wanted or parts_wanted(inputs), kinds, by, present)
    answer = ask(question, plan) if asker is None else asker(question)
    labels = {key: _label(inputs.quantities[f"{STEMS[by]}.{key}.share"].label) for key in keys}
    people = inputs.settings.participants
    return Subgroups(
        inputs=inputs,
        wanted=question.wanted,
        by=by,
        parts=tuple(_part(answer, key, labels[key], people) for key in present),
        everyone=Part(EVERYONE, "Everyone", people, answer.parts[EVERYONE].full),
        nobody=tuple(labels[key] for key in keys if key not in present),
        between_cv=between_cv(inputs),
        plan=answer.plan,
    )


def _label(label: str) -> str:
    """A part's own label, from that of its share."""
    return label.removesuffix(": share")


def _present(inputs: Inputs, by: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that hold people at any site."""
    totals: dict[str, float] = defaultdict(float)
    cells = inputs.structure.cells
    for site in inputs.sites:
        for name, quantity in {**inputs.quantities, **site.quantities}.items():
            words = name.split(".")
            if cells and words[0] == "cells" and words[-1] == "share":
                totals[words[1 if by == "subgroup" else 2]] += quantity.value * site.participants
            elif not cells and words[0] == STEMS[by] and words[-1] == "share":
                totals[words[1]] += quantity.value * site.participants
    return tuple(key for key in keys if totals[key] > 0)


def _part(answer: Answer, key: str, label: str, people: int) -> Part:
    own = answer.parts[key]
    share, above = own.full["share:people"].mean, f"{RELATIVE}:above"
    return Part(key, label, people * share, own.full, above_average=(own.means[above], own.errors[above]))
