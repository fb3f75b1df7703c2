"""The claim that giving as well as receiving is what changes people: refused, left out aloud, or in the parameters."""

import csv
import json

import numpy as np
import pytest

FAST = ("--replicates", "40")
REASON = "Members told us in interviews that giving is what changed them."
CLAIM = f"causal_claim:\n  assumed: true\n  reason: {REASON}\n"
NAME = "engagement.one_way_relative_effect"


def planned(survey, text):
    (survey / "plan.yaml").write_text((survey / "plan.yaml").read_text() + text)


def people(survey, change):
    """Rewrite the table of people: ``change`` takes the place and the row of each."""
    path = survey / "people.csv"
    rows = list(csv.DictReader(path.read_text().splitlines()))
    rows = [change(place, row) for place, row in enumerate(rows)]
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def listed(sbs, project):
    said = sbs("parameters", "list", project / "scenarios" / "fitted.yaml", "--format", "json")
    return {each["name"]: each for each in json.loads(said.out)}


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Return a synthetic set of 700 people: the difference between roles needs as many."""
    from sbs_econ.api import synthesise

    return synthesise(tmp_path_factory.mktemp("many") / "survey")


@pytest.fixture(scope="module")
def both(many, tmp_path_factory):
    """Return projects without and with the claim."""
    import shutil

    from sbs_econ.cli.ending import run_program
    from sbs_econ.cli.group import program

    folder = tmp_path_factory.mktemp("claim")
    projects = []
    for name, text in (("without", ""), ("with", CLAIM)):
        shutil.copytree(many, folder / f"survey_{name}")
        planned(folder / f"survey_{name}", text)
        out = folder / name
        assert run_program(program, ["fit", str(folder / f"survey_{name}"), "--out", str(out), *FAST, "-q"]) == 0
        projects.append(out)
    return projects


def test_the_parameter_says_what_it_is_and_who_judged_it(sbs, both):
    without, with_claim = both
    effect = json.loads((with_claim / "fit.json").read_text())["causal_claim"]
    assert (effect["reason"], effect["parameter"], effect["why_not"]) == (REASON, NAME, None)
    found = listed(sbs, with_claim)[NAME]
    assert (found["evidence"], found["source"], found["family"]) == ("elicited", "fitted_survey", "beta")
    assert found["mean"] == pytest.approx(effect["effect"]["value"], abs=0.006)
    assert 0 < found["se"] <= effect["effect"]["se"] * 1.06
    assert effect["effect"]["lower"] < 0.5 < effect["effect"]["upper"]  # 0.625 / 1.25 in the synthetic set
    assert REASON in (with_claim / "parameters" / "engagement.yaml").read_text()
    assert REASON in (with_claim / "data_sheet.md").read_text()
    assert listed(sbs, without)[NAME]["evidence"] == "illustrative"
    assert json.loads((without / "fit.json").read_text())["causal_claim"] is None
    assert sbs("validate", with_claim).code == 0


def test_the_effect_is_the_quotient_of_changes_in_standard_deviations(both, many):
    record = json.loads((both[1] / "fit.json").read_text())
    changes = {group["word"]: group["changes"] for group in record["groups"] if group["column"] == "role"}
    total = dict.fromkeys(changes, 0.0)
    for item in record["items"]:
        if item["parameter_change"] is None:
            continue
        worse = item["kind"] in ("count", "absence", "hours")
        spread = 1.0 if item["standardised"] else spread_of(many, item["item"].split(".")[1])
        for role in total:
            change = changes[role][item["item"].split(".")[1]]["value"]
            total[role] += (-change if worse else change) / spread
    quotient = total["one_way"] / total["two_way"]
    assert record["causal_claim"]["effect"]["value"] == pytest.approx(quotient, rel=1e-6)


def spread_of(survey, key):
    """Return the standard deviation before of an item as the tables have it, 0 for people who are not asked."""
    answers, working = {}, {"absence_days": "in_work", "hours": "has_carer"}.get(key)
    asked = {}
    for name, column, value in (("services", "service", "contacts"), ("outcomes", "instrument", "score")):
        for row in csv.DictReader((survey / f"{name}.csv").read_text().splitlines()):
            if row["wave"] == "start" and row[column] in (key, working):
                into = answers if row[column] == key else asked
                into[row["pid"]] = 0.0 if row.get("used") == "0" else float(row[value] or "nan")
    values = [0.0 if asked.get(pid) == 0 else value for pid, value in answers.items()]
    return float(np.nanstd(values))


def test_changes_and_their_attribution_do_not_depend_on_the_claim(both):
    without, with_claim = both
    for name in ("service_use.yaml", "outcomes.yaml", "employment.yaml", "attribution.yaml", "draws/fit.csv"):
        assert (without / "parameters" / name).read_bytes() == (with_claim / "parameters" / name).read_bytes(), name


def test_a_run_with_less_giving_loses_as_much_as_the_claim_says(sbs, both):
    with_claim = both[1]
    scenario = with_claim / "scenarios" / "fitted.yaml"
    rows = []
    for more in ((), ("--set", "values.two_way_interaction=0.512")):
        said = sbs("run", scenario, "--draws", 100, "--format", "json", "-q", *more)
        assert said.code == 0, said.err
        rows.append({row["row"]: row for row in json.loads(said.out)["rows"]})
    found = listed(sbs, with_claim)
    effect, reference = found[NAME]["mean"], found["engagement.two_way_share_reference"]["mean"]
    share = reference * 0.8  # the cube root of 0.512
    factor = (share + (1 - share) * effect) / (reference + (1 - reference) * effect)
    for name in ("service_use.cmht_contact", "service_use.ae_attendance"):
        full, less = (each[name]["quantity"]["base_case"] for each in rows)
        assert less / full == pytest.approx(factor, rel=1e-9), name


def test_no_claim_where_it_is_not_assumed(sbs, survey, tmp_path):
    planned(survey, CLAIM.replace("true", "false"))
    out = tmp_path / "fitted"
    assert sbs("fit", survey, "--out", out, "--replicates", 20, "-q").code == 0
    assert listed(sbs, out)[NAME]["evidence"] == "illustrative"
    assert json.loads((out / "fit.json").read_text())["causal_claim"] is None


def no_role(_, row):
    return {name: value for name, value in row.items() if name != "role"}


def one_role(_, row):
    return row | {"role": "two_way"}


def few_of_one(place, row):
    return row | {"role": "one_way" if place < 7 else "two_way"}


@pytest.mark.parametrize("change", [no_role, one_role, few_of_one])
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_claim_about_nobody_is_refused_before_anything_is_fitted(sbs, survey, monkeypatch, change, more):
    from sbs_econ.survey import bootstrap

    monkeypatch.setattr(bootstrap.Task, "block", lambda *_: pytest.fail("fitted nonetheless"))
    planned(survey, CLAIM)
    people(survey, change)
    said = sbs("fit", survey, *more)
    assert said.code == 2, said.all
    assert "E721" in said.err
    assert "leave causal_claim out" in said.err


def in_two_arms(survey, role):
    """Put every second person in a waiting arm; ``role`` gives the role by place and arm."""
    planned(survey, "comparison: {column: arm, programme: programme, comparison: waiting}\n")
    codebook = survey / "codebook.yaml"
    codebook.write_text(codebook.read_text().replace("columns:\n", "columns:\n  arm: Programme or waiting list\n"))

    def change(place, row):
        arm = "waiting" if place % 2 else "programme"
        return row | {"arm": arm, "role": role(place, arm)}

    people(survey, change)


@pytest.mark.parametrize(
    "role",
    [
        lambda place, arm: "one_way" if arm == "waiting" or place < 6 else "two_way",  # three one-way in the programme
        lambda place, arm: "" if arm == "waiting" else ("one_way", "two_way")[place // 2 % 2],  # none in the other arm
    ],
)
def test_roles_of_too_few_in_either_arm_are_neither_shown_nor_claimed(sbs, survey, role):
    in_two_arms(survey, role)
    said = sbs("fit", survey, *FAST, "--format", "json", "-q")
    assert said.code == 0, said.err
    shown = [each for each in json.loads(said.out)["groups"] if each["column"] == "role"]
    assert "one_way" not in {each["word"] for each in shown}
    planned(survey, CLAIM)
    refused = sbs("fit", survey, *FAST, "-q")
    assert refused.code == 2
    assert "E721" in refused.err
    assert "comparison group" in refused.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("causal_claim: {assumed: true}\n", "reason"),
        ("causal_claim: {assumed: true, reason: ''}\n", "empty"),
        ("causal_claim: {assumed: yes, reason: x}\n", "true or false"),
        ("causal_claim: {assumption: true, reason: x}\n", "assumed"),
        ("causal_claim: true\n", "causal_claim"),
    ],
)
def test_a_claim_that_is_not_whole_is_refused(sbs, survey, text, words):
    planned(survey, text)
    said = sbs("validate", survey)
    assert said.code == 2, said.all
    assert words in said.all
    assert sbs("fit", survey, "-q").code == 2


def test_a_claim_that_the_answers_do_not_bear_is_left_out_aloud(sbs, survey, tmp_path):
    planned(survey, CLAIM)
    swapped = {"one_way": "two_way", "two_way": "one_way"}
    people(survey, lambda _, row: row | {"role": swapped[row["role"]]})
    out = tmp_path / "fitted"
    said = sbs("fit", survey, "--out", out, *FAST, "-q")
    assert said.code == 0, said.err
    claim = json.loads((out / "fit.json").read_text())["causal_claim"]
    assert claim["effect"] is None
    assert "The causal claim does not enter the parameters" in " ".join(said.out.split())
    assert claim["why_not"] in (out / "data_sheet.md").read_text()
    assert listed(sbs, out)[NAME]["evidence"] == "illustrative"
