"""The package from Python: every command has a function of the same name and meaning."""

from sbs_econ.api.choosing import budget_impact, compare, diff, lenses, waterfall
from sbs_econ.api.information import voi
from sbs_econ.api.reports import report
from sbs_econ.api.runs import Run, init, load, run, validate
from sbs_econ.api.sensitivity import (
    sensitivity_evidence,
    sensitivity_one_way,
    sensitivity_threshold,
    sensitivity_two_way,
    sensitivity_variance,
)
from sbs_econ.api.surveys import fit, synthesise
from sbs_econ.api.trust import explain, reproduce, verify

__all__ = [
    "Run",
    "budget_impact",
    "compare",
    "diff",
    "explain",
    "fit",
    "init",
    "lenses",
    "load",
    "report",
    "reproduce",
    "run",
    "sensitivity_evidence",
    "sensitivity_one_way",
    "sensitivity_threshold",
    "sensitivity_two_way",
    "sensitivity_variance",
    "synthesise",
    "validate",
    "verify",
    "voi",
    "waterfall",
]
