"""What a site may change, who has the last word, and what is refused there as everywhere."""

import itertools
import shutil

import pytest

from sbs_econ.io.overrides import overrides_from_python
from sbs_econ.io.places import shipped
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.evaluate import base_case


@pytest.fixture
def project(tmp_path):
    for part in ("parameters", "scenarios"):
        shutil.copytree(shipped() / part, tmp_path / part)
    return tmp_path


def load(project, sites, changes=None):
    text = "extends: base_case\nlabel: Sites\nquestion: What then?\nsites:\n" + sites
    (project / "scenarios" / "sites.yaml").write_text(text)
    return load_scenario("sites", overrides_from_python(changes or {}), start=project)


def site(key, people=180, more=""):
    return f"  {key}:\n    label: {key}\n    participants: {people}\n{more}"


def rows_of(loaded):
    return {row.row: row for row in base_case(loaded.usable())}


VENUE = "    changes:\n      programme.venue_per_session: {value: 40, reason: Local rent.}\n"


def test_the_command_line_has_the_last_word_at_a_site_too(project):
    # 18 groups of 20 people, 4 sessions a month for 12 months: 864 sessions at 10
    rows = rows_of(load(project, site("a", more=VENUE) + site("b"), {"programme.venue_per_session": "10"}))
    assert rows["programme.venue"].cost == pytest.approx(8640)


def test_a_site_has_its_own_price_otherwise(project):
    # half of the 864 sessions at 40, half at 27.5
    rows = rows_of(load(project, site("a", more=VENUE) + site("b")))
    assert rows["programme.venue"].cost == pytest.approx(432 * 40 + 432 * 27.5)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("programme.sessions_per_group_month: {value: 20, reason: Daily.}", "E414"),
        ("subgroups.bame_participants.share: {value: 0.9, reason: Local.}", "E309"),
        ("engagement.two_way_share: {value: 0.5, reason: x.}\n      values.safety: {value: 0.9, reason: x.}", "E415"),
    ],
)
def test_a_site_is_checked_like_a_scenario(project, change, code):
    loaded = load(project, site("a", more=f"    changes:\n      {change}\n") + site("b"))
    assert [problem.code for problem in loaded.problems] == [code]


def cell(group, share):
    figure = f"{{unit: share, value: {share}, evidence: illustrative, note: Half a guess.}}"
    return f"{group}:\n  group: {{share: {figure}, evaluation_share: {figure}}}\n"


def test_a_site_cannot_give_shares_that_the_cells_decide(project):
    lines = [cell("bame_participants", 0.33), cell("other_participants", 0.67)]
    (project / "parameters" / "cells.yaml").write_text("".join(lines))
    assert load(project, site("a", 360)).problems == ()
    shares = "    subgroups: {bame_participants: 0.9, other_participants: 0.1}\n"
    assert "E419" in [p.code for p in load(project, site("a", 360, shares)).problems]


def test_the_extrapolated_share_of_a_sum_lies_between_those_of_its_parts(project):
    fading = "    changes:\n      persistence.during_programme: {value: 0.7, reason: Fades.}\n"
    both = rows_of(load(project, site("a", more=fading) + site("b")))
    other_way = rows_of(load(project, site("a") + site("b", more=fading)))
    row = "service_use.gp_consultation"
    assert both[row].share_after_follow_up == pytest.approx(other_way[row].share_after_follow_up)
    assert 0.255 < both[row].share_after_follow_up < 0.496


def test_presenteeism_added_later_is_null_in_no_effect(project):
    path = project / "parameters" / "employment.yaml"
    lines = path.read_text().split("absence_days_change:")[1].split("\n")[1:]
    block = list(itertools.takewhile(lambda line: line.startswith("  "), lines))
    path.write_text("\n".join([path.read_text(), "presenteeism_days_change:", *block, ""]))
    rows = rows_of(load_scenario("no_effect", start=project))
    assert rows["employment.presenteeism"].quantity == 0
    assert rows_of(load_scenario("base_case", start=project))["employment.presenteeism"].quantity != 0


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("employment.yaml", "absence_days_change", "    measured: at_follow_up", "E317"),
        ("outcomes.yaml", "wellbeing_swemwbs", "    recall_months: 3", "E317"),
    ],
)
def test_what_is_counted_has_a_recall_period_and_a_score_has_none(project, file, old, new, code):
    path = project / "parameters" / file
    head, block = path.read_text().split(f"{old}:", 1)
    wanted = "recall_months: 6" if file == "employment.yaml" else "measured: at_follow_up"
    path.write_text(f"{head}{old}:{block.replace(wanted, new.strip(), 1)}")
    codes = [problem.code for problem in load_scenario("base_case", start=project).problems]
    assert code in codes
