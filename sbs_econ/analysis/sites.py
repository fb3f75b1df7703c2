"""Results by site, by area and in total, on common draws (method, section 8).

Sites that differ in nothing but their number of people have the same result per person; it is worked out once for
each kind of site. Sites whose effects are alike share them and differ by delivery and by V G alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sbs_econ.analysis.compare_blocks import Answer, Outputs, Question, Source, ask
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
    own_services,
    parts_wanted,
    weighted,
)
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.effect_scale import site_multiplier
from sbs_econ.model.evaluate import delivery_only, effect_only, scale_only, signature
from sbs_econ.model.inputs import Inputs, SiteInputs
from sbs_econ.model.reader import Reader

SMALL = 30
"""Sites with fewer people are marked: what happens to so few depends on chance more than on anything counted here."""
KEPT = 16
"""Deliveries kept while a block is worked through, so that memory does not grow with the number of sites."""
TOTAL = "total"
BETWEEN = "between_site."
"""How the names of between-site factors begin: quantities of mean 1, one for each site."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Sites that are alike per person; ``sites[0]`` stands for them all."""

    name: str
    effects: str
    """The name of the group whose effects it shares."""
    delivery: str
    """The name of the group whose delivery it shares."""
    sites: tuple[SiteInputs, ...]


def kinds_of(inputs: Inputs) -> tuple[Kind, ...]:
    """Return the kinds of sites that hold people, those with the same effects next to each other."""
    sites: dict[tuple[object, object, object], list[SiteInputs]] = defaultdict(list)
    effects, deliveries = _Numbers(), _Numbers()
    for site in inputs.sites:
        if site.participants:
            size = site.participants if inputs.settings.whole_groups else 0
            delivery = (signature(site.quantities, delivery_only), size)
            scale = signature(site.quantities, scale_only)
            effect = effects.of(signature(site.quantities, effect_only))
            sites[effect, scale, f"delivery {deliveries.of(delivery)}"].append(site)
    ordered = sorted(enumerate(sites.items()), key=lambda item: str(item[1][0][0]))
    return tuple(
        Kind(f"kind {number}", str(effect), str(delivery), tuple(alike))
        for number, ((effect, _, delivery), alike) in ordered
    )


class _Numbers:
    """Names for what is alike, in the order of first sight."""

    def __init__(self) -> None:
        self._seen: dict[object, str] = {}

    def of(self, thing: object) -> str:
        return self._seen.setdefault(thing, f"{len(self._seen):06}")


@dataclass(frozen=True, slots=True)
class SitesAsked:
    """The question: figures per person by kind of site, by area, and in total."""

    inputs: Inputs
    wanted: PartsWanted
    kinds: tuple[Kind, ...]
    areas: tuple[str, ...]
    """Areas that hold several sites."""

    @property
    def scenarios(self) -> tuple[Inputs, ...]:
        """The one scenario."""
        return (self.inputs,)

    def parts(self, source: Source) -> Iterator[tuple[str, Outputs]]:
        """Yield each kind of site and of delivery, each area, and the total."""
        people = self._people()
        sums: dict[str, Figures] = {name: {} for name in (*self.areas, TOTAL)}
        seen: set[str] = set()
        for kind, figures in self._figures(source):
            yield kind.name, Outputs({n: v for n, v in figures.items() if n not in (PROGRAMME, GROUPS)})
            if kind.delivery not in seen:
                seen.add(kind.delivery)
                yield kind.delivery, Outputs({PROGRAMME: figures[PROGRAMME]}, {GROUPS: figures[GROUPS]})
            for area, here in _people_by_area(kind.sites, self.areas).items():
                _add(sums[area], figures, here / people[TOTAL])
        for area in self.areas:
            figures = sums.pop(area)
            _add(sums[TOTAL], figures, 1.0)
            yield area, _outputs(weighted(figures, people[TOTAL] / people[area]))
        yield TOTAL, _outputs(sums[TOTAL])

    def _people(self) -> dict[str, int]:
        return _people_by_area(self.inputs.sites, self.areas) | {TOTAL: self.inputs.settings.participants}

    def _figures(self, source: Source) -> Iterator[tuple[Kind, Figures]]:
        budget, common = budget_per_person(self.inputs, self.wanted, source), source.common(self.inputs)
        effects = _EffectsBySite(self.inputs, self.wanted, common)
        deliveries: dict[str, Figures] = {}
        for kind in self.kinds:
            site = kind.sites[0]
            local = source.local(self.inputs, site)
            reader = Reader(self.inputs, common, site.quantities, local)
            if kind.delivery not in deliveries:
                _forget_oldest(deliveries)
                cost = delivery_per_person(self.inputs, self.wanted, reader, site)
                deliveries[kind.delivery] = added(budget, cost)
            per_person = effects.at(kind, local).per_person(site_multiplier(reader))
            yield kind, added(deliveries[kind.delivery], per_person)


class _EffectsBySite:
    """Effects by kind of site, the last one kept; those of the scenario as a whole are worked out once."""

    def __init__(self, inputs: Inputs, wanted: PartsWanted, common: Mapping[str, Draws]) -> None:
        self._given, self._common = (inputs, wanted), common
        self._whole: Effects | None = None
        self._last: tuple[str, Effects] | None = None

    def at(self, kind: Kind, local: Mapping[str, Draws]) -> Effects:
        """Return the effects of a kind of site."""
        if self._last is None or self._last[0] != kind.effects:
            self._last = (kind.effects, self._made(kind.sites[0], local))
        return self._last[1]

    def _made(self, site: SiteInputs, local: Mapping[str, Draws]) -> Effects:
        here = partial(Reader, values=self._common, local=site.quantities, local_values=local)
        own = own_services(site.quantities)
        if own is None:
            return Effects(*self._given, here)
        if self._whole is None:
            self._whole = Effects(*self._given, partial(Reader, values=self._common, local={}, local_values={}))
        return self._whole.with_own(sorted(own), here) if own else self._whole


def _people_by_area(sites: Sequence[SiteInputs], areas: Sequence[str]) -> dict[str, int]:
    """People by area; those of areas with one site go straight to the total."""
    found: dict[str, int] = defaultdict(int)
    for site in sites:
        found[site.area if site.area in areas else TOTAL] += site.participants
    return found


def _forget_oldest(kept: dict[str, Figures]) -> None:
    if len(kept) == KEPT:
        del kept[next(iter(kept))]


def _add(so_far: Figures, figures: Figures, weight: float) -> None:
    """Add figures times a weight to those so far, in place where they are draws."""
    for name, value in figures.items():
        if name in so_far:
            so_far[name] += value * weight
        else:
            so_far[name] = value * weight


def _outputs(figures: Figures) -> Outputs:
    return Outputs({n: v for n, v in figures.items() if n != GROUPS}, {GROUPS: figures[GROUPS]})


@dataclass(frozen=True)
class Sites:
    """Results of one scenario by site, by area and in total, per person."""

    inputs: Inputs
    wanted: PartsWanted
    sites: tuple[Part, ...]
    areas: tuple[Part, ...]
    total: Part
    empty: tuple[str, ...]
    """Labels of sites where nobody starts."""
    alike: bool
    """Whether all sites are alike per person."""
    between_cv: float | None
    """The declared coefficient of variation of effects between sites; None where it is not modelled."""
    plan: Plan


def sites_of(
    inputs: Inputs,
    plan: Plan,
    wanted: PartsWanted | None = None,
    asker: Callable[[Question], Answer] | None = None,
) -> Sites:
    """Return results by site, by area and in total.

    Args:
        inputs: a resolved scenario that declares sites.
        plan: draws, seed and sampler.
        wanted: the rows to show.
        asker: puts the question to the draws; in this thread by ``plan`` if left out.

    Raises:
        RequestError: if the scenario declares no sites, or nobody starts anywhere.
    """
    if not inputs.sites_declared:
        cure = "give sites: or sites_table: in the scenario; side_by_side_2015_17 has nine"
        raise RequestError(f"{inputs.scenario} declares no sites", cure)
    kinds = kinds_of(inputs)
    if not kinds:
        raise RequestError(
            f"nobody starts at any site of {inputs.scenario}", "set the participants of its sites above 0"
        )
    question = SitesAsked(inputs, wanted or parts_wanted(inputs), kinds, _areas(inputs.sites))
    answer = ask(question, plan) if asker is None else asker(question)
    return _result(question, answer)


def _areas(sites: Sequence[SiteInputs]) -> tuple[str, ...]:
    counts: dict[str, int] = defaultdict(int)
    for site in sites:
        counts[site.area] += bool(site.participants)
    return tuple(area for area, count in counts.items() if count > 1)


def _result(question: SitesAsked, answer: Answer) -> Sites:
    inputs = question.inputs
    kind_of = {site.key: kind for kind in question.kinds for site in kind.sites}
    sites = tuple(_site(answer, kind_of[site.key], site) for site in inputs.sites if site.key in kind_of)
    return Sites(
        inputs=inputs,
        wanted=question.wanted,
        sites=sites,
        areas=tuple(_sum(answer, area, area, sites) for area in question.areas),
        total=_sum(answer, TOTAL, f"All {len(sites)} sites", sites),
        empty=tuple(site.label for site in inputs.sites if site.key not in kind_of),
        alike=len(question.kinds) == 1,
        between_cv=between_cv(inputs),
        plan=answer.plan,
    )


def _site(answer: Answer, kind: Kind, site: SiteInputs) -> Part:
    own, delivery = answer.parts[kind.name], answer.parts[kind.delivery]
    return Part(
        key=site.key,
        label=site.label,
        people=site.participants,
        estimates={**own.full, **delivery.full},
        groups=delivery.means[GROUPS] * site.participants,
        area=site.area,
        small=site.participants < SMALL,
    )


def _sum(answer: Answer, key: str, label: str, sites: Sequence[Part]) -> Part:
    own = answer.parts[key]
    people = sum(site.people for site in sites if key in (TOTAL, site.area))
    return Part(key, label, people, own.full, own.means[GROUPS] * people, small=people < SMALL)


def between_cv(inputs: Inputs) -> float | None:
    """Return the declared coefficient of variation of effects between sites, if there is one."""
    for site in inputs.sites:
        for name, quantity in site.quantities.items():
            if name.startswith(BETWEEN) and quantity.distribution is not None:
                return quantity.distribution.sd / quantity.distribution.mean
    return None
