"""The effect scale of a reported change, k = N A V G, and its effective months (method, sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations import attribution as attribution_equations
from sbs_econ.equations import discounting, effects, service_use, values
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.inputs import BETWEEN_SITES
from sbs_econ.model.reader import Reader
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import AppliesTo, ChangeKind, StudyDesign

FACTORS = ("regression_to_the_mean", "deadweight", "displacement")
FOUNDATIONS = ("values.shared_experience", "values.safety", "values.choice_and_control")
RESTING = ("values.two_way_interaction", "values.human_connection", "values.freedom_to_be_oneself")


@dataclass(frozen=True, slots=True)
class Cohort:
    """People who start at sites that share their effects, and how far effects reach them.

    ``parts`` gives, for each group of sites alike in it, its people N_j and their V_j G_j (zero where nothing is
    offered).
    """

    people: int
    parts: Callable[[], Sequence[tuple[int, Draws]]]

    def reach(self) -> Draws:
        """Return the sum over sites of N_j V_j G_j."""
        total: Draws = 0.0
        for people, multiplier in self.parts():
            total = total + people * multiplier
        return total


@dataclass(frozen=True, slots=True)
class EffectiveMonths:
    """T0 by year (undiscounted), T0(l) over the horizon, and the share of it that is extrapolated, where any is."""

    by_year: tuple[Draws, ...]
    total: Draws
    share_after_follow_up: Draws | None

    def discounted(self, rate: float) -> tuple[Draws, ...]:
        """T(l) by year at a rate."""
        return discounting.discount(self.by_year, rate)


def _timing(reader: Reader, change: Change, horizon: int | None = None) -> effects.Timing:
    settings = reader.inputs.settings
    return effects.Timing(
        follow_up=change.follow_up_months,
        ramp=change.ramp_months,
        programme=settings.programme_months,
        horizon=settings.horizon_months if horizon is None else horizon,
    )


def monthly_effects(reader: Reader, change: Change, horizon: int | None = None) -> list[Draws]:
    """Return w(1; l)..w(H; l) for a change."""
    timing = _timing(reader, change, horizon)
    return reader.shared(
        ("monthly", timing),
        lambda: list(effects.monthly_effects(timing, _during(reader, timing), _after(reader, timing))),
    )


def _during(reader: Reader, timing: effects.Timing) -> Draws:
    needed = min(timing.programme, timing.horizon) > timing.follow_up
    return reader["persistence.during_programme"] if needed else 1.0


def _after(reader: Reader, timing: effects.Timing) -> Draws:
    return reader["persistence.after_programme"] if timing.horizon > timing.programme else 1.0


def effective_months(reader: Reader, change: Change) -> EffectiveMonths:
    """Return T0 by year for a change."""

    def compute() -> EffectiveMonths:
        monthly, follow_up = monthly_effects(reader, change), change.follow_up_months
        by_year = effects.effective_months_by_year(monthly)
        total = discounting.total(by_year)
        share = effects.months_after(monthly, follow_up) / total if len(monthly) > follow_up else None
        return EffectiveMonths(by_year, total, share)

    return reader.shared(("effective", change.follow_up_months, change.ramp_months), compute)


def change_value(reader: Reader, name: str, change: Change, baseline: str | None) -> Draws:
    """Return D, the reported change per participant in the row's unit; fewer is negative.

    A change measured on those who answered is multiplied by their share, for the others are assumed unchanged.
    """
    value = reader[name]
    if change.kind is ChangeKind.RATE_RATIO:
        if baseline is None:
            raise KeyError(f"{name} is a rate ratio without a baseline")
        value = service_use.change_from_ratio(reader[baseline], value)
    return value if change.applies_to is AppliesTo.STARTERS else value * reader["engagement.share_followed_up"]


def attributable_share(reader: Reader, name: str, change: Change) -> Draws:
    """Return A, the share of the reported change that the programme caused."""
    if change.design is StudyDesign.CONTROLLED:
        displacement = factor_name(name, change, "displacement")
        return reader.shared(
            ("attribution", displacement),
            lambda: attribution_equations.controlled_share(reader[displacement]),
        )
    if reader.has("attribution.causal_share"):
        return reader["attribution.causal_share"]
    names = tuple(factor_name(name, change, factor) for factor in FACTORS)
    return reader.shared(
        ("attribution", names),
        lambda: attribution_equations.uncontrolled_share(*(reader[factor] for factor in names)),
    )


def factor_name(name: str, change: Change, factor: str) -> str:
    """Return the name of the factor that applies: the row's own, or the general one."""
    own = None if change.attribution is None else getattr(change.attribution, factor)
    return f"attribution.{factor}" if own is None else f"{name}.attribution.{factor}"


def effect_scale(reader: Reader, cohort: Cohort, name: str, change: Change) -> Draws:
    """Return k = N A V G for a change."""
    return reader.shared(("reach",), cohort.reach) * attributable_share(reader, name, change)


def site_multiplier(reader: Reader) -> Draws:
    """Return V G for one site, times its own factor where one is declared, zero where it offers no sessions."""
    multiplier = _offers(reader) * values_multiplier_of(reader) * _mix_multiplier(reader)
    for name in reader.local_names(BETWEEN_SITES):
        multiplier = multiplier * reader[name]
    return multiplier


def _offers(reader: Reader) -> Draws:
    name = "programme.sessions_per_group_month"
    quantity = reader.quantity(name)
    if quantity.distribution is None:
        return 1.0 if float(reader[name]) > 0 else 0.0
    if quantity.distribution.support[0] >= 0 and quantity.family != "zero_inflated":
        return 1.0
    return (np.asarray(reader[name]) > 0).astype(np.float64)


def values_multiplier_of(reader: Reader) -> Draws:
    """Return V for one site."""
    reference = reader["engagement.two_way_share_reference"]
    if reader.has("engagement.two_way_share"):
        share = reader["engagement.two_way_share"]
    else:
        share = values.two_way_share(reference, [reader[n] for n in FOUNDATIONS], [reader[n] for n in RESTING])
    return values.values_multiplier(share, reference, reader["engagement.one_way_relative_effect"])


def _modes_weight(reader: Reader, mode: str) -> tuple[Draws, Draws]:
    modifier = reader[f"modes.{mode}.effect_modifier"]
    additional = reader.get(f"engagement.additional_share.{mode}", 1.0)
    return modifier * additional, modifier


def _mix_multiplier(reader: Reader) -> Draws:
    structure = reader.inputs.structure
    if structure.cells:
        return _cells_multiplier(reader, structure.cells)
    subgroups = [(f"subgroups.{g}", *(reader[f"subgroups.{g}.effect_modifier"],) * 2) for g in structure.subgroups]
    modes = [(f"modes.{m}", *_modes_weight(reader, m)) for m in structure.modes]
    return _mix(reader, subgroups) * _mix(reader, modes)


def _mix(reader: Reader, parts: Sequence[tuple[str, Draws, Draws]]) -> Draws:
    if not parts:
        return 1.0
    return values.mix_multiplier(
        [reader[f"{name}.share"] for name, _, _ in parts],
        [reader[f"{name}.evaluation_share"] for name, _, _ in parts],
        [weight for _, weight, _ in parts],
        [reference for _, _, reference in parts],
    )


def _cells_multiplier(reader: Reader, cells: Sequence[tuple[str, str]]) -> Draws:
    parts: list[tuple[str, Draws, Draws]] = []
    for subgroup, mode in cells:
        modifier = reader[f"subgroups.{subgroup}.effect_modifier"]
        weight, reference = _modes_weight(reader, mode)
        parts.append((f"cells.{subgroup}.{mode}", modifier * weight, modifier * reference))
    return _mix(reader, parts)
