"""Reported changes in the live workbook: D, attribution A, and k = N A V G for each (method, section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sbs_econ.model.effect_scale import FACTORS, factor_name
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, blank, when
from sbs_econ.vocabulary import AppliesTo, ChangeKind, StudyDesign, Unit

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs, Structure
    from sbs_econ.reporting.live_kinds import Reach, SiteKind
    from sbs_econ.reporting.live_prices import Prices
    from sbs_econ.reporting.live_time import Timeline
    from sbs_econ.schema.quantity import Change

COLUMNS = (
    Column("name", "reported change", style="text", width=44),
    Column("sites", "sites", style="text", width=24),
    Column("kind", "stated as", style="text", width=12),
    Column("design", "design", style="text", width=13),
    Column("people", "measured on", style="text", width=12),
    Column("recall", "recall, months", "R", "count", 10),
    Column("profile", "profile", "sheet Profiles", "count", 9),
    Column("value", "figure", "Inputs", "figure"),
    Column("baseline", "baseline", "Inputs", "figure"),
    Column("scale", "SD of the outcome", "where stated in SD", "figure"),
    Column("answered", "share followed up", "where measured on responders", "figure"),
    Column("change", "change per participant", "D", "figure"),
    Column("regression_to_the_mean", "regression to the mean", "uncontrolled only", "figure"),
    Column("deadweight", "deadweight", "uncontrolled only", "figure"),
    Column("displacement", "displacement", style="figure"),
    Column("share", "attributable share", "A", "figure"),
    Column("scaled", "effect scale", "k = N A V G", "figure"),
    Column("attributable", "attributable change, all", "k D", "figure"),
    Column("anyway", "change that comes anyway", "(1-A) D", "figure"),
)
NOTES = (
    "A reported change is cut to the share that the programme caused, A, before it counts. Uncontrolled: the causal "
    "share if given, else (1-regression)(1-deadweight)(1-displacement). Controlled: 1-displacement.",
    "A rate ratio becomes a difference: D = baseline x (ratio - 1). Fewer is negative.",
)
RATE, HOURS = "employment.change_in_employment_rate", "informal_care.hours_change"


def changes_of(structure: Structure) -> dict[str, Change]:
    """Return every reported change by name, in the order of the table."""
    found: dict[str, Change] = {f"service_use.{key}.change": item.change for key, item in structure.services.items()}
    found[RATE] = structure.change_in_employment_rate
    found["employment.absence_days_change"] = structure.absence_days_change
    if structure.presenteeism_days_change is not None:
        found["employment.presenteeism_days_change"] = structure.presenteeism_days_change
    found[HOURS] = structure.hours_change
    found |= {f"outcomes.{key}.change": outcome.change for key, outcome in structure.outcomes.items()}
    return found


class Changes:
    """The sheet of changes, and the line of each by name and kind of site."""

    def __init__(self, prices: Prices, kinds: Sequence[SiteKind], reach: Reach, time: Timeline) -> None:
        self.listing = Listing(Sheet("Changes", "#D4351C"), COLUMNS, "Reported changes, and what is attributed", NOTES)
        self.lines: dict[tuple[str, int], Line] = {}
        self._prices, self._reach, self._time = prices, reach, time
        for name, change in changes_of(prices.inputs.structure).items():
            for kind in kinds:
                self.lines[name, kind.number] = self._line(name, change, kind)

    def _line(self, name: str, change: Change, kind: SiteKind) -> Line:
        profile = self._time.profile_of[name, kind.number]
        line = self.listing.line(
            name=name, sites=kind.label, kind=change.kind.value, design=change.design.value,
            people=change.applies_to.value, recall=float(change.recall_months) if change.recall_months else None,
        )  # fmt: skip
        line["profile"] = profile["profile"]
        line["value"] = self._prices.of(kind, name)
        line["change"] = self._change(line, name, change, kind)
        line["share"] = self._share(line, name, change, kind)
        line["scaled"] = self._reach.lines[kind.number]["reach"] * line["share"]
        line["attributable"] = line["scaled"] * line["change"]
        line["anyway"] = (1 - line["share"]) * line["change"]
        return line

    def _change(self, line: Line, name: str, change: Change, kind: SiteKind) -> Term:
        found = line["value"]
        if change.kind is ChangeKind.RATE_RATIO:
            line["baseline"] = self._prices.of(kind, baseline_of(name))
            found = line["baseline"] * (found - 1)
        if change.applies_to is AppliesTo.RESPONDERS:
            line["answered"] = self._prices.of(kind, "engagement.share_followed_up")
            found = found * line["answered"]
        if name.startswith("outcomes.") and self._standardised(name, change):
            line["scale"] = self._prices.of(kind, f"outcomes.{name.split('.')[1]}.sd")
            found = found * line["scale"]
        return found

    def _standardised(self, name: str, change: Change) -> bool:
        return standardised(self._prices.inputs, name.split(".")[1], change.unit)

    def _share(self, line: Line, name: str, change: Change, kind: SiteKind) -> Term:
        uncontrolled = change.design is StudyDesign.UNCONTROLLED
        for factor in FACTORS if uncontrolled else FACTORS[2:]:
            line[factor] = self._prices.of(kind, factor_name(name, change, factor))
        if not uncontrolled:
            return 1 - line["displacement"]
        regression, deadweight, displacement = (line[factor] for factor in FACTORS)
        causal = self._prices.of(kind, "attribution.causal_share")
        return when(blank(causal), (1 - regression) * (1 - deadweight) * (1 - displacement), causal)


def standardised(inputs: Inputs, key: str, unit: Unit) -> bool:
    """Return whether a figure is stated in SD on an outcome with another unit."""
    return unit in (Unit.SD, Unit.SD_PER_PERSON) and inputs.structure.outcomes[key].unit is not Unit.SD


BASELINES: Mapping[str, str] = {RATE: "employment.employed_at_baseline", HOURS: "informal_care.baseline_hours"}


def baseline_of(name: str) -> str:
    """Return the name of the baseline that a change is a change in."""
    return BASELINES.get(name) or f"{name.removesuffix('.change')}.baseline"
