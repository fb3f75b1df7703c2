"""Every question from Python gives the document that its command prints."""

import json

import pytest
from click.testing import CliRunner

import sbs_econ
from sbs_econ.cli.group import program

BED_DAYS, DEADWEIGHT = "service_use.acute_bed_day.change", "attribution.deadweight"
QUESTIONS = {
    "compare": (["compare", "base_case", "online"], lambda: sbs_econ.compare("base_case", "online", draws=200)),
    "by payer": (
        ["compare", "base_case", "--by", "payer"],
        lambda: sbs_econ.compare("base_case", by="payer", draws=200),
    ),
    "voi": (["voi", "base_case"], lambda: sbs_econ.voi("base_case", draws=200)),
    "one-way": (["sensitivity", "one-way", "base_case"], lambda: sbs_econ.sensitivity_one_way("base_case", draws=200)),
    "two-way": (
        ["sensitivity", "two-way", "base_case", BED_DAYS, DEADWEIGHT],
        lambda: sbs_econ.sensitivity_two_way("base_case", BED_DAYS, DEADWEIGHT),
    ),
    "threshold": (
        ["sensitivity", "threshold", "base_case", "--quantity", BED_DAYS],
        lambda: sbs_econ.sensitivity_threshold("base_case", quantities=[BED_DAYS], draws=200),
    ),
    "variance": (
        ["sensitivity", "variance", "base_case"],
        lambda: sbs_econ.sensitivity_variance("base_case", draws=200),
    ),
    "evidence": (
        ["sensitivity", "evidence", "base_case"],
        lambda: sbs_econ.sensitivity_evidence("base_case", draws=200),
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_function_gives_what_the_command_prints(question):
    arguments, function = QUESTIONS[question]
    drawn = [] if question == "two-way" else ["--draws", "200"]
    done = CliRunner().invoke(program, [*arguments, *drawn, "--format", "json"], catch_exceptions=False)
    assert done.exit_code == 0
    assert json.loads(json.dumps(function())) == json.loads(done.stdout)


def test_a_comparison_needs_two():
    with pytest.raises(sbs_econ.errors.RequestError, match="nothing to be compared with"):
        sbs_econ.compare("base_case", draws=200)


def test_every_name_that_is_offered_is_no_module():
    import types

    sbs_econ.load("base_case")
    repr(sbs_econ.run("base_case", draws=50))
    assert not [name for name in sbs_econ.__all__ if isinstance(getattr(sbs_econ, name), types.ModuleType)]
