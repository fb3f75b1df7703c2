"""Small checks that a single quantity makes sense: (quantity) -> what is wrong, or nothing.

Shape (keys, types) is pydantic's; these look at what the values mean together, and run in full whatever
else is wrong, so that every problem shows at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sbs_econ.schema.base import split_cure
from sbs_econ.schema.distribution import DistributionStatement, agreement
from sbs_econ.schema.issues import Issue, KeyPath
from sbs_econ.schema.quantity import Change, Quantity, UnitCost, drawn_from_file
from sbs_econ.schema.statement import NAMES
from sbs_econ.schema.units import SHARES_AND_SCORES, expected_units, is_money
from sbs_econ.vocabulary import ChangeKind, Evidence, StudyDesign, Unit


@dataclass(frozen=True, slots=True)
class Stated:
    """A quantity as a file states it, and where."""

    name: str
    file: str
    path: KeyPath
    quantity: Quantity
    counted_in: Unit | None = None

    def issue(
        self, key: str | None, code: str, message: str, suggestion: str | None = None, severity: str = "error"
    ) -> Issue:
        """Return an issue at one of the quantity's keys (or at the quantity itself)."""
        path = self.path if key is None else (*self.path, *key.split("."))
        return Issue(self.file, path, code, f"{self.name}: {message}", suggestion, "value" if key else "key", severity)

    def issue_on_key(self, key: str, code: str, message: str, suggestion: str | None = None) -> Issue:
        """Return an issue at the key of a block, such as ``attribution.deadweight``."""
        return replace(self.issue(key, code, message, suggestion), on="key")


Check = Callable[[Stated], Iterator[Issue]]
STAND_IN = "(stands in for a figure whose shape is wrong)"
"""The label of such a figure, known by its identity."""


def problems(stated: Stated) -> list[Issue]:
    """Return everything that does not make sense about one quantity; nothing of one whose shape is wrong."""
    if stated.quantity.label is STAND_IN:
        return []
    return [issue for check in CHECKS for issue in check(stated)]


def _distribution(stated: Stated) -> Iterator[Issue]:
    quantity = stated.quantity
    if quantity.distribution is None:
        if quantity.value is None:
            yield stated.issue(
                None,
                "E201",
                "neither value nor distribution",
                "give value: and, unless it is certain, distribution:",
            )
        return
    for key, code, message, cure in distribution_problems(quantity.distribution, quantity.value):
        if code != "E202" or not _told_by_range(stated, message):
            yield stated.issue(key, code, message, cure)


def distribution_problems(
    statement: DistributionStatement, value: str | None
) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield the key, code, message and cure of everything wrong with a distribution and the value beside it."""
    number = None if value is None else float(value)
    found = statement.problems(number)
    for text in found:
        message, cure = split_cure(text)
        yield _culprit(statement, message), "E202", message, cure
    if not found and value is not None and not drawn_from_file(statement):
        text_or_none = agreement(value, statement.resolve(number).mean)
        if text_or_none is not None:
            message, cure = split_cure(text_or_none)
            yield "value", "E203", message, cure


def _culprit(statement: DistributionStatement, message: str) -> str:
    """Return the key at fault: the first that the message names and the statement gives, else the whole."""
    given = [key for key, value in statement if value is not None and key not in NAMES]
    named = [word for word in re.findall(r"[a-z_]+", message) if word in given]
    key = named[0] if named else given[0] if len(given) == 1 else None
    return "distribution" if key is None else f"distribution.{key}"


def _told_by_range(stated: Stated, message: str) -> bool:
    """Whether a message about the mean repeats that the value is not in the range of its unit."""
    value = stated.quantity.value
    if value is None or f"mean = {float(value):g}" not in message:
        return False
    return next(_range(stated), None) is not None


def _money(stated: Stated) -> Iterator[Issue]:
    quantity = stated.quantity
    if is_money(quantity.unit) and quantity.price_year is None:
        yield stated.issue(
            None,
            "E204",
            f"money ({quantity.unit}) without a price_year",
            "add price_year: with the financial year of its prices, such as 2024/25",
        )
    if not is_money(quantity.unit) and quantity.price_year is not None:
        yield stated.issue(
            "price_year",
            "E205",
            f"a price_year on something that is not money ({quantity.unit})",
            "remove price_year",
        )


def _sources(stated: Stated) -> Iterator[Issue]:
    quantity = stated.quantity
    judged = quantity.evidence in (Evidence.ILLUSTRATIVE, Evidence.ELICITED)
    if not judged and quantity.source is None:
        yield stated.issue(
            "evidence",
            "E206",
            f"evidence {quantity.evidence} without a source",
            "add source: and locator:, or say evidence: illustrative with a note",
        )
    if quantity.source is not None and quantity.locator is None:
        yield stated.issue("source", "E207", "a source without a locator", "add locator: with the page, table or cell")
    if judged and quantity.note is None:
        yield stated.issue(
            "evidence",
            "E208",
            f"{quantity.evidence} without a note",
            "add note: with the reasoning, and what would replace it",
        )


def _unit(stated: Stated) -> Iterator[Issue]:
    quantity, units = stated.quantity, expected_units(stated.name, stated.counted_in)
    if quantity.unit not in units:
        wanted = " or ".join(unit.value for unit in units[:4])
        cure = f"convert the figure, and write unit: {units[0]}"
        yield stated.issue("unit", "E209", f"the unit is {quantity.unit}, and {wanted} is wanted here", cure)
    elif isinstance(quantity, Change) and (quantity.kind is ChangeKind.RATE_RATIO) != (quantity.unit is Unit.RATIO):
        ratio = quantity.kind is ChangeKind.RATE_RATIO
        wanted = "ratio" if ratio else " or ".join(u.value for u in units if u is not Unit.RATIO)
        other = ChangeKind.DIFFERENCE if ratio else ChangeKind.RATE_RATIO
        yield stated.issue(
            "unit",
            "E209",
            f"a change of kind {quantity.kind} in {quantity.unit}; {wanted} is wanted here",
            f"write unit: {wanted}, or kind: {other}",
        )


def range_message(unit: Unit, value: float, is_change: bool) -> tuple[str, str | None] | None:
    """Return why a value cannot be in its unit, and the cure; None if it can."""
    if is_change:
        return _change_range(unit, value)
    if unit in SHARES_AND_SCORES and not 0 <= value <= 1:
        cure = f"write {value / 100:g}" if 1 < value <= 100 else f"write a {unit} between 0 and 1"
        return f"{value:g} is not between 0 and 1; a {unit} is a proportion", cure
    if unit is Unit.RATIO_PER_MONTH and not 0 < value <= 1:
        cure = f"write {value / 100:g}" if 1 < value <= 100 else "write 1 for no decline, 0.9 for a tenth a month"
        return f"{value:g} is outside (0, 1]: it is what is left after a month, as a proportion", cure
    if unit is Unit.RATE and value >= LARGEST_RATE:
        return f"{value:g} is {value:.0%}; a rate is a proportion", f"write {value / 100:g}"
    if value < 0 and unit not in MAY_BE_NEGATIVE:
        cure = "write it without the minus sign; less of something is stated by a change"
        return f"{value:g} is negative, and an amount in {unit} cannot be", cure
    return None


def _change_range(unit: Unit, value: float) -> tuple[str, str | None] | None:
    if unit is Unit.RATIO and value < 0:
        return "a rate ratio cannot be negative", "write after over before, such as 0.85 for a fall of 15 %"
    if unit is Unit.SHARE and abs(value) > 1:
        return f"{value:g} is not between -1 and 1; a change in a share is a proportion", f"write {value / 100:g}"
    return None


LARGEST_RATE = 2
"""An overhead or on-cost rate of this or more is taken for a percentage."""
MAY_BE_NEGATIVE = (Unit.POINT, Unit.SD, Unit.POINT_PER_PERSON, Unit.SD_PER_PERSON, Unit.ELASTICITY)


def _range(stated: Stated) -> Iterator[Issue]:
    quantity = stated.quantity
    if quantity.value is None:
        return
    message = range_message(quantity.unit, float(quantity.value), isinstance(quantity, Change))
    if message is not None:
        yield stated.issue("value", "E210", *message)


def _change(stated: Stated) -> Iterator[Issue]:
    change = stated.quantity
    if not isinstance(change, Change):
        return
    if change.recall_months is None and change.measured is None:
        yield stated.issue(
            None,
            "E213",
            "neither recall_months nor measured is given, so it is unclear what the change is a change in",
            "add recall_months: for things counted over a period, or measured: at_follow_up for a score or status",
        )
    if change.recall_months is not None and change.measured is not None:
        yield stated.issue(
            "measured",
            "E213",
            "recall_months and measured are both given, and say two things",
            "keep recall_months for things counted over a period, measured for a score or status",
        )
    if change.recall_months is not None and change.recall_months > change.follow_up_months:
        recall, follow_up = change.recall_months, change.follow_up_months
        yield stated.issue(
            "recall_months",
            "E214",
            f"the recall period ({recall} months) is longer than the follow-up ({follow_up} months)",
            f"write at most {follow_up}, or correct follow_up_months: before it the programme had not begun",
        )
    yield from _own_attribution(stated, change)


def _own_attribution(stated: Stated, change: Change) -> Iterator[Issue]:
    own = change.attribution
    if change.design is not StudyDesign.CONTROLLED or own is None:
        return
    for factor in ("regression_to_the_mean", "deadweight"):
        if getattr(own, factor) is not None:
            yield stated.issue_on_key(
                f"attribution.{factor}",
                "E215",
                f"{factor} on a controlled change would count it twice: the comparison group has taken it out already",
                f"remove {factor}, or write design: uncontrolled if there was no comparison group",
            )


def _price_per_hour(stated: Stated) -> Iterator[Issue]:
    cost = stated.quantity
    if not isinstance(cost, UnitCost):
        return
    if cost.unit is Unit.GBP_PER_HOUR and cost.minutes_per_contact is None and stated.counted_in is not Unit.HOUR:
        yield stated.issue(
            "unit",
            "E216",
            "a price per hour needs minutes_per_contact",
            "add minutes_per_contact: with the length of a contact",
        )
    if cost.unit is not Unit.GBP_PER_HOUR and cost.minutes_per_contact is not None:
        yield stated.issue(
            "minutes_per_contact",
            "E217",
            f"minutes_per_contact beside a price that is already {cost.unit}",
            "remove minutes_per_contact",
        )


CHECKS: tuple[Check, ...] = (_distribution, _money, _sources, _unit, _range, _change, _price_per_hour)
