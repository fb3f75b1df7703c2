"""Two published tables of flows: the WSIPP pages on peer support of December 2016 and December 2023."""

import csv
import json

import pytest
from click.testing import CliRunner
from shipped import ROOT

from sbs_econ.analysis.change_flows import PRICES, Flow, FlowTable, flow_change
from sbs_econ.cli.diff import command
from sbs_econ.errors import InputError, RequestError
from sbs_econ.io.differences import read_flows

WSIPP = ROOT / "examples" / "wsipp"


@pytest.fixture
def change():
    return flow_change(read_flows(WSIPP / "wsipp_2016.csv"), read_flows(WSIPP / "wsipp_2023.csv"))


def test_tables_are_the_published_ones(change):
    assert [change.before.flows[p].amount for p in ("taxpayers", "participants", "others", "indirect")] == [
        794, 1426, 37, -1667,
    ]  # fmt: skip
    assert (change.before.total("benefit"), change.before.total("cost"), change.before.net) == (590, 3477, -2887)
    assert (change.after.total("benefit"), change.after.total("cost"), change.after.net) == (8030, 4142, 3888)
    assert (round(change.before.ratio, 2), round(change.after.ratio, 2)) == (0.17, 1.94)
    assert (change.before.unit, change.after.unit) == ("USD 2015", "USD 2022")


def test_flip_by_party(change):
    nets = {move.party: move.net for move in change.moves}
    assert nets == pytest.approx(
        {"taxpayers": 2292, "participants": 5474, "others": -1, "indirect": -325, "programme": -665}
    )
    assert sum(nets.values()) == pytest.approx(3888 + 2887, abs=1e-9)


def test_ratio_is_shared_out_exactly(change):
    assert sum(move.ratio for move in change.moves) == pytest.approx(8030 / 4142 - 590 / 3477, abs=1e-9)
    cost = next(move.ratio for move in change.moves if move.party == "programme")
    # Swapped first and last: 590/4142 - 590/3477 and 8030/4142 - 8030/3477.
    assert 8030 / 4142 - 8030 / 3477 < cost < 590 / 4142 - 590 / 3477


def test_price_level_is_a_line_of_its_own():
    before = FlowTable("a", "GBP 2015", {"nhs": Flow("nhs", "NHS", "benefit", 100.0, 2)})
    after = FlowTable("b", "GBP 2022", {"nhs": Flow("nhs", "NHS", "benefit", 150.0, 2)})
    nets = {move.party: move.net for move in flow_change(before, after, 1.2).moves}
    # 100 -> 125 at old prices, 120 -> 150 at new ones; prices 20 first, 25 last.
    assert nets == pytest.approx({"nhs": (25 + 30) / 2, PRICES: (20 + 25) / 2})


def test_party_on_one_side_only():
    before = FlowTable("a", "GBP", {"nhs": Flow("nhs", "NHS", "benefit", 100.0, 2)})
    after = FlowTable("b", "GBP", {"carers": Flow("carers", "Carers", "benefit", 30.0, 2)})
    assert {m.party: (m.before, m.after, m.net) for m in flow_change(before, after).moves} == {
        "nhs": (100.0, None, -100.0), "carers": (None, 30.0, 30.0),
    }  # fmt: skip


def test_a_party_cannot_be_a_benefit_and_a_cost():
    before = FlowTable("a", "GBP", {"nhs": Flow("nhs", "NHS", "benefit", 100.0, 2)})
    after = FlowTable("b", "GBP", {"nhs": Flow("nhs", "NHS", "cost", 100.0, 2)})
    with pytest.raises(RequestError, match="benefit in one table"):
        flow_change(before, after)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("party,amount\nnhs,1 200\n", "thousands"),
        ("party,amount\nnhs,\n", "amount is wanted"),
        ("party,amount,kind\nnhs,1,gain\n", "benefit or cost"),
        ("party,amount\nnhs,1\nnhs,2\n", "twice"),
        ("party,amount,colour\nnhs,1,red\n", "no column 'colour'"),
        ("party,amount\n", "no flows"),
    ],
)
def test_bad_tables(tmp_path, text, words):
    path = tmp_path / "flows.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=words):
        read_flows(path)


def test_a_table_of_two_price_years_is_refused(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("party,amount,currency,price_year\nnhs,1,USD,2015\ncarers,1,USD,2016\n", "utf-8")
    with pytest.raises(RequestError, match="mixes"):
        read_flows(path)


def run(*options):
    names = [str(WSIPP / f"wsipp_{year}.csv") for year in (2016, 2023)]
    done = CliRunner().invoke(command, ["--flows", *names, *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_command(tmp_path):
    document = json.loads(run("--format", "json"))
    assert document["schema"] == "sbs_econ/diff/1"
    assert document["change"]["net"] == 6775
    rows = list(csv.DictReader(run("--format", "csv").splitlines()))
    assert [row["party"] for row in rows] == ["taxpayers", "participants", "others", "indirect", "programme"]
    text = run("--out", str(tmp_path / "out"))
    assert "part of every line is inflation" in " ".join(text.split())
    assert (tmp_path / "out" / "diff.png").stat().st_size > 10_000


def test_the_page_quotes_the_same_tables():
    page = (ROOT / "docs" / "how-to" / "why-did-the-answer-change.md").read_text("utf-8")
    for year in (2016, 2023):
        assert (WSIPP / f"wsipp_{year}.csv").read_text("utf-8") in page
