"""Does the verdict depend on method? One net cost for every combination of lenses, on common draws.

The lenses are perspective, months counted, discount rate, price of unpaid care, unit-cost vintage (each with its own
price year) and employment method. A lens that a perspective's net cost does not depend on is shown as "any" rather than
repeated. Nothing is said of which lens is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sbs_econ.analysis.change_draws import at_means, common_draws, drawn, estimated
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.draws import Shared
from sbs_econ.model.evaluate import evaluate
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.layers import Layer
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.model.resolve import resolve
from sbs_econ.schema.scenario import ScenarioFile, ScenarioSettings
from sbs_econ.vocabulary import CareValuation, EmploymentMethod, Perspective

T = TypeVar("T")
ANY = "any"
EVERY = "every"
"""All perspectives together."""
LENSES = ("horizon", "discount", "unit_costs", "employment", "care")
"""The lenses beside the perspective, in the order they are shown."""
HORIZONS = (12, 24)
VINTAGE = re.compile(r"(\d{4})_(\d{2})$")


@dataclass(frozen=True, slots=True)
class Lens:
    """One way of looking: an option for each lens; ``any`` where the net cost does not depend on it."""

    options: Mapping[str, str]
    chosen: Mapping[str, str]
    """The options as they were taken, whether they matter or not."""
    own: bool = False
    """Whether it is the scenario's own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one perspective says through one lens: net cost per participant, GBP at the lens's price year."""

    perspective: Perspective
    lens: Lens
    net_cost: Estimate
    differs_from_own: float
    """Share of draws whose sign is not that of the scenario's own lens."""

    @property
    def saves(self) -> bool:
        """Whether the mean is a saving."""
        return self.net_cost.mean < 0

    @property
    def word(self) -> str:
        """The verdict on the mean: saves, costs, or undecided where Monte Carlo error leaves its sign in doubt."""
        if abs(self.net_cost.mean) <= 2 * self.net_cost.mc_se:
            return "undecided"
        return "saves" if self.saves else "costs"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the lenses of one perspective agree, or those of all perspectives (``every``)."""

    perspective: str
    lenses: int
    saving: int
    """Lenses whose mean is a saving."""
    disagree: float
    """Share of draws in which at least one lens has another sign than the rest."""
    disagree_mc_se: float


@dataclass(frozen=True)
class LensTable:
    """The verdict through every lens."""

    inputs: Inputs
    plan: Plan
    verdicts: tuple[Verdict, ...]
    agreements: tuple[Agreement, ...]
    notes: tuple[str, ...] = ()

    def of(self, perspective: Perspective) -> list[Verdict]:
        """Return the verdicts of one perspective, the scenario's own lens first."""
        return [verdict for verdict in self.verdicts if verdict.perspective is perspective]


def lens_table(folder: Folder, layers: Sequence[Layer], plan: Plan, jobs: int = 1) -> LensTable:
    """Return the verdict of a scenario through every lens that makes sense for it.

    Args:
        folder: its parameter folder.
        layers: its layers.
        plan: draws, seed and sampler.
        jobs: workers; never changes a result.

    Raises:
        RequestError: if nobody starts, so that there is no cost per participant.
    """
    notes: list[str] = []
    vintages = dict(_vintages(folder, layers, notes))
    own = vintages[""]
    if own.settings.participants == 0:
        raise RequestError(
            "the scenario has no participants, so there is no cost per participant", "set settings.participants above 0"
        )
    variants = list(_variants(own, folder, vintages))
    common = common_draws([own], plan, jobs)
    kept = _collapsed(variants)
    names = {f"{p.value}|{index}": (p, index) for p, index in kept}

    def block(shared: Shared) -> Mapping[str, Draws]:
        return _outputs(variants, names.values(), shared)

    base = {name: float(value) for name, value in _outputs(variants, names.values(), None).items()}
    found = estimated(common, base, block)
    verdicts = tuple(
        Verdict(p, kept[p, index], found[name], found[f"differs|{name}"].mean) for name, (p, index) in names.items()
    )
    agreements = tuple(
        _agreement(each, verdicts, found) for each in (*Perspective, EVERY) if f"disagree|{each}" in found
    )
    left_out = [p for p in Perspective if p not in _perspectives(own)]
    notes += [f"{p.value} does not count the programme's own cost, so it gives no verdict" for p in left_out]
    return LensTable(own, replace(plan, draws=common.draws), verdicts, agreements, tuple(notes))


def _agreement(perspective: str, verdicts: Sequence[Verdict], found: Mapping[str, Estimate]) -> Agreement:
    own = [v for v in verdicts if perspective in (v.perspective.value, EVERY)]
    share = found[f"disagree|{perspective}"]
    return Agreement(perspective, len(own), sum(v.saves for v in own), share.mean, share.mc_se)


def _vintages(folder: Folder, layers: Sequence[Layer], notes: list[str]) -> Iterator[tuple[str, Inputs]]:
    """Yield the scenario as it is under the key '', and with each other set of unit costs at its price year."""
    own, issues = resolve(folder, layers)
    if own is None:
        raise RequestError("; ".join(issue.message for issue in issues))
    yield "", own
    for key in sorted(folder.unit_costs):
        if key == own.settings.unit_cost_set:
            continue
        settings = ScenarioSettings(unit_cost_set=key, price_year=_price_year(folder, key))
        layer = Layer("command line", ScenarioFile(label="Lens", question="?", settings=settings), "(lens)")
        inputs, issues = resolve(folder, [*layers, layer])
        if inputs is None:
            notes.append(f"the unit costs {key} cannot be a lens here: {issues[0].message}")
        else:
            yield key, inputs


def _price_year(folder: Folder, key: str) -> str:
    """The price year that a set is named after, or else the latest that a figure of its own has."""
    match = VINTAGE.search(key)
    if match is not None:
        return f"{match[1]}/{match[2]}"
    own = [c.price_year for c in folder.unit_costs[key].values() if c.price_year and not c.carried_forward]
    return max(own)


Variant = tuple[dict[str, str], Inputs]


def _variants(own: Inputs, folder: Folder, vintages: Mapping[str, Inputs]) -> Iterator[Variant]:
    """Yield every combination of options with its inputs, the scenario's own first."""
    settings = own.settings
    horizons = sorted({h for h in (*HORIZONS, settings.horizon_months) if h >= settings.programme_months})
    rates = sorted({settings.discount_rate_costs, *(profile.costs for profile in folder.discounting.values())})
    choices = (
        _first(settings.horizon_months, horizons),
        _first(settings.discount_rate_costs, rates),
        _first("", vintages),
        _first(settings.employment_method, EmploymentMethod),
        _first(settings.informal_care_valuation, CareValuation),
    )
    for horizon, rate, vintage, employment, care in product(*choices):
        inputs = vintages[vintage]
        chosen = replace(
            inputs.settings,
            horizon_months=horizon,
            discount_rate_costs=rate,
            employment_method=employment,
            informal_care_valuation=care,
        )
        prices = f"{chosen.unit_cost_set} ({chosen.price_year} prices)"
        words = (f"{horizon} months", f"{rate:.1%}", prices, employment.value, care.value)
        yield dict(zip(LENSES, words, strict=True)), replace(inputs, settings=chosen)


def _first(own: T, others: Iterable[T]) -> list[T]:
    """Return the scenario's own option, and then the others."""
    return [own, *(other for other in others if other != own)]


def _net(inputs: Inputs, shared: Shared | None) -> dict[Perspective, Draws]:
    rows = evaluate(inputs, *(at_means(inputs) if shared is None else drawn(inputs, shared)))
    people = inputs.settings.participants
    return {p: net_cost(rows, view(p, inputs.settings.funded_by)) / people for p in _perspectives(inputs)}


def _perspectives(inputs: Inputs) -> list[Perspective]:
    """Perspectives that hold the programme's own cost: the others say nothing of whether it pays for itself."""
    return [p for p in Perspective if view(p, inputs.settings.funded_by).includes_programme_cost]


def _collapsed(variants: Sequence[Variant]) -> dict[tuple[Perspective, int], Lens]:
    """Return, by perspective, the variants that give different net costs, each with the options that matter.

    An option matters where taking another one alone changes the net cost of the means.
    """
    nets = [_net(inputs, None) for _, inputs in variants]
    by_options = {tuple(options.values()): nets[i] for i, (options, _) in enumerate(variants)}
    choices = [list(dict.fromkeys(options[lens] for options, _ in variants)) for lens in LENSES]
    kept: dict[tuple[Perspective, int], Lens] = {}
    for perspective in nets[0]:
        seen: set[tuple[str, ...]] = set()
        for index, (options, _) in enumerate(variants):
            shown = _shown(tuple(options.values()), choices, {k: v[perspective] for k, v in by_options.items()})
            if shown not in seen:
                seen.add(shown)
                kept[perspective, index] = Lens(dict(zip(LENSES, shown, strict=True)), options, own=index == 0)
    return kept


def _shown(
    options: tuple[str, ...], choices: Sequence[Sequence[str]], nets: Mapping[tuple[str, ...], Draws]
) -> tuple[str, ...]:
    def matters(place: int) -> bool:
        others = [(*options[:place], other, *options[place + 1 :]) for other in choices[place]]
        return any(nets[other] != nets[options] for other in others)

    return tuple(option if matters(place) else ANY for place, option in enumerate(options))


def _outputs(
    variants: Sequence[Variant], kept: Iterable[tuple[Perspective, int]], shared: Shared | None
) -> dict[str, Draws]:
    """Net cost by perspective and variant; where its sign is not that of the own lens; where any two disagree."""
    wanted = list(kept)
    everywhere: list[npt.NDArray[np.bool_]] = []
    nets = {index: _net(variants[index][1], shared) for index in dict.fromkeys(index for _, index in wanted)}
    found: dict[str, Draws] = {f"{p.value}|{index}": nets[index][p] for p, index in wanted}
    for perspective in dict.fromkeys(p for p, _ in wanted):
        signs = {i: np.asarray(nets[i][perspective]) < 0 for p, i in wanted if p is perspective}
        for index, sign in signs.items():
            found[f"differs|{perspective.value}|{index}"] = np.asarray(sign != signs[0], dtype=np.float64)
        found[f"disagree|{perspective.value}"] = _some_differ(list(signs.values()))
        everywhere += signs.values()
    return found | {f"disagree|{EVERY}": _some_differ(everywhere)}


def _some_differ(signs: Sequence[npt.NDArray[np.bool_]]) -> Array:
    """Return 1 where some of several signs are negative and some are not, 0 where all are the same."""
    saving = np.sum(signs, axis=0)
    return np.asarray((saving > 0) & (saving < len(signs)), dtype=np.float64)
