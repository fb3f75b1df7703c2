"""An edited workbook becomes a scenario that gives the workbook's table; what cannot is told cell by cell."""

import io
import struct
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest
from agreement import disagreements, workbook_of
from changed import CHANGED, SITES, named
from recalculation import edited, read, saved, with_overrides
from shipped import base_rows, figures, inputs_of, loaded, same

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program
from sbs_econ.io.codes import CODES
from sbs_econ.io.from_workbook import taken_from


class Answer(NamedTuple):
    exit_code: int
    output: str


@pytest.fixture(scope="module")
def base():
    return workbook_of(inputs_of("base_case"))


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(*options):
    """What ``scenario new ours`` prints, and its exit code."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = run_program(program, ["scenario", "new", "ours", *options])
    return Answer(code, said.getvalue())


def new(here, content, *options, name="model.xlsx"):
    """The answer of ``scenario new ours --from-workbook``."""
    (here / name).write_bytes(content)
    return ask("--from-workbook", name, *options)


def rows_of(here, name="ours"):
    return base_rows(loaded(here / "scenarios" / f"{name}.yaml").usable())


def alike(first, second):
    return first.keys() == second.keys() and all(
        same(value, figures(second[name])[part], 1e-12)
        for name, row in first.items()
        for part, value in figures(row).items()
    )


@pytest.mark.parametrize("case", CHANGED[2::3], ids=map(named, CHANGED[2::3]))
def test_round_trip_gives_the_table_of_set(here, case):
    scenario, changes = case
    answer = new(here, with_overrides(workbook_of(inputs_of(scenario)), changes))
    assert answer.exit_code == 0, answer.output
    assert alike(rows_of(here), base_rows(inputs_of(scenario, changes)))


def test_the_new_scenario_makes_the_workbook_again(here, base):
    changes = {"settings.participants": 500, "unit_costs.ambulance": 300, "attribution.causal_share": 0.25}
    new(here, with_overrides(base, changes))
    inputs = loaded(here / "scenarios" / "ours.yaml").usable()
    assert disagreements(read(workbook_of(inputs), values=True), inputs_of("base_case", changes)) == []


def test_scenario_says_where_its_changes_came_from(here, base):
    answer = new(here, with_overrides(base, {"unit_costs.ambulance": 300, "settings.whole_groups": True}),
                 "--label", "Ours: a test", "--question", "What if?")  # fmt: skip
    assert "From the workbook: 2 overrides, on base_case." in answer.output
    text = (here / "scenarios" / "ours.yaml").read_text("utf-8")
    assert "extends: base_case" in text
    assert "Entered in the workbook model.xlsx." in text
    assert "whole_groups: true" in text


def test_a_reason_that_is_given_is_written(here, base):
    new(here, with_overrides(base, {"unit_costs.ambulance": 300}), "--reason", "Our own invoices.")
    text = (here / "scenarios" / "ours.yaml").read_text("utf-8")
    assert 'reason: "Our own invoices."' in text
    assert "Entered in the workbook" not in text


def test_what_set_said_is_kept(here):
    """A workbook of a run with --set has other defaults than its scenario; they become changes."""
    changes = {"attribution.causal_share": 0.4, "settings.unit_cost_set": "programme_era_2016_17",
               "settings.price_year": "2016/17", "settings.design.facilitation": "peer_led"}  # fmt: skip
    answer = new(here, workbook_of(inputs_of("base_case", changes)))
    assert "attribution.causal_share" in answer.output
    assert alike(rows_of(here), base_rows(inputs_of("base_case", changes)))


def test_set_wins_over_the_workbook(here, base):
    new(here, with_overrides(base, {"settings.participants": 500, "unit_costs.ambulance": 300}),
        "--set", "unit_costs.ambulance=200")  # fmt: skip
    assert alike(
        rows_of(here), base_rows(inputs_of("base_case", {"settings.participants": 500, "unit_costs.ambulance": 200}))
    )


def test_sites_are_kept(here):
    (here / "scenarios").mkdir()
    file = here / "scenarios" / "three_places.yaml"
    file.write_text(SITES, encoding="utf-8")
    content = workbook_of(loaded(file).usable())
    changes = {"settings.participants": 999, "programme.venue_per_session": 33}
    assert new(here, with_overrides(content, changes)).exit_code == 0
    assert alike(rows_of(here), base_rows(loaded(file, changes).usable()))


def test_a_formula_in_an_override_gives_its_value(here, base):
    page = with_overrides(base, {"settings.participants": "=400+50"})
    filled = edited(
        page,
        "xl/worksheets/sheet2",
        lambda text: text.replace(b"<f>400+50</f><v></v>", b"<f>400+50</f><v>450</v>").replace(
            b"<f>400+50</f><v />", b"<f>400+50</f><v>450</v>"
        ),
    )
    assert new(here, filled).exit_code == 0
    assert "participants: 450" in (here / "scenarios" / "ours.yaml").read_text("utf-8")


def test_every_problem_at_once_each_with_its_cell(here, base):
    wrong = {
        "settings.participants": -5, "settings.price_year": "2092/93", "settings.whole_groups": "perhaps",
        "settings.budget": "side_by_side", "settings.design.focus": "social", "attribution.causal_share": 2,
        "service_use.gp_consultation.change": "1,1", "unit_costs.ambulance": "=1/0",
        "subgroups.bame_participants.share": 0.9, "programme.overhead_rate": True,
    }  # fmt: skip
    answer = new(here, with_overrides(base, wrong))
    assert answer.exit_code == 2
    assert not (here / "scenarios").exists()
    rows = {row[0].value: row[0].row for row in read(base)["Inputs"].iter_rows(min_row=2)}
    for name in wrong.keys() - {"subgroups.bame_participants.share"}:
        assert f"sheet Inputs, cell C{rows[name]}:" in answer.output, name
    assert "the shares of subgroups add up to 1.57" in answer.output
    assert "budget has other rows" in answer.output


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda book: book.remove(book["Inputs"]), "has no sheet Inputs"),
        (lambda book: book["Guide"].delete_rows(1, 100), "does not say sbs_econ/model/1"),
        (lambda book: book["Inputs"].insert_cols(1), "the columns are"),
        (lambda book: book["Inputs"].cell(200, 3, 5), "an override beside no name"),
        (lambda book: book["Inputs"].cell(200, 1, "settings.participants"), "stands in row 2 too"),
        (lambda book: [book["Inputs"].cell(200, 1, "unit_costs.ambulence"), book["Inputs"].cell(200, 3, 5)],
         "unit_costs.ambulance"),
    ],
)  # fmt: skip
def test_other_workbooks_are_refused_kindly(here, base, change, message):
    book = read(base)
    change(book)
    answer = new(here, saved(book))
    assert answer.exit_code == 2, answer.output
    assert message in answer.output
    assert "Traceback" not in answer.output


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return made.getvalue()


def bomb():
    """A kilobyte that says it holds four gigabytes."""
    content = bytearray(zipped(xl__workbook="x"))
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 0xFFFFFFF0)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an .xlsx workbook"),
        (b"name,default\n", "is not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old .xls workbook, or one with a password"),
        (zipped(word__document="<x/>"), "is not an .xlsx workbook"),
        (zipped(xl__workbook="<x/>"), "cannot be read as a workbook"),
        (zipped(xl__workbook="<!DOCTYPE a [<!ENTITY b 'c'>]><x/>"), "declares entities"),
        (zipped(**{f"part{n}": "" for n in range(1_001)}), "unpacks to far more"),
        (bomb(), "unpacks to far more"),
        (zipped(xl__workbook="<x/>")[:60], "is not an .xlsx workbook"),
    ],
    ids=["empty", "csv", "xls", "docx", "no parts", "entities", "zip bomb", "lying bomb", "cut off"],
)
def test_files_that_are_no_workbook(here, content, message):
    answer = new(here, content)
    assert answer.exit_code == 2, answer.output
    assert message in answer.output


def test_no_such_file(here):
    answer = ask("--from-workbook", "nowhere.xlsx")
    assert answer.exit_code == 2
    assert "there is no file nowhere.xlsx" in answer.output


def test_its_scenario_is_not_here(here, base):
    book = read(base)
    for row in book["Guide"].iter_rows(max_col=2):
        if row[0].value == "scenario":
            row[1].value = "gone"
    answer = new(here, saved(book))
    assert answer.exit_code == 2
    assert "was made from the scenario 'gone'" in answer.output
    assert "--extends" in answer.output
    (here / "scenarios" / "ours.yaml").unlink(missing_ok=True)
    assert new(here, saved(book), "--extends", "base_case").exit_code == 0


def test_a_figure_at_other_prices_now(here, base):
    book = read(base)
    for row in book["Inputs"].iter_rows(min_row=2, max_col=8):
        if row[0].value == "unit_costs.ambulance":
            row[2].value, row[6].value = 400, "2019/20"
    answer = new(here, saved(book))
    assert answer.exit_code == 2
    assert "at 2019/20 prices here" in answer.output


def test_taken_from_python(here, base):
    (here / "model.xlsx").write_bytes(with_overrides(base, {"settings.participants": 500.0}))
    taken = taken_from(here / "model.xlsx")
    assert (taken.extends, dict(taken.given), taken.differing) == ("base_case", {"settings.participants": "500"}, ())


def test_codes_are_explained():
    assert {"E930", "E931"} <= set(CODES)
