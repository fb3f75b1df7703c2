"""A quantity: one number from the world with its unit, uncertainty, evidence and source."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from sbs_econ.schema.base import Flag, Identifier, Number, Slip, Strict, Text, Whole, parse_number, parse_text
from sbs_econ.schema.distribution import DistributionStatement, EmpiricalStatement
from sbs_econ.vocabulary import AppliesTo, ChangeKind, Evidence, Index, StudyDesign, Unit

FINANCIAL_YEAR = re.compile(r"(\d{4})/(\d{2})")


def parse_financial_year(value: object) -> str:
    """Return a financial year as ``YYYY/YY``; ``YYYY-YY`` is accepted.

    Raises:
        ValueError: for a calendar year or anything else, with the cure.

    >>> parse_financial_year("2024-25")
    '2024/25'
    """
    text = parse_text(value).strip().replace("-", "/", 1)
    match = FINANCIAL_YEAR.fullmatch(text)
    if match and (int(match[1]) + 1) % 100 == int(match[2]):
        return text
    if re.fullmatch(r"\d{4}", text):
        following = f"{text}/{(int(text) + 1) % 100:02d}"
        cure = f"write a financial year, such as {following}"
        raise Slip(f"is {text} a calendar or a financial year?", cure, following)
    raise Slip(f"a financial year is wanted here, not '{value}'", "write it as 2024/25")


FinancialYear = Annotated[
    str,
    BeforeValidator(parse_financial_year),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}[/-]\d{2}$"}),
]


def _keep_text(value: Any) -> str:
    number = parse_number(value)
    return value.strip() if isinstance(value, str) else repr(number)


WrittenNumber = Annotated[str, BeforeValidator(_keep_text), WithJsonSchema({"type": "number"})]
"""A number kept as it was written, so that its last digit can be respected."""


def drawn_from_file(statement: object) -> bool:
    """Return whether a distribution is a column of a file of draws."""
    return isinstance(statement, EmpiricalStatement) and statement.file is not None


class Finding(Strict):
    """A published finding that a reader of this row ought to know, for or against the programme."""

    text: Text
    """What was found, in a sentence."""
    source: Identifier
    """A key of sources.yaml."""
    locator: Text
    """Where in the source."""
    headline: Flag = False
    """Shown with every printed table; the others on request."""


class Quantity(Strict):
    """A number from the world."""

    label: Text | None = None
    """What people call it."""
    unit: Unit
    """One of the closed list of units."""
    value: WrittenNumber | None = None
    """The mean. May be left out where the distribution gives it; where both stand they must agree."""
    distribution: DistributionStatement | None = None
    """How uncertain it is; left out for a fixed quantity."""
    price_year: FinancialYear | None = None
    """The financial year of its prices; required for money, refused for anything else."""
    index: Index | None = None
    """The index that uprates it, where it is not the one its kind implies."""
    evidence: Evidence
    """How it is known."""
    source: Identifier | None = None
    """A key of sources.yaml; required unless the evidence is illustrative or elicited."""
    locator: Text | None = None
    """Where in the source: page, table, cell."""
    note: Text | None = None
    """Reasoning; required for illustrative figures: why this value, and what would replace it."""


class UnitCost(Quantity):
    """The price of one unit of a service."""

    minutes_per_contact: Annotated[Number, Field(gt=0)] | None = None
    """Turns a price per hour into a price per contact; required when the unit is GBP/hour."""
    carried_forward: Flag = False
    """True where the set has no figure of its own and one of another vintage is uprated."""


class HourlyCost(Quantity):
    """A price of staff time."""

    includes_overheads: Flag = False
    """Whether overheads are already in it; if not, the overhead rate is added."""


class OwnAttribution(Strict):
    """Attribution factors of one row, in place of the general ones."""

    regression_to_the_mean: Quantity | None = None
    """Share of the reported change explained by people joining at a bad moment."""
    deadweight: Quantity | None = None
    """Share of the rest that usual support, trend and natural recovery would have given."""
    displacement: Quantity | None = None
    """Share of the rest that is offset elsewhere."""


class Change(Quantity):
    """A reported change: after minus before, or programme minus comparison group."""

    kind: ChangeKind
    """difference, or rate_ratio (after over before)."""
    design: StudyDesign
    """uncontrolled (before and after) or controlled (against a comparison group)."""
    follow_up_months: Annotated[Whole, Field(ge=1)] = 6
    """Months from start to the follow-up at which the change was seen (L)."""
    recall_months: Annotated[Whole, Field(ge=1)] | None = None
    """Months that the question looked back over (R), for things counted or averaged over a period."""
    measured: Annotated[str, Field(pattern="^at_follow_up$")] | None = None
    """at_follow_up, for a score or a status at a point in time."""
    applies_to: AppliesTo = AppliesTo.STARTERS
    """Everyone who started (after imputation), or only those who answered."""
    attribution: OwnAttribution | None = None
    """This row's own attribution factors."""

    @property
    def ramp_months(self) -> int:
        """The ramp length l: L for a point in time, L - R for a recall window."""
        return self.follow_up_months - (self.recall_months or 0)


class PerCarerChange(Change):
    """A change in hours of care a week."""

    per: Annotated[str, Field(pattern="^(participant|participant_with_carer)$")] = "participant_with_carer"
    """Whom the hours are stated for."""
