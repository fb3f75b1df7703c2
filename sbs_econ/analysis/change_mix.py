"""Inputs mixed from two sides: some parts from the second, all others from the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sbs_econ.analysis.change_parts import Compared, Part, setting_part
from sbs_econ.equations.prices import uprating_factor
from sbs_econ.model.inputs import IndexSeries, Inputs, ResolvedQuantity, Settings, Structure
from sbs_econ.schema.parameters import Outcome, Service
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import Index


def mixed(sides: Compared, from_second: frozenset[Part]) -> Inputs:
    """Return inputs with the given parts from the second side; all that differ give the second side itself."""
    if not from_second:
        return sides.first
    if from_second >= set(sides.parts):
        return sides.second
    return _Mix(sides, from_second).inputs()


class _Mix:
    """One mixture: which side each part comes from."""

    def __init__(self, sides: Compared, from_second: frozenset[Part]) -> None:
        self.sides, self.from_second = sides, from_second

    def side(self, part: Part) -> Inputs:
        return self.sides.second if self.sides.joined.get(part, part) in self.from_second else self.sides.first

    def inputs(self) -> Inputs:
        together = Part.ROWS if Part.ROWS in self.sides.parts else Part.EFFECTS
        effects, other = self.side(Part.EFFECTS), self.sides.first
        columns = {**self.sides.second.columns, **other.columns, **effects.columns}
        return replace(
            self.sides.first,
            settings=self._settings(),
            quantities=self._quantities(),
            structure=self._structure(),
            sites=self.side(Part.PARTICIPANTS).sites,
            indices=_chained(self.side(Part.PRICE_YEAR).indices, (self.sides.first.indices, self.sides.second.indices)),
            correlations=self.side(together).correlations,
            columns=columns,
            names=tuple(sorted({*self.sides.first.names, *self.sides.second.names})),
        )

    def _settings(self) -> Settings:
        names = Settings.__dataclass_fields__
        chosen = {name: getattr(self.side(setting_part(name)).settings, name) for name in names}
        return replace(self.sides.first.settings, **chosen)

    def _quantities(self) -> dict[str, ResolvedQuantity]:
        """Each quantity from the side of its part; absent where that side does not have it."""
        found: dict[str, ResolvedQuantity] = {}
        for name in {**self.sides.first.quantities, **self.sides.second.quantities}:
            quantity = self.side(self.sides.part_of(name)).quantities.get(name)
            if quantity is not None:
                found[name] = quantity
        return found

    def _structure(self) -> Structure:
        effects = self.side(Part.EFFECTS).structure
        attribution, rows = self.side(Part.ATTRIBUTION).structure, self.side(Part.ROWS).structure
        population, budget = self.side(Part.POPULATION).structure, self.side(Part.PROGRAMME_COST).structure.budget
        outcomes = {key: _outcome(each, attribution.outcomes.get(key)) for key, each in effects.outcomes.items()}
        presenteeism = effects.presenteeism_days_change
        return replace(
            effects,
            services={key: self._service(key, service) for key, service in rows.services.items()},
            outcomes=outcomes,
            change_in_employment_rate=_change(effects.change_in_employment_rate, attribution.change_in_employment_rate),
            absence_days_change=_change(effects.absence_days_change, attribution.absence_days_change),
            presenteeism_days_change=None
            if presenteeism is None
            else _change(presenteeism, attribution.presenteeism_days_change),
            hours_change=effects.hours_change.model_copy(update={"attribution": attribution.hours_change.attribution}),
            subgroups=population.subgroups,
            modes=population.modes,
            cells=population.cells,
            budget=budget,
        )

    def _service(self, key: str, service: Service) -> Service:
        effects = self.side(Part.EFFECTS).structure.services.get(key)
        attribution = self.side(Part.ATTRIBUTION).structure.services.get(key)
        if effects is None:
            return service
        change = _change(effects.change, None if attribution is None else attribution.change)
        return service.model_copy(update={"change": change})


def _change(effects: Change, attribution: Change | None) -> Change:
    """A change with its own attribution factors from another side, where that side has the change."""
    if attribution is None:
        return effects
    return effects.model_copy(update={"attribution": attribution.attribution})


def _outcome(effects: Outcome, attribution: Outcome | None) -> Outcome:
    if attribution is None:
        return effects
    return effects.model_copy(update={"change": _change(effects.change, attribution.change)})


def _chained(
    own: Mapping[Index, IndexSeries], both: tuple[Mapping[Index, IndexSeries], Mapping[Index, IndexSeries]]
) -> dict[Index, IndexSeries]:
    """Indices of one side, with years that it does not cover chained on from the other side's growth."""
    found = dict(own)
    for key in {*both[0], *both[1]}:
        mine = own.get(key)
        others = [side[key] for side in both if key in side]
        if mine is None:
            found[key] = others[0]
            continue
        for other in others:
            found[key] = _extended(found[key], other)
    return found


def _extended(mine: IndexSeries, other: IndexSeries) -> IndexSeries:
    missing = sorted(set(other.levels) - set(mine.levels))
    shared = sorted(set(other.levels) & set(mine.levels))
    if not missing or not shared:
        return mine
    levels = dict(mine.levels)
    for year in missing:
        link = shared[-1] if year > shared[-1] else shared[0]
        levels[year] = mine.levels[link] * uprating_factor(other.levels, link, year)
    return replace(mine, levels=levels)
