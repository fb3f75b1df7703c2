"""The shipped scenarios: their question, and what each changes and why."""

from __future__ import annotations

from generators.markdown import code, escape, page, table
from generators.quantities import source_of
from sbs_econ.io.scenario_files import scenario_records
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.schema.scenario import ScenarioChange, ScenarioFile

INTRODUCTION = """
A scenario is a short file: the question that it answers, the scenario that it extends, and what it changes, each change
with its reason. Whatever it leaves out comes from the scenario it extends, and in the end from the
[parameters](#parameters). `sbs-econ scenario show NAME` prints every resolved value and where it came from.
""".strip()


def pages() -> dict[str, str]:
    """Return the page of scenarios, the base case first."""
    names = sorted((record["name"] for record in scenario_records()), key=lambda name: (name != "base_case", name))
    found = {name: load_scenario(name).layers[-1].content for name in names}
    overview = table(
        ("Scenario", "Question"),
        [(f"[{code(n)}](#scenario-{n})<br>{escape(s.label)}", escape(s.question)) for n, s in found.items()],
    )
    sections = [_section(name, scenario) for name, scenario in found.items()]
    return {"scenarios.md": page("# Scenarios", INTRODUCTION, overview, *sections)}


def _section(name: str, scenario: ScenarioFile) -> str:
    settings = scenario.settings.model_dump(exclude_none=True)
    rows = [(code(f"settings.{key}"), code(_word(value)), "") for key, value in settings.items()]
    rows += [(code(f"design.{decision.value}"), code(option), "") for decision, option in scenario.design.items()]
    rows += [(code(name), _given(change), _why(change)) for name, change in scenario.changes.items()]
    rows += [(f"money value of {code(o)}", code(price), "") for o, price in scenario.price_outcomes.items()]
    people = [f"{escape(site.label)} ({site.participants:,})" for site in scenario.sites.values()]
    extends = f"Extends [{code(scenario.extends)}](#scenario-{scenario.extends}). " if scenario.extends else ""
    return page(
        f"(scenario-{name})=\n## {name}",
        f"**{escape(scenario.label)}.** {escape(scenario.question)}",
        extends + escape(scenario.note or ""),
        table(("Input", "Here", "Why"), rows) if rows else "",
        f"Sites, with the people who start: {'; '.join(people)}." if people else "",
    )


def _word(value: object) -> str:
    return str(getattr(value, "value", value))


def _given(change: ScenarioChange) -> str:
    if change.no_effect:
        return "no effect"
    parts = [change.value or "", change.unit.value if change.unit else "", change.price_year or ""]
    distribution = change.distribution.model_dump(exclude_none=True) if change.distribution else {}
    family = distribution.pop("family", "")
    stated = ", ".join(f"{key} {value}" for key, value in distribution.items())
    return escape(" ".join(part for part in (*parts, family, f"({stated})" if stated else "") if part))


def _why(change: ScenarioChange) -> str:
    source = source_of(change.source, change.locator)
    return escape(change.reason) + (f" ({source})" if source else "")
