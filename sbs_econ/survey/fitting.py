"""The whole of a fit, from answers to estimates: what runs, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.errors import Problem, RequestError
from sbs_econ.schema.survey import AnalysisPlan, Codebook
from sbs_econ.survey.bootstrap import Runner, Task, gathered, in_turn
from sbs_econ.survey.chain import chain_of
from sbs_econ.survey.claim import Claim, check_claim, claimed
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.disclosure import FEWEST, Rule, people_with_any
from sbs_econ.survey.estimates import ItemEstimate, Replicates, draws_of, item_estimates, quantity_columns
from sbs_econ.survey.sensitivity import Moved, Other, moved_imputations, other_methods
from sbs_econ.survey.statistics import measure_of

FEWEST_CLUSTERS = 10


@dataclass(frozen=True, slots=True)
class Fit:
    """What a survey says: estimates of items, the replicates, and draws of the parameters."""

    data: SurveyData
    codebook: Codebook
    plan: AnalysisPlan
    seed: int
    replicates: Replicates
    items: tuple[ItemEstimate, ...]
    draws: Mapping[str, Array]
    task: Task
    left_out: Mapping[str, int]
    """Items that rest on nobody, or on too few people to be shown, with how many."""
    others: Mapping[str, tuple[Other, ...]]
    moved: Mapping[str, Moved]
    claim: Claim | None = None
    """What the plan's causal claim comes to; None where it makes none."""


def task_of(data: SurveyData, plan: AnalysisPlan, seed: int) -> Task:
    """Return the work of the bootstrap.

    Raises:
        RequestError: if there are too few clusters, too little was answered, or a claim is about nobody.
    """
    measure = measure_of(data, plan)
    check_claim(measure, plan)
    cluster = data.area if plan.cluster == "area_id" else data.group
    clusters = int(cluster.max()) + 1
    if clusters < FEWEST_CLUSTERS:
        message = f"{clusters} clusters are too few to resample: at least {FEWEST_CLUSTERS} are needed"
        raise RequestError(message, "resample groups, not areas, or collect more groups", code="E712")
    short = [
        item.key
        for item, answers in zip(data.items, data.after, strict=True)
        if np.isnan(answers).mean() > plan.accept_missing or (~np.isnan(answers)).sum() < 8
    ]
    short += [item.key for item, answers in zip(data.items, data.before, strict=True) if np.isnan(answers).mean() > 0.9]
    if short:
        message = f"too much is missing to fit {', '.join(dict.fromkeys(short))}"
        raise RequestError(message, "leave them out of the codebook, or raise accept_missing in the plan", code="E713")
    return Task(chain_of(data, plan), measure, cluster, plan.replicates, plan.imputations, seed)


def left_out_problems(found: Fit) -> list[Problem]:
    """Return a warning for each item that rests on nobody, or on too few people to be shown."""
    cure = "the parameters keep their own figures for it; leave it out of the codebook to be rid of this"
    labels = {item.key: item.label for item in found.data.items}
    return [
        Problem("E720", f"{labels[key]}: rests on fewer than 8 people", cure, "(survey)", severity="warning")
        for key in found.left_out
    ]


def fit(
    data: SurveyData, about: tuple[Codebook, AnalysisPlan], seed: int, done: dict[int, Array], run: Runner = in_turn,
    rule: Rule | None = None,
) -> Fit:  # fmt: skip
    """Return what a survey says.

    Args:
        data: the answers.
        about: the codebook and the plan.
        seed: of the bootstrap and the imputations.
        done: blocks of replicates that are there already.
        run: what does the others.
        rule: of disclosure.
    """
    codebook, plan = about
    task = task_of(data, plan, seed)
    found = gathered(task, done, run(task, [number for number in task.numbers if number not in done]))
    clusters = int(task.cluster.max()) + 1
    replicates = Replicates(found.replicates, found.point, task.measure.names, clusters, plan.level)
    items = item_estimates(data, replicates)
    fewest = FEWEST if rule is None or rule.on else 1
    people = people_with_any(data)
    resting_on = {each.item.key: min(people[each.item.key], each.answered) for each in items}
    left_out = {key: count for key, count in resting_on.items() if count < fewest}
    columns = quantity_columns(task.measure, plan, replicates, frozenset(left_out))
    return Fit(
        data, codebook, plan, seed, replicates, items,
        draws_of(replicates, columns), task, left_out,
        other_methods(task.measure, task.cluster, found.rubin, replicates),
        moved_imputations(data, plan, replicates), claimed(data, plan, replicates, left_out),
    )  # fmt: skip
