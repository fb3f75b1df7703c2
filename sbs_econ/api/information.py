"""Value of information from Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sbs_econ.analysis.information_defaults import ASSUMED, Terms
from sbs_econ.analysis.psa import Plan
from sbs_econ.io.overrides import overrides_from_python
from sbs_econ.io.scenarios import load_scenario


def voi(  # noqa: PLR0913
    *scenarios: str,
    draws: int = 10_000,
    seed: int = 1,
    sampler: str = "mc",
    changes: Mapping[str, Any] | None = None,
    perspectives: Sequence[str] = (),
    prices: Mapping[str, float] | None = None,
    groups: Sequence[str] = (),
    population: float | None = None,
    survey: Sequence[str] | None = (),
    terms: Terms = ASSUMED,
) -> dict[str, Any]:
    """Return the document of ``voi --format json``: what is worth finding out before funding or choosing.

    Args:
        scenarios: names or paths; usual support stands beside them.
        draws: number of PSA draws.
        seed: of the random streams.
        sampler: mc, lhs or sobol.
        changes: quantities and settings given anew, as ``--set`` does.
        perspectives: whose net benefit; all that bear the programme's cost without any.
        prices: GBP for a point-year of an outcome, by outcome.
        groups: inputs to look at together, such as ``service_use.*.change`` or ``a,b``.
        population: people a year whom the decision affects; those of the scenario if left out.
        survey: what a survey asks about; all changes if empty, None for no survey.
        terms: of the survey, and the years that the decision stands.

    Raises:
        InputError: with every problem in the inputs, names and prices.
    """
    from sbs_econ.analysis.information_decision import Population
    from sbs_econ.analysis.information_funding import Wanted, value_of_information
    from sbs_econ.analysis.information_records import voi_document
    from sbs_econ.analysis.information_scenarios import funding
    from sbs_econ.analysis.survey_value import survey_on
    from sbs_econ.reporting.voi_text import with_words

    layer = overrides_from_python(dict(changes or {}))
    inputs = [load_scenario(name, layer).usable() for name in scenarios]
    settings = inputs[0].settings
    people = settings.participants if population is None else population
    affected = Population(people, terms.years, settings.discount_rate_costs, terms.delay)
    asked = None if survey is None else survey_on(inputs[0], survey, terms, {}, seed)
    decisions = funding(inputs, perspectives, dict(prices or {}))
    wanted = Wanted(tuple(groups), affected, asked)
    answers = value_of_information(decisions, Plan(draws, seed, sampler), wanted)
    return with_words(voi_document(answers), answers)
