"""The panel in a real browser: the engine's figures for a grid of changes, and what a reader does with it."""

import json
import shlex
from dataclasses import replace

import pytest
from axe_core_python.sync_playwright import Axe
from click.testing import CliRunner
from engine_answers import NEAR, answers, furthest, inputs_of
from minimal_page import minimal_page
from shipped import loaded

from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.cli.group import program
from sbs_econ.io.scenarios import load_scenario

PEOPLE, CAUSAL = ("settings.participants", "511"), ("attribution.causal_share", "0.2")
GP, BED = ("unit_costs.gp_consultation", "61.5"), ("unit_costs.acute_bed_day", "0")
HOURLY, LASTS = ("programme.paid_hourly_cost", "31"), ("persistence.during_programme", "0.8")
AFTER = ("persistence.after_programme", "1")
MIX = (("subgroups.bame_participants.share", "0.75"), ("subgroups.other_participants.share", "0.25"))
MODES = (("modes.group.share", "0.5"), ("modes.one_to_one.share", "0"), ("modes.online.share", "0.5"))
BUDGET = ("budgets.side_by_side.total", "4000000")
GRID = {
    "base_case": [(), (PEOPLE,), (CAUSAL,), (("attribution.causal_share", "0"),), (("attribution.causal_share", "1"),),
                  (GP,), (BED,), (HOURLY,), (LASTS,), MIX, MODES,
                  (PEOPLE, CAUSAL, GP, BED, HOURLY, LASTS, *MIX, *MODES)],
    "horizon_24": [(), (AFTER,), (LASTS, AFTER), (CAUSAL, LASTS)],
    "friction_cost": [(), (LASTS, PEOPLE)],
    "full_attribution": [(), (CAUSAL, GP)],
    "no_effect": [(), (CAUSAL, HOURLY)],
    "side_by_side_2015_17": [(), (BUDGET, CAUSAL), (GP, LASTS)],
}  # fmt: skip
CELLS = "document.querySelectorAll('td[data-output]:not([data-view])')"
FIGURES = f"""[...{CELLS}].map((cell) => [cell.dataset.output, {{base: +cell.dataset.base, mean: +cell.dataset.mean,
    lower: +cell.dataset.lower, upper: +cell.dataset.upper, below: +cell.dataset.below}}])"""


def figures(page):
    """Return what the panel's tables hold, in full precision."""
    return dict(page.evaluate(FIGURES))


def change(page, changes):
    """Type values, and wait until the panel has been worked out anew."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    for name, value in changes:
        page.fill(f"input[name='{name}']", value)
    while page.evaluate("document.querySelector('.what-if').dataset.waiting"):
        page.wait_for_timeout(30)


@pytest.mark.parametrize("scenario", GRID)
def test_figures_are_the_engines(open_page, scenario):
    page = open_page(minimal_page(inputs_of(scenario)))
    for changes in GRID[scenario]:
        change(page, changes)
        assert furthest(figures(page), answers(scenario, changes)) < NEAR, changes
        if changes:
            page.click(".what-if-reset")
    assert furthest(figures(page), answers(scenario)) < NEAR
    assert page.noted == []


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_other_samplers_and_seeds(open_page, sampler):
    page = open_page(minimal_page(inputs_of("base_case"), plan=Plan(500, 7, sampler)))
    change(page, (CAUSAL,))
    assert furthest(figures(page), answers("base_case", (CAUSAL,), sampler, 7)) < NEAR
    assert f"--seed 7 --sampler {sampler}" in page.inner_text(".what-if-command")


def test_the_command_gives_the_same_figures(open_page):
    overrides = {"unit_costs.gp_consultation": "50", "settings.whole_groups": "true"}
    page = open_page(minimal_page(inputs_of("base_case", tuple(overrides.items())), overrides))
    change(page, (PEOPLE, CAUSAL, GP))
    words = shlex.split(page.inner_text(".what-if-command"))
    done = CliRunner().invoke(program, [*words[1:], "--format", "json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    found = figures(page)
    for row in told["rows"]:
        for part in ("quantity", "cost"):
            for name, key in (("base", "base_case"), ("mean", "mean"), ("lower", "lower"), ("upper", "upper")):
                if row[part] is not None:
                    assert found[f"{row['row']}:{part}"][name] == pytest.approx(row[part][key], rel=NEAR, abs=1e-9)


def test_the_scenario_runs_and_gives_the_same_figures(open_page, tmp_path):
    overrides = {"service_use.*.change": "0.9", "settings.participants": "400"}
    page = open_page(minimal_page(loaded("base_case", overrides).usable(), overrides))
    change(page, (CAUSAL, GP, *MIX, ("unit_costs.psychotropic_item", "0.0000001")))
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "changed.yaml").write_text(page.input_value(".what-if-scenario"), encoding="utf-8")
    result = run_psa(load_scenario(str(folder / "changed.yaml"), None).usable(), Plan(2000))
    assert result.inputs.settings.participants == 400
    found = figures(page)
    for row in result.rows:
        if row.cost is not None:
            assert found[f"{row.row.row}:cost"]["mean"] == pytest.approx(row.cost.mean, rel=NEAR, abs=1e-9)


def test_changed_values_are_marked_and_one_click_goes_back(open_page):
    page = open_page(minimal_page(inputs_of("base_case")))
    assert page.is_disabled(".what-if-reset")
    before = page.locator(".what-if td").all_inner_texts()
    change(page, (CAUSAL, GP))
    marks = [mark for mark in page.locator(".what-if-mark").all_inner_texts() if mark]
    assert marks == ["Changed: it was left out.", "Changed: it was 48."]
    assert page.locator(".is-changed").count() == 2
    assert page.inner_text(".what-if-summary").startswith("2 values changed.")
    page.click(".what-if-reset")
    assert page.locator(".what-if td").all_inner_texts() == before
    assert page.locator(".is-changed").count() == 0
    assert page.inner_text(".what-if-summary").startswith("Base case.")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("settings.participants", "0", "at least 1"), ("settings.participants", "10.5", "whole number"),
        ("settings.participants", "", "Type a number"), ("attribution.causal_share", "1.01", "at most 1"),
        ("attribution.causal_share", "-0.1", "at least 0"), ("persistence.during_programme", "0", "above 0"),
        ("programme.overhead_rate", "2", "below 2"), ("unit_costs.gp_consultation", "-1", "at least 0"),
        ("subgroups.bame_participants.share", "0.4", "They add up to 1.07"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_told_and_leaves_the_figures(open_page, name, value, said):
    page = open_page(minimal_page(inputs_of("base_case")))
    before = figures(page)
    change(page, ((name, value),))
    summary = page.inner_text(".what-if-summary")
    assert "Not worked out anew" in summary
    assert said in summary
    assert figures(page) == before
    page.click(".what-if-reset")
    assert page.inner_text(".what-if-summary").startswith("Base case.")


@pytest.mark.parametrize("width", [320, 1280])
def test_accessible_and_no_wider_than_the_screen(open_page, width):
    page = open_page(minimal_page(inputs_of("base_case")), width)
    change(page, (CAUSAL,))
    violations = Axe().run(page)["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = """[...document.querySelectorAll('input, button, summary')].filter((each) =>
        each.getBoundingClientRect().height < 24).length"""
    assert page.evaluate(small) == 0


def test_the_keyboard_reaches_everything(open_page):
    page = open_page(minimal_page(inputs_of("base_case")))
    change(page, (CAUSAL,))
    wanted = page.locator("input, button, summary, textarea, [tabindex='0']").count()
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    names = "[...document.querySelectorAll('*')]"
    focusable = f"{names}.map((each, i) => each.tabIndex >= 0 ? i : -1).filter((i) => i >= 0)"
    assert set(page.evaluate(focusable)) <= reached


def test_labels_stay_text(open_page):
    inputs = inputs_of("base_case")
    bad = "</script><script>alert(1)</script>{{7*7}}\u202e"
    quantities = {n: replace(q, label=bad) if n in (GP[0], HOURLY[0]) else q for n, q in inputs.quantities.items()}
    page = open_page(minimal_page(replace(inputs, label=bad, question=bad, quantities=quantities)))
    change(page, (GP,))
    assert page.locator("script").count() == 2
    label = page.locator(f"label[for='what-if-{GP[0]}']").inner_text()
    assert label == "</script><script>alert(1)</script>{{7*7}}"
    assert page.noted == []


def test_the_scenario_can_be_copied(open_page):
    page = open_page(minimal_page(inputs_of("base_case")))
    change(page, (CAUSAL,))
    page.click(".what-if-copy")
    page.wait_for_timeout(300)
    assert page.inner_text(".what-if-copied") in ("Copied.", "Select the text and copy it.")
    if page.inner_text(".what-if-copied") == "Copied.":
        page.context.grant_permissions(["clipboard-read"])
        assert page.evaluate("navigator.clipboard.readText()") == page.input_value(".what-if-scenario")


def test_it_is_worked_out_at_once(open_page):
    """Within a second on a slow machine, the pause after the last key included."""
    page = open_page(minimal_page(inputs_of("horizon_24")))
    taken = page.evaluate("""() => new Promise((done) => {
        const field = document.querySelector("input[name='attribution.causal_share']"), from = performance.now();
        new MutationObserver(() => done(performance.now() - from)).observe(
            document.querySelector(".what-if-summary"), { childList: true });
        field.value = "0.25";
        field.dispatchEvent(new Event("input", { bubbles: true }));
    })""")
    assert taken < 1_000


def test_printing_unfolds_everything(open_page):
    page = open_page(minimal_page(inputs_of("base_case")))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0


def test_without_a_script_the_page_says_so(browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(minimal_page(inputs_of("base_case")), encoding="utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(file.as_uri())
    assert "needs JavaScript" in page.inner_text("body")
    assert page.locator(".what-if-on").is_hidden()
