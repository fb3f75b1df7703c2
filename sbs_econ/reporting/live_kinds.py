"""Sites in the live workbook: their people, which of them are alike, and how far effects reach there (section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sbs_econ.model.evaluate import effect_only, signature
from sbs_econ.model.inputs import BETWEEN_SITES
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import (
    Term,
    at_most,
    blank,
    rounded_down,
    same,
    smallest,
    sum_where,
    term,
    total,
    when,
)
from sbs_econ.reporting.live_terms import remainder as modulo

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs, ResolvedQuantity, SiteInputs
    from sbs_econ.reporting.live_prices import Prices


@dataclass(frozen=True)
class SiteKind:
    """Sites with the same figures; ``key`` is that of the first, ``local`` what differs from the scenario."""

    number: int
    key: str
    label: str
    sites: tuple[SiteInputs, ...]
    local: Mapping[str, ResolvedQuantity] = field(default_factory=dict)
    peers: int = 1
    """Kinds, this one included, that share their effects: how an empty programme is averaged."""


def site_kinds(inputs: Inputs) -> tuple[SiteKind, ...]:
    """Return the sites grouped by the figures that they read in the base case."""
    groups: dict[object, list[SiteInputs]] = defaultdict(list)
    for site in inputs.sites:
        groups[signature(site.quantities, _not_between)].append(site)
    effects = [signature(sites[0].quantities, effect_only) for sites in groups.values()]
    return tuple(
        SiteKind(
            number=number,
            key=sites[0].key,
            label=sites[0].label if len(sites) == 1 else f"{sites[0].label} and {len(sites) - 1} more",
            sites=tuple(sites),
            local={name: q for name, q in sites[0].quantities.items() if _not_between(name)},
            peers=effects.count(effects[number - 1]),
        )
        for number, sites in enumerate(groups.values(), start=1)
    )


def _not_between(name: str) -> bool:
    return not name.startswith(BETWEEN_SITES)


SITE_COLUMNS = (
    Column("site", "site", style="text", width=30),
    Column("label", "label", style="text", width=36),
    Column("area", "area", style="text", width=30),
    Column("kind", "kind", style="count", width=7),
    Column("given", "people as given", style="count"),
    Column("whole", "whole part", "given x people / sum of given, whole", "count"),
    Column("left", "remainder", "what is left of that division", "count"),
    Column("rank", "rank of remainder", "larger ones, and equal ones above", "count"),
    Column("people", "people who start", "whole part, and one more for the first ranks", "count"),
    Column("groups", "running groups", "people / members per group, rounded up where whole"),
)


@dataclass(frozen=True)
class Reach:
    """People, groups and effects by kind of site."""

    sheets: tuple[Sheet, Sheet]
    people: Term
    lines: Mapping[int, Line]


SCALE_COLUMNS = (
    Column("label", "sites", style="text", width=36),
    Column("kind", "kind", style="count", width=7),
    Column("people", "people who start", "N", "count"),
    Column("share", "share of all people", "N / all"),
    Column("groups", "running groups", "sum over sites"),
    Column("reference", "two-way share, evaluation", "t_ref"),
    Column("one_way", "one-way effect", "rho"),
    Column("foundation", "weakest foundation", "least of three values"),
    Column("resting", "product of the others", "product of three values"),
    Column("two_way", "two-way share here", "t"),
    Column("values", "values", "V = (t+(1-t)rho) / (t_ref+(1-t_ref)rho)"),
    Column("mix", "subgroups and modes", "G, from the sheet Mix"),
    Column("offers", "sessions offered", "1 or 0", "count"),
    Column("multiplier", "effect per person, evaluation = 1", "V G"),
    Column("reach", "reach", "N V G"),
)
FOUNDATIONS = ("values.shared_experience", "values.safety", "values.choice_and_control")
RESTING = ("values.two_way_interaction", "values.human_connection", "values.freedom_to_be_oneself")


def site_people(inputs: Inputs, prices: Prices, kinds: tuple[SiteKind, ...]) -> Listing:
    """Return the list of sites: people in whole numbers, in the proportions given, by largest remainders."""
    notes = ("People are shared out to whole numbers in the proportions that the scenario gives.",)
    listing = Listing(Sheet("Sites", "#4C2C92"), SITE_COLUMNS, "Sites", notes)
    kind_of = {site.key: kind for kind in kinds for site in kind.sites}
    for site in inputs.sites:
        listing.line(
            site=site.key, label=site.label, area=site.area, kind=float(kind_of[site.key].number),
            given=float(site.participants if site.declared is None else site.declared),
        )  # fmt: skip
    everyone, everyone_given = prices.cells.setting("participants"), total(listing.column("given"))
    for line in listing.lines:
        share_out = line["given"] * everyone
        line["left"] = when(same(everyone_given, 0.0), 0.0, modulo(share_out, everyone_given))
        exact = (share_out - line["left"]) / everyone_given
        line["whole"] = when(same(everyone_given, 0.0), 0.0, exact)
    _rank(listing)
    over = everyone - total(listing.column("whole"))
    for line in listing.lines:
        line["people"] = line["whole"] + when(at_most(line["rank"], over), 1.0, 0.0)
        line["groups"] = _groups(prices, kind_of[str(line["site"].value)], line["people"])
    return listing


def _rank(listing: Listing) -> None:
    """Rank the remainders, the largest first; of equal ones the upper site first."""
    column = listing.column("left").text
    first, lines = column.split(":")[0], listing.lines
    order = sorted(range(len(lines)), key=lambda index: (-lines[index]["left"].amount, index))
    for rank, index in enumerate(order, start=1):
        left = lines[index]["left"]
        equal = f"COUNTIF({first}:{left.text.split('!')[1]},{left.text})"
        lines[index]["rank"] = Term(f'COUNTIF({column},">"&{left.text})+{equal}', float(rank))


def _groups(prices: Prices, kind: SiteKind, people: Term) -> Term:
    """Groups of a site; rounded up where the scenario says so, a hair's breadth above a whole number left out."""
    ratio = people / prices.of(kind, "programme.members_per_group")
    rounded = -rounded_down(1e-12 - ratio)
    whole = prices.cells.setting("whole_groups")
    said = Term(f'OR({whole.text}=TRUE,{whole.text}="true")', str(whole.value).lower() == "true")
    return when(said, rounded, ratio)


def reach(inputs: Inputs, prices: Prices, kinds: tuple[SiteKind, ...], mixes: Mapping[int, Term]) -> Reach:
    """Return the reach of effects by kind of site."""
    sites = site_people(inputs, prices, kinds)
    notes = (
        "One line for sites with the same figures. V is 1 where the six values are lived as in the evaluation, "
        "G where subgroups and modes are mixed as there.",
    )
    listing = Listing(Sheet("Scale", "#4C2C92"), SCALE_COLUMNS, "How far effects reach: N V G", notes)
    everyone = prices.cells.setting("participants")
    for kind in kinds:
        line = listing.line(label=kind.label, kind=float(kind.number))
        where = (sites.column("kind"), line["kind"])
        line["people"] = sum_where(sites.column("people"), where)
        line["share"] = when(same(everyone, 0.0), 1 / kind.peers, line["people"] / everyone)
        line["groups"] = sum_where(sites.column("groups"), where)
        _values(prices, kind, line)
        line["mix"] = mixes[kind.number]
        line["offers"] = when(at_most(prices.of(kind, "programme.sessions_per_group_month"), 0.0), 0.0, 1.0)
        line["multiplier"] = line["offers"] * line["values"] * line["mix"]
        line["reach"] = line["people"] * line["multiplier"]
    return Reach((sites.sheet, listing.sheet), everyone, dict(enumerate(listing.lines, start=1)))


def _values(prices: Prices, kind: SiteKind, line: Line) -> None:
    line["reference"] = prices.of(kind, "engagement.two_way_share_reference")
    line["one_way"] = prices.of(kind, "engagement.one_way_relative_effect")
    line["foundation"] = smallest(*(prices.of(kind, name) for name in FOUNDATIONS))
    first, second, third = (prices.of(kind, name) for name in RESTING)
    line["resting"] = first * second * third
    given = prices.of(kind, "engagement.two_way_share")
    profile = line["reference"] * line["foundation"] * line["resting"] ** (term(1.0) / 3)
    line["two_way"] = when(blank(given), profile, given)
    here = line["two_way"] + (1 - line["two_way"]) * line["one_way"]
    line["values"] = here / (line["reference"] + (1 - line["reference"]) * line["one_way"])
