"""What people answered, as arrays; nothing in it is ever written to a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.survey.items import Item

FEWEST = 8
"""People that a value of a column needs to be shown or used by itself."""
OTHER = "all other values"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of words: the code of each person and the word of each code; rare words are taken together."""

    codes: AnyArray
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyData:
    """Answers of n people to J items at two waves.

    ``before`` and ``after`` have shape (J, n), NaN where missing and 0 outside the domain of an item. ``asked_before``
    and ``asked_after`` say who returned the questionnaire of a wave. ``dose`` is sessions in all, NaN where unknown;
    ``weekly`` is sessions by week from the first up to the follow-up, shape (n, weeks), no weeks without a register.
    """

    items: tuple[Item, ...]
    group: AnyArray
    area: AnyArray
    columns: Mapping[str, Column]
    before: Array
    after: Array
    asked_before: AnyArray
    asked_after: AnyArray
    dose: Array
    weekly: Array
    counts: Mapping[str, int] = field(default_factory=dict)
    """Control totals: rows read by table, cells set to 0 because blank means zero."""
    delimiters: Mapping[str, str] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """Return n."""
        return len(self.group)

    @property
    def groups(self) -> int:
        """Return the number of clusters."""
        return int(self.group.max()) + 1 if len(self.group) else 0

    def __repr__(self) -> str:
        """Tell nothing of anybody, wherever this is printed."""
        return f"SurveyData({len(self.items)} items)"


def column_of(words: list[str]) -> Column:
    """Return a column of words; those of fewer than eight people, and empty cells, are taken together."""
    known, counts = np.unique([word for word in words if word], return_counts=True)
    kept = [str(word) for word, count in zip(known, counts, strict=True) if count >= FEWEST]
    place = {word: code for code, word in enumerate(kept)}
    codes = np.asarray([place.get(word, len(kept)) for word in words])
    rest = bool((codes == len(kept)).any())
    return Column(codes, (*kept, OTHER) if rest else tuple(kept))


def codes_of(ids: list[str]) -> AnyArray:
    """Return whole numbers from 0 in place of ids, in the order of the sorted ids."""
    return np.unique(ids, return_inverse=True)[1]
