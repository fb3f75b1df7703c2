"""One report of the base case and one of two scenarios, made once for all tests of this folder."""

import pytest

from sbs_econ.analysis.compare import compare
from sbs_econ.analysis.compare_wanted import Wanted
from sbs_econ.analysis.findings import Asked, find
from sbs_econ.analysis.psa import Plan, run_many
from sbs_econ.io.projects import hash_of
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.reporting.compose import report_document

DRAWS = 600


def made(*names):
    """Return the findings of scenarios, and the comparison where there are several."""
    loaded = [load_scenario(name) for name in names]
    results = run_many([each.usable() for each in loaded], Plan(DRAWS))
    findings = [
        find(Asked(result, each.folder.usable(), each.layers, hash_of(each, {})))
        for result, each in zip(results, loaded, strict=True)
    ]
    if len(names) == 1:
        return findings, None
    return findings, compare([each.usable() for each in loaded], Wanted(allow_mixed=True), Plan(DRAWS))


@pytest.fixture(scope="session")
def findings():
    """The findings of the base case."""
    return made("base_case")[0][0]


@pytest.fixture(scope="session")
def document(findings):
    """The report of the base case."""
    return report_document([findings])


@pytest.fixture(scope="session")
def compared():
    """The report of two scenarios."""
    found, comparison = made("base_case", "no_service_effect")
    return report_document(found, comparison)
