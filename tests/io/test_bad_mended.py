"""What is wrong in one block is told once: nothing is told of other files that only follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_bad_project import copy_of_what_ships, told_at, unmarked, with_block
from test_bad_shape import PERSISTENCE, PRICE, shape_of

from sbs_econ.io.codes_stand_ins import stood_in_for
from sbs_econ.io.folders import FILES
from sbs_econ.io.projects import problems_in
from sbs_econ.schema.parameters import UnitCosts
from sbs_econ.schema.sense import STAND_IN, Stated, problems

SERVICE = """\
ambulance:
  label: Ambulance
  unit: incident
  payer: nhs
  category: urgent_care
  baseline:
    unit: incident/person
    value: 1
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
SHARE = "  unit: share\n  value: 1\n"
INDEX = "nhscii:\n  label: I\n  vintage: v\n  source: pssru_2025\n  locator: l\n  annual_change:\n" + "".join(
    f"    {year}/{(year + 1) % 100:02d}: 1\n" for year in range(1990, 2060)
)
WRONG = [
    # file, block that others refer to, code
    ("sources.yaml", "side_by_side_leaflet:\n  title: A leaflet\n  read: ▸all\n", "E103"),
    ("sources.yaml", "▸side_by_side_leaflet:\n  read: whole\n", "E102"),
    ("indices.yaml", "nhscii: ▸none\n", "E103"),
    ("indices.yaml", INDEX.replace("    2013/14:", "    ▸2013:"), "E103"),
    ("indices.yaml", INDEX.replace("2013/14: 1", "2013/14: ▸ten"), "E103"),
    ("service_use.yaml", SERVICE.replace("unit: incident\n", "unit: ▸trip\n"), "E103"),
    ("service_use.yaml", SERVICE.replace("  payer: nhs\n", "").replace("ambulance:", "▸ambulance:"), "E102"),
    ("service_use.yaml", SERVICE.replace("    kind: rate_ratio\n", "").replace("  change:", "  ▸change:"), "E102"),
    ("service_use.yaml", SERVICE.replace("value: 0.9", "value: ▸less"), "E103"),
    ("unit_costs/current_2024_25.yaml", PRICE.replace("gp:", "▸gp_consultation:").replace("  unit: GBP/contact\n", ""),
     "E102"),
    ("cashable.yaml", "▸police:\n" + SHARE, "E102"),
    ("programme.yaml", "venue_per_session: ▸40\n", "E103"),
    ("employment.yaml", "hourly_wage: ▸17\n", "E103"),
    ("outcomes.yaml", "wellbeing_swemwbs: ▸1.5\n", "E103"),
    ("modes.yaml", "group:\n  label: Groups\n  share: ▸1\n  evaluation_share:\n    unit: share\n    value: 1\n"
     "    evidence: illustrative\n    note: x\n  effect_modifier:\n    unit: ratio\n    value: 1\n"
     "    evidence: illustrative\n    note: x\n", "E103"),
    ("design.yaml", "focus: ▸mixed\n", "E103"),
    ("budgets.yaml", "side_by_side: ▸3200000\n", "E103"),
    ("discounting.yaml", "reference_3_5: ▸0.035\n", "E103"),
    ("correlations.yaml", "service_use_changes: ▸0.3\n", "E103"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "block", "code"), WRONG, ids=[f"{case[0]} {case[2]} {n}" for n, case in enumerate(WRONG)]
)
def test_a_block_that_is_wrong_is_told_once(tmp_path: Path, name: str, block: str, code: str) -> None:
    project = copy_of_what_ships(tmp_path)
    file = project / "parameters" / name
    text, place = unmarked(with_block(file.read_text(encoding="utf-8"), block))
    file.write_text(text, encoding="utf-8")
    found = problems_in([project / "parameters"])
    told_at(found, name, place, code)
    assert [problem.code for problem in found] == [code]


def test_what_is_surely_meant_is_mended_for_further_checks() -> None:
    text = PRICE.replace("label", "lable").replace("45", "£1,200").replace("gamma", "gama") + "  xyzzy: 1\n"
    content, told = shape_of(text, UnitCosts)
    assert len(told) == 4
    cost = content.root["gp"]
    assert (cost.label, cost.value, cost.distribution.family) == ("GP consultation", "1200", "gamma")


def test_a_block_that_cannot_be_mended_keeps_its_place_and_nothing_more_is_told_of_it() -> None:
    """Of the second price the unit is missing, the value is no number, and money has no price year."""
    second = PRICE.replace("gp:", "nurse:").replace("45", "ten").replace("  unit: GBP/contact\n", "")
    content, found = shape_of(PRICE + second.replace("  price_year: 2023/24\n", ""), UnitCosts)
    assert list(content.root) == ["gp", "nurse"]
    assert [p.code for p in found] == ["E102", "E103"]
    assert problems(Stated("unit_costs.nurse", "f", ("nurse",), content.root["nurse"])) == []


def test_of_a_file_of_fixed_keys_the_good_ones_are_kept() -> None:
    text = PERSISTENCE + PERSISTENCE.replace("during", "after").replace("value: 1", "value: one")
    content, found = shape_of(text, FILES["persistence"])
    assert (content.during_programme.value, content.after_programme.label) == ("1", STAND_IN)
    assert [p.code for p in found] == ["E103"]


@pytest.mark.parametrize("stem", sorted(FILES))
def test_there_is_a_stand_in_for_every_block_of_every_file(stem: str) -> None:
    """Nothing at all is right here, and yet what is returned has every key that a check may look at."""
    keys = FILES[stem].model_fields
    junk = dict.fromkeys(keys, "x") if "root" not in keys else {"nhscii": "x", "nhs": "x", "police": "x", "focus": "x"}
    content = stood_in_for(FILES[stem], junk)
    blocks = content.root.values() if "root" in keys else [content]
    assert all(hasattr(block, name) for block in blocks for name in getattr(type(block), "model_fields", {}))
