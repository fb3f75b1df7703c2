"""The inputs of an earlier run, as far as its folder holds them, on the row definitions of today's scenario.

A run folder holds every quantity, setting and site, and not what the parameter folder says besides: price indices,
rank correlations, and how each row is made. Those are taken from a scenario that exists now (the template). What the
template cannot tell shows as a gap between the run's own result and that of the rebuilt inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sbs_econ.equations.distributions import Infeasible
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Inputs, Origin, ResolvedQuantity, Settings, SiteInputs
from sbs_econ.model.quantities import build, new_quantity
from sbs_econ.schema.distribution import DistributionStatement
from sbs_econ.version import __version__
from sbs_econ.vocabulary import (
    CareValuation,
    Costing,
    EmploymentMethod,
    Evidence,
    FundedBy,
    Index,
    Perspective,
    Unit,
)

STATEMENT: TypeAdapter[DistributionStatement] = TypeAdapter(DistributionStatement)
CLOSED = {
    "funded_by": FundedBy,
    "costing": Costing,
    "informal_care_valuation": CareValuation,
    "employment_method": EmploymentMethod,
}
"""Settings that are words of a closed list."""


@dataclass(frozen=True)
class StoredRun:
    """What a run folder holds: the documents run.json and manifest.json, and inputs.yaml as read."""

    run: Mapping[str, Any]
    manifest: Mapping[str, Any]
    inputs: Mapping[str, Any]

    def net_cost(self, perspective: Perspective) -> Mapping[str, float]:
        """Return the run's own estimate of a perspective's net cost."""
        found = next(p for p in self.run["perspectives"] if p["perspective"] == perspective.value)
        return dict(found["net_cost"])

    @property
    def participants(self) -> int:
        """People who started."""
        return int(self.run["participants"])

    def notes(self) -> list[str]:
        """Return what a reader of a comparison must know of how the run was made."""
        draws, seed, sampler = self.run["draws"], self.run["seed"], self.run["sampler"]
        made = f"the run was made with {draws:,} draws (seed {seed}, {sampler})"
        version = self.run["version"]
        return [made if version == __version__ else f"{made} by version {version}, and this is {__version__}"]


def rebuilt(stored: StoredRun, template: Inputs, folder: Folder) -> tuple[Inputs, tuple[str, ...]]:
    """Return the inputs of a run on a template's row definitions, and what could not be rebuilt."""
    worker = _Rebuilding(template, folder)
    quantities = {q["name"]: worker.quantity(q, stored.inputs["quantities"].get(q["name"], {})) for q in
                  stored.manifest["quantities"]}  # fmt: skip
    settings = _settings(stored.run["settings"], template.settings)
    services = {k: s for k, s in template.structure.services.items() if f"service_use.{k}.change" in quantities}
    outcomes = {k: o for k, o in template.structure.outcomes.items() if f"outcomes.{k}.change" in quantities}
    unknown = sorted(
        {name.split(".")[1] for name in quantities if name.startswith("service_use.")}
        - set(template.structure.services)
    )
    notes = [f"the run has a row service_use.{item} that the scenario of today does not define" for item in unknown]
    budget = None if settings.budget is None else folder.budgets.get(settings.budget)
    inputs = replace(
        template,
        scenario=str(stored.run["scenario"]),
        label=str(stored.run["label"]),
        settings=settings,
        quantities=quantities,
        structure=replace(template.structure, services=services, outcomes=outcomes, budget=budget),
        sites=tuple(worker.site(key, site, quantities) for key, site in stored.inputs["sites"].items()),
        names=tuple(sorted({*template.names, *quantities})),
    )
    return inputs, (*notes, *worker.notes)


def _settings(stored: Mapping[str, Any], template: Settings) -> Settings:
    given: dict[str, Any] = {f.name: stored[f.name] for f in fields(Settings) if f.name in stored}
    given |= {name: words(given[name]) for name, words in CLOSED.items() if name in given}
    return replace(template, **given)


class _Rebuilding:
    """Quantities rebuilt from records; one that equals the template's is the template's."""

    def __init__(self, template: Inputs, folder: Folder) -> None:
        self.template, self.folder = template, folder
        self.notes: list[str] = []

    def site(self, key: str, stored: Mapping[str, Any], common: Mapping[str, ResolvedQuantity]) -> SiteInputs:
        own = {
            name: self._rebuild(common.get(name) or new_quantity(name, Unit(str(q["unit"])), name), q, q)
            for name, q in (stored.get("quantities") or {}).items()
        }
        return SiteInputs(key, str(stored["label"]), str(stored["area"]), int(str(stored["participants"])), own)

    def quantity(self, record: Mapping[str, Any], stated: Mapping[str, Any]) -> ResolvedQuantity:
        name = str(record["name"])
        known = self.template.quantities.get(name)
        made = self._rebuild(known or new_quantity(name, Unit(record["unit"]), record["label"]), record, stated)
        return made if known is None or _differs(made, known) else replace(known, origin=made.origin)

    def _rebuild(
        self, like: ResolvedQuantity, record: Mapping[str, Any], stated: Mapping[str, Any]
    ) -> ResolvedQuantity:
        value, multiplier = float(record["value"]), float(stated.get("multiplier") or 1.0)
        statement = self._statement(like.name, stated.get("distribution"))
        try:
            distribution, joint = build(self.folder, statement, value / multiplier)
        except (Infeasible, KeyError):
            self.notes.append(f"the distribution of {like.name} could not be rebuilt, so it is fixed at its mean")
            statement, distribution, joint = None, None, None
        origin, index = record.get("origin") or {}, record.get("index")
        return replace(
            like,
            label=str(record.get("label") or like.label),
            unit=Unit(str(record["unit"])),
            value=value,
            evidence=Evidence(str(record["evidence"])),
            origin=Origin(str(origin.get("layer") or "run"), origin.get("file"), origin.get("line")),
            distribution=distribution,
            family=None if statement is None else statement.family,
            statement=None if statement is None else statement.model_dump(exclude_none=True),
            joint=joint,
            multiplier=multiplier,
            price_year=record.get("price_year"),
            index=Index(index) if index else like.index,
            source=record.get("source"),
            locator=record.get("locator"),
            note=record.get("note"),
            minutes_per_contact=record.get("minutes_per_contact", like.minutes_per_contact),
            carried_forward=bool(record.get("carried_forward", like.carried_forward)),
        )

    def _statement(self, name: str, given: Any) -> DistributionStatement | None:
        if not given:
            return None
        try:
            return STATEMENT.validate_python(given)
        except ValidationError:
            self.notes.append(f"the distribution of {name} is of a kind that this version does not know")
            return None


def _differs(one: ResolvedQuantity, other: ResolvedQuantity) -> bool:
    """Whether two quantities differ as they are stated; the means of equal statements differ in the last bit."""
    keys = ("value", "multiplier", "statement", "price_year", "index", "minutes_per_contact", "carried_forward",
            "unit", "evidence", "source", "locator", "note", "label")  # fmt: skip
    return any(getattr(one, key) != getattr(other, key) for key in keys)
