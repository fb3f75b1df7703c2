"""Two published tables of money flows by party: what moved the net benefit and the benefit-cost ratio, party by party.

For results that somebody else printed and no model of ours can redo. The net benefit is a sum, so a party's part of its
change is the plain difference; the ratio is not, and its change is shared out by Shapley values. What a table adds up
before it is printed (effects, prices, method) cannot be taken apart again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sbs_econ.analysis.shapley import EXACT_PLAYERS, Game, sampled_orders, shares
from sbs_econ.equations.arrays import Draws
from sbs_econ.errors import RequestError
from sbs_econ.schema.base import parse_number

PRICES = "price level"
"""The player that stands for the change of price year."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One line of a table: a benefit to a party (negative if it loses), or a cost."""

    party: str
    label: str
    kind: str
    """benefit or cost."""
    amount: float
    line: int


COLUMNS = ("party", "label", "kind", "amount", "currency", "price_year")


def flow_of(row: Mapping[str, str | None], line: int) -> Flow:
    """Return a flow from a row of text: party and amount, and a kind (benefit if left out).

    Raises:
        ValueError: if the row cannot be used, with the reason.
    """
    unknown = sorted(str(key) for key in row if key not in COLUMNS)
    if unknown:
        raise ValueError(f"there is no column '{unknown[0]}': {', '.join(COLUMNS)}")
    missing = [key for key in ("party", "amount") if not (row.get(key) or "").strip()]
    if missing:
        raise ValueError(f"a {missing[0]} is wanted")
    party, kind = (row["party"] or "").strip(), (row.get("kind") or "benefit").strip()
    if kind not in ("benefit", "cost"):
        raise ValueError(f"the kind is benefit or cost, not '{kind}'")
    label = (row.get("label") or party.replace("_", " ").capitalize()).strip()
    return Flow(party, label, kind, parse_number((row["amount"] or "").strip()), line)


@dataclass(frozen=True)
class FlowTable:
    """A published table."""

    name: str
    unit: str
    """Currency, price year and denominator, as people read them."""
    flows: Mapping[str, Flow]

    def total(self, kind: str) -> float:
        """Return the sum of benefits, or of costs."""
        return sum(flow.amount for flow in self.flows.values() if flow.kind == kind)

    @property
    def net(self) -> float:
        """Benefits minus costs."""
        return self.total("benefit") - self.total("cost")

    @property
    def ratio(self) -> float | None:
        """Benefits over costs; None where nothing is spent."""
        cost = self.total("cost")
        return self.total("benefit") / cost if cost else None


@dataclass(frozen=True, slots=True)
class PartyMove:
    """One party's part of the change: of the net benefit, and of the benefit-cost ratio."""

    party: str
    label: str
    before: float | None
    after: float | None
    net: float
    ratio: float | None


@dataclass(frozen=True)
class FlowChange:
    """The change between two tables, and its parts."""

    before: FlowTable
    after: FlowTable
    moves: tuple[PartyMove, ...]
    price_factor: float | None
    exact: bool

    @property
    def net(self) -> float:
        """The change of the net benefit."""
        return self.after.net - self.before.net

    def as_json(self) -> dict[str, Any]:
        """Return the change as a plain record."""
        return {
            "before": _table_record(self.before),
            "after": _table_record(self.after),
            "change": {"net": self.net, "ratio": _ratio_change(self)},
            "price_factor": self.price_factor,
            "exact": self.exact,
            "parts": [
                {"party": m.party, "label": m.label, "before": m.before, "after": m.after, "net": m.net,
                 "ratio": m.ratio} for m in self.moves
            ],
        }  # fmt: skip


def _ratio_change(change: FlowChange) -> float | None:
    before, after = change.before.ratio, change.after.ratio
    return None if before is None or after is None else after - before


def _table_record(table: FlowTable) -> dict[str, Any]:
    flows = [{"party": f.party, "label": f.label, "kind": f.kind, "amount": f.amount} for f in table.flows.values()]
    return {
        "name": table.name, "unit": table.unit, "benefits": table.total("benefit"), "costs": table.total("cost"),
        "net": table.net, "ratio": table.ratio, "flows": flows,
    }  # fmt: skip


def flow_change(before: FlowTable, after: FlowTable, price_factor: float | None = None) -> FlowChange:
    """Return what moved the net benefit and the ratio from one table to the other.

    Args:
        before: the first table.
        after: the second.
        price_factor: the price level of the second table over that of the first; None leaves prices with the parties.

    Raises:
        RequestError: if a party is a benefit in one table and a cost in the other.
    """
    for party in before.flows.keys() & after.flows.keys():
        if before.flows[party].kind != after.flows[party].kind:
            message = f"'{party}' is a {before.flows[party].kind} in one table and not in the other"
            raise RequestError(message, "give it the same kind in both")
    parties = tuple(dict.fromkeys([*before.flows, *after.flows]))
    players = (*parties, PRICES) if price_factor is not None else parties
    few = len(players) <= EXACT_PLAYERS
    value = _valued(before, after, price_factor or 1.0)
    nets = _parts(players, lambda s: value(s)[0], few)
    no_ratio = before.ratio is None or after.ratio is None
    ratios = {} if no_ratio else _parts(players, lambda s: value(s)[1], few)
    moves = tuple(_move(before, after, party, nets[party], ratios.get(party)) for party in players)
    return FlowChange(before, after, moves, price_factor, few)


def _move(before: FlowTable, after: FlowTable, party: str, net: float, ratio: float | None) -> PartyMove:
    one, other = before.flows.get(party), after.flows.get(party)
    label = next((flow.label for flow in (other, one) if flow is not None), party.capitalize())
    amounts = [None if flow is None else flow.amount for flow in (one, other)]
    return PartyMove(party, label, amounts[0], amounts[1], net, ratio)


def _parts(players: Sequence[str], value: Callable[[frozenset[str]], Draws], few: bool) -> dict[str, float]:
    game = Game(players, value)
    found = shares(game, None if few else sampled_orders(players))
    return {party: float(share.part) for party, share in found.items()}


def _valued(before: FlowTable, after: FlowTable, factor: float) -> Callable[[frozenset[str]], tuple[float, float]]:
    """Return what a coalition is worth: its parties from the second table, at the price level that it says."""

    def value(coalition: frozenset[str]) -> tuple[float, float]:
        level = factor if PRICES in coalition else 1.0
        sums = {"benefit": 0.0, "cost": 0.0}
        for party in {**before.flows, **after.flows}:
            table, divisor = (after, factor) if party in coalition else (before, 1.0)
            flow = table.flows.get(party)
            if flow is not None:
                sums[flow.kind] += flow.amount / divisor * level
        return sums["benefit"] - sums["cost"], sums["benefit"] / sums["cost"] if sums["cost"] else 0.0

    return value
