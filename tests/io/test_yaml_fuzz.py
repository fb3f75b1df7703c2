"""Nothing makes the YAML reader fall over: any bytes give a document or problems."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sbs_econ.io import yaml_codes, yaml_reader
from sbs_econ.io.yaml_reader import parse_yaml

VALID = """\
# Costs of services, 2024/25
schema: parameters/1
gp_consultation:
  mean: 41.5   # per contact
  se: 4e-1
  unit: "GBP/contact"
  source: 'PSSRU 2024: table 9.1'
services:
  - gp
  - {name: nurse, values: [1, 2]}
note: |
  Two lines
  \tof text: here
"""


WORDS = (
    "a b key gp: : :: - -- --- ... ? [ ] { } , # & &a * *a ! !! !t | > |2 ' '' \" \\ \\x @ ` % %YAML ~ null "
    "<< 1 1.5 £ é e\u0301 \u202e \ufeff \x00 \x1b \ufffd 😀 yes a:1 \\u0041"
)
SPACES = [" ", "  ", "\n", "\n  ", "\n    ", "\t", "\r", "\r\n", ": ", "a: ", "- ", "\n- ", "\na: ", "\n\t"]
FRAGMENTS = st.sampled_from([*WORDS.split(), *SPACES, "\x85", "\u2028", "\ud800"])
YAMLISH = st.lists(FRAGMENTS, max_size=40).map("".join)
QUICK = settings(max_examples=300, deadline=None, database=None)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, request.param):
        pytest.skip("the parser in C is not installed")
    monkeypatch.setattr(yaml_reader, "LOADER", getattr(yaml, request.param))


def stands(text: str | bytes) -> None:
    document, problems = parse_yaml(text, "costs.yaml")
    assert document is not None or any(p.severity == "error" for p in problems)
    for found in problems:
        shown = f"{found.message}{found.suggestion}{found.excerpt}"
        shown.encode("utf-8")
        assert shown.isprintable()
        assert found.code in yaml_codes.CODES
        assert found.suggestion
        assert found.line is None or 1 <= found.line <= len(re.split("\r\n|\r|\n", str(text))) + 1
    if document is not None:
        assert document.keys.keys() == document.values.keys()
        document.problem(("a", 0, "b"), "E100", "anywhere")


@pytest.mark.usefixtures("loader")
class TestNothingFallsOver:
    @QUICK
    @given(raw=st.binary(max_size=200))
    def test_random_bytes(self, raw: bytes) -> None:
        document, problems = parse_yaml(raw, "costs.yaml")
        assert document is not None or problems

    @QUICK
    @given(text=st.text(max_size=200))
    def test_random_text(self, text: str) -> None:
        stands(text)

    @QUICK
    @given(text=YAMLISH)
    def test_random_yaml(self, text: str) -> None:
        stands(text)

    @QUICK
    @given(at=st.integers(0, len(VALID)), cut=st.integers(0, 5), new=st.lists(FRAGMENTS, max_size=3))
    def test_mutated_documents(self, at: int, cut: int, new: list[str]) -> None:
        stands(VALID[:at] + "".join(new) + VALID[at + cut :])

    @QUICK
    @given(at=st.integers(0, len(VALID)), new=st.binary(max_size=3))
    def test_mutated_bytes(self, at: int, new: bytes) -> None:
        raw = VALID.encode()
        document, problems = parse_yaml(raw[:at] + new + raw[at:], "costs.yaml")
        assert document is not None or problems
