"""Rules that refuse counting the same thing twice (method, section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sbs_econ.model.folder import Folder
from sbs_econ.schema.issues import Issue
from sbs_econ.vocabulary import Event

BUILT_IN: Mapping[str, tuple[Event, ...]] = {
    "employment.output": (Event.OUTPUT,),
    "employment.income_tax_and_employee_ni": (Event.TAX_OR_BENEFIT,),
    "employment.benefits_withdrawn": (Event.TAX_OR_BENEFIT,),
    "informal_care.hours": (Event.CARE_OPPORTUNITY_COST,),
}
"""What the rows that are always there stand for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Two events that must not stand beside each other, and why."""

    key: str
    first: Event
    second: Event
    why: str


E = Event
RULES = (
    Rule(
        "bed_days_and_admissions", E.PSYCHIATRIC_BED_DAY, E.PSYCHIATRIC_ADMISSION,
        "a psychiatric admission already contains its bed days",
    ),
    Rule(
        "general_bed_days_and_admissions", E.GENERAL_BED_DAY, E.GENERAL_ADMISSION,
        "a hospital admission already contains its bed days",
    ),
    Rule(
        "psychiatric_bed_days_and_any_non_elective_stay", E.PSYCHIATRIC_BED_DAY, E.NON_ELECTIVE_STAY_ANY,
        "non-elective stays that are not defined as non-psychiatric contain psychiatric bed days",
    ),
    Rule(
        "prescription_in_gp_consultation", E.GP_CONSULTATION_WITH_PRESCRIPTION, E.PSYCHOTROPIC_PRESCRIPTION,
        "the price of the GP consultation already contains prescriptions",
    ),
    Rule(
        "claimant_and_output", E.CLAIMANT_INTO_WORK, E.OUTPUT,
        "the value of a claimant into work already contains output",
    ),
    Rule(
        "claimant_and_tax_or_benefit", E.CLAIMANT_INTO_WORK, E.TAX_OR_BENEFIT,
        "the value of a claimant into work already contains tax and benefits",
    ),
    Rule(
        "claimant_and_nhs", E.CLAIMANT_INTO_WORK, E.NHS_SERVICE_USE,
        "the value of a claimant into work already contains NHS savings",
    ),
    Rule(
        "wellbeing_and_qaly", E.WELLBEING_VALUE, E.QALY_VALUE,
        "money values of wellbeing and of a QALY measure the same gain",
    ),
    Rule(
        "carers_work_and_care_hours", E.CARERS_LOST_WORK, E.CARE_OPPORTUNITY_COST,
        "carers' lost work is what the opportunity cost of their hours measures",
    ),
)  # fmt: skip


def events(folder: Folder, price_outcomes: Mapping[str, str]) -> dict[str, tuple[Event, ...]]:
    """Return what each row stands for; priced outcomes only where the scenario prices them."""
    found = dict(BUILT_IN)
    for item, service in folder.service_use.items():
        nhs = (Event.NHS_SERVICE_USE,) if service.payer.value == "nhs" else ()
        found[f"service_use.{item}"] = (*service.counts, *nhs)
    for key, outcome in folder.outcomes.items():
        found[f"outcomes.{key}"] = tuple(outcome.counts) if key in price_outcomes else ()
    return found


def overlaps(
    folder: Folder, price_outcomes: Mapping[str, str], waived: Mapping[str, str], scenario: str
) -> Iterator[Issue]:
    """Yield an issue for each pair of rows that would count the same thing twice, unless waived."""
    standing = events(folder, price_outcomes)
    for rule in RULES:
        first = [row for row, what in standing.items() if rule.first in what]
        second = [row for row, what in standing.items() if rule.second in what]
        if first and second and rule.key not in waived:
            yield Issue(
                f"scenario:{scenario}", (), "E401",
                f"{first[0]} and {second[0]} would count the same thing twice: {rule.why}",
                f"leave one of them out, or waive it with a reason: waive_overlap: {{{rule.key}: why}}",
            )  # fmt: skip
