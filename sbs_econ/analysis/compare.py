"""Scenarios side by side on common draws: differences, places by perspective, and the efficient set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sbs_econ.analysis.compare_blocks import Answer, Question, ask, sampled
from sbs_econ.analysis.compare_checks import Reason, notes_on, reasons_against
from sbs_econ.analysis.compare_efficient import Standing, standings
from sbs_econ.analysis.compare_outputs import ALL, USUAL, Plane, ScenariosCompared, effect_equal, included
from sbs_econ.analysis.compare_wanted import Wanted, against_of, plane_of, unique_keys
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Array
from sbs_econ.errors import InputError, Problem
from sbs_econ.model.evaluate import base_case
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Kind, Perspective

CODE = "E905"
"""The code of scenarios that cannot be compared."""
EQUALITY_DRAWS = 256
"""Draws on which effects are looked at for being the same figure."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One output of a scenario minus that of another."""

    estimate: Estimate
    higher: float
    """Share of draws above zero."""
    higher_mc_se: float
    paired_to_unpaired: float | None
    """SD of the difference on common draws over its SD if each had draws of its own."""

    @property
    def same(self) -> bool:
        """Whether it is zero in every draw."""
        return self.estimate.mean == 0.0 and self.estimate.sd == 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """One scenario of a comparison."""

    key: str
    inputs: Inputs
    rows: tuple[Row, ...]
    """The base case, whose figures are totals."""
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Pair:
    """The differences between two scenarios, by output, and whether the effect is the same in every draw."""

    key: str
    against: str
    effect_equal: bool
    differences: Mapping[str, Difference]


@dataclass(frozen=True, slots=True)
class Place:
    """A scenario's chances of each place by net cost; the first place is the cheapest."""

    key: str
    chances: tuple[tuple[float, float], ...]
    """Probability and its Monte Carlo standard error, by place."""


@dataclass(frozen=True, slots=True)
class Option:
    """Where an option stands on the plane, and how sure that is."""

    standing: Standing
    efficient: tuple[float, float]
    dominated_by: Mapping[str, float]
    """Probability that each other option dominates it."""


@dataclass(frozen=True)
class Comparison:
    """Everything that one comparison computed."""

    scenarios: tuple[Compared, ...]
    pairs: tuple[Pair, ...]
    places: Mapping[Perspective, tuple[Place, ...]]
    plane: Plane | None
    options: tuple[Option, ...]
    mixed: tuple[Reason, ...]
    notes: tuple[str, ...]
    wanted: Wanted
    plan: Plan
    question: ScenariosCompared

    @property
    def against(self) -> Compared:
        """The scenario that the others are set against."""
        return self.scenarios[self.question.against]

    def cloud(self) -> dict[str, tuple[Array, Array]]:
        """Return each scenario's first draws on the plane: consequence and cost."""
        if self.plane is None:
            return {}
        drawn, (cost, effect) = sampled(self.question, self.plan)[ALL], self.plane.names
        return {key: (drawn[f"{key}|{effect}"], drawn[f"{key}|{cost}"]) for key in self.question.keys}


Asker = Callable[[Question], Answer]
"""What puts the question to the draws: decides their number, the sampler and the workers."""


def compare(scenarios: Sequence[Inputs], wanted: Wanted, plan: Plan, asker: Asker | None = None) -> Comparison:
    """Return the comparison of two scenarios or more.

    Args:
        scenarios: resolved inputs.
        wanted: how to compare.
        plan: draws, seed and sampler.
        asker: puts the question to the draws; in this thread by ``plan`` if left out.

    Raises:
        InputError: with every reason why they cannot be compared, unless mixed is allowed.
        RequestError: if ``against``, the outcome or the perspective is not there.
    """
    keys = unique_keys([inputs.scenario for inputs in scenarios])
    mixed = reasons_against(keys, scenarios, wanted.per)
    if mixed and not wanted.allow_mixed:
        raise InputError(Problem(CODE, f"cannot be compared: {why}", _cure(cure)) for why, cure in mixed)
    question = ScenariosCompared(
        scenarios=tuple(scenarios),
        keys=keys,
        against=against_of(keys, wanted.against),
        per=wanted.per,
        plane=plane_of(scenarios, wanted),
        ranked=included(scenarios),
    )
    answer = ask(question, plan) if asker is None else asker(question)
    return _comparison(question, wanted, answer, tuple(mixed))


def _cure(cure: str) -> str:
    return f"{cure}, or --allow-mixed to compare all the same, under a banner"


def _comparison(question: ScenariosCompared, wanted: Wanted, answer: Answer, mixed: tuple[Reason, ...]) -> Comparison:
    scenarios = tuple(
        Compared(key, inputs, tuple(base_case(inputs)), _of(answer, key))
        for key, inputs in zip(question.keys, question.scenarios, strict=True)
    )
    reference = scenarios[question.against]
    return Comparison(
        scenarios=scenarios,
        pairs=tuple(_pair(question, answer, one, reference) for one in scenarios if one is not reference),
        places={p: tuple(_place(answer, p, key, len(scenarios)) for key in question.keys) for p in question.ranked},
        plane=question.plane,
        options=_options(question, answer),
        mixed=mixed,
        notes=tuple(notes_on(question.keys, question.scenarios)),
        wanted=wanted,
        plan=answer.plan,
        question=question,
    )


def _of(answer: Answer, prefix: str) -> dict[str, Estimate]:
    start = f"{prefix}|"
    full = answer.parts[ALL].full
    return {name.removeprefix(start): estimate for name, estimate in full.items() if name.startswith(start)}


def _pair(question: ScenariosCompared, answer: Answer, one: Compared, other: Compared) -> Pair:
    prefix = f"{one.key} minus {other.key}"
    found = {}
    for name, estimate in _of(answer, prefix).items():
        if addable(one, other, name):
            higher, error = answer.share(ALL, f"{prefix}|{name}:higher")
            apart = (one.estimates[name].sd ** 2 + other.estimates[name].sd ** 2) ** 0.5
            found[name] = Difference(estimate, higher, error, estimate.sd / apart if apart > 0 else None)
    return Pair(one.key, other.key, _effect_equal(question, answer.plan, one, other), found)


def _effect_equal(question: ScenariosCompared, plan: Plan, one: Compared, other: Compared) -> bool:
    """Whether designs differ in cost only: looked at per person, on the first draws."""
    both = ScenariosCompared((one.inputs, other.inputs), ("one", "other"), 0, "person", None, ())
    drawn = sampled(both, plan, EQUALITY_DRAWS)[ALL]
    first, second = (
        {name.removeprefix(f"{key}|"): value for name, value in drawn.items() if name.startswith(f"{key}|")}
        for key in both.keys
    )
    return effect_equal(first, second, one.rows)


def addable(one: Compared, other: Compared, name: str) -> bool:
    """Return whether both count an output alike: a cost that one adds and the other only shows has no difference."""
    if name.startswith("net_cost:"):
        perspective = next((p for p in Perspective if net_cost_name(p) == name), Perspective.SOCIETAL)
        views = [view(perspective, each.inputs.settings.funded_by) for each in (one, other)]
        return views[0].includes_programme_cost == views[1].includes_programme_cost
    row = name.rpartition(":")[0]
    kinds = [next((r.kind for r in each.rows if r.row == row), None) for each in (one, other)]
    return (kinds[0] is Kind.MEMO) == (kinds[1] is Kind.MEMO)


def _place(answer: Answer, perspective: Perspective, key: str, count: int) -> Place:
    return Place(
        key, tuple(answer.share(ALL, f"place|{perspective.value}|{key}|{place + 1}") for place in range(count))
    )


def _options(question: ScenariosCompared, answer: Answer) -> tuple[Option, ...]:
    plane = question.plane
    if plane is None:
        return ()
    cost, effect = plane.names
    points = [(USUAL, 0.0, 0.0)]
    for key in question.keys:
        own = (answer.estimate(ALL, f"{key}|{name}").mean for name in (cost, effect))
        points.append((key, next(own), next(own) * plane.better))
    names = (USUAL, *question.keys)
    return tuple(
        Option(
            standing,
            answer.share(ALL, f"efficient|{standing.option}"),
            {by: answer.share(ALL, f"dominated|{standing.option}|{by}")[0] for by in names if by != standing.option},
        )
        for standing in standings(points)
    )
