"""From questionnaires to a run: what is written, by whom it may be overwritten, and that it is always the same."""

import json
import shutil

import numpy as np
import pytest
from survey_bytes import every_byte

FAST = ("--replicates", "40")
FIRST = "fitted/scenarios/fitted.yaml"


def test_synthetic_sets_are_the_same_to_the_last_byte_and_say_what_they_are(sbs, tmp_path):
    for name in ("a", "b"):
        assert sbs("synthesise", "--out", tmp_path / name, "--seed", 7, "-q").code == 0
    assert every_byte(tmp_path / "a") == every_byte(tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert "synthetic" in path.read_text("utf-8").lower()
    assert sbs("synthesise", "--out", tmp_path / "a", "-q").code == 2


def test_the_project_is_valid_and_runs(sbs, fitted):
    assert sbs("validate", fitted).code == 0
    said = sbs("run", fitted / "scenarios" / "fitted.yaml", "--draws", 200, "--format", "json", "-q")
    assert said.code == 0, said.err
    rows = {row["row"]: row for row in json.loads(said.out)["rows"]}
    assert (
        rows["service_use.gp_consultation"]["quantity"]["lower"]
        < rows["service_use.gp_consultation"]["quantity"]["upper"]
    )


def test_parameters_say_how_they_were_measured(sbs, fitted):
    said = sbs("parameters", "list", fitted / "scenarios" / "fitted.yaml", "--format", "json")
    found = {each["name"]: each for each in json.loads(said.out)}
    change = found["service_use.cmht_contact.change"]
    assert (change["evidence"], change["source"], change["family"]) == ("reported", "fitted_survey", "empirical")
    text = (fitted / "parameters" / "service_use.yaml").read_text()
    assert "applies_to: starters" in text
    assert "design: uncontrolled" in text
    assert "recall_months: 6" in text
    record = json.loads((fitted / "fit.json").read_text())
    for item in record["items"]:
        name = item["parameter_change"]
        if name:
            assert found[name]["mean"] == pytest.approx(item["change"]["value"], abs=1e-8)
            assert found[name]["se"] == pytest.approx(item["change"]["se"] * 1.048, rel=0.1)


def test_draws_keep_their_correlation(fitted):
    path = fitted / "parameters" / "draws" / "fit.csv"
    names = path.read_text().split("\n")[0].split(",")
    draws = np.loadtxt(path, delimiter=",", skiprows=1)
    record = json.loads((fitted / "fit.json").read_text())
    assert record["joint"]["names"] == names
    np.testing.assert_allclose(record["joint"]["covariance"], np.cov(draws.T), rtol=1e-6, atol=1e-12)
    assert np.linalg.eigvalsh(record["joint"]["covariance"]).min() > -1e-12


def test_the_truth_lies_in_the_reported_intervals(fitted, made):
    true = json.loads((made / "truth.json").read_text())["items"]
    inside = []
    for item in json.loads((fitted / "fit.json").read_text())["items"]:
        if item["parameter_change"]:
            right = true[item["item"].split(".")[1]]
            change = right["change"] / (right["sd"] if item["standardised"] else 1.0)
            inside.append(item["change"]["lower"] <= change <= item["change"]["upper"])
    assert np.mean(inside) >= 0.85


def test_unfavourable_changes_are_not_doubted_in_the_programmes_favour(fitted):
    record = json.loads((fitted / "fit.json").read_text())
    text = (fitted / "parameters" / "service_use.yaml").read_text()
    worse = [i for i in record["items"] if i["item"].startswith("service_use") and i["change"]["value"] > 0]
    assert text.count("The change is unfavourable") == 2 * len(worse)


def test_other_workers_change_nothing(sbs, made, fitted, tmp_path):
    out = tmp_path / "fitted"
    assert sbs("fit", made, "--out", out, *FAST, "--jobs", 2, "-q").code == 0
    assert every_byte(out) == every_byte(fitted)


def test_an_interrupted_fit_goes_on_where_it_was(sbs, made, fitted, tmp_path, monkeypatch):
    from sbs_econ.survey import bootstrap

    out = tmp_path / "fitted"
    whole, done = bootstrap.Task.block, []

    def stops(task, number):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(number)
        return whole(task, number)

    monkeypatch.setattr(bootstrap.Task, "block", stops)
    said = sbs("fit", made, "--out", out, *FAST)
    assert said.code == 130
    assert "resumes" in said.err
    assert not out.exists()
    assert len(list((tmp_path / ".fitted.unfinished").glob("block_*.npy"))) == 2
    monkeypatch.setattr(bootstrap.Task, "block", lambda task, number: done.append(number) or whole(task, number))
    said = sbs("fit", made, "--out", out, *FAST)
    assert "Resuming" in said.err
    assert len(done) == len(set(done))
    assert every_byte(out) == every_byte(fitted)
    assert not (tmp_path / ".fitted.unfinished").exists()


def test_nothing_edited_by_hand_is_overwritten(sbs, made, fitted, tmp_path):
    out = tmp_path / "fitted"
    shutil.copytree(fitted, out)
    assert sbs("fit", made, "--out", out, *FAST).code == 2
    assert sbs("fit", made, "--out", out, *FAST, "--force", "-q").code == 0
    path = out / "parameters" / "service_use.yaml"
    path.write_text(path.read_text() + "\n# Checked by hand.\n")
    said = sbs("fit", made, "--out", out, *FAST, "--force")
    assert said.code == 2
    assert "E717" in said.err
    assert "service_use.yaml" in said.err
    assert "Checked by hand" in path.read_text()


def test_a_dry_run_writes_nothing(sbs, made, tmp_path):
    assert sbs("fit", made, "--out", tmp_path / "fitted", "--dry-run").code == 0
    assert not (tmp_path / "fitted").exists()


def test_one_wide_table_gives_the_same_answers(sbs, survey, made, tmp_path):
    import csv

    people = list(csv.DictReader((survey / "people.csv").read_text().splitlines()))
    columns = {row["pid"]: dict(row) for row in people}
    header = list(people[0])
    for name, key, value in (("services", "service", "contacts"), ("outcomes", "instrument", "score")):
        for row in csv.DictReader((survey / f"{name}.csv").read_text().splitlines()):
            column = f"{row[key]}_{row['wave']}"
            header += [] if column in header else [column]
            columns[row["pid"]][column] = "0" if row.get("used") == "0" else row[value]
    wide = tmp_path / "wide"
    wide.mkdir()
    for name in ("codebook.yaml", "plan.yaml"):
        shutil.copy(survey / name, wide)
    with (wide / "wide.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(columns.values())
    tables = json.loads(sbs("fit", survey, *FAST, "--format", "json", "-q").out)
    said = sbs("fit", wide, *FAST, "--format", "json", "-q")
    assert said.code == 0, said.err
    one = json.loads(said.out)
    for mine, theirs in zip(one["items"], tables["items"], strict=True):
        assert mine["other_methods"]["complete_case"] == theirs["other_methods"]["complete_case"]


def test_a_comparison_group_makes_changes_controlled(sbs, survey, tmp_path):
    import csv

    rows = list(csv.reader((survey / "people.csv").read_text().splitlines()))
    arms = ["arm", *("programme" if int(row[1][-2:]) % 2 else "waiting" for row in rows[1:])]
    with (survey / "people.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([*row, arm] for row, arm in zip(rows, arms, strict=True))
    plan, codebook = survey / "plan.yaml", survey / "codebook.yaml"
    codebook.write_text(codebook.read_text().replace("columns:\n", "columns:\n  arm: Programme or waiting list\n"))
    group = "comparison: {column: arm, programme: programme, comparison: %s}\n"
    plan.write_text(plan.read_text() + group % "waiting_list")
    said = sbs("fit", survey, *FAST, "-q")
    assert said.code == 2
    assert "E715" in said.err
    plan.write_text(plan.read_text().replace("waiting_list", "waiting"))
    assert sbs("fit", survey, "--out", tmp_path / "fitted", *FAST, "-q").code == 0
    text = (tmp_path / "fitted" / "parameters" / "outcomes.yaml").read_text()
    assert "design: controlled" in text
    assert sbs("validate", tmp_path / "fitted").code == 0


def test_ratios_where_the_plan_wants_them(sbs, survey, tmp_path):
    plan = survey / "plan.yaml"
    plan.write_text(plan.read_text() + "rate_ratio: [gp_consultation]\n")
    out = tmp_path / "fitted"
    assert sbs("fit", survey, "--out", out, *FAST, "-q").code == 0
    said = sbs("parameters", "list", out / "scenarios" / "fitted.yaml", "--format", "json")
    found = {each["name"]: each for each in json.loads(said.out)}
    assert found["service_use.gp_consultation.change"]["unit"] == "ratio"
    assert 0.7 < found["service_use.gp_consultation.change"]["mean"] < 1.4


def test_a_service_that_nobody_used_keeps_the_figures_of_the_parameters(sbs, survey, tmp_path):
    path = survey / "services.csv"
    lines = [
        line if ",ambulance," not in line else ",".join([*line.split(",")[:3], "0", "", ""])
        for line in path.read_text().split("\n")
    ]
    path.write_text("\n".join(lines))
    out = tmp_path / "fitted"
    said = sbs("fit", survey, "--out", out, *FAST, "--format", "json", "-q")
    assert said.code == 0, said.err
    assert any("rule of three" in text for text in json.loads(said.out)["warnings"])
    assert "service_use.ambulance.change" not in (out / "parameters" / "draws" / "fit.csv").read_text()
