"""What a YAML file may say about a distribution, family by family."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from sbs_econ.equations.distributions import (
    Beta,
    Distribution,
    Empirical,
    Gamma,
    Infeasible,
    Lognormal,
    Normal,
    Pert,
    Triangular,
    TruncatedNormal,
    Uniform,
    ZeroInflated,
)
from sbs_econ.schema.base import Plain
from sbs_econ.schema.descriptions import Described
from sbs_econ.schema.distribution import DistributionStatement, EmpiricalStatement, agreement
from sbs_econ.schema.statement import Statement

ADAPTER: TypeAdapter[Any] = TypeAdapter(DistributionStatement)
FAMILIES = [
    "normal", "truncated_normal", "lognormal", "gamma", "beta", "uniform", "triangular", "pert", "dirichlet",
    "zero_inflated", "empirical", "multivariate_normal",
]  # fmt: skip


def read(**keys: Any) -> Any:
    """Read a statement as the YAML reader gives it: every scalar as text."""

    def text(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: text(item) for key, item in value.items()}
        if isinstance(value, list):
            return [text(item) for item in value]
        return Plain(value)

    return ADAPTER.validate_python(text(keys))


RESOLVED: list[tuple[dict[str, Any], float | None, Distribution]] = [
    ({"family": "normal", "se": 2}, 3, Normal(3, 2)),
    ({"family": "normal", "sd": 2}, 3, Normal(3, 2)),
    ({"family": "normal", "mean": 3, "sd": 2}, None, Normal(3, 2)),
    ({"family": "normal", "mean": 3, "se": 2}, 5, Normal(3, 2)),
    ({"family": "gamma", "se": 4.5}, 45, Gamma(100, 0.45)),
    ({"family": "gamma", "shape": 2, "scale": 3}, None, Gamma(2, 3)),
    ({"family": "lognormal", "meanlog": 0, "sdlog": 0.5}, 1.13, Lognormal(0, 0.5)),
    ({"family": "beta", "counts": {"events": 33, "of": 93}}, None, Beta(33, 60)),
    ({"family": "beta", "alpha": 2, "beta": 3}, 0.4, Beta(2, 3)),
    ({"family": "uniform", "lower": 2, "upper": 3}, None, Uniform(2, 3)),
    ({"family": "uniform", "quartiles": [3, 5]}, None, Uniform(2, 6)),
    ({"family": "triangular", "lower": 1, "mode": 2, "upper": 6}, None, Triangular(1, 2, 6)),
    ({"family": "triangular", "lower": 1, "upper": 6}, 3, Triangular(1, 2, 6)),
    ({"family": "pert", "lower": 16, "mode": 21, "upper": 32}, None, Pert(16, 21, 32)),
    ({"family": "pert", "mean": 22, "lower": 16, "upper": 32}, None, Pert(16, 21, 32)),
    ({"family": "pert", "lower": 16, "upper": 32}, 22, Pert(16, 21, 32)),
    (
        {"family": "truncated_normal", "mean": 1, "se": 2, "lower": 0},
        2.0,
        TruncatedNormal(1, 2, 0, float("inf")),
    ),
    (
        {"family": "truncated_normal", "location": 1, "scale": 2, "lower": 0, "upper": 4},
        None,
        TruncatedNormal(1, 2, 0, 4),
    ),
    ({"family": "dirichlet", "group": "modes", "concentration": 40}, 0.25, Beta(10, 30)),
    ({"family": "multivariate_normal", "group": "effects", "se": 2}, -1, Normal(-1, 2)),
    ({"family": "multivariate_normal", "group": "effects", "mean": -1, "se": 2}, None, Normal(-1, 2)),
    ({"family": "empirical", "values": [3, 1, 2]}, None, Empirical((1, 2, 3))),
    ({"family": "empirical", "values": [3, 1, 2], "weights": [1, 2, 5]}, 2, Empirical((1, 2, 3), (2, 5, 1))),
    (
        {"family": "zero_inflated", "probability_zero": 0.4, "positive": {"family": "gamma", "se": 2}},
        3,
        ZeroInflated(0.4, Gamma(6.25, 0.8)),
    ),
    (
        {
            "family": "zero_inflated",
            "probability_zero": 0.4,
            "positive": {"family": "beta", "alpha": 2, "beta": 3},
        },
        None,
        ZeroInflated(0.4, Beta(2, 3)),
    ),
]


@pytest.mark.parametrize(("keys", "value", "expected"), RESOLVED, ids=lambda x: str(x)[:70])
def test_statement_becomes_its_distribution(keys: dict[str, Any], value: float | None, expected: Distribution) -> None:
    statement = read(**keys)
    assert statement.problems(value) == []
    found = statement.resolve(value)
    assert type(found) is type(expected)
    assert found.mean == pytest.approx(expected.mean)
    assert found.sd == pytest.approx(expected.sd)
    assert found.support == pytest.approx(expected.support)


@pytest.mark.parametrize("family", ["normal", "lognormal", "gamma", "beta", "uniform"])
def test_intervals_and_quartiles_with_and_without_a_place(family: str) -> None:
    for place in ({}, {"median": 0.42}, {"mean": 0.44}):
        statement = read(family=family, interval=[0.2, 0.7], level=0.95, **place)
        assert statement.problems(None) == []
        distribution = statement.resolve(0.9)
        low, high = distribution.interval(0.95)
        assert (low, high) == pytest.approx((0.2, 0.7), abs=0.09)
    quartiles = read(family=family, quartiles=[0.3, 0.5], median=0.4)
    low, high = quartiles.resolve(None).interval(0.5)
    assert (low, high) == pytest.approx((0.3, 0.5), abs=0.02)


def test_published_ratio_keeps_its_own_mean() -> None:
    ratio = read(family="lognormal", median="0.39", interval=["0.11", "1.38"], level="0.95")
    distribution = ratio.resolve(0.48)
    assert agreement("0.48", distribution.mean) is None
    message = agreement("0.39", distribution.mean)
    assert message is not None
    assert "the mean of the distribution is 0.48" in message


PROBLEMS: list[tuple[dict[str, Any], float | None, list[str]]] = [
    (
        {"family": "gamma", "se": 4.5},
        None,
        ["gamma: se given; state one of: mean and se; interval and level, or"],
    ),
    ({"family": "gamma"}, 3, ["gamma: nothing given; state one of"]),
    (
        {"family": "gamma", "se": 0},
        3,
        ["gamma: se is 0: a point mass is written by leaving `distribution` out"],
    ),
    (
        {"family": "gamma", "se": 1, "shape": 2, "scale": 1},
        3,
        ["gamma: se and shape and scale given; state one of"],
    ),
    ({"family": "gamma", "median": 3}, 3, ["gamma: median given; state one of"]),
    (
        {"family": "normal", "interval": [1, 2]},
        None,
        ["interval has no level: 90 % and 95 % are often mixed up"],
    ),
    ({"family": "normal", "se": 1, "level": 0.9}, 3, ["level has no interval"]),
    (
        {"family": "normal", "se": 1, "sd": 2, "interval": [1, 2], "quartiles": [1, 2]},
        None,
        ["se and sd are both given", "interval and quartiles are both given", "interval has no level"],
    ),
    (
        {"family": "normal", "se": 1, "interval": [1, 2], "level": 0.9},
        3,
        ["normal: se and interval and level given"],
    ),
    (
        {"family": "normal", "interval": [1, 2], "level": 95},
        None,
        ["level = 95: write 0.95 for a 95 % interval"],
    ),
    ({"family": "beta", "se": 0.1}, 45, ["beta: 0 < mean < 1 is needed, but mean = 45"]),
    ({"family": "beta", "counts": {"events": 0, "of": 20}}, None, ["state alpha and beta with a prior"]),
    (
        {"family": "truncated_normal", "se": 1, "lower": 0},
        3,
        ["truncated_normal: se and lower given; state one of"],
    ),
    ({"family": "truncated_normal", "mean": 1, "se": 1}, 3, ["lower or upper is needed"]),
    ({"family": "pert", "lower": 1, "upper": 5}, 9, ["pert: bounds 1 and 5 allow means from"]),
    (
        {"family": "dirichlet", "group": "g", "concentration": 4},
        None,
        ["dirichlet: concentration given; state"],
    ),
    ({"family": "dirichlet", "group": "g", "concentration": 4}, 1.5, ["dirichlet: 0 < share < 1 is needed"]),
    ({"family": "empirical"}, None, ["empirical: state either file and column, or values"]),
    ({"family": "empirical", "file": "a.csv"}, None, ["empirical: file and column go together"]),
    (
        {"family": "empirical", "file": "a.csv", "column": "x", "weights": [1]},
        None,
        ["the name of a column, not a list"],
    ),
    ({"family": "empirical", "values": [1], "weights": "w"}, None, ["weights of values are a list"]),
    ({"family": "empirical", "values": [1], "column": "x"}, None, ["file and column go together"]),
    (
        {"family": "zero_inflated", "probability_zero": 1, "positive": {"family": "gamma", "se": 2}},
        3,
        ["0 < probability_zero < 1 is needed, but it is 1"],
    ),
    (
        {
            "family": "zero_inflated",
            "probability_zero": 0.5,
            "positive": {"family": "gamma", "interval": [1, 2]},
        },
        3,
        ["positive: interval has no level"],
    ),
    (
        {"family": "zero_inflated", "probability_zero": 0.5, "positive": {"family": "normal", "se": 1}},
        3,
        ["positive >= 0 is needed, but it reaches down to -inf"],
    ),
]


@pytest.mark.parametrize(("keys", "value", "expected"), PROBLEMS, ids=lambda x: str(x)[:70])
def test_every_problem_is_told_at_once(keys: dict[str, Any], value: float | None, expected: list[str]) -> None:
    statement = read(**keys)
    messages = statement.problems(value)
    assert len(messages) == len(expected)
    for message, part in zip(messages, expected, strict=True):
        assert part in message
    with pytest.raises(Infeasible):
        statement.resolve(value)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"family": "gama", "se": 1}, "'gama'"),
        ({"family": "gamma", "counts": {"events": 1, "of": 2}}, "Extra inputs are not permitted"),
        ({"family": "beta", "counts": {"events": "1.5", "of": 2}}, "a whole number is wanted here, not 1.5"),
        ({"family": "normal", "interval": [1, 2, 3], "level": 0.9}, "at most 2 items"),
        ({"family": "normal", "se": "1,000"}, "no thousands separators: write 1000"),
        ({"family": "dirichlet", "concentration": 3}, "Field required"),
        ({"family": "empirical", "file": "../a.csv", "column": "x"}, "leave .. out"),
        (
            {"family": "empirical", "file": "/etc/passwd", "column": "x"},
            "write a path from this file's folder",
        ),
        (
            {"family": "empirical", "file": "https://a.b/c.csv", "column": "x"},
            "write a path from this file's folder",
        ),
        ({"family": "empirical", "file": "a\\b.csv", "column": "x"}, "with / between its parts"),
        ({"family": "empirical", "values": [1], "weights": ["x"]}, "a number is wanted here, not 'x'"),
        (
            {"family": "zero_inflated", "probability_zero": 0.1, "positive": {"family": "zero_inflated"}},
            "'zero_inflated'",
        ),
        (
            {
                "family": "zero_inflated",
                "probability_zero": 0.1,
                "positive": {"family": "dirichlet", "group": "g"},
            },
            "'dirichlet'",
        ),
    ],
    ids=lambda x: str(x)[:70],
)
def test_what_is_no_statement_at_all(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as error:
        read(**keys)
    assert message in str(error.value)


def test_joint_families_name_what_they_are_drawn_with() -> None:
    blocks = {
        "modes": read(family="dirichlet", group="modes", concentration=40),
        "effects": read(family="multivariate_normal", group="effects", se=2),
        "draws/boot.csv": read(family="empirical", file="draws/boot.csv", column="gp"),
        None: read(family="gamma", se=2),
    }
    for name, statement in blocks.items():
        assert statement.block == name
        assert statement.joint is (name is not None)
    assert not read(family="empirical", values=[1, 2]).joint


def test_empirical_columns_are_read_by_the_caller() -> None:
    statement = read(family="empirical", file="boot.csv", column="gp", weights="w")
    assert statement.problems(3.0) == []
    assert statement.weights == "w"
    with pytest.raises(TypeError, match="resolve_columns"):
        statement.resolve(None)
    assert EmpiricalStatement.resolve_columns([2.0, 1.0], [1.0, 3.0]) == Empirical((1.0, 2.0), (3.0, 1.0))


def members() -> list[type[Statement]]:
    union, _ = get_args(DistributionStatement)
    return list(get_args(union))


def test_every_family_is_in_the_union_and_can_be_told_how_to_be_stated() -> None:
    found = {get_args(member.model_fields["family"].annotation)[0]: member for member in members()}
    assert sorted(found) == sorted(FAMILIES)
    for name, member in found.items():
        keys = set(member.model_fields)
        for way in member.ways:
            assert set(way.needs) | set(way.may_have) <= keys, name
        assert member.__doc__


def test_every_key_is_documented_in_the_json_schema() -> None:
    schema = ADAPTER.json_schema(schema_generator=Described)
    assert len(json.dumps(schema)) > 1000
    for name, model in schema["$defs"].items():
        for key, field in model["properties"].items():
            assert key == "family" or field.get("description"), f"{name}.{key}"


def test_reading_and_means_need_neither_numpy_nor_scipy() -> None:
    code = (
        "import sys; from sbs_econ.schema.distribution import GammaStatement;"
        "GammaStatement.model_validate({'family': 'gamma', 'se': 3}).resolve(4.0).mean;"
        "sys.exit(sorted({'numpy', 'scipy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
