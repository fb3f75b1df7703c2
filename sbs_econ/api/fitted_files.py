"""What ``fit --out`` writes: a project with the fitted parameters, their joint draws and what is said about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sbs_econ.io.fitted_folder import fitted_parameters, write_project
from sbs_econ.io.run_folder import to_json
from sbs_econ.io.yaml_writer import to_yaml
from sbs_econ.schema.forms import form_of
from sbs_econ.survey.fitting import Fit
from sbs_econ.survey.quantities import DRAWS, SOURCE, Measured, blocks, register_blocks
from sbs_econ.survey.shares import shares

if TYPE_CHECKING:
    from sbs_econ.api.surveys import Described

SCENARIO = "scenarios/fitted.yaml"


def write_fit(out: Path, described: Described, fitted: Fit, record: dict[str, Any], force: bool) -> None:
    """Write the project of a fit."""
    from sbs_econ.reporting.figures_fit import fit_pictures
    from sbs_econ.reporting.fit_sheet import data_sheet, methods_paragraph

    how = measured_by(described, fitted)
    wanted = blocks(fitted.items, described.units, how) | register_blocks(fitted.draws, described.units, how)
    wanted |= shares(fitted, described.units)
    texts: dict[str, str | bytes] = {
        f"parameters/{name}": text for name, text in fitted_parameters(described.base, wanted, _source(record)).items()
    }
    texts[f"parameters/{DRAWS}"] = _draws(fitted)
    texts[SCENARIO] = _scenario(record)
    texts |= {"fit.json": to_json(record), "replicates.csv": _replicates(fitted)}
    texts |= {"data_sheet.md": data_sheet(record), "methods.md": methods_paragraph(record)}
    for drawn in fit_pictures(record):
        texts |= {f"figures/{name}": data for name, data in drawn.files().items()}
    write_project(out, described.base, texts, force)


def measured_by(described: Described, fitted: Fit) -> Measured:
    """Return how changes were measured."""
    plan, waves = described.plan, described.codebook.waves
    stated = described.base.usable().stated()
    factors: dict[str, list[float]] = {}
    for name, each in stated.items():
        change, _, factor = name.partition(".attribution.")
        if factor and change:
            factors.setdefault(change, []).append(float(each.quantity.value or 1))
    undoubted = frozenset(name for name, values in factors.items() if not any(values))
    return Measured(
        waves[plan.follow_up] - waves[plan.baseline], plan.comparison is not None, tuple(plan.rate_ratio),
        frozenset(fitted.left_out), undoubted,
    )  # fmt: skip


def _draws(fitted: Fit) -> str:
    names = list(fitted.draws)
    rows = zip(*(fitted.draws[name].tolist() for name in names), strict=True)
    return "\n".join([",".join(names), *(",".join(f"{value:.10g}" for value in row) for row in rows)]) + "\n"


def _replicates(fitted: Fit) -> str:
    """Return the mean change of each item in each replicate, over its imputations."""
    columns = {
        item.item.name: fitted.replicates.column(f"change:{item.item.key}").found.mean(1).tolist()
        for item in fitted.items
        if item.item.key not in fitted.left_out
    }
    rows = zip(*columns.values(), strict=True)
    return "\n".join([",".join(columns), *(",".join(f"{value:.10g}" for value in row) for row in rows)]) + "\n"


def _source(record: dict[str, Any]) -> dict[str, Any]:
    return {
        SOURCE: {
            "title": record["data_set"],
            "authors": "Fitted by sbs-econ fit",
            "read": "whole",
            "note": f"{record['label']}. {record['flow']['people']} people in {record['clusters']} clusters."
            + (" SYNTHETIC: nobody filled it in." if record["synthetic"] else "")
            + _stamp(record),
        }
    }


def _stamp(record: dict[str, Any]) -> str:
    stamp = record["disclosure"]["stamp"]
    return f" {stamp}" if stamp else ""


def _fitted(record: dict[str, Any]) -> str:
    register = record["engagement"]
    return "Baselines, changes and sessions" if register and register["entered"] else "Baselines and changes"


def _scenario(record: dict[str, Any]) -> str:
    synthetic = "SYNTHETIC: nobody filled in these questionnaires. " if record["synthetic"] else ""
    return (
        "# yaml-language-server: $schema=../schema/scenario.schema.json\n"
        "# Written by sbs-econ fit. The parameters beside this folder hold the estimates.\n"
        + to_yaml(
            {
                "schema": form_of("scenario"),
                "extends": "base_case",
                "label": f"Fitted: {record['data_set']}" + (" (SYNTHETIC, not data)" if synthetic else ""),
                "question": f"{synthetic}What do our own questionnaires say about what changes, and what is it worth?",
                "note": synthetic
                + f"{_fitted(record)} are estimates from questionnaires; prices, delivery and attribution are not."
                + _stamp(record),
            }
        )
    )
