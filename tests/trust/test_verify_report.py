"""verify --report holds every format of a report against the others, and a wrong number in one does not get past it."""

import subprocess

import pytest

from sbs_econ.analysis.psa import Plan
from sbs_econ.api import report_checks, reports
from sbs_econ.io.scenarios import load_scenario

PLAN = Plan(200)


def checks():
    return {check.key: check for check in report_checks.report_checks(load_scenario("base_case"), {}, PLAN)}


def test_an_office_that_fails_does_not_lose_the_other_checks(monkeypatch):
    def failing(contents):
        raise subprocess.CalledProcessError(1, "soffice")

    monkeypatch.setattr(report_checks, "office", lambda: "soffice")
    monkeypatch.setattr(report_checks, "recalculated", failing)
    found = checks()
    assert found["live_model"].passed is None
    assert "did not calculate it" in found["live_model"].seen
    assert found["report_page"].passed


@pytest.fixture(autouse=True)
def without_office(monkeypatch):
    monkeypatch.setattr(report_checks, "office", lambda: None)


def altered(monkeypatch, name, file, change):
    make = reports.FORMATS[name]
    monkeypatch.setitem(reports.FORMATS, name, lambda made: {**make(made), file: change(make(made)[file])})


def test_a_report_passes_and_says_what_cannot_be_looked_at():
    found = checks()
    assert {key for key, check in found.items() if check.passed} == {"report_page", "report_word", "report_workbook"}
    assert found["live_model"].passed is None
    assert "LibreOffice" in found["live_model"].seen
    assert all(int(found[key].seen.split()[0].replace(",", "")) > 1_500 for key in ("report_page", "report_workbook"))


def test_a_wrong_number_on_the_page_is_seen(monkeypatch):
    altered(monkeypatch, "html", "report.html", lambda page: page.replace(b"</td>", b"9</td>", 400))
    found = checks()
    assert {key for key, check in found.items() if check.passed is False} == {"report_page"}
    assert "missing" in found["report_page"].seen


def test_a_wrong_number_in_a_csv_file_is_seen(monkeypatch):
    def raised(text):
        header, first, *others = text.decode("utf-8").split("\r\n")
        label, mean, *rest = first.split(",")
        return "\r\n".join([header, ",".join([label, f"{float(mean) + 1_000}", *rest]), *others]).encode("utf-8")

    altered(monkeypatch, "csv", "csv/perspectives.csv", raised)
    found = checks()
    assert {key for key, check in found.items() if check.passed is False} == {"report_workbook"}
    assert "row 1" in found["report_workbook"].seen
