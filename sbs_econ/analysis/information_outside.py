"""The value of information from draws made elsewhere, for any number of options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sbs_econ.analysis.information_answer import Answers, CurvePoint, answers_to, curves, with_study_data
from sbs_econ.analysis.information_decision import Decision, Population, Stacked
from sbs_econ.analysis.information_groups import Group, groups_of
from sbs_econ.analysis.information_source import Table
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.net_benefit import net_benefit
from sbs_econ.errors import RequestError

SAMPLER = "mc"
"""Draws made elsewhere are taken to be independent."""


@dataclass(frozen=True)
class OutsideDraws:
    """Draws of inputs and of each option's net benefits, or of its costs and effects; rows are the same draws.

    ``studies`` holds summaries of a study's data by the name of the study and the people in it.
    """

    inputs: Mapping[str, Array]
    options: tuple[str, ...]
    net_benefits: Array | None
    """Shape (draws, options)."""
    costs: Array | None
    effects: Array | None
    studies: Mapping[tuple[str, int | None], Sequence[Array]]

    def decisions(self, wtps: Sequence[float]) -> list[Decision]:
        """Return a decision for each willingness to pay, or the one of the net benefits.

        Raises:
            RequestError: if there is none where one is needed, or one where none is.
        """
        if self.net_benefits is not None:
            if wtps:
                raise RequestError("--wtp goes with costs and effects", "net benefits are weighed already", code="E612")
            return [Decision(self.options, self.net_benefits)]
        if self.costs is None or self.effects is None or not wtps:
            raise RequestError("costs and effects need --wtp", "such as --wtp 20000 --wtp 30000", code="E612")
        return [
            Decision(
                self.options, net_benefit(self.costs, self.effects, wtp), wtp, costs=self.costs, effects=self.effects
            )
            for wtp in dict.fromkeys(wtps)
        ]


def outside_answers(
    drawn: OutsideDraws, wtps: Sequence[float], groups: Sequence[str], population: Population | None
) -> Answers:
    """Return what information is worth: every single input, the groups asked for, and studies.

    Raises:
        InputError: if a group names an input that does not exist.
        RequestError: if willingness to pay is missing or in vain.
    """
    names = tuple(drawn.inputs)
    asked = groups_of(groups, names, {})
    stacked = Stacked.of(drawn.decisions(wtps), SAMPLER)
    found = answers_to(stacked, Table(drawn.inputs), [Group((name,)) for name in names], asked)
    if drawn.studies:
        found = with_study_data(found, stacked, drawn.studies)
    return Answers(
        decisions=tuple(found), draws=len(stacked.gains), sampler=SAMPLER, population=population,
        notes=tuple(_notes(len(stacked.gains), len(names))),
        details={"options": list(drawn.options), "per": "as given"},
    )  # fmt: skip


def _notes(draws: int, inputs: int) -> list[str]:
    told = ["Draws are taken to be independent of each other."]
    if draws < 2_000:
        told.append(f"{draws:,} draws are few: small values, and groups of many inputs, are seen through much noise.")
    if not inputs:
        told.append("There are no inputs, so only perfect information is valued.")
    return told


def outside_curves(drawn: OutsideDraws, wtps: Sequence[float]) -> list[CurvePoint]:
    """Return the acceptability curve with its frontier and losses; nothing for net benefits."""
    if drawn.costs is None or drawn.effects is None:
        return []
    return curves(drawn.costs, drawn.effects, wtps, SAMPLER)
