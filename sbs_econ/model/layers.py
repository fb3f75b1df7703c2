"""The layers of a scenario: what it extends, itself, and the command line, in order of precedence.

``command line > scenario > what it extends > parameters``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Origin, Settings
from sbs_econ.schema.issues import Issue, KeyPath
from sbs_econ.schema.scenario import ScenarioChange, ScenarioFile, ScenarioSettings
from sbs_econ.vocabulary import CareValuation, Costing, EmploymentMethod, FundedBy

SETTING_NAMES = tuple(ScenarioSettings.model_fields)


@dataclass(frozen=True)
class Layer:
    """One scenario file, or the command line, and where its keys stand."""

    name: str
    content: ScenarioFile
    file: str
    origins: Mapping[KeyPath, Origin] = field(default_factory=dict)

    @property
    def issue_file(self) -> str:
        """The file as issues name it."""
        return f"scenario:{self.name}"

    def issue(self, path: KeyPath, code: str, message: str, suggestion: str | None = None, on: str = "value") -> Issue:
        """Return an issue at a key of this layer."""
        return Issue(self.issue_file, path, code, message, suggestion, on)

    def origin(self, path: KeyPath, reason: str | None = None) -> Origin:
        """Return where a key stands, with the reason given for it."""
        found = self.origins.get(path)
        layer = "command line" if self.name == "command line" else f"scenario:{self.name}"
        return Origin(layer, self.file if found is None else found.file, None if found is None else found.line, reason)


@dataclass(frozen=True)
class CommandLine:
    """What ``--set`` or the Python call asks for: quantities and settings."""

    changes: Mapping[str, ScenarioChange] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)


def merge_settings(folder: Folder, layers: Sequence[Layer]) -> tuple[dict[str, object], dict[str, Origin]]:
    """Return every setting after the last layer had its say, and which layer that was.

    A discount profile sets both rates, unless the same or a later layer gives a rate itself.
    """
    merged: dict[str, object] = {}
    origins: dict[str, Origin] = {}
    for layer in layers:
        given = layer.content.settings
        for name in SETTING_NAMES:
            if name not in given.model_fields_set:
                continue
            merged[name], origins[name] = getattr(given, name), layer.origin(("settings", name))
            if name == "discount_profile":
                _apply_profile(folder, given, merged, origins)
    return merged, origins


def _apply_profile(
    folder: Folder, given: ScenarioSettings, merged: dict[str, object], origins: dict[str, Origin]
) -> None:
    profile = folder.discounting.get(str(given.discount_profile))
    if profile is None:
        return
    for stream in ("costs", "outcomes"):
        merged[f"discount_rate_{stream}"] = getattr(profile, stream)
        origins[f"discount_rate_{stream}"] = origins["discount_profile"]


def complete_settings(merged: Mapping[str, object]) -> Settings:
    """Return the merged settings as one object.

    Raises:
        KeyError: if a setting that has no default was never given; check ``missing_settings`` first.
    """
    return Settings(
        participants=int(str(merged["participants"])),
        programme_months=int(str(merged["programme_months"])),
        horizon_months=int(str(merged["horizon_months"])),
        price_year=str(merged["price_year"]),
        unit_cost_set=str(merged["unit_cost_set"]),
        funded_by=FundedBy(str(merged["funded_by"])),
        discount_profile=str(merged["discount_profile"]),
        discount_rate_costs=float(str(merged["discount_rate_costs"])),
        discount_rate_outcomes=float(str(merged["discount_rate_outcomes"])),
        costing=Costing(str(merged.get("costing") or Costing.BOTTOM_UP)),
        budget=None if merged.get("budget") in (None, "none") else str(merged["budget"]),
        informal_care_valuation=CareValuation(
            str(merged.get("informal_care_valuation") or CareValuation.OPPORTUNITY_COST)
        ),
        employment_method=EmploymentMethod(str(merged.get("employment_method") or EmploymentMethod.HUMAN_CAPITAL)),
        whole_groups=bool(merged.get("whole_groups")),
        between_site_cv=float(str(merged.get("between_site_cv") or 0.0)),
    )


REQUIRED = (
    "participants", "programme_months", "horizon_months", "price_year", "unit_cost_set", "funded_by",
    "discount_profile",
)  # fmt: skip


def missing_settings(merged: Mapping[str, object], sites: bool) -> list[str]:
    """Return the settings that no layer gives."""
    return [name for name in REQUIRED if merged.get(name) is None and not (name == "participants" and sites)]
