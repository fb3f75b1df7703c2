"""No row of data leaves: planted identifiers are searched for in every byte that is written or said."""

import json

import pytest
from survey_bytes import every_byte

from sbs_econ.survey.disclosure import Rule

FAST = ("--replicates", "20")
NAME, NHS = "Zebedee Quagmire", "943 476 5919"
PID = "synthetic_0042"


def planted(survey):
    """Put a name and an NHS number into cells of words, and give a few people a rare word."""
    path = survey / "people.csv"
    lines = path.read_text().split("\n")
    header = lines[0].split(",")
    for row, value in ((3, NAME), (4, NHS), (5, "rare_word")):
        cells = lines[row].split(",")
        cells[header.index("ethnicity_group")] = value
        cells[header.index("group_id")] = "group_of_zebedee"
        lines[row] = ",".join(cells)
    path.write_text("\n".join(lines))
    visits = survey / "visits.csv"
    visits.write_text(visits.read_text().replace("lost to follow-up", f"{NAME} moved", 3))
    return (NAME, "Zebedee", NHS, NHS.replace(" ", ""), "rare_word", "zebedee", PID, "group_07", "area_2")


def test_nothing_planted_is_in_any_output(sbs, survey, tmp_path):
    secrets = planted(survey)
    text = (survey / "people.csv").read_text()
    (survey / "people.csv").write_text(text.replace("group_of_zebedee", "group_01"))
    out = tmp_path / "out" / "fitted"
    said = sbs("fit", survey, "--out", out, *FAST)
    assert said.code == 0, said.err
    more = [sbs("fit", survey, *FAST, "--format", form) for form in ("json", "table")]
    more.append(sbs("run", out / "scenarios" / "fitted.yaml", "--draws", 100))
    written = every_byte(tmp_path / "out") + "".join(each.all for each in [said, *more]).encode()
    for secret in secrets:
        assert secret.encode() not in written


def test_nothing_planted_is_in_any_message(sbs, survey, tmp_path):
    secrets = planted(survey)
    for name, old, new in (("services", ",y,", ",y,"), ("outcomes", ",wellbeing_swemwbs,", f",{NAME},")):
        path = survey / f"{name}.csv"
        path.write_text(path.read_text().replace(old, new, 5))
    said = sbs("fit", survey, "--out", tmp_path / "fitted")
    assert said.code == 2
    for secret in secrets[:-2]:
        assert secret not in said.all


def test_a_bug_tells_no_value(sbs, survey, monkeypatch):
    from sbs_econ.survey import reading

    def broken(*_):
        raise ValueError(f"could not convert {NAME}")

    monkeypatch.setattr(reading, "codes_of", broken)
    said = sbs("fit", survey)
    assert said.code == 1
    assert "ValueError" in said.err
    assert "reading.py" in said.err
    assert "bug" in said.err
    assert NAME not in said.all


def test_a_bug_in_a_worker_tells_no_value(sbs, survey, monkeypatch):
    from sbs_econ.survey import bootstrap

    def broken(*_):
        raise ValueError(f"could not convert {NAME}")

    monkeypatch.setattr(bootstrap, "impute", broken)
    said = sbs("fit", survey, *FAST, "--jobs", 2)
    assert said.code == 1
    assert NAME not in said.all


def test_counts_are_hidden_or_rounded(sbs, survey):
    record = json.loads(sbs("fit", survey, *FAST, "--format", "json", "-q").out)
    counts = [*record["flow"].values(), *(item["answered_both"] for item in record["items"])]
    counts += [group["people"] for group in record["groups"]]
    assert all(count == "*" or count % 5 == 0 for count in counts)
    assert record["disclosure"] == {"control": True, "stamp": None}


def test_without_disclosure_control_only_when_confirmed_and_stamped(sbs, survey, tmp_path):
    said = sbs("fit", survey, "--no-disclosure-control", *FAST)
    assert said.code == 2
    assert "E718" in said.err
    words = "exact counts stay in the study team"
    out = tmp_path / "fitted"
    said = sbs("fit", survey, "--no-disclosure-control", "--confirm", words, "--out", out, *FAST)
    assert said.code == 0
    assert "DISCLOSURE CONTROL OFF" in said.out
    for name in ("fit.json", "data_sheet.md", "methods.md", "parameters/sources.yaml", "scenarios/fitted.yaml"):
        assert "DISCLOSURE CONTROL OFF" in (out / name).read_text(), name


def test_items_of_a_few_people_are_not_shown(sbs, survey, tmp_path):
    path = survey / "services.csv"
    kept, lines = 0, []
    for line in path.read_text().split("\n"):
        cells = line.split(",")
        if len(cells) > 3 and cells[2] == "police_contact":
            kept += cells[3] == "1" and cells[1] == "start"
            if cells[3] == "1" and (kept > 3 or cells[1] != "start"):
                cells[3:5] = ["0", ""]
        lines.append(",".join(cells))
    path.write_text("\n".join(lines))
    out = tmp_path / "fitted"
    record = json.loads(sbs("fit", survey, "--out", out, *FAST, "--format", "json", "-q").out)
    item = next(each for each in record["items"] if each["item"] == "service_use.police_contact")
    assert item["left_out"]
    assert item["change"] is None
    assert "service_use.police_contact" not in (out / "parameters" / "draws" / "fit.csv").read_text()
    assert "service_use.police_contact" not in (out / "replicates.csv").read_text()


def test_the_key_lies_with_the_data_and_is_for_its_owner_only(sbs, survey, tmp_path):
    out = tmp_path / "fitted"
    assert sbs("fit", survey, "--out", out, *FAST, "-q").code == 0
    key = survey / ".fit_key"
    assert key.stat().st_mode & 0o077 == 0
    assert key.read_bytes().strip() not in every_byte(out)
    before = json.loads((out / "fit.json").read_text())["hashes"]["people"]
    key.unlink()
    assert sbs("fit", survey, "--out", tmp_path / "again", *FAST, "-q").code == 0
    assert json.loads((tmp_path / "again" / "fit.json").read_text())["hashes"]["people"] != before


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, "*"), (7, "*"), (8, 10), (12, 10), (13, 15), (700, 700)])
def test_rule_of_counts(people, shown):
    assert Rule().count(people) == shown
    assert Rule(on=False).count(people) == people
