"""Closed lists: units, payers, categories, evidence grades and the other words the model is told in."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """``numerator/denominator[/person][/period]``; a service or outcome counts in the bare numerators."""

    # what services and outcomes are counted in
    BED_DAY = "bed_day"
    CONTACT = "contact"
    ATTENDANCE = "attendance"
    INCIDENT = "incident"
    STAY = "stay"
    ITEM = "item"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    SESSION = "session"
    GROUP = "group"
    FTE_YEAR = "fte_year"
    POINT = "point"
    SD = "SD"
    PERSON = "person"
    # counts per person and recall period
    BED_DAY_PER_PERSON = "bed_day/person"
    CONTACT_PER_PERSON = "contact/person"
    ATTENDANCE_PER_PERSON = "attendance/person"
    INCIDENT_PER_PERSON = "incident/person"
    STAY_PER_PERSON = "stay/person"
    ITEM_PER_PERSON = "item/person"
    HOUR_PER_PERSON = "hour/person"
    DAY_PER_EMPLOYED_PERSON = "day/employed_person"
    HOUR_PER_WEEK = "hour/week"
    HOUR_PER_PERSON_WITH_CARER_WEEK = "hour/person_with_carer/week"
    HOUR_PER_PERSON_WEEK = "hour/person/week"
    POINT_PER_PERSON = "point/person"
    SD_PER_PERSON = "SD/person"
    # money
    GBP = "GBP"
    GBP_PER_BED_DAY = "GBP/bed_day"
    GBP_PER_CONTACT = "GBP/contact"
    GBP_PER_ATTENDANCE = "GBP/attendance"
    GBP_PER_INCIDENT = "GBP/incident"
    GBP_PER_STAY = "GBP/stay"
    GBP_PER_ITEM = "GBP/item"
    GBP_PER_HOUR = "GBP/hour"
    GBP_PER_DAY = "GBP/day"
    GBP_PER_SESSION = "GBP/session"
    GBP_PER_GROUP = "GBP/group"
    GBP_PER_PERSON = "GBP/person"
    GBP_PER_FTE_YEAR = "GBP/fte/year"
    GBP_PER_MONTH_IN_WORK = "GBP/month_in_work"
    GBP_PER_POINT_YEAR = "GBP/point_year"
    # delivery and engagement
    PERSON_PER_GROUP = "person/group"
    PERSON_PER_SESSION = "person/session"
    SESSION_PER_GROUP_MONTH = "session/group/month"
    SESSION_PER_PERSON_MONTH = "session/person/month"
    HOUR_PER_SESSION = "hour/session"
    FTE_PER_GROUP = "fte/group"
    # pure numbers
    SHARE = "share"
    RATIO = "ratio"
    RATIO_PER_MONTH = "ratio/month"
    RATE = "rate"
    ELASTICITY = "elasticity"
    SCORE = "score"


class Payer(StrEnum):
    """Who bears a cost or receives a transfer."""

    FUNDER = "funder"
    NHS = "nhs"
    LOCAL_AUTHORITY = "local_authority"
    POLICE = "police"
    EXCHEQUER = "exchequer"
    ECONOMY = "economy"
    PARTICIPANTS = "participants"
    CARERS = "carers"
    VOLUNTEERS = "volunteers"


class Kind(StrEnum):
    """Whether a flow uses resources, only moves money, or is shown without being added."""

    RESOURCE = "resource"
    TRANSFER = "transfer"
    MEMO = "memo"


class Category(StrEnum):
    """What a cost is spent on; decides the default cashable share."""

    PROGRAMME_DELIVERY = "programme_delivery"
    VOLUNTEER_TIME = "volunteer_time"
    OUT_OF_POCKET = "out_of_pocket"
    MENTAL_HEALTH_INPATIENT = "mental_health_inpatient"
    MENTAL_HEALTH_COMMUNITY = "mental_health_community"
    URGENT_CARE = "urgent_care"
    HOSPITAL = "hospital"
    PRIMARY_CARE = "primary_care"
    PRESCRIPTIONS = "prescriptions"
    SOCIAL_CARE = "social_care"
    POLICE = "police"
    PRODUCTION = "production"
    TAX_AND_BENEFITS = "tax_and_benefits"
    WAGES = "wages"
    UNPAID_CARE = "unpaid_care"
    OUTCOME = "outcome"
    NOT_QUANTIFIED = "not_quantified"


class Evidence(StrEnum):
    """How a figure is known, strongest first."""

    REPORTED = "reported"
    ROUTINE_DATA = "routine_data"
    PUBLISHED = "published"
    ELICITED = "elicited"
    ILLUSTRATIVE = "illustrative"


def weakest(grades: list[Evidence]) -> Evidence:
    """Return the weakest of the evidence grades.

    >>> weakest([Evidence.PUBLISHED, Evidence.ILLUSTRATIVE, Evidence.REPORTED]).value
    'illustrative'
    """
    order = list(Evidence)
    return max(grades, key=order.index)


class Block(StrEnum):
    """The blocks of the cost-consequence table, in the order they are printed."""

    PROGRAMME = "programme"
    SERVICE_USE = "service_use"
    EMPLOYMENT = "employment"
    INFORMAL_CARE = "informal_care"
    OUTCOMES = "outcomes"
    NOT_QUANTIFIED = "not_quantified"


class FundedBy(StrEnum):
    """Whose money the funder's is."""

    NHS = "nhs"
    LOCAL_AUTHORITY = "local_authority"
    LOTTERY = "lottery"
    CHARITY = "charity"


class Perspective(StrEnum):
    """Whose costs are added up."""

    FUNDER = "funder"
    NHS_PSS = "nhs_pss"
    PUBLIC_SECTOR = "public_sector"
    SOCIETAL = "societal"


PERSPECTIVE_LABELS: dict[Perspective, str] = {
    Perspective.FUNDER: "Programme funder",
    Perspective.NHS_PSS: "NHS and personal social services",
    Perspective.PUBLIC_SECTOR: "Public sector",
    Perspective.SOCIETAL: "Society",
}


class ChangeKind(StrEnum):
    """How a change is stated: programme minus usual support, or as a ratio to the baseline."""

    DIFFERENCE = "difference"
    RATE_RATIO = "rate_ratio"


class StudyDesign(StrEnum):
    """Whether the change was measured against a comparison group."""

    UNCONTROLLED = "uncontrolled"
    CONTROLLED = "controlled"


class AppliesTo(StrEnum):
    """Whom a change was measured on."""

    STARTERS = "starters"
    RESPONDERS = "responders"


class Costing(StrEnum):
    """Which costing of the programme enters the totals."""

    BOTTOM_UP = "bottom_up"
    TOP_DOWN = "top_down"


class CareValuation(StrEnum):
    """How an hour of unpaid care is valued."""

    OPPORTUNITY_COST = "opportunity_cost"
    REPLACEMENT_COST = "replacement_cost"
    LEISURE_TIME = "leisure_time"


class EmploymentMethod(StrEnum):
    """How output from extra work is counted."""

    HUMAN_CAPITAL = "human_capital"
    FRICTION_COST = "friction_cost"


class Index(StrEnum):
    """Price indices that money is uprated by."""

    NHSCII = "nhscii"
    GDP_DEFLATOR = "gdp_deflator"


class Decision(StrEnum):
    """The five decisions of organisers."""

    FACILITATION = "facilitation"
    LEADERSHIP = "leadership"
    FOCUS = "focus"
    MEMBERSHIP = "membership"
    ORGANISATIONAL_SUPPORT = "organisational_support"


class Event(StrEnum):
    """What a row's money stands for, so that the same event is not counted twice."""

    PSYCHIATRIC_BED_DAY = "psychiatric_bed_day"
    PSYCHIATRIC_ADMISSION = "psychiatric_admission"
    GENERAL_BED_DAY = "general_bed_day"
    GENERAL_ADMISSION = "general_admission"
    NON_ELECTIVE_STAY_ANY = "non_elective_stay_any"
    NON_ELECTIVE_STAY_NON_PSYCHIATRIC = "non_elective_stay_non_psychiatric"
    GP_CONSULTATION_WITH_PRESCRIPTION = "gp_consultation_with_prescription"
    PSYCHOTROPIC_PRESCRIPTION = "psychotropic_prescription"
    CLAIMANT_INTO_WORK = "claimant_into_work"
    OUTPUT = "output"
    TAX_OR_BENEFIT = "tax_or_benefit"
    NHS_SERVICE_USE = "nhs_service_use"
    WELLBEING_VALUE = "wellbeing_value"
    QALY_VALUE = "qaly_value"
    CARERS_LOST_WORK = "carers_lost_work"
    CARE_OPPORTUNITY_COST = "care_opportunity_cost"
