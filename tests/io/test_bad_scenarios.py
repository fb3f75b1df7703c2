"""Scenarios with mistakes: each is told where it is, with a cure, and cannot be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_bad_project import assert_kind, copy_of_what_ships, told_at, unmarked

from sbs_econ.errors import InputError, Problem
from sbs_econ.io.folders import ReadFolder
from sbs_econ.io.scenarios import Loaded, load_scenario

Told = Callable[[str], tuple[Problem, ...]]
HEAD = "extends: base_case\nlabel: Mine\nquestion: What if?\n"
CHANGES = HEAD + "changes:\n"
SITES = HEAD + "sites:\n  leeds:\n    label: Leeds\n    participants: 10\n"
CASES = [
    # what, the scenario with the mark, code, words of message and cure
    ("horizon of 0", HEAD + "settings:\n  horizon_months: ▸0", "E103", "0 at least 1"),
    ("horizon of a century", HEAD + "settings:\n  horizon_months: ▸1200", "E103", "1200 at most 600"),
    ("horizon in words", HEAD + "settings:\n  horizon_months: ▸a year", "E103", "number 'a year'"),
    ("horizon with its unit", HEAD + "settings:\n  horizon_months: ▸12 months", "E103", "write 12 alone"),
    ("fewer than no people", HEAD + "settings:\n  participants: ▸-5", "E103", "-5 at least 0"),
    ("one and a half people", HEAD + "settings:\n  participants: ▸1.5", "E103", "whole number 1 or 2"),
    ("a thousand with a comma", HEAD + "settings:\n  participants: ▸1,000", "E103", "write 1000"),
    ("more people than there are", HEAD + "settings:\n  participants: ▸1e300", "E103", "too large"),
    ("discount rate in per cent", HEAD + "settings:\n  discount_rate_costs: ▸3.5", "E103", "0.035 for 3.5 %"),
    ("funder in capitals", HEAD + "settings:\n  funded_by: ▸NHS", "E103", "did you mean 'nhs'"),
    ("calendar year", HEAD + "settings:\n  price_year: ▸2024", "E103", "financial 2024/25"),
    ("programme beyond the horizon", HEAD + "settings:\n  ▸programme_months: 24", "E416", "24 12 horizon_months"),
    ("unknown set", HEAD + "settings:\n  unit_cost_set: ▸curent_2024_25", "E411", "'current_2024_25'"),
    ("unknown profile", HEAD + "settings:\n  discount_profile: ▸undiscountd", "E411", "'undiscounted'"),
    ("unknown budget", HEAD + "settings:\n  budget: ▸sidebyside", "E411", "'side_by_side'"),
    ("price year ahead of the index", HEAD + "settings:\n  price_year: ▸2090/91", "E413", "covers not 2090/91"),
    ("top down without a budget", HEAD + "settings:\n  costing: ▸top_down", "E417", "add budget:"),
    ("unknown option", HEAD + "design:\n  facilitation: ▸peerled", "E402", "'peerled' did you mean 'peer_led'"),
    ("option nothing like ours", HEAD + "design:\n  facilitation: ▸zzz", "E402", "'zzz' one of co_facilitated,"),
    ("changed twice", CHANGES + "  service_use.*.change:\n    no_effect: true\n    reason: x\n"
     "  ▸service_use.ambulance.change:\n    value: 1\n    reason: x", "E404", "both change name each quantity once"),
    ("setting under changes", CHANGES + "  ▸settings.participants:\n    value: 5\n    reason: x", "E405", "settings:"),
    ("misspelt quantity", CHANGES + "  ▸unit_costs.gp_consultatoin:\n    value: 5\n    reason: x", "E406",
     "does not exist did you mean 'unit_costs.gp_consultation'"),
    ("misspelt with a star", CHANGES + "  ▸unit_cost.*:\n    value: 5\n    reason: x", "E406", "'unit_costs.*'"),
    ("star for two segments", CHANGES + "  ▸service_use.*:\n    value: 5\n    reason: x", "E406", "matches nothing"),
    ("null and a value", CHANGES + "  ▸service_use.ambulance.change:\n    no_effect: true\n    value: 1\n    reason: x",
     "E407", "keep one of them"),
    ("null of a price", CHANGES + "  unit_costs.ambulance:\n    no_effect: ▸true\n    reason: x", "E408", "value:"),
    ("change of nothing", CHANGES + "  ▸unit_costs.ambulance:\n    reason: x", "E409", "neither value, distribution"),
    ("change in another unit", CHANGES + "  unit_costs.gp_consultation:\n    value: 5\n    unit: ▸GBP/hour\n"
     "    reason: x", "E209", "GBP/contact, not GBP/hour"),
    ("percentage", CHANGES + "  attribution.causal_share:\n    value: ▸20\n    reason: x", "E210", "write 0.2"),
    ("price below 0", CHANGES + "  unit_costs.ambulance:\n    value: ▸-1\n    reason: x", "E210", "negative"),
    ("value is not the mean", CHANGES + "  unit_costs.ambulance:\n    value: ▸5\n"
     "    distribution: {family: gamma, mean: 6, se: 1}\n    reason: x", "E203", "5 6 leave `value` out"),
    ("misspelt family", CHANGES + "  unit_costs.ambulance:\n    value: 5\n    distribution: {family: ▸gama, se: 1}\n"
     "    reason: x", "E103", "did you mean 'gamma'"),
    ("misspelt in a distribution", CHANGES + "  unit_costs.ambulance:\n    value: 5\n"
     "    distribution: {family: gamma, ▸see: 1}\n    reason: x", "E101", "did you mean 'se'"),
    ("unknown overlap rule", HEAD + "waive_overlap:\n  ▸bed_days_and_admision: x", "E412", "bed_days_and_admissions"),
    ("unknown outcome", HEAD + "price_outcomes:\n  ▸wellbeing: wellby", "E412", "'wellbeing_swemwbs'"),
    ("unknown money value", HEAD + "price_outcomes:\n  wellbeing_swemwbs: ▸welby", "E412", "no money value 'welby'"),
    ("parent that is not there", HEAD.replace("base_case", "▸base_cas"), "E111", "did you mean 'base_case'"),
    ("parent that is itself", HEAD.replace("base_case", "▸mine"), "E110", "circle: mine -> mine"),
    ("parent by path", HEAD.replace("base_case", "▸../../etc/passwd"), "E103", "name alone"),
    ("parent from the root", HEAD.replace("base_case", "▸/etc/passwd"), "E103", "name alone"),
    ("parent from the web", HEAD.replace("base_case", "▸https://example.org/a.yaml"), "E103", "name alone"),
    ("parent with a drive", HEAD.replace("base_case", r"▸C:\base_case"), "E103", "name alone"),
    ("no question", "▸extends: base_case\nlabel: Mine\n", "E102", "'question' is missing add question:"),
    ("site given twice", SITES + "  ▸leeds:\n    label: L\n    participants: 5", "E014", "twice line"),
    ("sites and their sum", SITES.replace("sites:", "settings:\n  participants: ▸20\nsites:"), "E418", "20 10 out"),
    ("mix of a site", SITES + "    ▸modes: {group: 0.5, online: 0.4}", "E309", "0.9"),
    ("unknown mode of a site", SITES + "    modes: {▸groups: 1}", "E412", "'groups' did you mean 'group'"),
    ("option of a site", SITES + "    design: {facilitation: ▸peerled}", "E402", "did you mean 'peer_led'"),
    ("quantity of a site", SITES + "    changes:\n      ▸programme.paid_shar:\n        value: 0.5\n        reason: x",
     "E406", "did you mean 'programme.paid_share'"),
    ("nothing under changes", HEAD + "▸changes:\nunit_costs.ambulance:\n  value: 5\n  reason: x", "E017", "indented"),
    ("not indented", HEAD + "changes:\n▸unit_costs.ambulance:\n  value: 5\n  reason: x", "E101", "under changes:"),
    ("nothing under settings", HEAD + "▸settings:\n", "E017", "`settings` is empty"),
    ("list of settings", HEAD + "settings:\n  ▸- participants: 5", "E103", "block of keys is not a list"),
    ("price without its key", HEAD + "changes:\n  unit_costs.ambulance: ▸5", "E103", "write value: 5 below it"),
    ("no space after the colon", HEAD + "settings:\n  participants: 5\n  ▸horizon_months:12", "E019", "no space"),
    ("tab", HEAD + "settings:\n▸\tparticipants: 5", "E007", "use spaces"),
    ("text that hides", HEAD.replace("Mine", "Mi▸\u202ene"), "E005", "text-direction"),
    ("escape in a label", HEAD.replace("Mine", r'▸"\x1b[31mMine"'), "E005", "control character"),
    ("anchor", HEAD + "settings: ▸&all\n  participants: 5", "E008", "not supported"),
]  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_what_ships(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def folders() -> dict[Path, ReadFolder]:
    return {}


@pytest.fixture
def told(project: Path, folders: dict[Path, ReadFolder]) -> Iterator[Told]:
    """Return what is told about a scenario file of the project, and check that it cannot be run."""
    file = project / "scenarios" / "mine.yaml"

    def load(text: str) -> tuple[Problem, ...]:
        file.write_text(text, encoding="utf-8")
        loaded: Loaded = load_scenario(str(file), folders=folders)
        if loaded.problems:
            with pytest.raises(InputError):
                loaded.usable()
        return loaded.problems

    yield load
    file.unlink()


@pytest.mark.parametrize(("what", "marked", "code", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_mistake_is_told_and_nothing_is_run(told: Told, what: str, marked: str, code: str, words: str) -> None:
    text, place = unmarked(marked)
    assert_kind(told_at(told(text), "scenarios/mine.yaml", place, code), words)


@pytest.mark.parametrize("head", [HEAD, SITES, HEAD + "settings:\n  price_year: 2024-25\n  participants: 0\n"])
def test_the_scenarios_that_are_broken_are_right_to_begin_with(told: Told, head: str) -> None:
    assert told(head) == ()


def test_scenarios_that_extend_each_other_are_told_as_a_chain(project: Path, told: Told) -> None:
    other = project / "scenarios" / "other.yaml"
    other.write_text(HEAD.replace("base_case", "mine"), encoding="utf-8")
    (problem,) = told(HEAD.replace("base_case", "other"))
    other.unlink()
    assert (problem.code, problem.line, problem.column) == ("E110", 1, 10)
    assert "mine -> other -> mine" in problem.message


def test_a_link_to_another_folder_is_read_as_the_file_it_is(project: Path, told: Told, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("root:x:0:0\n", encoding="utf-8")
    link = project / "scenarios" / "linked.yaml"
    link.symlink_to(outside)
    problems = told(HEAD.replace("base_case", "linked"))
    link.unlink()
    assert problems


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        (("engagement.two_way_share", "values.safety"), "E415", "values.safety not both"),
        (("modes.online.share",), "E309", "1.5 must add up to 1"),
    ],
)
def test_changes_that_do_not_fit_each_other_are_told(
    told: Told, changes: tuple[str, ...], code: str, words: str
) -> None:
    (problem,) = told(CHANGES + "".join(f"  {name}:\n    value: 0.5\n    reason: x\n" for name in changes))
    assert (problem.code, (problem.line or 0) >= 4) == (code, True)
    assert_kind(problem, words)


def test_a_standard_error_of_0_is_told_on_its_line(told: Told) -> None:
    (problem,) = told(
        CHANGES + "  unit_costs.ambulance:\n    value: 5\n    distribution: {family: gamma, se: 0}\n    reason: x"
    )
    assert (problem.code, problem.line) == ("E202", 7)
    assert "leaving `distribution` out" in f"{problem.message} {problem.suggestion}"


def test_more_sessions_than_were_ever_offered_need_a_reason(told: Told) -> None:
    daily = CHANGES + "  programme.sessions_per_group_month:\n    value: 30\n    reason: x\n"
    (problem,) = told(daily)
    assert problem.code == "E414"
    assert "outside_offered_range:" in (problem.suggestion or "")
    assert told(daily + "outside_offered_range: Tried in one area.\n") == ()


def test_every_mistake_of_a_scenario_is_told_at_once(told: Told) -> None:
    problems = told(
        HEAD
        + "settings:\n  participants: -1\n  horizon_months: 0\n  price_yer: 2024/25\n  funded_by: NHS\n"
        + "design:\n  focuss: social\nchanges:\n  unit_costs.ambulance:\n    vlaue: 5\n"
    )
    assert [(p.line, p.code) for p in problems] == [
        (5, "E103"), (6, "E103"), (7, "E101"), (8, "E103"), (10, "E101"), (12, "E102"), (13, "E101"),
    ]  # fmt: skip
