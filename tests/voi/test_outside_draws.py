"""``voi --inputs --outputs``: the document, its values, and every way in which files can be wrong."""

import csv
import io
import json

import jsonschema
import numpy as np
import pytest

from sbs_econ.errors import InputError, RequestError
from tests.voi.closed_forms import normal_loss, sum_of_normals
from tests.voi.program import SCHEMA, document, refusal, voi


def write(path, columns):
    table = np.stack(list(columns.values()), axis=1)
    lines = [",".join(columns), *(",".join(map(repr, map(float, row))) for row in table)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("draws")
    inputs, benefits = sum_of_normals(4_000)
    zero, effect = np.zeros(4_000), benefits[:, 1] / 1000.0
    write(folder / "x.csv", inputs | {"fixed": np.full(4_000, 3.0)})
    write(folder / "nb.csv", {"nb_old": zero, "nb_new": benefits[:, 1]})
    write(folder / "ce.csv", {"cost_old": zero, "cost_new": zero, "effect_old": zero, "effect_new": effect})
    noise = np.random.default_rng(5).standard_normal(4_000)
    study = {f"mean_n{n}": inputs["a"] + 5_000 / np.sqrt(n) * noise for n in (20, 1_000)}
    write(folder / "study.csv", {"row": np.arange(1, 4_001.0)} | study)
    return folder


def asked(files, *more, outputs="ce.csv", wtp=("--wtp", "1000")):
    return ("--inputs", files / "x.csv", "--outputs", files / outputs, *wtp, *more)


@pytest.fixture(scope="module")
def answer(files):
    groups = ("--group", "a,b", "--group", "a,b,c")
    return document(*asked(files, "--wtp", "2000", *groups, "--study-data", files / "study.csv"))


def test_the_document_is_as_promised(answer):
    jsonschema.validate(answer, SCHEMA)
    assert [result["wtp"] for result in answer["results"]] == [1000.0, 2000.0]
    groups = [one["parameters"] for one in answer["results"][0]["evppi"]]
    assert groups == [["a"], ["b"], ["c"], ["d"], ["e"], ["fixed"], ["a", "b"], ["a", "b", "c"]]
    assert "NaN" not in json.dumps(answer, allow_nan=False)


def test_the_values_are_those_of_the_problem(answer):
    first, second = answer["results"]
    by_names = {",".join(one["parameters"]): one for one in first["evppi"]}
    for names, sd in (("a", 1000), ("b", 600), ("a,b", np.hypot(1000, 600))):
        one = by_names[names]
        assert abs(one["value"] - normal_loss(500, sd)) < 4 * one["se"]
    assert by_names["e"]["zero_within_error"]
    assert (by_names["fixed"]["value"], by_names["fixed"]["se"], by_names["fixed"]["method"]) == (0.0, 0.0, "constant")
    assert second["evpi"]["value"] == pytest.approx(2 * first["evpi"]["value"])
    assert first["probability_best"]["old"] + first["probability_best"]["new"] == pytest.approx(1.0)


def test_study_data_are_one_study_for_each_size(answer):
    studies = {one["n"]: one for one in answer["results"][0]["evsi"]}
    assert set(studies) == {20, 1_000}
    for people, one in studies.items():
        truth = normal_loss(500, 1000**2 / np.sqrt(1000**2 + 5000**2 / people))
        assert abs(one["value"] - truth) < 4 * one["se"]
        assert one["design"] == "study"


def test_options_carry_dominance_and_ratios(answer):
    old, new = answer["results"][0]["options"]
    assert (old["status"], new["status"]) == ("dominated", "frontier")
    assert old["icer"] is None
    assert new["icer"] is None
    assert answer["results"][0]["ceaf"]["option"] == "new"
    assert len(answer["ceac"]) >= 51
    assert all(sum(point["probability_best"].values()) == pytest.approx(1) for point in answer["ceac"])


def test_net_benefits_need_no_willingness_to_pay(files):
    answer = document(*asked(files, outputs="nb.csv", wtp=()))
    jsonschema.validate(answer, SCHEMA)
    assert answer["results"][0]["wtp"] is None
    assert answer["ceac"] == []


def test_a_population_and_years(files):
    answer = document(*asked(files, "--population", "100", "--years", "2", "--discount-rate", "0.1", "--delay", "1"))
    evpi = answer["results"][0]["evpi"]
    assert evpi["population_value"] == pytest.approx(evpi["value"] * 100 * (1 + 1 / 1.1))
    everyone = document(*asked(files, "--population-in-all", "5000"))["results"][0]["evpi"]
    assert everyone["population_value"] == pytest.approx(everyone["value"] * 5_000)


def test_the_table_is_for_people_and_the_csv_for_spreadsheets(files):
    text = voi(*asked(files, "--group", "a,b"))
    assert "Best on average: new" in text
    assert "What to measure next" in text
    rows = list(csv.DictReader(io.StringIO(voi(*asked(files, "--format", "csv")))))
    assert {"evpi", "evppi", "probability_best", "expected_loss"} <= {row["measure"] for row in rows}


def test_a_folder_of_answers_is_not_overwritten(files, tmp_path):
    voi(*asked(files, "--out", tmp_path / "answer", "-q"))
    assert {p.name for p in (tmp_path / "answer").iterdir()} == {"voi.json", "voi.csv"}
    assert refusal(*asked(files, "--out", tmp_path / "answer")).code == "E902"
    voi(*asked(files, "--out", tmp_path / "answer", "--force", "-q"))


def test_the_same_question_has_the_same_answer(files):
    assert voi(*asked(files, "--format", "json")) == voi(*asked(files, "--format", "json"))


GOOD_X = "a,b\n" + "\n".join(f"{i % 7}.5,{i % 5}" for i in range(150)) + "\n"
GOOD_Y = "nb_old,nb_new\n" + "\n".join(f"0,{i % 3 - 1}" for i in range(150)) + "\n"
WRONG = {
    "E601 missing": (None, GOOD_Y),
    "E601 empty": ("", GOOD_Y),
    "E601 semicolons": (GOOD_X.replace(",", ";"), GOOD_Y),
    "E601 latin": (GOOD_X.replace("a,b", "£,b").encode("latin-1"), GOOD_Y),
    "E602 ragged": (GOOD_X + "1\n", GOOD_Y),
    "E602 too long": (GOOD_X + "1,2,3\n", GOOD_Y),
    "E603 words": (GOOD_X + "one,2\n", GOOD_Y),
    "E603 missing value": (GOOD_X + "NaN,2\n", GOOD_Y),
    "E603 empty cell": (GOOD_X + ",2\n", GOOD_Y),
    "E603 infinity": (GOOD_X + "inf,2\n", GOOD_Y),
    "E603 currency": (GOOD_X + "£12,2\n", GOOD_Y),
    "E603 thousands": (GOOD_X + '"1,200",2\n', GOOD_Y),
    "E604 twice": (GOOD_X.replace("a,b", "a,a"), GOOD_Y),
    "E604 no header": (GOOD_X.replace("a,b\n", ""), GOOD_Y),
    "E605 rows": (GOOD_X + "1,2\n", GOOD_Y),
    "E606 few": ("a\n1\n2\n", "nb_old,nb_new\n1,2\n2,1\n"),
    "E607 name": (GOOD_X, GOOD_Y.replace("nb_new", "new")),
    "E607 both kinds": (GOOD_X, GOOD_Y.replace("nb_new", "cost_new")),
    "E608 pair": (GOOD_X, GOOD_Y.replace("nb_old,nb_new", "cost_new,effect_mew")),
    "E609 one option": (GOOD_X, "nb_new\n" + "1\n" * 150),
}


@pytest.mark.parametrize("kind", WRONG)
def test_files_that_cannot_be_used(kind, tmp_path):
    for name, content in zip(("x.csv", "y.csv"), WRONG[kind], strict=True):
        if content is not None:
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    error = refusal("--inputs", tmp_path / "x.csv", "--outputs", tmp_path / "y.csv")
    assert isinstance(error, InputError)
    assert error.exit_code == 2
    assert kind[:4] in {problem.code for problem in error.problems}
    assert all(problem.file for problem in error.problems)


def test_every_problem_of_both_files_is_told_at_once(tmp_path):
    (tmp_path / "x.csv").write_text(GOOD_X + "one,2\n3\n")
    (tmp_path / "y.csv").write_text(GOOD_Y + "1,NaN\n")
    error = refusal("--inputs", tmp_path / "x.csv", "--outputs", tmp_path / "y.csv")
    places = {(problem.code, problem.line) for problem in error.problems}
    assert places == {("E603", 152), ("E602", 153)} | {("E603", 152)}
    assert len(error.problems) == 3


def test_a_thousand_problems_are_counted(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n" + "x,1\n" * 1_000)
    (tmp_path / "y.csv").write_text(GOOD_Y)
    error = refusal("--inputs", tmp_path / "x.csv", "--outputs", tmp_path / "y.csv")
    assert len(error.problems) == 21
    assert "980 more" in error.problems[-1].message


def test_a_name_that_was_meant_is_told(files):
    error = refusal(*asked(files, "--group", "a,fixt"))
    assert error.problems[0].code == "E610"
    assert "fixed" in error.problems[0].suggestion


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--perspective", "nhs_pss"), "E640"),
        (("--price-outcome", "x=3"), "E640"),
        (("base_case",), "E640"),
        (("--population", "3", "--population-in-all", "4"), "E641"),
    ],
)
def test_options_that_do_not_go_with_outside_draws(files, more, code):
    assert refusal(*asked(files, *more)).code == code


def test_willingness_to_pay_where_it_belongs(files):
    assert refusal(*asked(files, wtp=())).code == "E612"
    assert refusal(*asked(files, outputs="nb.csv")).code == "E612"
    assert isinstance(refusal("--inputs", files / "x.csv"), RequestError)


def test_columns_that_count_rows_are_left_out(tmp_path):
    rows = GOOD_X.splitlines()
    numbered = [f'"",{rows[0]}', *(f"{i},{row}" for i, row in enumerate(rows[1:], start=1))]
    (tmp_path / "x.csv").write_text("\n".join(numbered))
    (tmp_path / "y.csv").write_text(GOOD_Y)
    answer = document("--inputs", tmp_path / "x.csv", "--outputs", tmp_path / "y.csv")
    assert [one["parameters"] for one in answer["results"][0]["evppi"]] == [["a"], ["b"]]


def test_many_options(tmp_path):
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, 2_000))
    gains = {"nb_none": np.zeros(2_000), "nb_x": a, "nb_y": b - 0.2, "nb_z": (a + b) / 2 - 0.1}
    write(tmp_path / "x.csv", {"a": a, "b": b})
    write(tmp_path / "y.csv", gains)
    answer = document("--inputs", tmp_path / "x.csv", "--outputs", tmp_path / "y.csv", "--group", "a,b")
    result = answer["results"][0]
    both = next(one for one in result["evppi"] if len(one["parameters"]) == 2)
    assert both["value"] == pytest.approx(result["evpi"]["value"], rel=0.03)
    assert set(result["expected_loss"]) == {"none", "x", "y", "z"}
