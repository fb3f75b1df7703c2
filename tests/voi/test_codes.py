"""Every code of values of information is explained, and every explanation is of a code that is used."""

import re
from pathlib import Path

import pytest

import sbs_econ
from sbs_econ.io.codes_voi import CASES

PACKAGE = Path(sbs_econ.__file__).parent
OTHERS = ("analysis/survey_value.py", "io/outside_draws.py", "cli/voi.py")
FILES = [*PACKAGE.glob("analysis/information*.py"), *(PACKAGE / name for name in OTHERS)]


def test_codes_used_are_codes_explained():
    used = {code for file in FILES for code in re.findall(r'"(E6[0-9]{2})"', file.read_text("utf-8"))}
    assert used == set(CASES)


@pytest.mark.parametrize("code", CASES)
def test_an_explanation_has_a_title_a_reason_and_two_examples(code):
    title, why, wrong, right = CASES[code]
    assert title
    assert not title.endswith(".")
    assert why.endswith(".")
    assert wrong != right
