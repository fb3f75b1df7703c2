"""What the codes E201 to E217 mean: a quantity whose keys do not make sense together."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E201": (
        "Neither value nor distribution",
        "A quantity says nothing about its size. A fixed quantity has value: alone; an uncertain one has "
        "distribution: as well, or a distribution that gives the mean itself.",
        "unit: share\nevidence: published",
        "unit: share\nvalue: 0.45\nevidence: published",
    ),
    "E202": (
        "Distribution that cannot be",
        "No distribution of this family has what is stated: a standard error of 0 or below, a mean outside the "
        "family's range, bounds the wrong way round, an interval without its level, keys that say the same thing "
        "twice. The inequality that fails is shown. A quantity without uncertainty has no distribution: at all.",
        "value: 0.45\ndistribution: {family: beta, se: 0.6}",
        "value: 0.45\ndistribution: {family: beta, se: 0.06}",
    ),
    "E203": (
        "Value and distribution disagree",
        "Where value: and a distribution both give the mean, they must agree to half a unit of the last digit that "
        "value is written with. The base case would use one and the draws the other.",
        "value: 45\ndistribution: {family: gamma, mean: 54, se: 5}",
        "value: 54\ndistribution: {family: gamma, se: 5}",
    ),
    "E204": (
        "Money without a price year",
        "Every amount of money is brought to the analysis price year by an index, so that it must say the financial "
        "year of its own prices. It is never assumed.",
        "unit: GBP/contact\nvalue: 45",
        "unit: GBP/contact\nvalue: 45\nprice_year: 2023/24",
    ),
    "E205": (
        "Price year on something that is not money",
        "Only amounts in GBP have prices. A price year on a share or a count suggests that the unit is wrong.",
        "unit: share\nvalue: 0.45\nprice_year: 2023/24",
        "unit: share\nvalue: 0.45",
    ),
    "E206": (
        "Evidence without a source",
        "Figures that are reported, published or from routine data say where: source: is a key of sources.yaml, and "
        "locator: the page, table or cell. A figure without a source is illustrative, and its note says why.",
        "value: 45\nevidence: published",
        "value: 45\nevidence: published\nsource: pssru_2025\nlocator: Table 9.4.2, p. 72",
    ),
    "E207": (
        "Source without a locator",
        "A source is a whole publication; locator: says where in it the figure stands, so that another person can "
        "check it in a minute.",
        "source: pssru_2025",
        "source: pssru_2025\nlocator: Table 9.4.2, p. 72",
    ),
    "E208": (
        "Judgement without a note",
        "A figure that is illustrative or elicited rests on someone's judgement. Its note: gives the reasoning and "
        "says what would replace it.",
        "value: 0.3\nevidence: illustrative",
        "value: 0.3\nevidence: illustrative\nnote: Between none and a half; replace by the questionnaires.",
    ),
    "E209": (
        "Unit that does not fit",
        "A quantity's name decides its unit: a price per contact for a service that counts contacts, a share for a "
        "factor of attribution. A change of kind rate_ratio has the unit ratio; a difference has the unit of what "
        "changes. Convert the figure, not only the word.",
        "gp_consultation:      # a service that counts contacts\n  unit: GBP/day\n  value: 360",
        "gp_consultation:\n  unit: GBP/contact\n  value: 45",
    ),
    "E210": (
        "Value out of the range of its unit",
        "Shares and scores lie between 0 and 1, what is left after a month above 0 and up to 1, and amounts are not "
        "negative. A percentage is written as a proportion. Less of something is stated as a change, which may be "
        "negative.",
        "unit: share\nvalue: 45",
        "unit: share\nvalue: 0.45",
    ),
    "E213": (
        "Unclear what a change is a change in",
        "A change says either recall_months (contacts or hours counted over the months before each interview) or "
        "measured: at_follow_up (a score or a status on that day), since the effect builds up differently.",
        "follow_up_months: 6",
        "follow_up_months: 6\nrecall_months: 6",
    ),
    "E214": (
        "Recall longer than the follow-up",
        "The question at follow-up looks back over recall_months. If that is longer than follow_up_months it covers "
        "time before the person joined, and the change is not one of the programme alone.",
        "follow_up_months: 3\nrecall_months: 6",
        "follow_up_months: 6\nrecall_months: 6",
    ),
    "E215": (
        "Controlled change with its own deadweight",
        "In a controlled study the comparison group already shows what would have happened anyway and how far people "
        "fall back to their usual level. To take off deadweight or regression to the mean again would count it twice.",
        "design: controlled\nattribution:\n  deadweight: {unit: share, value: 0.3, evidence: illustrative, note: x}",
        "design: controlled",
    ),
    "E216": (
        "Price per hour without the minutes of a contact",
        "The service counts contacts and the price is for an hour; minutes_per_contact: turns one into the other.",
        "unit: GBP/hour\nvalue: 60",
        "unit: GBP/hour\nvalue: 60\nminutes_per_contact: 15",
    ),
    "E217": (
        "Minutes of a contact beside a price per contact",
        "minutes_per_contact: belongs to a price per hour. Beside a price per contact it would have no effect, or "
        "the unit is wrong.",
        "unit: GBP/contact\nvalue: 15\nminutes_per_contact: 15",
        "unit: GBP/contact\nvalue: 15",
    ),
}
"""Code -> title, explanation, a wrong example, a right example."""
