"""What the families of distributions have in common as statements: the keys, and how they combine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import AfterValidator, BeforeValidator

from sbs_econ.equations import intervals
from sbs_econ.equations.distributions import Distribution, Infeasible
from sbs_econ.schema.base import Number, Strict, Text, parse_number, parse_text

NAMES = ("family", "group")
"""Keys that say what it is, not how it is distributed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to state a distribution: the keys it needs, those it may have, and what makes it from them."""

    needs: tuple[str, ...]
    make: Callable[..., Distribution]
    may_have: tuple[str, ...] = ()
    also: str = ""
    """What comes to the same keys, for messages."""

    def fits(self, keys: set[str]) -> bool:
        """Whether ``keys`` are all that it needs and nothing that it may not have."""
        return set(self.needs) <= keys <= set(self.needs) | set(self.may_have)

    def __str__(self) -> str:
        optional = f" (and {' or '.join(self.may_have)})" if self.may_have else ""
        return " and ".join(self.needs) + self.also + optional


class Statement(Strict):
    """What is stated about a distribution; ``family`` and the keys of one of its ``ways``."""

    ways: ClassVar[tuple[Way, ...]] = ()
    takes_value: ClassVar[bool] = True
    """Whether the quantity's ``value`` stands in for a mean that is not stated."""

    @property
    def block(self) -> str | None:
        """The name that joint statements share: a group, or a file; None if it is drawn by itself."""
        return None

    @property
    def joint(self) -> bool:
        """Whether it is drawn together with others of the same ``block``."""
        return self.block is not None

    def stated(self) -> dict[str, Any]:
        """Return what fixes the distribution, ``sd`` as ``se`` and quartiles as an interval."""
        given = {key: value for key, value in self if value is not None and key not in NAMES}
        if "sd" in given:
            given["se"] = given.pop("sd")
        if "quartiles" in given:
            given |= {"interval": given.pop("quartiles"), "level": intervals.QUARTILES}
        return given

    def contradictions(self) -> list[str]:
        """Return what cannot stand together, or cannot stand alone, among the keys given."""
        keys = {key for key, value in self if value is not None}
        messages = []
        if {"se", "sd"} <= keys:
            messages.append("se and sd are both given, and mean the same here: leave one out")
        if {"interval", "quartiles"} <= keys:
            messages.append("interval and quartiles are both given: leave one out")
        if "interval" in keys and "level" not in keys:
            messages.append("interval has no level: 90 % and 95 % are often mixed up; write level: 0.95 or 0.9")
        if "level" in keys and "interval" not in keys:
            messages.append("level has no interval: write interval: [low, high], or leave level out")
        return messages

    def problems(self, value: float | None) -> list[str]:
        """Return every reason why this is no distribution; ``value`` is that of the quantity, if given."""
        messages = self.contradictions()
        if messages:
            return messages
        try:
            self.resolve(value)
        except Infeasible as error:
            return [str(error)]
        return []

    def resolve(self, value: float | None) -> Distribution:
        """Return the distribution; ``value`` is its mean where the statement has none of its own.

        Raises:
            Infeasible: if no distribution of the family can be like this, with the reason and a cure.
        """
        messages = self.contradictions()
        if messages:
            raise Infeasible("; ".join(messages))
        given = self.stated()
        for way in self.ways:
            if way.fits(set(given)):
                return way.make(**given)
        if value is not None and self.takes_value and "mean" not in given:
            for way in self.ways:
                if way.fits({*given, "mean"}):
                    return way.make(mean=value, **given)
        raise Infeasible(self._no_way())

    def _no_way(self) -> str:
        keys = " and ".join(k for k, v in self if v is not None and k not in NAMES) or "nothing"
        family = dict(self)["family"]
        mean = "; value may stand in for mean" if self.takes_value else ""
        return f"{family}: {keys} given; state one of: {'; '.join(map(str, self.ways))}{mean}"


class MomentStatement(Statement):
    """A family that may be stated by its mean and standard error."""

    mean: Number | None = None
    """The mean; `value` will do."""
    se: Number | None = None
    """The standard error of the mean: the standard deviation of this distribution."""
    sd: Number | None = None
    """The same as `se`."""


class IntervalStatement(MomentStatement):
    """A family that may also be stated by an interval, or by a median and quartiles."""

    median: Number | None = None
    """The median, beside an interval or quartiles."""
    interval: tuple[Number, Number] | None = None
    """Lower and upper end of a central interval."""
    level: Number | None = None
    """The level of the interval, such as 0.95."""
    quartiles: tuple[Number, Number] | None = None
    """Lower and upper quartile."""


def interval_way(make: Callable[..., Distribution]) -> Way:
    """Return the way of an interval, or quartiles, with or without a mean or median."""
    return Way(("interval", "level"), make, ("mean", "median"), ", or quartiles")


def _inside(path: str) -> str:
    """Refuse a path that leaves the folder of the file that names it."""
    windows = PureWindowsPath(path)
    if windows.drive or windows.root or ":" in path or "\\" in path:
        raise ValueError("write a path from this file's folder, with / between its parts")
    if ".." in PurePosixPath(path).parts:
        raise ValueError("the file must lie in this folder or below it: leave .. out")
    return path


def _column_or_numbers(value: object) -> str | tuple[float, ...]:
    if isinstance(value, list | tuple):
        return tuple(parse_number(item) for item in value)
    return parse_text(value)


RelativePath: TypeAlias = Annotated[Text, AfterValidator(_inside)]
"""A path from the folder of the file that names it, with / between its parts."""
ColumnOrNumbers: TypeAlias = Annotated[str | tuple[float, ...], BeforeValidator(_column_or_numbers)]
"""The name of a column, or a list of numbers."""
