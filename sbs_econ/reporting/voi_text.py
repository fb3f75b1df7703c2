"""Values of information as text: what decides, what it is worth to know, and what to measure next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from sbs_econ.analysis.information import Learned
from sbs_econ.analysis.information_answer import Answer, Answers
from sbs_econ.analysis.information_decision import Population
from sbs_econ.analysis.priority import Kind, Step, next_steps
from sbs_econ.analysis.survey_value import Worth
from sbs_econ.equations.expected_value import Value
from sbs_econ.reporting.columns import table
from sbs_econ.reporting.numbers import number, per_cent, pounds
from sbs_econ.schema.clean import clean_text

SHOWN = 12
"""Inputs and groups that are printed; the rest are counted."""
SINGLE, TOGETHER = "Knowing for sure", "Knowing together"
DESIGNS = {"uncontrolled": "before and after", "controlled": "with a comparison group"}
COLUMNS = {"uncontrolled": "Before and after:", "controlled": "And as many to compare:"}
STATUS = {
    "frontier": "on the frontier", "dominated": "dominated", "extendedly_dominated": "extendedly dominated",
    "equal": "the same as another",
}  # fmt: skip


def voi_text(answers: Answers, width: int) -> str:
    """Return everything that is printed."""
    lines = [*_heading(answers, width)]
    for answer in answers.decisions:
        lines += ["", *_decision(answer, answers, width)]
    if answers.notes:
        lines += ["", "Read this with it"]
        lines += [line for note in answers.notes for line in _item(note, width)]
    return "\n".join(lines)


def _heading(answers: Answers, width: int) -> Iterator[str]:
    names = answers.details.get("scenarios")
    title = f" ({', '.join(names)})" if isinstance(names, list) else ""
    yield clean_text(f"What more information would be worth{title}")
    seed = "" if answers.seed is None else f" (seed {answers.seed}, {answers.sampler})"
    per = "per person who starts" if answers.details.get("per") == "person" else "per unit of the draws"
    yield from textwrap.wrap(
        f"Figures are {per}, in brackets their standard errors; {answers.draws:,} draws{seed}. Information is worth "
        "something where it may change what is decided; ~ marks what cannot be told from zero.", width,
    )  # fmt: skip
    if answers.population is not None:
        yield from textwrap.wrap(_population(answers.population), width)


def _population(population: Population) -> str:
    people, years = f"{population.people:,.0f}", population.years
    if population.in_all:
        return f"In all: {people} people whom the decision affects."
    rate = per_cent(population.rate, 0.001)
    late = f"; results of a study come after {population.delay} of them" if population.delay else ""
    return (
        f"In all: {people} people a year for {years} year{'s' if years > 1 else ''}{late}; discounted at {rate}, "
        f"that is {population.size():,.0f} people."
    )


def _decision(answer: Answer, answers: Answers, width: int) -> Iterator[str]:
    decision = answer.decision
    title = decision.label or ("Net benefit" if decision.wtp is None else f"At {pounds(decision.wtp)} for one effect")
    yield clean_text(title)
    yield from _wrapped(_standing(answer), width)
    yield from _wrapped(_perfect(answer, answers.population), width)
    if decision.perspective is None:
        yield from _options(answer, width)
    if not answer.perfect.zero_within_error:
        yield from _learned(SINGLE, answer, answers.population, width)
        yield from _learned(TOGETHER, answer, answers.population, width)
    yield from _studies(answer, answers.population, width)
    yield from _steps(answer, answers.population, width)


def _standing(answer: Answer) -> str:
    where, options = answer.standing, answer.decision.options
    chance = per_cent(where.frontier, where.probability_errors[where.best])
    words = f"Best on average: {options[where.best]}, by {_money(where.margin, where.margin_error)}"
    tie = ", which these draws cannot tell from a tie" if where.tied else ""
    return f"{words}{tie}; it is best in {chance} of draws.".replace("usual_support", "usual support")


def _perfect(answer: Answer, population: Population | None) -> str:
    value = answer.perfect
    return f"Knowing everything for sure (EVPI) would be worth {worth_words(value)}{_in_all(value, population)}."


def _options(answer: Answer, width: int) -> Iterator[str]:
    decision, where, ranks = answer.decision, answer.standing, answer.decision.ranked()
    header = ("Option", "Net benefit", "Chance of\nbeing best", "Expected\nloss")
    rows = []
    for index, option in enumerate(decision.options):
        row = [
            clean_text(option),
            _money(where.means[index], where.mean_errors[index]),
            per_cent(where.probability_best[index], where.probability_errors[index]),
            _money(where.expected_loss[index], where.loss_errors[index]),
        ]
        if ranks is not None:
            rank = ranks[index]
            row += [STATUS[rank.status.value], "" if rank.icer is None else pounds(rank.icer, abs(rank.icer) / 100)]
        rows.append(tuple(row))
    more = () if ranks is None else ("Status", "Extra cost\nper effect")
    right = (False, True, True, True, *((False, True) if more else ()))
    yield ""
    yield from table((*header, *more), rows, right, width)


def _learned(title: str, answer: Answer, population: Population | None, width: int) -> Iterator[str]:
    learned, perfect = answer.singles if title == SINGLE else answer.groups, answer.perfect.value
    telling = [one for one in learned if not one.value.zero_within_error or one.group.asked]
    rest = len(learned) - len(telling)
    if not learned:
        return
    yield ""
    kind = ("input", "inputs") if title == SINGLE else ("group", "groups")
    if telling:
        header = (title, "Worth (SE)", "Of EVPI", *(("In all",) if population else ()))
        rows = [_learned_cells(one, perfect, population) for one in telling[:SHOWN]]
        yield from table(header, rows, (False, True, True, True)[: len(header)], width)
    if len(telling) > SHOWN:
        yield f"... and {len(telling) - SHOWN} more; --format json has them all."
    if rest:
        words = "is worth nothing" if rest == 1 else "are worth nothing"
        yield from _wrapped(f"{rest} {kind[rest != 1]} {words} that can be told from zero.", width)
    if any(one.doubtful for one in telling[:SHOWN]):
        yield from _wrapped("* The regression misses something: more draws would help.", width)


def _learned_cells(one: Learned, perfect: float, population: Population | None) -> tuple[str, ...]:
    count = f" ({len(one.group.names)} inputs)" if one.group.key is not None else ""
    mark = "*" if one.doubtful else ""
    share = per_cent(one.value.value / perfect, 0.01)
    in_all = (_population_cell(one.value, population),) if population is not None else ()
    return clean_text(one.group.title) + count + mark, worth_words(one.value), share, *in_all


def _population_cell(value: Value, population: Population | None, delayed: bool = False) -> str:
    if population is None:
        return ""
    whole = value.times(population.size(delayed))
    return pounds(whole.value, whole.se)


def _studies(answer: Answer, population: Population | None, width: int) -> Iterator[str]:
    if answer.perfect.zero_within_error:
        return
    if answer.priced and population is not None:
        yield ""
        both = zip(*(priced.sizes for priced in answer.priced), strict=True)
        rows = [(f"{sizes[0].people:,}", *(cell for size in sizes for cell in _size_cells(size, population)))
                for sizes in both]  # fmt: skip
        header = [f"{COLUMNS[priced.design.value]}\nworth" for priced in answer.priced]
        yield from table(
            ("People", *(part for own in header for part in (own, "cost", "net"))),
            rows, (False,) + (True,) * (3 * len(header)), width,
        )  # fmt: skip
    if answer.data:
        yield ""
        rows = [
            (
                clean_text(one.design) + ("" if one.people is None else f", {one.people:,} people"),
                worth_words(one.value),
            )
            for one in answer.data
        ]
        yield from table(("Data of a study", "Worth (SE)"), rows, (False, True), width)


def _size_cells(worth: Worth, population: Population) -> tuple[str, ...]:
    net, error = worth.net(population)
    whole = worth.value.times(population.size(delayed=True))
    return worth_words(whole), pounds(worth.cost), _signed(net, error)


def _steps(answer: Answer, population: Population | None, width: int) -> Iterator[str]:
    yield ""
    yield "What to measure next"
    for step in next_steps(answer, population):
        yield from _item(step_words(step, population is not None), width)


def with_words(document: dict[str, Any], answers: Answers) -> dict[str, Any]:
    """Return the document of ``voi``, what to find out next said in words as well."""
    whole = answers.population is not None
    for result, answer in zip(document["results"], answers.decisions, strict=True):
        for record, step in zip(result["next"], next_steps(answer, answers.population), strict=True):
            record["text"] = step_words(step, whole)
    return document


def step_words(step: Step, whole: bool) -> str:
    """Return a line of the list of what to measure next; ``whole``: for all whom the decision affects."""
    worth = pounds(step.worth.value, step.worth.se)
    if step.kind is Kind.SETTLED:
        return (
            "Nothing: what is decided hardly depends on what is uncertain."
            if step.clear
            else f"Nothing by itself: knowing everything is worth {worth}, and no input or group a part that shows."
        )
    if step.survey is not None:
        return _survey_words(step, step.survey, worth)
    learned = step.learned
    name = "" if learned is None else learned.group.title
    for_whom = "" if whole else " per unit of the draws"
    it = "it" if step.kind is Kind.LIMIT else "all of it (no input alone is worth anything that shows)"
    return f"{clean_text(name)}: a study of {it} is worth {worth}{for_whom} at most, before its cost."


def _survey_words(step: Step, survey: Worth, worth: str) -> str:
    design, people, cost = DESIGNS[survey.design.value], f"{survey.people:,}", pounds(survey.cost)
    of_each = f" of {people} more" if survey.asked > survey.people else ""
    largest = " No larger survey was looked at." if step.largest else ""
    net = pounds(abs(step.net or 0.0), step.net_se or 0.0)
    if step.kind is Kind.SURVEY:
        doubt = "" if step.clear else " (more draws would make it surer)"
        gains = f"it costs {cost}, is worth {worth}, and so gains {net}{doubt}."
        return f"Ask {people} people {design}{of_each}: {gains}{largest}"
    loses = f"{people} people{' in each group' if of_each else ''} would cost {cost} and be worth {worth}"
    return f"No survey {design}: at no size is it worth its cost for this decision; {loses}."


def _money(value: float, error: float) -> str:
    return f"{pounds(value, error)} ({_error(error)})"


def worth_words(value: Value) -> str:
    """Return what knowing is worth with its standard error; ``~`` marks what cannot be told from zero."""
    if value.value == 0.0:
        return "£0"
    about = "~" if value.zero_within_error else ""
    return f"{about}{pounds(value.value, value.se)} ({_error(value.se)})"


def _error(error: float) -> str:
    return number(error, error, most=0 if error >= 10 else 4)


def _in_all(value: Value, population: Population | None) -> str:
    return "" if population is None else f", and {_population_cell(value, population)} in all"


def _signed(value: float, error: float) -> str:
    return pounds(value, error) if value < 0 else f"+{pounds(value, error)}"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(clean_text(text), width)


def _item(text: str, width: int) -> list[str]:
    return textwrap.wrap(clean_text(text), width, initial_indent="- ", subsequent_indent="  ")
