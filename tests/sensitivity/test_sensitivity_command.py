"""The command: every answer in every form, files written whole, and requests that cannot be met."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from sbs_econ.cli.sensitivity import command
from sbs_econ.errors import RequestError

BED_DAYS, CONTACTS = "service_use.acute_bed_day.change", "service_use.cmht_contact.change"
QUESTIONS = {
    "one_way": ("one-way", "base_case"),
    "two_way": ("two-way", "base_case", BED_DAYS, CONTACTS, "--points", "5"),
    "threshold": ("threshold", "base_case", "--draws", "50", "--quantity", "service_use.*.change"),
    "variance": ("variance", "base_case", "--draws", "50"),
    "evidence": ("evidence", "base_case", "--draws", "50"),
}


def asked(*arguments):
    done = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("name", QUESTIONS)
def test_json_has_a_schema_and_no_nan(name):
    document = json.loads(asked(*QUESTIONS[name], "--format", "json"), parse_constant=pytest.fail)
    assert document["schema"] == f"sbs_econ/sensitivity_{name}/1"
    assert (document["scenario"], document["price_year"], document["participants"]) == ("base_case", "2024/25", 360)


@pytest.mark.parametrize("name", QUESTIONS)
def test_csv_is_a_table(name):
    rows = list(csv.reader(io.StringIO(asked(*QUESTIONS[name], "--format", "csv"))))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("width", ["60", "100"])
def test_text_fits_the_terminal(name, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    text = asked(*QUESTIONS[name])
    assert "One area commissioning today" in text
    assert max(map(len, text.splitlines())) <= int(width)


def test_threshold_without_quantities_begins_with_break_even():
    text = asked("threshold", "base_case", "--draws", "50")
    assert text.index("1. The attributable change needed") < text.index("4. Headroom")
    assert text.index("4. Headroom") < text.index("At what value of one quantity")
    assert "No value in its support does" in text


def test_threshold_of_named_quantities_alone():
    arguments = ("threshold", "base_case", "--draws", "50", "--quantity", "service_use.*.change", "--format", "json")
    document = json.loads(asked(*arguments))
    assert document["break_even"] is None
    assert len(document["thresholds"]) == 15


def test_one_way_takes_outputs_groups_and_top():
    text = asked("one-way", "base_case", "--output", "funder", "--output", "service_use.acute_bed_day:quantity",
                 "--group", "block:programme", "--top", "3", "--draws", "200")  # fmt: skip
    assert text.count("What moves it") == 2
    assert "Block: programme" in text
    assert "--top" in text


def test_set_fixes_a_quantity():
    document = json.loads(asked("one-way", "base_case", "--set", "programme.members_per_group=20", "--format", "json"))
    names = [bar["name"] for bar in document["outputs"][0]["bars"]] + document["outputs"][0]["without_effect"]
    assert "programme.members_per_group" not in names


def test_out_writes_the_answer_and_its_picture(tmp_path):
    out = tmp_path / "answer"
    asked("one-way", "base_case", "--out", str(out), "-q")
    assert sorted(path.name for path in out.iterdir()) == [
        "one_way.csv", "one_way.json", "tornado_net_cost_nhs_pss.png", "tornado_net_cost_nhs_pss.svg",
    ]  # fmt: skip
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    asked("one-way", "base_case", "--out", str(out), "--force")
    assert first == {path.name: path.read_bytes() for path in out.iterdir()}
    assert json.loads(first["one_way.json"])["outputs"][0]["bars"][0]["name"] == "programme.members_per_group"


def test_out_of_two_way(tmp_path):
    asked(*QUESTIONS["two_way"], "--y-range", "0.3,1.1", "--out", str(tmp_path / "map"))
    names = sorted(path.name for path in (tmp_path / "map").iterdir())
    stem = "two_way_net_cost_nhs_pss_service_use_acute_bed_day_change_service_use_cmht_contact_change"
    assert names == ["two_way.csv", "two_way.json", f"{stem}.png", f"{stem}.svg"]
    document = json.loads((tmp_path / "map" / "two_way.json").read_text("utf-8"))
    assert len(document["break_even_line"]) > 1
    assert len(document["grid"]) == 5


def test_an_existing_folder_is_refused_before_anything_is_computed(tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(RequestError, match="exists already") as refused:
        asked("one-way", "base_case", "--out", str(tmp_path))
    assert refused.value.code == "E902"
    asked("variance", "base_case", "--draws", "20", "--out", str(tmp_path), "--force")
    assert (tmp_path / "mine.txt").read_text() == "keep me"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("one-way", "base_cas"), "there is no scenario 'base_cas'"),
        (("one-way", "base_case", "--output", "nhs"), "did you mean 'nhs_pss'"),
        (("two-way", "base_case", BED_DAYS, "x"), "there is no quantity 'x'"),
        (("two-way", "base_case", BED_DAYS, CONTACTS, "--x-range", "1"), "two numbers are wanted"),
        (("two-way", "base_case", BED_DAYS, CONTACTS, "--x-range", "1,nan"), "is no range"),
        (("threshold", "base_case", "--quantity", "x"), "there is no quantity 'x'"),
        (("threshold", "base_case", "--set", "settings.participants=0"), "nobody takes part"),
    ],
)
def test_requests_that_cannot_be_met(arguments, words):
    with pytest.raises(RequestError, match=words):
        asked(*arguments)


def test_nobody_taking_part_moves_nothing():
    document = json.loads(asked("one-way", "base_case", "--set", "settings.participants=0", "--format", "json"))
    assert document["outputs"][0]["bars"] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_help_shows_an_example(name):
    assert "Example:" in asked(QUESTIONS[name][0], "--help")
