"""Why two runs differ: the change in a perspective's net cost per participant, shared out over parts of the inputs.

Shapley values over the parts that differ, on common draws (method, section 8). Parts that do not differ are exactly
zero, and the parts add up to the change in every draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sbs_econ.analysis.change_draws import Common, Values_, at_means, common_draws, drawn, estimated
from sbs_econ.analysis.change_mix import mixed
from sbs_econ.analysis.change_parts import LABELS, Compared, Part, compared
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.shapley import EXACT_PLAYERS, ORDERS, Game, sampled_orders, shares
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.arrays import Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.draws import Shared
from sbs_econ.model.evaluate import evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import Perspective

ZERO = Estimate(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Moved:
    """What one part of the inputs moved the result by, GBP per participant; negative lowers the net cost."""

    part: Part
    moved: Estimate
    alone: float
    """PSA mean if it is swapped first, before any other part."""
    last: float
    """PSA mean if it is swapped last, after all others."""
    names: tuple[str, ...] = ()
    sampling_se: float = 0.0

    @property
    def label(self) -> str:
        """Its name for people."""
        return LABELS[self.part]


@dataclass(frozen=True)
class WhatMoved:
    """The change in a perspective's net cost per participant, and its parts."""

    sides: Compared
    plan: Plan
    before: Estimate
    after: Estimate
    change: Estimate
    parts: tuple[Moved, ...]
    orders: int = 0
    """Orders that were sampled; 0 where every coalition was valued."""
    single: tuple[tuple[str, float], ...] = ()
    """Quantities swapped one at a time in the first side, at the means: what each alone moves; largest first."""

    @property
    def exact(self) -> bool:
        """Whether every coalition of parts was valued."""
        return self.orders == 0


def what_moved(
    first: Inputs, second: Inputs, perspective: Perspective, plan: Plan, exact: bool = False, jobs: int = 1
) -> WhatMoved:
    """Return the change from the first side to the second, shared out over the parts that differ.

    Args:
        first: the inputs of one side.
        second: those of the other.
        perspective: whose net cost.
        plan: draws, seed and sampler, in common to both.
        exact: value every coalition even of more than eight parts.
        jobs: workers; never changes a result.

    Raises:
        RequestError: if a side has no participants, and so no cost per participant.
    """
    if 0 in (first.settings.participants, second.settings.participants):
        raise RequestError("a side has no participants, so there is no cost per participant", "set participants")
    sides = compared(first, second, perspective)
    few = exact or len(sides.parts) <= EXACT_PLAYERS
    found = _estimates(sides, common_draws([first, second], plan, jobs), few)
    errors = {} if few else _sampling_errors(sides, plan)
    moved = tuple(_moved(sides, part, found, errors) for part in Part if part is not Part.NOT_HELD)
    made = replace(plan, draws=common_draws([first, second], plan).draws)
    return WhatMoved(
        sides, made, found["before"], found["after"], found["change"], moved,
        0 if few else 2 * ORDERS, tuple(single_moves(sides)),
    )  # fmt: skip


def _moved(sides: Compared, part: Part, found: Mapping[str, Estimate], errors: Mapping[Part, float]) -> Moved:
    if part not in sides.names:
        return Moved(part, ZERO, 0.0, 0.0)
    alone, last = found[f"alone:{part.value}"].mean, found[f"last:{part.value}"].mean
    return Moved(part, found[f"part:{part.value}"], alone, last, sides.names[part], errors.get(part, 0.0))


def _estimates(sides: Compared, common: Common, few: bool) -> dict[str, Estimate]:
    base = {name: float(value) for name, value in _outputs(sides, few, None).items()}

    def block(shared: Shared) -> Mapping[str, Draws]:
        return _outputs(sides, few, shared)

    return estimated(common, base, block)


def _game(sides: Compared, shared: Shared | None) -> Game[Part]:
    """The game on one block of draws, or at the means where there is none."""

    def value(coalition: frozenset[Part]) -> Draws:
        inputs = mixed(sides, coalition)
        return per_participant(inputs, sides.perspective, at_means(inputs) if shared is None else drawn(inputs, shared))

    return Game(sides.parts, value)


def per_participant(inputs: Inputs, perspective: Perspective, values: Values_) -> Draws:
    """Return a perspective's net cost per participant, GBP, discounted."""
    seen_by = view(perspective, inputs.settings.funded_by)
    return net_cost(evaluate(inputs, *values), seen_by) / inputs.settings.participants


def _outputs(sides: Compared, few: bool, shared: Shared | None) -> dict[str, Draws]:
    game = _game(sides, shared)
    found: dict[str, Draws] = {"before": game.value(()), "after": game.value(game.players), "change": game.whole}
    for part, share in shares(game, None if few else sampled_orders(game.players)).items():
        found[f"part:{part.value}"] = share.part
        found[f"alone:{part.value}"], found[f"last:{part.value}"] = share.alone, share.last
    return found


def _sampling_errors(sides: Compared, plan: Plan) -> dict[Part, float]:
    """Standard errors from sampling orders, at the means of the quantities."""
    game = _game(sides, None)
    return {part: share.sampling_se for part, share in shares(game, sampled_orders(game.players)).items()}


SEEN = ("kind", "recall_months", "follow_up_months", "applies_to", "design")
"""What a reported change's number stands on."""


def single_moves(sides: Compared) -> list[tuple[str, float]]:
    """Return what each quantity that differs moves if it alone is swapped in the first side, at the means.

    Shares of people and modes are left out: one share without the others would not add up to 1. So are quantities that
    the other side counts in another unit, and changes that it saw in another way (a rate ratio where it has a
    difference, another recall or follow-up): the number alone would mean something else here.
    """
    first, second = sides.first, sides.second
    seen = dict(changes_of(first)), dict(changes_of(second))
    start = float(per_participant(first, sides.perspective, at_means(first)))
    moves: list[tuple[str, float]] = []
    for name in (name for names in sides.names.values() for name in names):
        if name not in first.quantities or name not in second.quantities or name.endswith(".share"):
            continue
        if not _means_the_same(name, sides, seen):
            continue
        swapped = replace(first, quantities={**first.quantities, name: second.quantities[name]})
        value = float(per_participant(swapped, sides.perspective, at_means(swapped)))
        moves.append((name, value - start))
    return sorted(moves, key=lambda move: (-abs(move[1]), move[0]))


def _means_the_same(name: str, sides: Compared, seen: tuple[dict[str, Change], dict[str, Change]]) -> bool:
    """Whether a quantity's number means on the first side what it means on the second."""
    if sides.first.quantities[name].unit != sides.second.quantities[name].unit:
        return False
    one, other = (by_name.get(name) for by_name in seen)
    return all(getattr(one, key, None) == getattr(other, key, None) for key in SEEN)
