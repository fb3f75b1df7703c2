"""What the codes E920 to E929 mean: run folders that are read again."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E920": (
        "Not a run folder",
        "A run folder is made by run --out and holds manifest.json, run.json, table.csv, flows.csv and inputs.yaml. "
        "One that lacks its manifest, or whose documents cannot be read, cannot be run again or explained.",
        "sbs-econ reproduce results/table.csv",
        "sbs-econ reproduce results",
    ),
    "E921": (
        "Run folder of another form",
        "The documents of a run folder name their form, such as sbs_econ/manifest/1. This version does not know the "
        "one that is named; nothing is guessed. The version that made the run, named in manifest.json, reads it.",
        '"schema": "sbs_econ/manifest/9"',
        '"schema": "sbs_econ/manifest/1"',
    ),
}  # fmt: skip
"""Code -> title, explanation, a wrong example, a right example."""
