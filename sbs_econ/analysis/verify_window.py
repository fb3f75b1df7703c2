"""The black-box check that a reported change comes back: wholly caused, as in the evaluation, over its own window."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from sbs_econ.analysis.verify_checks import SUMS, Check, Claim, Pair, Rows, Subject, times
from sbs_econ.analysis.verify_effects import applying_to, at_evaluation_mix, factors_of, without_causal_share
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.inputs import Inputs
from sbs_econ.schema.quantity import Change
from sbs_econ.schema.scenario import ScenarioSettings
from sbs_econ.vocabulary import AppliesTo, ChangeKind, Unit

WINDOW = Claim(
    "recall_window", "Results",
    "Everything is caused by the programme, people and modes are those of the evaluation, and the months that the "
    "reported change is about are counted.",
    "Exactly the reported change times the people who start; for outcomes, the reported change.",
    "method, section 3",
)  # fmt: skip
NO_HORIZON = Claim(
    "horizon_nil",
    "Results",
    "A horizon of 0 months is asked for.",
    "It is refused: there is nothing to be counted in it.",
)
WEEKS = 52.0 / 12.0


def window_checks(subject: Subject) -> Iterator[Check]:
    """Yield the checks of the horizon, and of the recall window where sites share their quantities."""
    yield _no_horizon()
    own = {name for site in subject.inputs.sites for name in site.quantities if not name.startswith("programme.")}
    if any(name.endswith((".change", ".baseline")) or "_change" in name for name in own):
        yield WINDOW.out_of_place("changes differ by site")
    elif not sum(site.participants for site in subject.inputs.sites):
        yield WINDOW.out_of_place("nobody starts")
    elif not _offered(subject.inputs):
        yield WINDOW.out_of_place("no sessions are held")
    else:
        yield WINDOW.within(_windows(subject), SUMS)


def _no_horizon() -> Check:
    ScenarioSettings(horizon_months=1)
    try:
        ScenarioSettings(horizon_months=0)
    except ValidationError as error:
        refused = [said["loc"] for said in error.errors()] == [("horizon_months",)]
        return NO_HORIZON.judged(refused, "0 refused, 1 taken" if refused else "refused for another reason")
    return NO_HORIZON.judged(False, "taken")


def _offered(inputs: Inputs) -> bool:
    return inputs.quantities["programme.sessions_per_group_month"].value > 0


def _windows(subject: Subject) -> Iterator[Pair]:
    people = float(sum(site.participants for site in subject.inputs.sites))
    tables: dict[int, Rows] = {}
    for name, change in changes_of(subject.inputs):
        last, recall = change.follow_up_months, change.recall_months or 1
        for months in {last, last - recall} - {0}:
            if months not in tables:
                tables[months] = _caused(subject, months)
        row, reported = _row_of(name), _reported(subject, name, change)
        if name.startswith("outcomes."):
            yield row, reported, tables[last][row].quantity
        elif change.recall_months is not None:
            before = tables[last - recall][row].quantity if last > recall else 0.0
            counted = tables[last][row].quantity
            window = None if counted is None or before is None else counted - before
            yield row, times(reported, people * _weight(change, recall)), window


def _row_of(name: str) -> str:
    if name == "informal_care.hours_change":
        return "informal_care.hours"
    return name.removesuffix(".change").removesuffix("_days_change").removesuffix("_rate")


def _weight(change: Change, recall: int) -> float:
    """Hours a week become hours over the window; what is counted over the window stays."""
    return WEEKS * recall if "hour" in change.unit.value and "week" in change.unit.value else 1.0


def _reported(subject: Subject, name: str, change: Change) -> Draws:
    values, _ = subject.given
    value = values[name]
    if change.kind is ChangeKind.RATE_RATIO:
        value = values[_baseline(name)] * (value - 1.0)
    if name.endswith("_days_change"):
        return value * values["employment.employed_at_baseline"]
    if name == "informal_care.hours_change" and getattr(change, "per", "") == "participant_with_carer":
        return value * values["informal_care.share_with_carer"]
    key = name.split(".")[1]
    outcome = subject.inputs.structure.outcomes.get(key) if name.startswith("outcomes.") else None
    standardised = change.unit in (Unit.SD, Unit.SD_PER_PERSON)
    if outcome is not None and standardised and outcome.unit is not Unit.SD:
        return value * values[f"outcomes.{key}.sd"]
    return value


def _baseline(name: str) -> str:
    if name == "informal_care.hours_change":
        return "informal_care.baseline_hours"
    return f"{name.removesuffix('change')}baseline"


def _caused(subject: Subject, months: int) -> Rows:
    """The table over some months, with everything caused by the programme and people as in the evaluation."""
    factors = factors_of(subject)

    def altering(name: str, value: Draws) -> Draws:
        return 0.0 if name in factors else at_evaluation_mix(subject, name, value)

    inputs = subject.with_settings(programme_months=months, horizon_months=months)
    return subject.evaluated(altering, without_causal_share(applying_to(inputs, AppliesTo.STARTERS)))
