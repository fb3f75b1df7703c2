"""The rule for numbers that leave: small counts hidden, others rounded, no mean of a few people, nothing by group.

Counts of 1 to 7 are hidden, zero is shown, others are rounded to the nearest 5; a mean of 1 to 7 people is hidden. The
rule of NHS Digital for sub-national hospital statistics (change to its disclosure control, 2018), chosen because it
needs no second look for what could be worked out from the rest. Estimates of models, their errors and intervals are
shown. Groups have about 15 people, so nothing is ever shown by group or area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sbs_econ.survey.data import SurveyData

HIDDEN = "*"
FEWEST = 8
ROUNDED_TO = 5
STAMP = "DISCLOSURE CONTROL OFF: holds exact counts of people. Not to be shared outside the study team."


def people_with_any(data: SurveyData) -> dict[str, int]:
    """Return how many people have any of an item at either wave, by item; of scores, how many answered."""
    found = {}
    for item, before, after in zip(data.items, data.before, data.after, strict=True):
        given = (~np.isnan(before) | ~np.isnan(after)) if item.kind == "score" else (before > 0) | (after > 0)
        found[item.key] = int(given.sum())
        if item.kind == "share":
            without = int(((before == 0) | (after == 0)).sum())
            found[item.key] = min(found[item.key], without) if without else 0
    return found


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule, on or off."""

    on: bool = True

    def count(self, people: int) -> int | str:
        """Return a count of people as it may be shown.

        >>> Rule().count(0), Rule().count(7), Rule().count(8), Rule().count(613)
        (0, '*', 10, 615)
        """
        if not self.on or people == 0:
            return people
        return HIDDEN if people < FEWEST else ROUNDED_TO * round(people / ROUNDED_TO)

    def mean(self, value: float, people: int) -> float | None:
        """Return a mean as it may be shown: None where it rests on 1 to 7 people.

        >>> Rule().mean(2.5, 7), Rule().mean(2.5, 8)
        (None, 2.5)
        """
        return value if not self.on or people >= FEWEST else None

    def share(self, part: int, whole: int) -> float | None:
        """Return a share of people worked out from counts as they may be shown, so that it tells no more than they do.

        >>> Rule().share(490, 700), Rule().share(3, 700)
        (0.7, None)
        """
        shown = self.count(part), self.count(whole)
        if HIDDEN in shown or whole == 0:
            return None
        return float(shown[0]) / float(shown[1])
