"""LibreOffice calculates the live workbook from its formulas alone, and comes to what the engine does."""

import re

import pytest
from agreement import disagreements, workbook_of
from changed import CHANGED, SITES, SITES_CHANGED, named
from recalculation import FORMULA, edited, recalculated, records, with_overrides, without_values
from shipped import SCENARIOS, inputs_of, loaded


@pytest.fixture(scope="module")
def three_places(tmp_path_factory):
    file = tmp_path_factory.mktemp("scenarios") / "three_places.yaml"
    file.write_text(SITES, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def calculated(tmp_path_factory, three_places):
    """Every workbook of this file, calculated in one sitting: at defaults, changed, with sites, and corrupted."""
    plain = {name: workbook_of(inputs_of(name)) for name in SCENARIOS}
    sites = workbook_of(loaded(three_places).usable())
    contents = [*plain.values()]
    contents += [with_overrides(plain[name], changes) for name, changes in CHANGED]
    contents += [with_overrides(sites, changes) for changes in SITES_CHANGED]
    contents.append(with_overrides(plain["base_case"], WRONG))
    contents.append(edited(plain["base_case"], "xl/worksheets/sheet", _corrupted))
    books = recalculated(contents)
    keys = [*plain, *range(len(CHANGED)), *(("sites", n) for n in range(len(SITES_CHANGED))), "wrong", "corrupted"]
    return dict(zip(keys, books, strict=True))


WRONG = {
    "settings.horizon_months": 130, "settings.programme_months": 140, "settings.budget": "side_by_side",
    "subgroups.bame_participants.share": 0.5,
}  # fmt: skip
"""What Excel's own validation would refuse, pasted in past it."""


def _corrupted(page):
    return FORMULA.sub(lambda found: b"".join(found.group(1, 3, 4)) + b"<v>12345</v>", page)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_shipped_scenario_equals_the_engine(calculated, scenario):
    assert disagreements(calculated[scenario], inputs_of(scenario)) == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_check_sheet_finds_no_difference(calculated, scenario):
    book = calculated[scenario]
    assert all(abs(line["difference"]) <= 1e-9 * (1 + abs(line["engine"])) for line in records(book, "Check"))
    guide = {row[0]: row[1] for row in book["Guide"].iter_rows(max_col=2, values_only=True)}
    assert guide["Overrides in use"] == 0
    assert guide["Agreement with the program"] == "every row equals the program's base case"


@pytest.mark.parametrize("number", range(len(CHANGED)), ids=map(named, CHANGED))
def test_changed_inputs_give_what_set_gives(calculated, number):
    scenario, changes = CHANGED[number]
    assert disagreements(calculated[number], inputs_of(scenario, changes)) == []


def test_the_check_sheet_shows_the_effect_of_overrides(calculated):
    number = CHANGED.index(("base_case", {"settings.participants": 0}))
    guide = {row[0]: row[1] for row in calculated[number]["Guide"].iter_rows(max_col=2, values_only=True)}
    assert guide["Overrides in use"] == 1
    assert guide["Agreement with the program"] == "overrides are in use: see Check for their effect"


@pytest.mark.parametrize("number", range(len(SITES_CHANGED)))
def test_sites_that_differ(calculated, three_places, number):
    inputs = loaded(three_places, SITES_CHANGED[number]).usable()
    assert disagreements(calculated["sites", number], inputs) == []


def test_the_guide_says_what_cannot_be_right(calculated):
    guide = {row[0]: str(row[1]) for row in calculated["wrong"]["Guide"].iter_rows(max_col=2, values_only=True)}
    assert guide["Programme no longer than horizon"].startswith("NO")
    assert guide["Horizon within the sheet Months"] == "NO: the formulas reach to 120 months"
    assert guide["No grey cell filled in"].startswith("NO")
    assert guide["Shares of subgroups add up to 1"].startswith("NO")
    assert guide["Shares of modes add up to 1"] == "yes"


def test_cached_values_are_not_what_is_compared(calculated):
    assert disagreements(calculated["corrupted"], inputs_of("base_case")) == []


def test_values_are_taken_out_of_every_formula():
    pages = []
    edited(without_values(workbook_of(inputs_of("base_case"))), "xl/worksheets/sheet", lambda p: pages.append(p) or p)
    formulas = sum(len(re.findall(rb"<f>", page)) for page in pages)
    assert formulas > 1_000
    assert not [page for page in pages if re.search(rb"</f><v>", page)]
