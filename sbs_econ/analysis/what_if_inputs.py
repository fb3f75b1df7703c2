"""Which inputs a what-if panel asks for, and why it does not ask for others."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from sbs_econ.model.inputs import Inputs, Origin, ResolvedQuantity
from sbs_econ.model.quantities import new_quantity
from sbs_econ.schema.units import is_money
from sbs_econ.vocabulary import Unit

PARTICIPANTS = "settings.participants"
CAUSAL_SHARE = "attribution.causal_share"
GROUPS = ("people", "delivery", "attribution", "persistence", "subgroups", "modes", "unit_costs")
"""What can be varied, in the order that it is asked."""
DELIVERY_RATES = ("programme.overhead_rate",)
"""What a price of delivery is made of that is not money."""


def causal_share() -> ResolvedQuantity:
    """Return the share that may stand in place of the three factors, without a value yet."""
    return replace(new_quantity(CAUSAL_SHARE, Unit.SHARE, "Share of the change that the programme caused"),
                   origin=Origin("what-if panel"))  # fmt: skip


def _people(inputs: Inputs) -> ResolvedQuantity:
    label = "People who start"
    return replace(new_quantity(PARTICIPANTS, Unit.PERSON, label), value=float(inputs.settings.participants))


def asked(inputs: Inputs) -> Iterator[tuple[str, ResolvedQuantity]]:
    """What people ask about, and the group it is asked in: quantities that are the same at every site."""
    at_sites = _at_sites(inputs)
    if not inputs.sites_declared and inputs.settings.participants:
        yield "people", _people(inputs)
    if CAUSAL_SHARE not in inputs.quantities:
        yield "attribution", causal_share()
    for name, quantity in inputs.quantities.items():
        group = _group(inputs, name, quantity.unit)
        if group is not None and name not in at_sites and not _shared_at_a_site(group, at_sites):
            yield group, quantity


def _shared_at_a_site(group: str, at_sites: set[str]) -> bool:
    """Whether a site has a mix of its own: shares add up to 1 at each site, and are changed there."""
    return group in ("subgroups", "modes") and any(name.startswith(f"{group}.") for name in at_sites)


def _group(inputs: Inputs, name: str, unit: Unit) -> str | None:
    stem = name.split(".", maxsplit=1)[0]
    if stem == "programme" and (is_money(unit) or name in DELIVERY_RATES):
        return "delivery"
    if stem == "budgets" and name.startswith(f"budgets.{inputs.settings.budget}.") and is_money(unit):
        return "delivery"
    if name == CAUSAL_SHARE:
        return "attribution"
    if stem in ("subgroups", "modes") and name.endswith(".share"):
        return None if inputs.structure.cells else stem
    if name == f"informal_care.{inputs.settings.informal_care_valuation.value}":
        return "unit_costs"
    return stem if stem in ("persistence", "unit_costs") else None


def _at_sites(inputs: Inputs) -> set[str]:
    return {name for site in inputs.sites for name in site.quantities}


def left_out(inputs: Inputs, reached: Set[str]) -> Iterator[str]:
    """Yield why an input that people might look for is not asked, a sentence each.

    Args:
        inputs: the scenario.
        reached: names that a figure of the table depends on.
    """
    if inputs.sites_declared:
        yield (
            f"The number of participants: this scenario has {len(inputs.sites)} sites, each with its own. "
            f"Use --set {PARTICIPANTS}=N on the command line, which scales every site."
        )
    elif not inputs.settings.participants:
        yield "The number of participants: there are none."
    at_sites = _at_sites(inputs)
    unasked = [q for name, q in inputs.quantities.items() if _group(inputs, name, q.unit) and name in at_sites]
    for quantity in unasked:
        yield f"{quantity.label} ({quantity.name}): it differs between sites."
    for _, quantity in asked(inputs):
        if quantity.name not in reached:
            yield f"{quantity.label} ({quantity.name}): no figure of this scenario depends on it."
    if inputs.structure.cells:
        yield "Shares of subgroups and modes: cells of both together decide the mix of this scenario."
