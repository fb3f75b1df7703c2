"""The items of a questionnaire, each with the parameters that it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sbs_econ.schema.survey import Codebook

CARE, WORK = "informal_care", "employment"
STATUS_PARAMETERS: dict[str, tuple[str | None, str | None, str]] = {
    "in_work": (f"{WORK}.employed_at_baseline", f"{WORK}.change_in_employment_rate", "In paid work"),
    "absence_days": (None, f"{WORK}.absence_days_change", "Days absent, of people in work at both waves"),
    "has_carer": (f"{CARE}.share_with_carer", None, "Has an unpaid carer"),
    "hours": (f"{CARE}.baseline_hours", f"{CARE}.hours_change", "Hours of unpaid care a week, of people with a carer"),
}
"""Item to the parameters of its baseline and its change, and its label."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked at both waves.

    ``kind`` is count (services), share (0 or 1), absence, hours or score. ``domain`` is the place among the items of
    the one that says who is asked (in work, has a carer); ``sign`` is -1 for scales on which higher is worse.
    ``sd_parameter`` and ``correlation_parameter`` are what the spread of a score becomes, where the model asks for it.
    """

    key: str
    block: str
    kind: str
    label: str
    baseline_parameter: str | None
    change_parameter: str | None
    recall_months: int | None = None
    plausible_max: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    zero_if_blank: bool = False
    domain: int | None = None
    standardised: bool = False
    sign: float = 1.0
    sd_parameter: str | None = None
    correlation_parameter: str | None = None

    @property
    def name(self) -> str:
        """Block and key."""
        return f"{self.block}.{self.key}"


def items_of(codebook: Codebook, labels: Mapping[str, str], units: Mapping[str, str]) -> tuple[Item, ...]:
    """Return the items of a codebook in order.

    Args:
        codebook: what is asked.
        labels: of services and outcomes in the parameters, by ``service_use.<key>`` or ``outcomes.<key>``.
        units: of the quantities in the parameters, by name.
    """
    return tuple(_items(codebook, labels, units))


def _items(codebook: Codebook, labels: Mapping[str, str], units: Mapping[str, str]) -> Iterator[Item]:
    count = 0
    for key, service in codebook.services.items():
        name = f"service_use.{key}"
        yield Item(
            key, "service_use", "count", service.label or labels.get(name, key), f"{name}.baseline", f"{name}.change",
            recall_months=service.recall_months or codebook.recall_months, plausible_max=service.plausible_max,
            minimum=0.0, zero_if_blank=(service.blank_means or codebook.blank_means) == "zero",
        )  # fmt: skip
        count += 1
    places: dict[str, int] = {}
    for block, status in ((WORK, codebook.employment), (CARE, codebook.informal_care)):
        for key in sorted(status, key=list(STATUS_PARAMETERS).index):
            places[key] = count
            yield _status_item(codebook, block, key, places)
            count += 1
    for key, outcome in codebook.outcomes.items():
        name = f"outcomes.{key}"
        standard = units.get(f"{name}.change") == "SD/person"
        yield Item(
            key, "outcomes", "score", outcome.label or labels.get(name, key),
            _known(f"{name}.baseline", units), f"{name}.change",
            minimum=outcome.minimum, maximum=outcome.maximum, standardised=standard,
            sign=1.0 if outcome.higher_is == "better" else -1.0,
            sd_parameter=_known(f"{name}.sd", units), correlation_parameter=_known(f"{name}.correlation", units),
        )  # fmt: skip


def _known(name: str, units: Mapping[str, str]) -> str | None:
    return name if name in units else None


def _status_item(codebook: Codebook, block: str, key: str, places: Mapping[str, int]) -> Item:
    asked = (codebook.employment if block == WORK else codebook.informal_care)[key]  # type: ignore[index]
    before, change, label = STATUS_PARAMETERS[key]
    kind = {"absence_days": "absence", "hours": "hours"}.get(key, "share")
    counted = kind in ("absence", "hours")
    return Item(
        key, block, kind, asked.label or label, before, change,
        recall_months=(asked.recall_months or codebook.recall_months) if counted else None,
        plausible_max=asked.plausible_max, minimum=0.0, maximum=1.0 if kind == "share" else None,
        domain={"absence_days": places.get("in_work"), "hours": places.get("has_carer")}.get(key),
    )  # fmt: skip
