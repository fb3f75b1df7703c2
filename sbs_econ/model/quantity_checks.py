"""Whether the quantities of a scenario, or of one of its sites, make sense together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import ResolvedQuantity
from sbs_econ.model.layers import Layer
from sbs_econ.schema.issues import Issue, KeyPath

TOLERANCE = 1e-9
Quantities = Mapping[str, ResolvedQuantity]


def check_quantities(
    folder: Folder, layer: Layer, reason: str | None, quantities: Quantities, at: KeyPath = ()
) -> Iterator[Issue]:
    """Yield what does not fit together.

    Args:
        folder: the parameter folder.
        layer: where issues are shown.
        reason: why sessions may lie outside the range in which the response was seen, if given.
        quantities: as resolved, for the scenario or for one site.
        at: the site's key in the layer, if it is one.
    """
    yield from _offered_range(layer, reason, quantities, at)
    yield from _two_way(layer, quantities, at)
    yield from _shares(folder, layer, quantities, at)
    yield from _cells(folder, layer, quantities, at)


def reason_outside_range(layers: Sequence[Layer]) -> str | None:
    """Return the last reason given for sessions outside the range in which the response was seen."""
    given = [layer.content.outside_offered_range for layer in layers if layer.content.outside_offered_range]
    return given[-1] if given else None


def _offered_range(layer: Layer, reason: str | None, quantities: Quantities, at: KeyPath) -> Iterator[Issue]:
    offered = quantities["programme.sessions_per_group_month"].value
    reference = quantities["engagement.offered_reference"].value
    bounds = [quantities.get(f"engagement.offered_range.{end}") for end in ("lower", "upper")]
    lower = reference / 2 if bounds[0] is None else bounds[0].value
    upper = reference * 2 if bounds[1] is None else bounds[1].value
    if offered and not lower <= offered <= upper and reason is None:
        seen = f"outside {lower:g} to {upper:g}, in which the response to supply was seen"
        cure = "change programme.sessions_per_group_month, or give outside_offered_range: with the reason"
        yield layer.issue(at, "E414", f"{offered:g} sessions per group and month is {seen}", cure, on="key")


def _two_way(layer: Layer, quantities: Quantities, at: KeyPath) -> Iterator[Issue]:
    profile = [n for n, q in quantities.items() if n.startswith("values.") and (q.value != 1.0 or q.distribution)]
    if "engagement.two_way_share" in quantities and profile:
        message = f"engagement.two_way_share and {profile[0]} are both given, and each decides the other"
        yield layer.issue((*at, "changes"), "E415", message, "give the values, or the share, not both", on="key")


def _shares(folder: Folder, layer: Layer, quantities: Quantities, at: KeyPath) -> Iterator[Issue]:
    for stem, parts in (("subgroups", folder.subgroups), ("modes", folder.modes)):
        total = sum(quantities[f"{stem}.{part}.share"].value for part in parts)
        if parts and abs(total - 1) > TOLERANCE:
            message = f"the shares of {stem} add up to {total:.12g}, and must add up to 1"
            yield layer.issue((*at, "changes"), "E309", message, f"change every {stem}.*.share together", on="key")


def _cells(folder: Folder, layer: Layer, quantities: Quantities, at: KeyPath) -> Iterator[Issue]:
    cells = [(subgroup, mode) for subgroup, by_mode in folder.cells.items() for mode in by_mode]
    for stem, parts, place in (("subgroups", folder.subgroups, 0), ("modes", folder.modes, 1)) if cells else ():
        for part in parts:
            inside = [cell for cell in cells if cell[place] == part]
            total = sum(quantities[f"cells.{subgroup}.{mode}.share"].value for subgroup, mode in inside)
            stated = quantities[f"{stem}.{part}.share"].value
            if abs(total - stated) > TOLERANCE:
                message = f"the cells of {part} add up to {total:.12g}, and {stem}.{part}.share is {stated:.12g}"
                yield layer.issue((*at, "changes"), "E309", message, "change shares and cells together", on="key")
