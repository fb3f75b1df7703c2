"""Keys and values of the wrong shape: where it is said, in which words, with which cure."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel
from test_bad_project import assert_kind, told_at, unmarked

from sbs_econ.errors import Problem
from sbs_econ.io.folders import FILES
from sbs_econ.io.shape import check_shape
from sbs_econ.io.yaml_reader import parse_yaml
from sbs_econ.schema.parameters import UnitCosts
from sbs_econ.schema.scenario import ScenarioFile

PRICE = """\
gp:
  label: GP consultation
  unit: GBP/contact
  value: 45
  distribution: {family: gamma, se: 4.5}
  price_year: 2023/24
  evidence: illustrative
  note: x
"""
SERVICE = """\
gp:
  label: GP
  unit: contact
  payer: nhs
  category: primary_care
  counts: [output]
  baseline:
    unit: contact/person
    value: 3
    evidence: illustrative
    note: x
  change:
    kind: rate_ratio
    unit: ratio
    value: 0.9
    design: uncontrolled
    recall_months: 6
    evidence: illustrative
    note: x
"""
SHARE = """\
deadweight:
  unit: share
  value: 0.3
  distribution: {family: beta, se: 0.1}
  evidence: illustrative
  note: x
"""
PAIRS = """\
together:
  label: Together
  names: [a.b, a.c]
  pairs:
    - between: [a.b, a.c]
      rank_correlation: 0.5
  evidence: illustrative
  note: x
"""
SOURCE = "nhs:\n  title: A table\n  href: https://example.org\n  read: whole\n"
INDEX = "nhscii:\n  label: I\n  vintage: v\n  source: s\n  locator: l\n  levels: {2023/24: 100, 2024/25: 104}\n"
SCENARIO = """\
extends: base_case
label: Mine
question: What if?
settings:
  participants: 40
  discount_rate_costs: 0.03
design:
  focus: social
changes:
  unit_costs.gp:
    value: 50
    reason: x
sites:
  leeds:
    label: Leeds
    participants: 40
"""
PERSISTENCE = "during_programme:\n  unit: ratio/month\n  value: 1\n  evidence: illustrative\n  note: x\n"
DOCUMENTS: dict[str, tuple[str, type[BaseModel]]] = {
    "price": (PRICE, UnitCosts),
    "service": (SERVICE, FILES["service_use"]),
    "share": (SHARE, FILES["cashable"]),
    "correlation": (PAIRS, FILES["correlations"]),
    "source": (SOURCE, FILES["sources"]),
    "index": (INDEX, FILES["indices"]),
    "scenario": (SCENARIO, ScenarioFile),
}


def shape_of(text: str, model: type[BaseModel]) -> tuple[Any, list[Problem]]:
    document, found = parse_yaml(text, "file.yaml")
    assert document is not None
    content, told = check_shape(document, model, "any")
    return content, [*found, *told]


GAMMA = "{family: gamma, se: 4.5}"
CASES = [
    # what, document, right text, wrong text with the mark, code, words of message and cure
    ("misspelt key", "price", "label:", "▸lable:", "E101", "gp: unknown 'lable' did you mean 'label'"),
    ("misspelt required key", "price", "evidence:", "▸evidnce:", "E101", "did you mean 'evidence'"),
    ("capital letter", "price", "unit:", "▸Unit:", "E101", "did you mean 'unit'"),
    ("hyphen for underscore", "price", "price_year:", "▸price-year:", "E101", "did you mean 'price_year'"),
    ("key of another tool", "price", "label:", "▸name:", "E101", "called 'label' here"),
    ("key nothing like ours", "price", "label:", "▸xyzzy:", "E101", "known keys: carried_forward, distribution,"),
    ("misspelt in a block", "service", "    value: 3", "    ▸vlaue: 3", "E101", "gp.baseline: did you mean 'value'"),
    ("misspelt in a change", "service", "recall_months", "▸recal_months", "E101", "gp.change: 'recall_months'"),
    ("misspelt in a distribution", "price", GAMMA, "{family: gamma, ▸see: 4.5}", "E101", "gp.distribution: 'se'"),
    ("misspelt family:", "price", GAMMA, "{▸famly: gamma, se: 4.5}", "E101", "unknown 'famly' did you mean 'family'"),
    (
        "misspelt in counts of a beta",
        "price",
        GAMMA,
        "{family: beta, counts: {▸event: 3, of: 9}}",
        "E101",
        "gp.distribution.counts: did you mean 'events'",
    ),
    (
        "misspelt in the positive part",
        "price",
        GAMMA,
        "{positive: {▸mea: 9, family: gamma, se: 1}, family: zero_inflated, probability_zero: 0.5}",
        "E101",
        "gp.distribution.positive: did you mean 'mean'",
    ),
    ("key of another family", "price", GAMMA, "{family: gamma, se: 4.5, ▸alpha: 2}", "E101", "unknown 'alpha' known"),
    ("indented too little", "price", f"distribution: {GAMMA}", "▸se: 4.5", "E101", "'se' stands under distribution:"),
    ("indented too much", "price", GAMMA, "{family: gamma, se: 4.5, ▸note: x}", "E101", "'note' stands one level up"),
    ("wrong block beside", "service", "    value: 3", "    value: 3\n    ▸recall_months: 6", "E101", "under change:"),
    ("wrong block below", "service", "label: GP", "label: GP\n  ▸value: 3", "E101", "'value' under baseline: or"),
    ("misspelt category", "share", "deadweight:", "▸polise:", "E101", "unknown key 'polise' did you mean 'police'"),
    ("misspelt index", "index", "nhscii:", "▸nhsci:", "E101", "did you mean 'nhscii'"),
    ("misspelt setting", "scenario", "participants: 40\n  disc", "▸participnts: 40\n  disc", "E101", "settings: 'part"),
    ("setting at the top", "scenario", "design:", "▸horizon_months: 9\ndesign:", "E101", "stands under settings:"),
    ("quantity at the top", "scenario", "design:", "▸unit_costs.gp: 9\ndesign:", "E101", "stands under changes:"),
    ("misspelt decision", "scenario", "focus: social", "▸focuss: social", "E101", "design: did you mean 'focus'"),
    ("misspelt in a site", "scenario", "    participants", "    ▸particpants", "E101", "sites.leeds: 'participants'"),
    ("misspelt in a change there", "scenario", "    value: 50", "    ▸valu: 50", "E101", "did you mean 'value'"),
    ("unit that is no unit", "price", "GBP/contact", "▸GBP/contac", "E103", "gp.unit: did you mean 'GBP/contact'"),
    ("unit nothing like ours", "price", "GBP/contact", "▸xxxx", "E103", "'xxxx' one of more"),
    ("payer with a capital", "service", "payer: nhs", "payer: ▸NHS", "E103", "'NHS' did you mean 'nhs'"),
    ("payer nothing like ours", "service", "payer: nhs", "payer: ▸bank", "E103", "one of funder, nhs,"),
    ("event", "service", "[output]", "[▸outputs]", "E103", "gp.counts: did you mean 'output'"),
    ("family", "price", GAMMA, "{family: ▸gama, se: 4.5}", "E103", "no family 'gama' did you mean 'gamma'"),
    ("family nothing like ours", "price", GAMMA, "{family: ▸weird, se: 4.5}", "E103", "one of normal, zero_inflated"),
    ("no family", "price", GAMMA, "▸{se: 4.5}", "E103", "needs its family add family:"),
    ("distribution as a word", "price", GAMMA, "▸gamma", "E103", "block of keys, not 'gamma' {family: gamma, se:"),
    ("distribution as a list", "price", GAMMA, "▸[gamma, 4.5]", "E103", "block of keys is not a list"),
    ("family inside", "price", GAMMA, "{family: beta, alpha: ▸x, beta: 3}", "E103", "gp.distribution.alpha: 'x'"),
    ("too small", "scenario", "participants: 40\n  disc", "participants: ▸-4\n  disc", "E103", "-4 small 0 or more"),
    ("too large", "scenario", "costs: 0.03", "costs: ▸3.5", "E103", "3.5 at most 0.2 write 0.035 for 3.5 %"),
    ("far too large", "scenario", "costs: 0.03", "costs: ▸300", "E103", "300 at most 0.2 write 0.2 or less"),
    ("correlation above 1", "correlation", "n: 0.5", "n: ▸1.5", "E103", "at most 1 is wanted write 1 or less"),
    ("part of a person", "scenario", "participants: 40\n  disc", "participants: ▸1.5\n  disc", "E103", "write 1 or 2"),
    ("per cent sign", "price", "value: 45", "value: ▸45%", "E103", "not '45%' per cent sign: write 0.45"),
    ("text for a number", "price", "value: 45", "value: ▸ten", "E103", "gp.value: a number is wanted not 'ten'"),
    ("list for a number", "price", "value: 45", "value: ▸[4, 5]", "E103", "not a list or a block write one number"),
    ("calendar year", "price", "2023/24", "▸2024", "E103", "calendar or a financial year? such as 2024/25"),
    ("no such year", "price", "2023/24", "▸2023/25", "E103", "financial year '2023/25' 2024/25"),
    ("year as a key", "index", "2023/24", "▸2023", "E103", "calendar or a financial year?"),
    ("text for a list", "service", "[output]", "▸output", "E103", "a list is wanted here, not 'output' [output]"),
    ("list for text", "price", "label: GP consultation", "label: ▸[GP]", "E103", "text is wanted here, not a list"),
    ("number for a block", "scenario", "unit_costs.gp:\n    value: 50\n    reason: x", "unit_costs.gp: ▸50", "E103",
     "a block of keys is wanted here, not '50' write value: 50 below it"),
    ("null for a block", "service", "  baseline:\n    unit: contact/person\n    value: 3\n    evidence: illustrative\n"
     "    note: x", "  baseline: ▸null", "E103", "a block of keys is wanted here, not nothing"),
    ("list for a block", "scenario", "settings:\n  participants: 40\n  discount_rate_costs: 0.03",
     "settings:\n  ▸- participants: 40", "E103", "settings: a block of keys is wanted here, not a list"),
    ("three ends of an interval", "price", GAMMA, "{family: gamma, interval: ▸[1, 2, 3], level: 0.9}", "E103",
     "at most 2 items not 3 [a, b]"),
    ("one end of an interval", "price", GAMMA, "{family: gamma, interval: ▸[1], level: 0.9}", "E103",
     "2 items are wanted here, not 1 [low, high]"),
    ("correlation of three", "correlation", "- between: [a.b, a.c]", "- between: ▸[a.b, a.c, a.d]", "E103", "most 2"),
    ("correlation of one", "correlation", "- between: [a.b, a.c]", "- between: ▸[a.b]", "E103", "at least 2 items"),
    ("word of a short list", "source", "read: whole", "read: ▸all", "E103", "one of whole, excerpt,"),
    ("address that runs", "source", "https:", "▸javascript:", "E103", "not an address https:// doi:"),
    ("list for an address", "source", "href: https://example.org", "href: ▸[a]", "E103", "text is not a list"),
    ("space in a name", "price", GAMMA, "{family: dirichlet, group: ▸My group, concentration: 9}", "E103",
     "'My group' cannot be a name write my_group"),
    ("capital in a key", "scenario", "  leeds:", "  ▸Leeds:", "E103", "'Leeds' cannot be a name write leeds"),
    ("digit first in a key", "scenario", "  leeds:", "  ▸1st:", "E103", "cannot be a name start with a letter"),
    ("path out of the folder", "price", GAMMA, "{family: empirical, file: ▸../x.csv, column: a}", "E103",
     "must lie in this folder or below it leave .. out"),
    ("path for a scenario", "scenario", "base_case", "▸../../etc/passwd", "E103", "a name here, not the path"),
    ("file for a scenario", "scenario", "base_case", "▸base_case.yaml", "E103", "write the name alone"),
    ("list for a scenario", "scenario", "base_case", "▸[base_case]", "E103", "text is wanted here, not a list"),
    ("yes for true", "price", "note: x", "note: x\n  carried_forward: ▸yes", "E103", "true or false write true"),
    ("maybe for true", "price", "note: x", "note: x\n  carried_forward: ▸maybe", "E103", "not 'maybe' write true or"),
    ("workbook for a table", "scenario", "design:", "sites_table: ▸areas.xlsx\ndesign:", "E103", "CSV UTF-8 sites.csv"),
    ("table elsewhere", "scenario", "design:", "sites_table: ▸../areas.csv\ndesign:", "E103", "beside the scenario"),
    ("section empty at the end", "price", "  note: x", "  ▸note:", "E017", "`note` is empty indent two spaces"),
    ("distribution empty at the end", "price", "  note: x", "  note: x\n  ▸index:", "E017", "`index` is empty"),
    ("section empty in the middle", "scenario", "design:\n  focus: social", "▸design:", "E017", "meant to be indented"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "kind", "right", "wrong", "code", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_slip_is_told_where_it_is(what: str, kind: str, right: str, wrong: str, code: str, words: str) -> None:
    base, model = DOCUMENTS[kind]
    assert base.count(right) >= 1, right
    text, place = unmarked(base.replace(right, wrong, 1))
    _, told = shape_of(text, model)
    assert_kind(told_at(told, "file.yaml", place, code), words)
    assert len(told) == 1, "one slip is one problem"


MISSING = [
    # document, what is taken out, what is marked, words of message and cure
    ("price", "  unit: GBP/contact\n", "▸gp:", "gp: the key 'unit' is missing add unit: closed list of units"),
    ("price", "  evidence: illustrative\n", "▸gp:", "'evidence' is missing add evidence: with one of reported,"),
    ("service", "  payer: nhs\n", "▸gp:", "'payer' add payer: with one of funder, nhs,"),
    ("service", "    kind: rate_ratio\n", "  ▸change:", "gp.change: 'kind' with one of difference, rate_ratio"),
    ("scenario", "    reason: x\n", "  ▸unit_costs.gp:", "changes.unit_costs.gp: 'reason' add reason:"),
    ("scenario", "    participants: 40\n", "  ▸leeds:", "sites.leeds: 'participants' add participants:"),
    ("source", "  title: A table\n", "▸nhs:", "nhs: 'title' is missing"),
    ("index", "  vintage: v\n", "▸nhscii:", "nhscii: 'vintage' edition of the figures"),
]


@pytest.mark.parametrize(("kind", "taken_out", "marked", "words"), MISSING, ids=[case[3] for case in MISSING])
def test_a_missing_key_is_told_at_the_key_of_its_block(kind: str, taken_out: str, marked: str, words: str) -> None:
    base, model = DOCUMENTS[kind]
    text, place = unmarked(base.replace(taken_out, "", 1).replace(marked.replace("▸", ""), marked, 1))
    _, told = shape_of(text, model)
    assert_kind(told_at(told, "file.yaml", place, "E102"), words)
    assert len(told) == 1


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_documents_that_are_broken_are_right_to_begin_with(kind: str) -> None:
    base, model = DOCUMENTS[kind]
    base = base.replace("deadweight:", "police:") if kind == "share" else base
    content, told = shape_of(base, model)
    assert told == []
    assert content is not None


def test_every_slip_of_a_file_is_told_at_once() -> None:
    text = PRICE.replace("label", "lable").replace("45", "£45").replace("gamma", "gama").replace("2023/24", "2023")
    _, told = shape_of(text, UnitCosts)
    assert sorted(p.code for p in told) == ["E101", "E103", "E103", "E103"]


def test_a_key_missing_from_the_top_has_no_line_to_show() -> None:
    _, told = shape_of(PERSISTENCE, FILES["persistence"])
    (problem,) = told
    assert (problem.code, problem.line, problem.column, problem.excerpt) == ("E102", 1, 1, None)
    assert "'after_programme' is missing" in problem.message


def test_an_empty_key_that_is_not_known_either_is_told_as_both() -> None:
    _, told = shape_of(PRICE.replace("  note: x", "  note: x\n  costs:"), UnitCosts)
    assert sorted(p.code for p in told) == ["E017", "E101"]


def test_null_leaves_out_what_may_be_left_out() -> None:
    content, told = shape_of(PRICE.replace(GAMMA, "null"), UnitCosts)
    assert told == []
    assert content.root["gp"].distribution is None


def test_hidden_characters_by_escape_are_told_once() -> None:
    _, told = shape_of(PRICE.replace("GP consultation", r'"GP \x1b[31m"'), UnitCosts)
    assert [p.code for p in told] == ["E005"]


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "@home", "{{ 1 }}", "-3", "NO", "[red]x", "<b>x</b>"])
def test_text_stays_text_whatever_it_looks_like(label: str) -> None:
    content, told = shape_of(PRICE.replace("GP consultation", f'"{label}"'), UnitCosts)
    assert told == []
    assert content.root["gp"].label == label
