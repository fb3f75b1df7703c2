"""Draws on disk are the draws: plain arrays, named by columns.json, the same for any chunk size."""

import json

import numpy as np
import pytest
from engine_support import contents, draws_of, run
from shipped import inputs_of

from sbs_econ.analysis.psa import Plan, run_psa

DRAWS = 35_000


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Run folders with draws, of the same run worked through in two ways."""
    folder = tmp_path_factory.mktemp("saved")
    common = ("run", "base_case", "--draws", DRAWS, "--seed", 6, "--save-draws", "--quiet", "--format", "json")
    for name, more in {"one": (), "two": ("--chunk-size", 5, "--jobs", 2)}.items():
        done = run(*common, *more, "--out", folder / name)
        assert (done.returncode, done.stderr) == (0, "")
    return folder


def arrays(folder):
    columns = json.loads((folder / "draws" / "columns.json").read_text(encoding="utf-8"))
    return columns, {name: np.load(folder / "draws" / f"{name}.npy", allow_pickle=False) for name in columns}


def test_arrays_are_draws_by_columns_of_doubles(saved):
    columns, found = arrays(saved / "one")
    assert sorted(columns) == ["inputs", "outputs"]
    for name, array in found.items():
        assert array.dtype == np.float64
        assert array.shape == (DRAWS, len(columns[name]))
        assert np.isfinite(array).all()


def test_they_are_the_draws_of_the_run(saved):
    columns, found = arrays(saved / "one")
    inputs = inputs_of("base_case")
    result = run_psa(inputs, Plan(DRAWS, 6))
    drawn = draws_of(inputs, DRAWS, seed=6)
    assert columns["inputs"] == sorted(drawn)
    assert columns["outputs"] == list(result.columns.full)
    for index, name in enumerate(columns["inputs"]):
        assert np.array_equal(found["inputs"][:, index], drawn[name])
    for index, name in enumerate(columns["outputs"]):
        assert np.array_equal(found["outputs"][:, index], result.output(name))


def test_they_give_the_estimates_of_the_run(saved):
    columns, found = arrays(saved / "one")
    document = json.loads((saved / "one" / "run.json").read_text(encoding="utf-8"))
    for perspective in document["perspectives"]:
        values = found["outputs"][:, columns["outputs"].index(f"net_cost:{perspective['perspective']}")]
        cost = perspective["net_cost"]
        assert values.mean() == pytest.approx(cost["mean"], rel=1e-12)
        assert np.quantile(values, [0.025, 0.975]) == pytest.approx([cost["lower"], cost["upper"]], rel=1e-12)
        assert values.std(ddof=1) / np.sqrt(DRAWS) == pytest.approx(cost["mc_se"], rel=1e-9)


def test_they_are_the_same_for_any_chunk_size_and_number_of_jobs(saved):
    assert contents(saved / "one") == contents(saved / "two")


def test_without_being_asked_for_they_are_not_written(tmp_path):
    assert run("run", "base_case", "--draws", 100, "--quiet", "--out", tmp_path / "run").returncode == 0
    assert not (tmp_path / "run" / "draws").exists()


def test_they_need_a_folder():
    done = run("run", "base_case", "--draws", 100, "--save-draws")
    assert (done.returncode, "--save-draws needs --out" in done.stderr) == (2, True)
