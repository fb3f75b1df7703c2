"""Freeze the results of every shipped scenario for this version: python tests/frozen/freeze.py

Results of a version are frozen once, when it is released, and never rewritten after; those of ``unreleased`` are
rewritten together with a line under "What changes in results" in the changelog.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
PLAN = {"draws": 2_000, "seed": 1, "sampler": "mc"}
WITHIN = 1e-9
"""Relative difference that is no change of results: what another machine or library may make."""


def current():
    """Every figure of every shipped scenario: base case, and mean and interval of a fixed plan, at full precision."""
    from shipped import SCENARIOS, inputs_of

    from sbs_econ.analysis.psa import Plan, run_psa

    return {scenario: figures(run_psa(inputs_of(scenario), Plan(**PLAN))) for scenario in SCENARIOS}


def figures(result):
    found = {}
    for row in result.rows:
        for part in ("quantity", "cost"):
            note(found, f"{row.row.row} {part}", getattr(row, part))
    for each in result.perspectives:
        note(found, f"net_cost {each.perspective.value}", each.net_cost)
    return found


def note(found, name, estimate):
    if estimate is not None:
        found[name] = [estimate.base_case, estimate.mean, estimate.lower, estimate.upper]


def differences(frozen, now):
    """What is not the same in two sets of results, scenario by scenario; each as a line for people."""
    for scenario in sorted({*frozen, *now}):
        before, after = frozen.get(scenario), now.get(scenario)
        if before is None or after is None:
            yield f"{scenario} is {'new' if before is None else 'gone'}"
            continue
        for name in sorted({*before, *after}):
            if name not in before or name not in after:
                yield f"{scenario}: {name} is {'gone' if name in before else 'new'}"
                continue
            worst = max(apart(a, b) for a, b in zip(before[name], after[name], strict=True))
            if worst > WITHIN:
                yield f"{scenario}: {name} differs by {worst:.1e}: mean {before[name][1]!r}, now {after[name][1]!r}"


def apart(first, second):
    scale = max(abs(first), abs(second))
    return abs(first - second) / scale if scale > 1e-6 else 0.0


def file_of(version):
    return HERE / f"{version}.json"


def section(changelog, version):
    """The lines under "What changes in results" of a version of the changelog; "Unreleased" is one."""
    wanted, lines = False, []
    inside = False
    for line in changelog.splitlines():
        if line.startswith("## "):
            wanted = line.removeprefix("## ").lower().startswith(version.lower())
            inside = False
        elif line.startswith("### "):
            inside = wanted and line == "### What changes in results"
        elif inside and line.strip():
            lines.append(line)
    return lines


def main():
    file = file_of("unreleased")
    text = json.dumps({"plan": PLAN, "results": current()}, indent=1, sort_keys=True) + "\n"
    file.write_text(text, encoding="utf-8")
    print(f"Written: {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
