"""Values of information as plain records: the document sbs_econ/voi/1, and one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sbs_econ.analysis.information import Learned
from sbs_econ.analysis.information_answer import Answer, Answers, CurvePoint, DataValue
from sbs_econ.analysis.information_decision import Population
from sbs_econ.analysis.priority import next_steps, step_record
from sbs_econ.analysis.survey_value import Priced, Worth
from sbs_econ.equations.expected_value import Value
from sbs_econ.equations.net_benefit import Standing
from sbs_econ.version import __version__

Record = dict[str, Any]


def voi_document(answers: Answers, curve: Sequence[CurvePoint] = ()) -> Record:
    """Return the document of ``voi --format json``."""
    return {
        "schema": "sbs_econ/voi/1",
        "version": __version__,
        "draws": answers.draws,
        "sampler": answers.sampler,
        "seed": answers.seed,
        **answers.details,
        "population": None if answers.population is None else population_record(answers.population),
        "results": [result_record(answer, answers.population) for answer in answers.decisions],
        "ceac": [curve_record(answers.decisions[0].decision.options, point) for point in curve],
        "warnings": list(answers.notes),
    }


def population_record(population: Population) -> Record:
    """Return whom the decision affects."""
    return {
        "people": population.people, "in_all": population.in_all, "years": population.years,
        "discount_rate": population.rate, "delay_years": population.delay,
        "people_discounted": population.size(), "people_discounted_after_delay": population.size(delayed=True),
    }  # fmt: skip


def result_record(answer: Answer, population: Population | None) -> Record:
    """Return one decision under the names of the JSON contract, and more."""
    decision, where = answer.decision, answer.standing
    options = decision.options
    best = options[where.best]
    return {
        "perspective": decision.perspective,
        "label": decision.label or None,
        "wtp": decision.wtp,
        "best": best,
        "best_margin": where.margin,
        "best_margin_se": where.margin_error,
        "tied": where.tied,
        "evpi": value_record(answer.perfect, population),
        "probability_best": by_option(options, where.probability_best),
        "probability_best_se": by_option(options, where.probability_errors),
        "expected_net_benefit": by_option(options, where.means),
        "expected_net_benefit_se": by_option(options, where.mean_errors),
        "ceaf": {"option": best, "probability": where.frontier},
        "expected_loss": by_option(options, where.expected_loss),
        "expected_loss_se": by_option(options, where.loss_errors),
        "options": option_records(answer),
        "evppi": [learned_record(one, answer, population) for one in answer.learned],
        "evsi": [
            *(worth_record(worth, population) for priced in answer.priced for worth in priced.sizes),
            *(data_record(one, population) for one in answer.data),
        ],
        "surveys": [priced_record(priced, answer, population) for priced in answer.priced],
        "next": [step_record(step) for step in next_steps(answer, population)],
    }


def by_option(options: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    """Return values by the name of the option."""
    return dict(zip(options, values, strict=True))


def value_record(value: Value, population: Population | None, delayed: bool = False) -> Record:
    """Return a value with its standard error, and for the population where there is one."""
    record: Record = {"value": value.value, "se": value.se, "zero_within_error": value.zero_within_error}
    if population is not None:
        whole = value.times(population.size(delayed))
        record |= {"population_value": whole.value, "population_se": whole.se}
    return record


def option_records(answer: Answer) -> list[Record]:
    """Return each option's mean cost and effect, whether it is dominated, and its ICER; null where there is none."""
    decision, ranks = answer.decision, answer.decision.ranked()
    records = []
    for index, option in enumerate(decision.options):
        record: Record = {"option": option, "expected_net_benefit": answer.standing.means[index]}
        if ranks is not None and decision.costs is not None and decision.effects is not None:
            rank = ranks[index]
            record |= {
                "mean_cost": float(decision.costs[:, index].mean()),
                "mean_effect": float(decision.effects[:, index].mean()),
                "status": rank.status.value,
                "against": None if rank.against is None else decision.options[rank.against],
                "extra_cost": rank.extra_cost, "extra_effect": rank.extra_effect, "icer": rank.icer,
            }  # fmt: skip
        records.append(record)
    return records


def learned_record(one: Learned, answer: Answer, population: Population | None) -> Record:
    """Return what knowing inputs is worth, with the diagnostics of its regression."""
    perfect = answer.perfect.value
    return {
        "parameters": list(one.group.names),
        "group": one.group.key,
        "label": one.group.title,
        **value_record(one.value, population),
        "share_of_evpi": one.value.value / perfect if perfect > 0 else None,
        "method": one.method,
        "diagnostics": diagnostics(one),
    }


def diagnostics(one: Learned) -> Record:
    """Return the value before it was held to its bounds, and the checks of the fit."""
    checks = one.checks
    record: Record = {"draws": one.draws, "raw": one.value.raw, "held": one.held, "gap": one.value.gap}
    record["doubtful"] = one.doubtful
    if checks is not None:
        record |= {
            "explained": checks.explained, "edf": checks.edf, "terms": checks.terms,
            "levels_p_value": checks.levels_p_value,
            "interactions_explained": checks.interactions_explained,
            "interactions_p_value": checks.interactions_p_value,
            "left_over": checks.left_over, "left_over_explains": checks.products_missed,
        }  # fmt: skip
    return record


def worth_record(worth: Worth, population: Population | None) -> Record:
    """Return a survey of one size and design."""
    record = {
        "design": worth.design.value,
        "n": worth.people,
        "people_asked": worth.asked,
        **value_record(worth.value, population, delayed=True),
        "cost": worth.cost,
        "method": worth.method,
        "diagnostics": {"raw": worth.value.raw, "held": worth.held, "gap": worth.value.gap},
    }
    if population is not None:
        net, error = worth.net(population)
        record |= {"enbs": net, "enbs_se": error}
    return record


def data_record(one: DataValue, population: Population | None) -> Record:
    """Return a study whose data were simulated elsewhere."""
    value = value_record(one.value, population, delayed=True)
    details = {"raw": one.value.raw, "held": None, "gap": one.value.gap}
    return {"design": one.design, "n": one.people, **value, "method": one.method, "diagnostics": details}


def priced_record(priced: Priced, answer: Answer, population: Population | None) -> Record:
    """Return a design as a whole: what it measures, the most that can be worth, and its best size."""
    best = None if population is None else priced.best(population)
    return {
        "design": priced.design.value,
        "measures": list(priced.measured),
        "limit": learned_record(priced.limit, answer, population),
        "best": None if best is None else worth_record(best, population),
    }


def curve_record(options: Sequence[str], point: CurvePoint) -> Record:
    """Return a point of the acceptability curve, its frontier, the expected losses and the EVPI."""
    where: Standing = point.standing
    return {
        "wtp": point.wtp,
        "probability_best": by_option(options, where.probability_best),
        "ceaf": {"option": options[where.best], "probability": where.frontier},
        "expected_loss": by_option(options, where.expected_loss),
        "evpi": where.expected_loss[where.best],
    }


COLUMNS = ("perspective", "wtp", "measure", "option", "parameters", "group", "design", "n", "value", "se",
           "population_value", "population_se", "zero_within_error", "method")  # fmt: skip


def voi_records(document: Record) -> list[Record]:
    """Return everything that a document says as one tidy table: a measure and its value a row."""
    rows = [row for result in document["results"] for row in _rows(result)]
    rows += [
        {"wtp": point["wtp"], "measure": "curve_probability_best", "option": option, "value": value}
        for point in document["ceac"]
        for option, value in point["probability_best"].items()
    ]
    return [{column: row.get(column) for column in COLUMNS} for row in rows]


def _rows(result: Record) -> Iterator[Record]:
    shared = {"perspective": result["perspective"], "wtp": result["wtp"]}
    for measure in ("expected_net_benefit", "probability_best", "expected_loss"):
        for option, value in result[measure].items():
            error = result[f"{measure}_se"][option]
            yield {**shared, "measure": measure, "option": option, "value": value, "se": error}
    yield {**shared, "measure": "evpi", **result["evpi"]}
    for one in result["evppi"]:
        yield {**shared, **one, "measure": "evppi", "parameters": " ".join(one["parameters"])}
    for one in result["evsi"]:
        yield {**shared, **one, "measure": "evsi"}
        if "enbs" in one:
            yield {**shared, "measure": "enbs", "design": one["design"], "n": one["n"],
                   "population_value": one["enbs"], "population_se": one["enbs_se"]}  # fmt: skip
