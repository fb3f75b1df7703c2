"""Whether scenarios can be compared, and what else a reader of the comparison must know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sbs_econ.model.inputs import Inputs, Settings
from sbs_econ.vocabulary import Evidence

SAME: tuple[tuple[str, Callable[[Settings], object], str], ...] = (
    ("horizon", lambda s: f"{s.horizon_months} months", "count the same months: settings.horizon_months"),
    ("price year", lambda s: s.price_year, "use one analysis price year: settings.price_year"),
    ("set of unit costs", lambda s: s.unit_cost_set, "use one set of unit costs: settings.unit_cost_set"),
    (
        "discount rate of costs",
        lambda s: f"{s.discount_rate_costs:.2%}",
        "use one rate: settings.discount_rate_costs",
    ),
    (
        "discount rate of outcomes",
        lambda s: f"{s.discount_rate_outcomes:.2%}",
        "use one rate: settings.discount_rate_outcomes",
    ),
)
"""What must be the same in every scenario: its name, how it reads, and the cure."""

Reason = tuple[str, str]
"""Why scenarios cannot be compared, and the cure."""


def reasons_against(keys: Sequence[str], scenarios: Sequence[Inputs], per: str) -> list[Reason]:
    """Return every reason why the scenarios cannot be compared, each with its cure; none if they can."""
    found = []
    for name, read, cure in SAME:
        values = [str(read(inputs.settings)) for inputs in scenarios]
        if len(set(values)) > 1:
            found.append((f"the {name} differs: {_listed(keys, values)}", cure))
    found += _indices(keys, scenarios)
    people = [f"{inputs.settings.participants:,}" for inputs in scenarios]
    if per == "total" and len(set(people)) > 1:
        found.append((f"totals of different numbers of people: {_listed(keys, people)}", "compare --per person"))
    return found


def _indices(keys: Sequence[str], scenarios: Sequence[Inputs]) -> Iterator[Reason]:
    for index in scenarios[0].indices:
        series = [inputs.indices[index] for inputs in scenarios]
        if len({(s.vintage, tuple(sorted(s.levels.items()))) for s in series}) > 1:
            listed = _listed(keys, [s.vintage for s in series])
            yield f"the price index {index.value} is of another vintage or has other levels: {listed}", "use one index"


def _listed(keys: Sequence[str], values: Sequence[str]) -> str:
    """Return ``a 12 months, b and c 24 months``: keys by value, in the order of the keys."""
    by_value: dict[str, list[str]] = {}
    for key, value in zip(keys, values, strict=True):
        by_value.setdefault(value, []).append(key)
    return ", ".join(f"{joined(names)} {value}" for value, names in by_value.items())


def joined(names: Sequence[str]) -> str:
    """Return names as a phrase.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


METHODS: tuple[tuple[str, Callable[[Settings], object]], ...] = (
    ("months of programme", lambda s: s.programme_months),
    ("way of costing the programme", lambda s: s.costing.value.replace("_", " ")),
    ("valuation of unpaid care", lambda s: s.informal_care_valuation.value.replace("_", " ")),
    ("way of counting output", lambda s: s.employment_method.value.replace("_", " ")),
    ("rounding of groups", lambda s: "whole groups" if s.whole_groups else "not rounded"),
)
"""What may differ, and is said."""


def notes_on(keys: Sequence[str], scenarios: Sequence[Inputs]) -> list[str]:
    """Return what a reader must know although the scenarios may be compared."""
    found = []
    for name, read in METHODS:
        values = [str(read(inputs.settings)) for inputs in scenarios]
        if len(set(values)) > 1:
            found.append(f"The {name} differs: {_listed(keys, values)}.")
    funders = [inputs.settings.funded_by.value.replace("_", " ") for inputs in scenarios]
    if len(set(funders)) > 1:
        found.append(f"Whose money pays differs, and with it what a perspective adds up: {_listed(keys, funders)}.")
    people = [f"{inputs.settings.participants:,}" for inputs in scenarios]
    if len(set(people)) > 1:
        found.append(f"The number of people who start differs: {_listed(keys, people)}.")
    return [*found, illustrative_note(scenarios)]


def illustrative_note(scenarios: Sequence[Inputs]) -> str:
    """Return how many inputs are illustrative, and what that means."""
    counts = [sum(q.evidence is Evidence.ILLUSTRATIVE for q in i.quantities.values()) for i in scenarios]
    sizes = [len(inputs.quantities) for inputs in scenarios]
    of = [f"{count} of {size}" for count, size in dict.fromkeys(zip(counts, sizes, strict=True))]
    return (
        f"{' or '.join(of)} inputs are illustrative. Effect sizes of Side by Side are not public: these results show "
        "how the model works, not what the programme achieved."
    )
