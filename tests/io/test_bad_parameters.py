"""Figures that make no sense, or do not fit the other files: every one is told where it is, and nothing is run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_bad_project import assert_kind, copy_of_what_ships, told_at, unmarked, with_block

from sbs_econ.errors import InputError
from sbs_econ.io.folders import FILES, OPTIONAL, read_folder
from sbs_econ.io.projects import problems_in
from sbs_econ.io.scenarios import load_scenario

PRICE = """\
gp_consultation:
  label: GP consultation
  unit: GBP/contact
  value: 45
  distribution: {family: gamma, se: 4.5}
  price_year: 2023/24
  evidence: illustrative
  note: x
"""
SERVICE = """\
gp_consultation:
  label: GP consultations
  unit: contact
  payer: nhs
  category: primary_care
  counts: []
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
    follow_up_months: 6
    recall_months: 6
    evidence: illustrative
    note: x
"""
SHARE = """\
deadweight:
  label: Share that would have happened anyway
  unit: share
  value: 0.35
  distribution: {family: beta, se: 0.1}
  evidence: illustrative
  note: x
"""
MONTHLY = "after_programme:\n  unit: ratio/month\n  value: 0.9\n  evidence: illustrative\n  note: x\n"
RATE = "overhead_rate:\n  unit: rate\n  value: 0.15\n  evidence: illustrative\n  note: x\n"
EMPLOYED = """\
change_in_employment_rate:
  kind: difference
  unit: share
  value: 0.015
  design: uncontrolled
  measured: at_follow_up
  follow_up_months: 6
  evidence: illustrative
  note: x
"""
CORRELATED = """\
together:
  label: Together
  names: [service_use.gp_consultation.change, service_use.ambulance.change, service_use.outpatient.change]
  pairs:
    - between: [service_use.gp_consultation.change, service_use.ambulance.change]
      rank_correlation: 0.9
    - between: [service_use.gp_consultation.change, service_use.outpatient.change]
      rank_correlation: 0.9
    - between: [service_use.ambulance.change, service_use.outpatient.change]
      rank_correlation: 0.8
  evidence: illustrative
  note: x
"""
BLOCKS = {
    "price": ("unit_costs/current_2024_25.yaml", PRICE),
    "service": ("service_use.yaml", SERVICE),
    "share": ("attribution.yaml", SHARE),
    "monthly": ("persistence.yaml", MONTHLY),
    "rate": ("programme.yaml", RATE),
    "employed": ("employment.yaml", EMPLOYED),
    "correlated": ("correlations.yaml", CORRELATED),
}
GAMMA, BETA = "{family: gamma, se: 4.5}", "{family: beta, se: 0.1}"
DESIGN = "design: uncontrolled"
OWN = """\
design: controlled
    attribution:
      ▸deadweight:
        unit: share
        value: 0.3
        evidence: illustrative
        note: x"""
CASES = [
    # what, block, right text, wrong text with the mark, code, words of message and cure
    ("nothing given", "price", f"gp_consultation:\n  label: GP consultation\n  unit: GBP/contact\n  value: 45\n  "
     f"distribution: {GAMMA}\n", "▸gp_consultation:\n  unit: GBP/contact\n", "E201", "neither value nor distribution"),
    ("SE of 0", "price", GAMMA, "{family: gamma, se: ▸0}", "E202", "se is 0 point mass leaving `distribution` out"),
    ("SE below 0", "price", GAMMA, "{family: gamma, se: ▸-4.5}", "E202", "se > 0 se = -4.5 without the minus sign"),
    ("SE too large for a share", "share", BETA, "{family: beta, se: ▸0.6}", "E202", "se^2 < mean (1 - mean) se below"),
    ("mean of 0 for a gamma", "price", GAMMA, "{family: gamma, mean: ▸0, se: 1}", "E202", "mean > 0 is needed"),
    ("percentage for a beta", "share", BETA, "{family: beta, mean: ▸35, se: 1}", "E202", "0 < mean < 1 0.45 for 45 %"),
    ("interval backwards", "price", GAMMA, "{family: gamma, interval: ▸[50, 40], level: 0.95}", "E202", "swap them"),
    ("interval without level", "price", GAMMA, "{family: gamma, interval: ▸[40, 50]}", "E202", "write level: 0.95"),
    ("level in per cent", "price", GAMMA, "{family: gamma, interval: [40, 50], level: ▸95}", "E202", "write 0.95"),
    ("level without interval", "price", GAMMA, "{family: gamma, se: 4, level: ▸0.95}", "E202", "no interval"),
    ("interval without the mean", "price", GAMMA, "{family: gamma, mean: ▸90, interval: [40, 50], level: 0.95}",
     "E202", "mean inside the interval is needed"),
    ("interval below 0", "price", GAMMA, "{family: lognormal, interval: ▸[-4, 50], level: 0.95}", "E202", "above 0"),
    ("se and sd", "price", GAMMA, "{family: gamma, se: ▸4.5, sd: 5}", "E202", "leave one out"),
    ("bounds backwards", "price", GAMMA, "{family: uniform, lower: ▸50, upper: 40}", "E202", "lower < upper swap"),
    ("mode outside", "price", GAMMA, "{family: pert, lower: ▸40, mode: 60, upper: 50}", "E202", "mode move inside"),
    ("mean outside bounds", "price", GAMMA, "{family: triangular, mean: ▸90, lower: 40, upper: 50}", "E202", "widen"),
    ("family alone", "price", GAMMA, "▸{family: gamma}", "E202", "nothing given state one of: mean and se"),
    ("bound of nothing", "price", GAMMA, "▸{family: truncated_normal, mean: 45, se: 4}", "E202", "lower or upper"),
    ("more events than people", "share", BETA, "{family: beta, counts: ▸{events: 9, of: 5}}", "E202", "check both"),
    ("value is not the mean", "price", "value: 45\n  distribution: " + GAMMA,
     "value: ▸45\n  distribution: {family: gamma, mean: 54, se: 5}", "E203", "45 mean is 54 write 54, leave"),
    ("value is not the mean by a digit", "share", "value: 0.35\n  distribution: " + BETA,
     "value: ▸0.35\n  distribution: {family: beta, alpha: 36, beta: 64}", "E203", "0.36 write 0.36,"),
    ("no price year", "price", "gp_consultation:\n", "▸gp_consultation:\n", "E204", "GBP/contact add price_year:"),
    ("price year of a share", "share", "  note: x", "  price_year: ▸2023/24\n  note: x", "E205", "not money remove"),
    ("published by nobody", "price", "evidence: illustrative", "evidence: ▸published", "E206", "source: and locator:"),
    ("source and no page", "price", "note: x", "note: x\n  source: ▸pssru_2025", "E207", "add locator: page,"),
    ("judgement without a word", "price", "evidence: illustrative\n  note: x", "evidence: ▸illustrative", "E208",
     "add note: with the reasoning"),
    ("expert without a word", "price", "evidence: illustrative\n  note: x", "evidence: ▸elicited", "E208", "add note:"),
    ("price per day of a contact", "price", "GBP/contact", "▸GBP/day", "E209", "GBP/day GBP/contact convert"),
    ("price as a share", "price", "  unit: GBP/contact", "  unit: ▸share", "E209", "is share, GBP/contact convert"),
    ("use without its denominator", "service", "contact/person", "▸contact", "E209", "is contact, contact/person"),
    ("ratio of a difference", "service", "    unit: ratio", "    unit: ▸contact/person", "E209", "rate_ratio kind:"),
    ("year for a month", "monthly", "unit: ratio/month", "unit: ▸rate", "E209", "ratio/month is wanted convert"),
    ("per cent for a share", "share", "value: 0.35\n  distribution: " + BETA, "value: ▸35", "E210", "35 write 0.35"),
    ("per cent beside a beta", "share", "value: 0.35", "value: ▸35", "E210", "35 not between 0 and 1; write 0.35"),
    ("share below 0", "share", "value: 0.35\n  distribution: " + BETA, "value: ▸-0.1", "E210", "between 0 and 1"),
    ("per cent left after a month", "monthly", "0.9", "▸90", "E210", "outside (0, 1] write 0.9"),
    ("nothing left after a month", "monthly", "0.9", "▸0", "E210", "outside (0, 1] 1 for no decline"),
    ("per cent for a rate", "rate", "0.15", "▸15", "E210", "15 is 1500% write 0.15"),
    ("points for a change in a share", "employed", "0.015", "▸1.5", "E210", "between -1 and 1; write 0.015"),
    ("price below 0", "price", "value: 45\n  distribution: " + GAMMA, "value: ▸-45", "E210", "negative minus sign"),
    ("rate ratio below 0", "service", "value: 0.9", "value: ▸-0.1", "E210", "ratio cannot be negative 0.85"),
    ("no period", "service", "  change:", "  ▸change:", "E213", "recall_months: measured: at_follow_up"),
    ("two periods", "service", "recall_months: 6", "recall_months: 6\n    measured: ▸at_follow_up", "E213", "both"),
    ("recall longer than follow-up", "service", "recall_months: 6", "recall_months: ▸12", "E214", "12 6 at most 6"),
    ("controlled with deadweight", "service", DESIGN, OWN, "E215", "count it twice remove deadweight,"),
    ("controlled with regression", "service", DESIGN, OWN.replace("deadweight", "regression_to_the_mean"), "E215",
     "count it twice remove regression_to_the_mean,"),
    ("hour without minutes", "price", "GBP/contact", "▸GBP/hour", "E216", "add minutes_per_contact:"),
    ("minutes of a contact", "price", "note: x", "note: x\n  minutes_per_contact: ▸15", "E217", "GBP/contact remove"),
    ("unknown source", "price", "note: x", "note: x\n  locator: p\n  source: ▸pssru_202", "E301", "no 'pssru_202'"),
    ("index ends before", "price", "2023/24", "▸1950/51", "E303", "nhscii covers not 1950/51"),
    ("index ends after", "price", "2023/24", "▸2090/91", "E303", "nhscii covers not 2090/91"),
    ("price nobody uses", "price", "gp_consultation:\n", "▸gp_consultations:\n", "E307", "did you mean"),
    ("correlations contradict", "correlated", "together:", "▸together:", "E321", "ambulance outpatient"),
    ("correlated with nothing", "correlated", "[service_use.gp_consultation.change, service_use.ambulance.change, s",
     "[service_use.gp_consultation.change, ▸service_use.ambulanse.change, service_use.ambulance.change, s", "E319",
     "ambulanse did you mean ambulance.change"),
    ("correlation given twice", "correlated", "together:\n", "▸together:\n  rank_correlation: 0.3\n", "E320", "one of"),
]  # fmt: skip
TAKEN_OUT = {
    "no price year": "  price_year: 2023/24\n",
    "no period": "    recall_months: 6\n",
}
REPLACED = {"correlations contradict": ("rank_correlation: 0.8", "rank_correlation: -0.9")}
AND_MORE = {
    "price nobody uses": {"E308"},
    "price as a share": {"E205", "E210"},
    "no period": {"E317"},
    "year for a month": {"E210"},
}
"""Where one slip is told twice with good reason: the unit and the value that does not fit it."""


def broken(folder: Path, what: str, kind: str, right: str, wrong: str) -> tuple[str, tuple[int, int]]:
    """Break a project, and return the file and place of the mark."""
    name, block = BLOCKS[kind]
    assert right in block, right
    block = block.replace(right, wrong, 1).replace(TAKEN_OUT.get(what, "\0"), "")
    block = block.replace(*REPLACED.get(what, ("\0", "")))
    file = folder / "parameters" / name
    text, place = unmarked(with_block(file.read_text(encoding="utf-8"), block))
    file.write_text(text, encoding="utf-8")
    return f"parameters/{name}", place


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_mistake_is_told_and_nothing_is_run(tmp_path: Path, case: tuple[str, ...]) -> None:
    *_, code, words = case
    project = copy_of_what_ships(tmp_path)
    file, place = broken(project, *case[:4])
    read = read_folder(project / "parameters")
    assert_kind(told_at(read.problems, file, place, code), words)
    assert {p.code for p in read.problems} <= {code} | AND_MORE.get(case[0], set())
    with pytest.raises(InputError) as refused:
        load_scenario(str(project / "scenarios" / "base_case.yaml"), folders={read.path: read}).usable()
    assert told_at(refused.value.problems, file, place, code)


@pytest.mark.parametrize("kind", BLOCKS)
def test_the_blocks_that_are_broken_are_right_to_begin_with(tmp_path: Path, kind: str) -> None:
    project = copy_of_what_ships(tmp_path)
    name, block = BLOCKS[kind]
    file = project / "parameters" / name
    file.write_text(with_block(file.read_text(encoding="utf-8"), block), encoding="utf-8")
    assert problems_in([project / "parameters"]) == []


def test_shares_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    project = copy_of_what_ships(tmp_path)
    file = project / "parameters" / "modes.yaml"
    block = "    unit: share\n    value: {}\n    evidence: illustrative\n    note: x\n"
    one = "  label: X\n  share:\n{}  evaluation_share:\n{}  effect_modifier:\n{}"
    ratio = block.format(1).replace("share", "ratio")
    half, most = (one.format(block.format(share), block.format(0.5), ratio) for share in (0.5, 0.6))
    file.write_text(f"group:\n{half}online:\n{most}", encoding="utf-8")
    (problem,) = [p for p in problems_in([project / "parameters"]) if p.code == "E309"]
    assert (problem.file or "").endswith("modes.yaml")
    assert "1.1" in problem.message


@pytest.mark.parametrize("stem", sorted(set(FILES) - OPTIONAL))
def test_a_file_that_is_missing_is_named(tmp_path: Path, stem: str) -> None:
    project = copy_of_what_ships(tmp_path)
    (project / "parameters" / f"{stem}.yaml").unlink()
    told = [p for p in problems_in([project / "parameters"]) if p.code == "E105"]
    assert [f"{stem}.yaml" in p.message for p in told] == [True]


@pytest.mark.parametrize("stem", sorted(set(FILES) - OPTIONAL))
def test_a_file_that_is_empty_never_crashes(tmp_path: Path, stem: str) -> None:
    project = copy_of_what_ships(tmp_path)
    (project / "parameters" / f"{stem}.yaml").write_text("# nothing yet\n", encoding="utf-8")
    told = problems_in([project / "parameters"])
    assert all(problem.message for problem in told)


def test_a_file_with_a_misspelt_name_is_told(tmp_path: Path) -> None:
    project = copy_of_what_ships(tmp_path)
    shutil.move(project / "parameters" / "modes.yaml", project / "parameters" / "mode.yaml")
    told = [p for p in problems_in([project / "parameters"]) if p.code == "E104"]
    assert [p.suggestion for p in told] == ["did you mean 'modes.yaml'?"]


FIXED = [(stem, key) for stem, model in FILES.items() if stem not in OPTIONAL for key in model.model_fields
         if key != "root" and model.model_fields[key].is_required()]  # fmt: skip


@pytest.mark.parametrize(("stem", "key"), FIXED, ids=[f"{stem}.{key}" for stem, key in FIXED])
def test_a_fixed_key_that_is_wrong_is_told_with_what_else_is_wrong(tmp_path: Path, stem: str, key: str) -> None:
    """The rest is still checked, with this key out of it: a price elsewhere has no price year."""
    project = copy_of_what_ships(tmp_path)
    file = project / "parameters" / f"{stem}.yaml"
    text, place = unmarked(with_block(file.read_text(encoding="utf-8"), f"{key}: ▸nothing"))
    file.write_text(text, encoding="utf-8")
    prices = project / "parameters" / "unit_costs" / "current_2024_25.yaml"
    prices.write_text(
        with_block(prices.read_text(encoding="utf-8"), PRICE.replace("  price_year: 2023/24\n", "")), encoding="utf-8"
    )
    problems = problems_in([project / "parameters"])
    told_at(problems, f"{stem}.yaml", place, "E103")
    assert "E204" in {p.code for p in problems}


def test_every_set_of_unit_costs_is_checked(tmp_path: Path) -> None:
    project = copy_of_what_ships(tmp_path)
    for file in (project / "parameters" / "unit_costs").iterdir():
        file.write_text(with_block(file.read_text(encoding="utf-8"), PRICE.replace("gamma", "gama")), encoding="utf-8")
    assert len([p for p in problems_in([project / "parameters"]) if p.code == "E103"]) == 2
