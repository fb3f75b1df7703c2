"""verify --report recalculates the live model, and a wrong formula does not get past it."""

import json
import re
from functools import partial

from click.testing import CliRunner

from sbs_econ.analysis.psa import Plan
from sbs_econ.api import report_checks, reports
from sbs_econ.cli.group import program
from sbs_econ.io.recalculation import edited
from sbs_econ.io.scenarios import load_scenario


def test_the_command_makes_all_checks():
    asked = ["verify", "base_case", "--draws", "200", "--report", "--format", "json"]
    done = CliRunner().invoke(program, asked, catch_exceptions=False)
    assert done.exit_code == 0
    found = {check["check"]: check["outcome"] for check in json.loads(done.stdout)["checks"]}
    kinds = ("report_page", "report_word", "report_workbook", "live_model")
    assert {found[key] for key in kinds} == {"passed"}


def test_a_wrong_formula_is_seen(monkeypatch):
    make = reports.FORMATS["xlsx"]

    def spoilt(made):
        files = make(made)
        add = partial(re.sub, rb"(<f>[^<]*)\*", rb"\1+", count=9)
        wrong = edited(files["model.xlsx"], "xl/worksheets/sheet", add)
        return {**files, "model.xlsx": wrong}

    monkeypatch.setitem(reports.FORMATS, "xlsx", spoilt)
    found = {c.key: c for c in report_checks.report_checks(load_scenario("base_case"), {}, Plan(200))}
    assert found["live_model"].passed is False
    assert found["report_workbook"].passed is True
