"""What is said of few replicates and of waves that are left aside."""

import json

import pytest

FEW = "bootstrap replicates are few"
LEFT = "Answers of the wave twelve_months (12 months) are not used: the plan takes start (0 months) and six_months"


@pytest.fixture
def three(survey):
    """Return a survey whose people were asked a third time, and fewer of them answered."""
    for name in ("visits", "services", "outcomes"):
        path = survey / f"{name}.csv"
        lines = path.read_text().strip().split("\n")
        later = [
            line.replace(",six_months,", ",twelve_months,").replace(",2025-", ",2027-").replace(",2026-", ",2027-")
            for line in lines
            if ",six_months," in line and hash_of(line.split(",")[0]) % 4
        ]
        path.write_text("\n".join([*lines, *later]) + "\n")
    codebook = survey / "codebook.yaml"
    text = codebook.read_text()
    assert "waves: {start: 0, six_months: 6}" in text
    codebook.write_text(text.replace("six_months: 6}", "six_months: 6, twelve_months: 12}"))
    return survey


def hash_of(pid):
    return int(pid.split("_")[1])


def test_a_third_wave_is_named_and_left_aside(sbs, made, three):
    two = json.loads(sbs("fit", made, "--replicates", 20, "--format", "json", "-q").out)
    said = sbs("fit", three, "--replicates", 20, "--format", "json")
    assert said.code == 0, said.err
    assert LEFT in said.err
    record = json.loads(said.out)
    assert record["waves"] == {
        "baseline": {"wave": "start", "months": 0},
        "follow_up": {"wave": "six_months", "months": 6},
        "not_used": [{"wave": "twelve_months", "months": 12}],
    }
    assert any(LEFT in text for text in record["warnings"])
    assert record["items"] == two["items"]
    assert two["waves"]["not_used"] == []


def test_it_is_said_in_every_form(sbs, three, tmp_path):
    assert LEFT in sbs("fit", three, "--dry-run").err
    out = tmp_path / "fitted"
    said = sbs("fit", three, "--out", out, "--replicates", 20, "-q")
    shown = " ".join(said.out.split())
    assert "Changes from start (0 months) to six_months (6 months); not used: twelve_months (12 months)" in shown
    assert LEFT in shown
    assert LEFT in (out / "data_sheet.md").read_text()
    assert "after 6 months (six_months)" in (out / "methods.md").read_text()


def test_the_last_wave_if_the_plan_takes_it(sbs, three, tmp_path):
    plan = three / "plan.yaml"
    plan.write_text(plan.read_text().replace("follow_up: six_months", "follow_up: twelve_months"))
    out = tmp_path / "fitted"
    said = sbs("fit", three, "--out", out, "--replicates", 20, "-q")
    assert said.code == 0, said.err
    record = json.loads((out / "fit.json").read_text())
    assert record["follow_up_months"] == 12
    assert [each["wave"] for each in record["waves"]["not_used"]] == ["six_months"]
    assert "follow_up_months: 12" in (out / "parameters" / "outcomes.yaml").read_text()
    assert sbs("validate", out).code == 0


def test_a_wave_that_the_codebook_does_not_name_is_refused(sbs, three):
    codebook = three / "codebook.yaml"
    codebook.write_text(codebook.read_text().replace(", twelve_months: 12", ""))
    said = sbs("fit", three)
    assert said.code == 2
    assert "E708" in said.err


def test_few_replicates_are_remarked_on_in_every_form(sbs, made, tmp_path):
    out = tmp_path / "fitted"
    said = sbs("fit", made, "--replicates", 20, "--out", out, "-q")
    assert said.code == 0
    assert FEW in said.out
    assert "to within 32% at best" in " ".join(said.out.split())
    assert FEW in (out / "data_sheet.md").read_text()
    assert any(FEW in text for text in json.loads((out / "fit.json").read_text())["warnings"])


def test_enough_replicates_are_not(sbs, tmp_path):
    survey = tmp_path / "small"
    assert sbs("synthesise", "--out", survey, "--people", 120, "--groups", 12, "--areas", 3, "-q").code == 0
    codebook = survey / "codebook.yaml"
    lines = codebook.read_text().split("\n")
    kept = [line for line in lines if "plausible_max: 400" not in line or "gp_consultation" in line or "hours" in line]
    codebook.write_text("\n".join(kept))
    services = (survey / "services.csv").read_text().split("\n")
    (survey / "services.csv").write_text("\n".join([services[0], *(x for x in services if ",gp_consultation," in x)]))
    said = sbs("fit", survey, "--replicates", 200, "-q")
    assert said.code == 0, said.err
    assert FEW not in said.out
