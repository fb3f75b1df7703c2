"""What a comparison prints and writes: text, JSON, CSV, pictures, exit codes."""

import csv
import io
import json
import math

import pytest
from shipped import inputs_of

from sbs_econ.analysis.compare import compare
from sbs_econ.analysis.compare_answers import comparison_document
from sbs_econ.analysis.compare_records import compare_document, compare_records
from sbs_econ.analysis.compare_wanted import Wanted
from sbs_econ.analysis.psa import Plan
from sbs_econ.cli.compare import command
from sbs_econ.cli.ending import run_program
from sbs_econ.reporting.compare_text import compare_text
from sbs_econ.reporting.figures_compare import comparison_pictures

FEW = Plan(1_000)


def compared(*names, **wanted):
    return compare([inputs_of(name) for name in names], Wanted(**wanted), FEW)


def ran(capsys, *arguments):
    code = run_program(command, [str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def text(found, width=100):
    return " ".join(compare_text(found, width).split())


def test_text_says_that_the_effect_is_assumed_equal():
    assert text(compared("base_case", "peer_led_social")).count("The effect is assumed equal") == 2
    assert "assumed equal" not in text(compared("base_case", "online"))


def test_text_names_what_is_dominated_and_by_which():
    shown = text(compared("base_case", "peer_led_social", "online", outcome="recovery"))
    after = shown[shown.index("Cost and one consequence") :]
    assert "usual support £0 no change in the efficient set" in after
    assert after.count("dominated by peer_led_social") == 2


def test_text_holds_no_ratio_of_cost_to_benefit():
    shown = text(compared("base_case", "online")).lower()
    for word in ("ratio", "per qaly", "return on investment", "for every pound"):
        assert word not in shown


def test_mixed_text_begins_with_a_banner():
    shown = text(compared("base_case", "horizon_24", allow_mixed=True))
    assert "NOT ALIKE" in shown
    assert "the horizon differs: base_case 12 months, horizon_24 24 months" in shown
    assert shown.index("NOT ALIKE") < shown.index("In short")


def test_a_scenario_beside_itself_is_said_to_cost_the_same():
    assert "costs the NHS and social services the same as base_case in every draw" in text(
        compared("base_case", "base_case")
    )


@pytest.mark.parametrize("by", ["payer", "site", "subgroup"])
def test_nobody_is_an_answer_or_a_refusal_and_no_bug(capsys, by):
    code, out, err = ran(
        capsys, "side_by_side_2015_17", "--by", by, "--set", "settings.participants=0", "--draws", 200, "-q"
    )
    assert code == (0 if by == "payer" else 2)
    assert "Traceback" not in out + err


def test_illustrative_inputs_are_said():
    assert "inputs are illustrative" in text(compared("base_case", "online"))


@pytest.mark.parametrize("width", [40, 72, 100, 140])
def test_text_keeps_to_the_width(width):
    lines = compare_text(compared("base_case", "peer_led_social", "online"), width).split("\n")
    assert max(len(line) for line in lines) <= width


def test_the_document_is_whole_and_finite():
    document = compare_document(compared("base_case", "peer_led_social", "online"), {"base_case": "abc"})
    assert document["schema"] == "sbs_econ/compare/1"
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert [one["scenario"] for one in document["scenarios"]] == ["base_case", "peer_led_social", "online"]
    assert document["scenarios"][0]["inputs_sha256"] == "abc"
    assert [pair["effect_assumed_equal"] for pair in document["differences"]] == [True, False]
    assert {p["perspective"] for p in document["ranking"]} == {"funder", "nhs_pss", "public_sector", "societal"}
    assert document["plane"]["options"][0]["option"] == "usual support"


def test_better_is_said_only_where_the_table_knows():
    document = compare_document(compared("base_case", "online"))
    rows = {row["row"]: row for row in document["differences"][0]["rows"]}
    assert rows["service_use.ae_attendance"]["quantity"]["probability_better"] is None
    recovery = rows["outcomes.recovery"]["quantity"]
    assert recovery["probability_better"] == recovery["probability_higher"]
    cost = rows["service_use.ae_attendance"]["cost"]
    assert cost["probability_better"] == cost["probability_lower"]


def test_csv_has_a_line_for_every_figure():
    found = compared("base_case", "online")
    records = compare_records(found)
    levels = sum(len(one.estimates) for one in found.scenarios)
    assert len(records) == levels + len(found.pairs[0].differences)
    assert all(math.isfinite(record["mean"]) for record in records)


def test_pictures_are_the_same_to_the_byte_and_described():
    found = compared("base_case", "peer_led_social", "online", outcome="recovery")
    first, again = comparison_pictures(found), comparison_pictures(found)
    assert [p.name for p in first] == ["cost_and_consequence", "differences"]
    for one, other in zip(first, again, strict=True):
        assert (one.svg, one.png) == (other.svg, other.png)
        assert one.png.startswith(b"\x89PNG")
        assert b"peer_led_social" in one.svg
        assert "peer_led_social" in one.description


def test_the_command_prints_json_csv_and_text(capsys):
    code, out, _ = ran(capsys, "base_case", "online", "--draws", 200, "--format", "json", "-q")
    assert (code, json.loads(out)["draws"]) == (0, 200)
    code, out, _ = ran(capsys, "base_case", "online", "--draws", 200, "--format", "csv", "-q")
    assert code == 0
    assert {row["minus"] for row in csv.DictReader(io.StringIO(out))} == {"", "base_case"}
    code, out, err = ran(capsys, "base_case", "online", "--draws", 200)
    assert code == 0
    assert out.startswith("Compared on common draws: base_case and online")
    assert "not converged at 200 draws" in err


def test_strict_ends_with_3(capsys):
    assert ran(capsys, "base_case", "online", "--draws", 200, "--strict", "-q")[0] == 3


def test_precision_adds_draws(capsys):
    code, out, _ = ran(capsys, "base_case", "peer_led_social", "--precision", "1.2", "--format", "json", "-q")
    document = json.loads(out)
    assert code == 0
    assert document["draws"] >= 65_536
    for pair in document["differences"]:
        assert all(p["net_cost"]["mc_se"] <= 1.2 for p in pair["perspectives"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["base_case"], "one scenario alone has nothing to be compared with"),
        (["base_case", "horizon_24"], "error E905 cannot be compared: the horizon differs"),
        (["base_case", "online", "--against", "onlin"], "did you mean 'online'?"),
        (["base_case", "online", "--outcome", "recovry"], "did you mean 'recovery'?"),
        (["base_case", "--by", "site"], "base_case declares no sites"),
        (["base_case", "--by", "payer", "--row", "x"], "--row goes with --by site, subgroup or mode"),
        (["side_by_side_2015_17", "--by", "site", "--against", "x"], "--against goes without --by"),
        (["base_case", "onlin"], "there is no scenario"),
    ],
)
def test_requests_that_cannot_be_met_end_with_2(capsys, arguments, words):
    code, out, err = ran(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())


@pytest.mark.parametrize("by", ["site", "subgroup", "mode", "payer"])
def test_parts_are_written_beside_each_other(capsys, tmp_path, by):
    folder = tmp_path / "out"
    code, out, _ = ran(capsys, "side_by_side_2015_17", "--by", by, "--draws", 200, "--out", folder, "-q")
    name = f"{by}s"
    assert code == 0
    assert {f.name for f in folder.iterdir()} == {f"{name}.{end}" for end in ("json", "csv", "txt", "svg", "png")}
    assert (folder / f"{name}.txt").read_text("utf-8") == out
    assert ran(capsys, "side_by_side_2015_17", "--by", by, "--draws", 200, "--out", folder, "-q")[0] == 2
    assert ran(capsys, "side_by_side_2015_17", "--by", by, "--draws", 200, "--out", folder, "-q", "--force")[0] == 0


def test_several_scenarios_by_part_are_a_list(capsys):
    code, out, _ = ran(
        capsys, "base_case", "online", "--by", "mode", "--draws", 200, "--format", "json", "-q"
    )  # fmt: skip
    assert code == 0
    assert [document["scenario"] for document in json.loads(out)] == ["base_case", "online"]


def test_a_dry_run_writes_nothing(capsys, tmp_path):
    code, out, _ = ran(capsys, "base_case", "online", "--out", tmp_path / "out", "--dry-run")
    assert code == 0
    assert "would write" in out
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("by", [None, "site", "subgroup", "mode", "payer"])
def test_documents_are_those_that_the_command_prints(capsys, by):
    names = ["side_by_side_2015_17"] if by else ["side_by_side_2015_17", "local_grants"]
    options = ["--by", by] if by else []
    code, out, _ = ran(capsys, *names, *options, "--draws", 200, "--format", "json", "-q")
    scenarios = [inputs_of(name) for name in names]
    document = comparison_document(scenarios, ["abc"] * len(names), Plan(200), Wanted(), by)
    printed = json.loads(out)
    for each in (printed, *printed.get("scenarios", ())):
        each.pop("inputs_sha256", None)
    for each in (document, *document.get("scenarios", ())):
        each.pop("inputs_sha256", None)
    assert (code, printed) == (0, json.loads(json.dumps(document)))
