"""Sites: their people, and the quantities that differ there."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from sbs_econ.equations.distributions import Lognormal
from sbs_econ.model.changes import (
    Applying,
    Quantities,
    apply_changes,
    apply_design,
    apply_layer,
    option_exists,
)
from sbs_econ.model.inputs import BETWEEN_SITES, Origin, ResolvedQuantity, Settings, SiteInputs
from sbs_econ.model.layers import Layer
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue
from sbs_econ.schema.scenario import Site
from sbs_econ.vocabulary import Decision, Evidence, Unit


def declared_sites(layers: Sequence[Layer]) -> tuple[Layer, Mapping[str, Site]] | None:
    """Return the last layer that declares sites, and its sites."""
    for layer in reversed(layers):
        if layer.content.sites:
            return layer, layer.content.sites
    return None


def declaring_layer(layers: Sequence[Layer]) -> Layer:
    """Return the layer that declares the sites; the last one if none does."""
    declared = declared_sites(layers)
    return layers[-1] if declared is None else declared[0]


def site_total(layers: Sequence[Layer], settings: Settings, issues: list[Issue]) -> Settings:
    """Return settings in which participants is the sum of the sites, unless a later layer sets it."""
    declared = declared_sites(layers)
    if declared is None:
        return settings
    layer, sites = declared
    total = sum(site.participants for site in sites.values())
    here = layer.content.settings.participants
    if here is not None and here != total:
        issues.append(
            layer.issue(
                ("settings", "participants"),
                "E418",
                f"participants is {here}, and the sites add up to {total}",
                "leave participants out: it is the sum of the sites",
            )
        )
    return settings if _set_later(layers, layer) else replace(settings, participants=total)


def _set_later(layers: Sequence[Layer], declaring: Layer) -> bool:
    later = layers[list(layers).index(declaring) + 1 :]
    return any(layer.content.settings.participants is not None for layer in later)


def scaled(people: Sequence[int], wanted: int) -> list[int]:
    """Return whole numbers in the proportions of ``people`` that add up to ``wanted`` (largest remainders).

    >>> scaled([1, 1, 1], 10)
    [4, 3, 3]
    """
    total = sum(people)
    if total == 0:
        return [0] * len(people)
    result, left = (list(parts) for parts in zip(*(divmod(n * wanted, total) for n in people), strict=True))
    by_remainder = sorted(range(len(people)), key=lambda i: (-left[i], i))
    for i in by_remainder[: wanted - sum(result)]:
        result[i] += 1
    return result


def resolve_sites(
    applying: Applying,
    quantities: tuple[Quantities, Quantities],
    layers: Sequence[Layer],
    chosen: tuple[Settings, Mapping[Decision, str]],
) -> tuple[SiteInputs, ...]:
    """Return the sites; one that holds everyone where a scenario declares none.

    Args:
        applying: where issues are noted.
        quantities: as the parameters state them, and as they are for the scenario as a whole.
        layers: the layers of the scenario.
        chosen: the settings and the scenario's design.
    """
    settings, design = chosen
    declared = declared_sites(layers)
    if declared is None:
        return (SiteInputs("all", "All", "all", settings.participants),)
    layer, sites = declared
    people = scaled([site.participants for site in sites.values()], settings.participants)
    return tuple(
        _resolve_site(applying, quantities, (layers, layer), (key, site, count), design)
        for (key, site), count in zip(sites.items(), people, strict=True)
    )


def with_own_factor(site: SiteInputs, cv: float) -> SiteInputs:
    """Return a site with a factor on its effects, lognormal with mean 1 and a coefficient of variation.

    The factor is the site's own and works on everything that the programme changes there; it stands for what differs
    between sites beyond their mix, prices and design. Delivery does not read it.
    """
    if cv == 0.0:
        return site
    spread = math.sqrt(math.log1p(cv * cv))
    factor = ResolvedQuantity(
        name=f"{BETWEEN_SITES}{site.key}",
        label=f"Effect at {site.label}, relative to the average site",
        unit=Unit.RATIO,
        value=1.0,
        evidence=Evidence.ILLUSTRATIVE,
        origin=Origin("settings.between_site_cv"),
        distribution=Lognormal(-spread * spread / 2, spread),
        family="lognormal",
        statement={"family": "lognormal", "mean": 1.0, "se": cv},
    )
    return replace(site, quantities={**site.quantities, factor.name: factor})


def _resolve_site(
    applying: Applying,
    quantities: tuple[Quantities, Quantities],
    where: tuple[Sequence[Layer], Layer],
    which: tuple[str, Site, int],
    design: Mapping[Decision, str],
) -> SiteInputs:
    (parameters, common), (layers, layer), (key, site, count) = quantities, where, which
    own = dict(common)
    chosen = dict(design)
    if site.design:
        chosen |= {
            d: o
            for d, o in site.design.items()
            if option_exists(applying, layer, ("sites", key, "design", d.value), d, o)
        }
        own = apply_design(applying, parameters, chosen, layer)
        for each in layers:
            apply_layer(applying, own, each)
    _shares(applying, own, (layer, key), ("subgroups", site.subgroups))
    _shares(applying, own, (layer, key), ("modes", site.modes))
    apply_changes(applying, own, layer, site.changes, ("sites", key, "changes"))
    for later in layers[list(layers).index(layer) + 1 :]:
        apply_layer(applying, own, later)
    local = {name: q for name, q in own.items() if common.get(name) != q}
    options = {d.value: o for d, o in chosen.items()}
    return SiteInputs(key, site.label, site.area or site.label, count, local, options, site.participants)


def _shares(
    applying: Applying, own: Quantities, where: tuple[Layer, str], given: tuple[str, Mapping[str, float]]
) -> None:
    (layer, key), (stem, shares) = where, given
    if not shares:
        return
    if applying.folder.cells:
        message = f"cells.yaml decides the mix, so that shares of {stem} at a site would do nothing"
        cure = "give the cells at the site under changes: (cells.<subgroup>.<mode>.share)"
        applying.issues.append(layer.issue(("sites", key, stem), "E419", message, cure, on="key"))
        return
    known = {name.split(".")[1] for name in own if name.startswith(f"{stem}.")}
    applying.issues.extend(_share_issues(where, given, known))
    for part in known:
        name = f"{stem}.{part}.share"
        origin = layer.origin(("sites", key, stem, part)) if part in shares else Origin(f"site:{key}")
        own[name] = replace(
            own[name], value=shares.get(part, 0.0), distribution=None, family=None, statement=None, joint=None,
            multiplier=1.0, origin=origin,
        )  # fmt: skip


def _share_issues(
    where: tuple[Layer, str], given: tuple[str, Mapping[str, float]], known: Collection[str]
) -> Iterator[Issue]:
    """Yield what is wrong with the shares of a site."""
    (layer, key), (stem, shares) = where, given
    for part in sorted(set(shares) - set(known)):
        path, message = ("sites", key, stem, part), f"there is no '{part}' in {stem}.yaml"
        yield layer.issue(path, "E412", message, did_you_mean(part, known), on="key")
    total = sum(shares.values())
    if abs(total - 1) > 1e-9:
        message = f"the shares add up to {total:.12g}, and must add up to 1"
        yield layer.issue(
            ("sites", key, stem), "E309", message, "change one of them so that they add up to 1", on="key"
        )
