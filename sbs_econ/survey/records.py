"""A fit as plain records, under the disclosure rule: what ``fit --format json`` prints and reports are made from."""

from __future__ import annotations

from typing import Any

from sbs_econ.survey.disclosure import STAMP, Rule
from sbs_econ.survey.estimates import Figure, ItemEstimate
from sbs_econ.survey.fitting import Fit

SCHEMA = "sbs_econ/fit/1"


def fit_record(fit: Fit, rule: Rule) -> dict[str, Any]:
    """Return a fit as a document."""
    data = fit.data
    both = int((data.asked_before & data.asked_after).sum())
    return {
        "schema": SCHEMA,
        "label": fit.plan.label,
        "data_set": fit.codebook.label,
        "synthetic": fit.codebook.synthetic,
        "disclosure": {"control": rule.on, "stamp": None if rule.on else STAMP},
        "replicates": fit.plan.replicates,
        "imputations": fit.plan.imputations,
        "seed": fit.seed,
        "level": fit.plan.level,
        "cluster": fit.plan.cluster,
        "clusters": fit.replicates.clusters,
        "people": rule.count(data.people),
        "answered_both": rule.count(both),
        "follow_up_months": fit.codebook.waves[fit.plan.follow_up] - fit.codebook.waves[fit.plan.baseline],
        "design": "controlled" if fit.plan.comparison else "uncontrolled",
        "items": [_item(estimate, rule) for estimate in fit.items],
    }


def _item(estimate: ItemEstimate, rule: Rule) -> dict[str, Any]:
    item = estimate.item
    return {
        "item": item.name, "label": item.label, "kind": item.kind, "recall_months": item.recall_months,
        "parameter_before": item.baseline_parameter, "parameter_change": item.change_parameter,
        "before": figure_record(estimate.before, rule), "change": figure_record(estimate.change, rule),
        "rate_ratio": figure_record(estimate.ratio, rule), "share_imputed": round(estimate.missing, 2),
        "answered_both": rule.count(estimate.answered),
    }  # fmt: skip


def figure_record(figure: Figure | None, rule: Rule) -> dict[str, Any] | None:
    """Return a figure, or None where it may not be shown."""
    if figure is None or rule.mean(figure.value, figure.people) is None:
        return None
    return {name: getattr(figure, name) for name in ("value", "se", "lower", "upper")}
