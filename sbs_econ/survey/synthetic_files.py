"""A synthetic questionnaire as the files that people would have: tables, codebook, plan and the truth."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.schema.forms import form_of
from sbs_econ.survey.synthetic import AGES, SCALE_MEAN, SCALE_SD, SetDesign, SyntheticSet, TrueItem

MARK = "SYNTHETIC: made by sbs-econ synthesise, nobody filled it in"
WAVES = {"start": 0, "six_months": 6}
FIRST_DAY = date(2025, 1, 6)
STATUS = {"in_work": "in_work", "absence": "absence_days", "has_carer": "has_carer", "hours": "hours"}


def true_items(values: Mapping[str, float], ratios: Mapping[str, bool]) -> tuple[TrueItem, ...]:
    """Return what is true in a synthetic set: means and changes of a scenario, by the names of its quantities."""
    found = []
    for name, baseline in values.items():
        block, _, rest = name.partition(".")
        key = rest.removesuffix(".baseline")
        if block == "service_use" and rest.endswith(".baseline"):
            change = values[f"{block}.{key}.change"]
            ratio = ratios[f"{block}.{key}.change"]
            found.append(TrueItem(key, "count", baseline, baseline * (change - 1) if ratio else change))
    work = ("employment.employed_at_baseline", "employment.change_in_employment_rate")
    care = ("informal_care.baseline_hours", "informal_care.hours_change")
    found.append(TrueItem("in_work", "in_work", *(values[name] for name in work)))
    found.append(TrueItem("absence_days", "absence", 4.0, values["employment.absence_days_change"]))
    found.append(TrueItem("has_carer", "has_carer", values["informal_care.share_with_carer"], 0.0))
    found.append(TrueItem("hours", "hours", *(values[name] for name in care)))
    scale = (
        "outcomes.wellbeing_swemwbs.baseline",
        "outcomes.wellbeing_swemwbs.change",
        "outcomes.wellbeing_swemwbs.sd",
    )
    found.append(TrueItem("wellbeing_swemwbs", "score", *(values[name] for name in scale)))
    connection = values["outcomes.social_connection.change"] * SCALE_SD
    found.append(TrueItem("social_connection", "score", SCALE_MEAN, connection, SCALE_SD))
    return tuple(found)


def set_files(made: SyntheticSet) -> dict[str, str]:
    """Return the files of a set by name, each marked as synthetic as far as its form allows."""
    return {
        "README.txt": _readme(made.design),
        "people.csv": _csv(_people(made)),
        "visits.csv": _csv(_visits(made)),
        "services.csv": _csv(_services(made)),
        "outcomes.csv": _csv(_outcomes(made)),
        "dose.csv": _csv(_dose(made)),
        "codebook.yaml": _codebook(made),
        "plan.yaml": PLAN,
        "truth.json": _truth(made),
    }


def _csv(rows: Iterable[Sequence[Any]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def person(number: int) -> str:
    """Return the id of a synthetic person."""
    return f"synthetic_{number + 1:04d}"


def _people(made: SyntheticSet) -> Iterable[Sequence[Any]]:
    yield ["pid", "group_id", "area_id", "baseline_date", "start_date", *made.words]
    for i in range(made.design.people):
        day = FIRST_DAY + timedelta(days=int(7 * (made.group[i] % 12)))
        dates = [day.isoformat(), (day + timedelta(days=7)).isoformat()]
        place = [f"group_{made.group[i] + 1:02d}", f"area_{made.area[i] + 1}"]
        yield [person(i), *place, *dates, *(column[i] for column in made.words.values())]


def _visits(made: SyntheticSet) -> Iterable[Sequence[Any]]:
    yield ["pid", "wave", "date", "mode", "completed", "reason_missing"]
    for i in range(made.design.people):
        day = FIRST_DAY + timedelta(days=int(7 * (made.group[i] % 12)))
        yield [person(i), "start", day.isoformat(), "interview", "y", ""]
        if made.lost[i]:
            yield [person(i), "six_months", "", "", "n", "lost to follow-up"]
        else:
            yield [person(i), "six_months", (day + timedelta(days=189)).isoformat(), "post", "y", ""]


def _services(made: SyntheticSet) -> Iterable[Sequence[Any]]:
    yield ["pid", "wave", "service", "used", "contacts", "missing_code"]
    for item in (item for item in made.items if item.kind == "count"):
        for i, wave, value, skipped in _asked(made, item):
            if skipped:
                yield [person(i), wave, item.key, "", "", "skipped"]
            else:
                yield [person(i), wave, item.key, int(value > 0), int(value) if value else "", ""]


def _outcomes(made: SyntheticSet) -> Iterable[Sequence[Any]]:
    yield ["pid", "wave", "instrument", "score", "missing_code"]
    for item in (item for item in made.items if item.kind != "count"):
        for i, wave, value, skipped in _asked(made, item):
            if np.isnan(value):
                yield [person(i), wave, item.key, "", "not_applicable"]
            elif skipped and item.kind not in ("in_work", "has_carer"):
                yield [person(i), wave, item.key, "", "skipped"]
            else:
                yield [person(i), wave, item.key, f"{value:g}" if item.kind == "score" else f"{value:.6g}", ""]


def _asked(made: SyntheticSet, item: TrueItem) -> Iterable[tuple[int, str, float, bool]]:
    for number, (wave, answers) in enumerate(zip(WAVES, (made.before, made.after), strict=True)):
        for i in range(made.design.people):
            if number == 0 or not made.lost[i]:
                yield i, wave, float(answers[item.key][i]), bool(made.skipped[item.key][number, i])


def _dose(made: SyntheticSet) -> Iterable[Sequence[Any]]:
    yield ["pid", "week", "sessions"]
    for i, weeks in enumerate(made.sessions):
        yield from ([person(i), week + 1, int(count)] for week, count in enumerate(weeks) if count or week == 0)


def _readme(design: SetDesign) -> str:
    return (
        f"{MARK}.\n\n{design.people} people in {design.groups} groups and {design.areas} areas, seed {design.seed}; "
        f"{design.lost:.0%} are lost at follow-up ({design.missing}). The truth is in truth.json. Means and changes "
        "are those of the scenario it was made from; how answers scatter is invented. It says nothing about any "
        "programme.\n"
    )


def _codebook(made: SyntheticSet) -> str:
    lines = [
        "# yaml-language-server: $schema=../schema/codebook.schema.json", f"# {MARK}.",
        f"schema: {form_of('codebook')}", "label: Synthetic questionnaires",
        f'provenance: "{MARK}; seed {made.design.seed}."', "synthetic: true",
        "waves: {start: 0, six_months: 6}", "recall_months: 6", "blank_means: missing", "columns:",
        *(f"  {name}: {text}" for name, text in COLUMNS.items()), "services:",
    ]  # fmt: skip
    lines += [f"  {item.key}: {{plausible_max: 400}}" for item in made.items if item.kind == "count"]
    lines += ["employment:", "  in_work: {}", "  absence_days: {plausible_max: 130}"]
    lines += ["informal_care:", "  has_carer: {}", "  hours: {plausible_max: 400}", "outcomes:"]
    lines += [f"  {item.key}: {{}}" for item in made.items if item.kind == "score"]
    return "\n".join(lines) + "\n"


COLUMNS = {
    "age_band": f"Age in bands ({', '.join(AGES)})",
    "sex": "Sex",
    "ethnicity_group": "Ethnicity in two groups",
    "role": "Whether people mostly gave and received support (two_way) or only received it (one_way)",
}
PLAN = f"""\
# yaml-language-server: $schema=../schema/plan.schema.json
# {MARK}.
schema: {form_of("plan")}
label: Change from start to six months
baseline: start
follow_up: six_months
cluster: group_id
replicates: 500
imputations: 2
subgroups: [ethnicity_group]
"""


def _truth(made: SyntheticSet) -> str:
    items = {
        item.key: {"kind": item.kind, "baseline": item.baseline, "change": item.change, "sd": item.sd or None}
        for item in made.items
    }
    design = {name: getattr(made.design, name) for name in SetDesign.__dataclass_fields__}
    document = {"schema": "sbs_econ/truth/1", "synthetic": True, "note": MARK, "design": design, "items": items}
    return json.dumps(document, indent=1) + "\n"


def shares_lost(made: SyntheticSet) -> float:
    """Return the share of people who are lost at follow-up."""
    return float(np.mean(made.lost))


def completed(answers: Array) -> float:
    """Return the mean of answers, of people who were asked."""
    return float(np.nanmean(answers))
