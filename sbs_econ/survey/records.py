"""A fit as plain records, under the disclosure rule: what ``fit --format json`` prints and reports are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sbs_econ.survey.claim import ONE_WAY_EFFECT
from sbs_econ.survey.description import (
    attrition,
    dose_slopes,
    dose_thirds,
    group_changes,
    group_differences,
    likeness,
)  # fmt: skip
from sbs_econ.survey.disclosure import HIDDEN, STAMP, Rule
from sbs_econ.survey.engagement import REGISTER
from sbs_econ.survey.estimates import Figure, ItemEstimate, use_falls
from sbs_econ.survey.fitting import Fit
from sbs_econ.survey.remarks import unused_waves, warnings
from sbs_econ.survey.sensitivity import Moved

SCHEMA = "sbs_econ/fit/1"


def fit_record(fit: Fit, rule: Rule, hashes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a fit as a document."""
    return {
        "schema": SCHEMA,
        "label": fit.plan.label,
        "data_set": fit.codebook.label,
        "provenance": fit.codebook.provenance,
        "synthetic": fit.codebook.synthetic,
        "disclosure": {"control": rule.on, "stamp": None if rule.on else STAMP},
        "hashes": dict(hashes or {}),
        **_method(fit),
        "waves": _waves(fit),
        "flow": _flow(fit, rule),
        "items": [_item(fit, estimate, rule) for estimate in fit.items],
        "joint": _joint(fit),
        "attrition": list(_attrition(fit, rule)),
        "groups": list(_groups(fit, rule)),
        "group_differences": {
            name: {
                key: figure_record(figure, Rule(on=False)) for key, figure in by_item.items() if key not in fit.left_out
            }
            for name, by_item in group_differences(fit.task.measure, fit.replicates).items()
        },
        "dose": _dose(fit, rule),
        "engagement": _engagement(fit, rule),
        "causal_claim": _claim(fit),
        "convergence": _convergence(fit),
        "warnings": list(warnings(fit)),
    }


def _method(fit: Fit) -> dict[str, Any]:
    return {
        "replicates": fit.plan.replicates, "imputations": fit.plan.imputations, "seed": fit.seed,
        "level": fit.plan.level, "cluster": fit.plan.cluster, "clusters": fit.replicates.clusters,
        "degrees_of_freedom": fit.replicates.clusters - 1, "donors": fit.plan.donors, "sweeps": fit.plan.sweeps,
        "follow_up_months": fit.codebook.waves[fit.plan.follow_up] - fit.codebook.waves[fit.plan.baseline],
        "design": "controlled" if fit.plan.comparison else "uncontrolled",
        "estimator": "mean change, imputation by predictive mean matching inside a cluster bootstrap",
    }  # fmt: skip


def _waves(fit: Fit) -> dict[str, Any]:
    """Return the two waves that the plan takes, and those of the codebook that it leaves."""
    waves, plan = fit.codebook.waves, fit.plan
    taken = {name: {"wave": wave, "months": waves[wave]} for name, wave in plan.two_waves.items()}
    left = [{"wave": wave, "months": waves[wave]} for wave in unused_waves(fit.codebook, plan)]
    return {**taken, "not_used": left}


def _engagement(fit: Fit, rule: Rule) -> dict[str, Any] | None:
    """Return what the register of sessions tells; None without one by week."""
    if not fit.task.measure.has_register:
        return None
    people = int((np.isfinite(fit.data.dose) & (fit.task.measure.programme == 1)).sum())
    names = {name.removeprefix("engagement."): fit.replicates.column(name) for name in REGISTER}
    return {
        "weeks": fit.data.weekly.shape[1], "people": rule.count(people),
        **{name: figure_record(fit.replicates.figure(found, people), rule) for name, found in names.items()},
        "entered": use_falls(fit.task.measure, fit.replicates),
    }  # fmt: skip


def _claim(fit: Fit) -> dict[str, Any] | None:
    claim = fit.claim
    if claim is None:
        return None
    effect = figure_record(claim.effect, Rule(on=False))
    return {"reason": claim.reason, "parameter": ONE_WAY_EFFECT, "effect": effect, "why_not": claim.why_not}


def _flow(fit: Fit, rule: Rule) -> dict[str, Any]:
    data = fit.data
    counts = {
        "people": data.people,
        "answered_before": int(data.asked_before.sum()),
        "answered_after": int(data.asked_after.sum()),
        "answered_both": int((data.asked_before & data.asked_after).sum()),
        "dose_known": int(np.isfinite(data.dose).sum()),
        "blank_as_zero": data.counts.get("blank_as_zero", 0),
    }
    return {name: rule.count(count) for name, count in counts.items()}


def _item(fit: Fit, estimate: ItemEstimate, rule: Rule) -> dict[str, Any]:
    item = estimate.item
    if item.key in fit.left_out:
        return _left_out(estimate)
    alike = likeness(fit.data, fit.task.cluster).get(item.key)
    return {
        "item": item.name, "label": item.label, "kind": item.kind, "recall_months": item.recall_months,
        "standardised": item.standardised,
        "parameter_before": item.baseline_parameter, "parameter_change": item.change_parameter,
        "parameter_sd": item.sd_parameter, "parameter_correlation": item.correlation_parameter,
        "left_out": False, "sd_before": _sd_before(fit, item.key),
        "sd": figure_record(estimate.sd, rule), "correlation": figure_record(estimate.correlation, rule),
        "before": figure_record(estimate.before, rule), "change": figure_record(estimate.change, rule),
        "rate_ratio": figure_record(estimate.ratio, rule), "share_imputed": round(estimate.missing, 2),
        "answered_both": rule.count(estimate.answered),
        "intraclass_correlation": None if alike is None else alike.correlation,
        "design_effect": None if alike is None else alike.design_effect,
        "effective_people": None if alike is None else rule.count(alike.effective_people),
        "other_methods": {
            other.method: {"change": figure_record(other.change, rule), "note": other.note or None}
            for other in fit.others[item.key]
        },
        "moved": _moved(fit.moved[item.key]),
    }  # fmt: skip


def _left_out(estimate: ItemEstimate) -> dict[str, Any]:
    """Return an item that rests on too few people: what it is, and no figure of it."""
    item = estimate.item
    nothing = (
        "parameter_sd", "parameter_correlation", "before", "change", "sd_before", "sd", "correlation", "rate_ratio",
        "intraclass_correlation", "design_effect", "effective_people", "moved",
    )  # fmt: skip
    return {
        "item": item.name, "label": item.label, "kind": item.kind, "recall_months": item.recall_months,
        "standardised": item.standardised, "parameter_before": None, "parameter_change": None, "left_out": True,
        **dict.fromkeys(nothing), "share_imputed": round(estimate.missing, 2), "answered_both": HIDDEN,
        "other_methods": {},
    }  # fmt: skip


def _moved(moved: Moved) -> dict[str, Any]:
    changes = [{"by": by, **(figure_record(figure, Rule(on=False)) or {})} for by, figure in moved.changes]
    return {"kind": moved.kind, "changes": changes, "vanishes": moved.vanishes, "unclear": moved.unclear}


def _joint(fit: Fit) -> dict[str, Any]:
    names = list(fit.draws)
    covariance = np.cov(np.stack([fit.draws[name] for name in names]))
    return {"names": names, "covariance": np.atleast_2d(covariance).tolist()}


def _attrition(fit: Fit, rule: Rule) -> Iterator[dict[str, Any]]:
    hidden = {estimate.item.label for estimate in fit.items if estimate.item.key in fit.left_out}
    for line in attrition(fit.data, fit.task.cluster, rule, fit.replicates.quantile):
        if line.what in hidden:
            continue
        yield {
            "what": line.what, "kept": line.kept, "lost": line.lost,
            "difference": None if line.difference is None else figure_record(line.difference, rule),
        }  # fmt: skip


def _groups(fit: Fit, rule: Rule) -> Iterator[dict[str, Any]]:
    for group in group_changes(fit.task.measure, fit.replicates):
        yield {
            "column": group.column, "word": group.word, "people": rule.count(group.people),
            "changes": {
                key: None if key in fit.left_out else figure_record(figure, rule)
                for key, figure in group.changes.items()
            },
        }  # fmt: skip


def _dose(fit: Fit, rule: Rule) -> dict[str, Any]:
    slopes = dose_slopes(fit.task.measure, fit.replicates)
    thirds = dose_thirds(fit.task.measure, fit.task.cluster, fit.replicates.quantile)
    return {
        "association": True,
        "note": "People chose how often to come: those who change more may come more, or less. No effect of a session.",
        "per_session": {
            key: figure_record(figure, Rule(on=False)) for key, figure in slopes.items() if key not in fit.left_out
        },
        "by_third": {
            key: [figure_record(figure, rule) for figure in figures]
            for key, figures in thirds.items()
            if key not in fit.left_out
        },
    }


def _convergence(fit: Fit) -> dict[str, Any]:
    """Return the standard error of each change as replicates are added: it settles where they are enough."""
    total = len(fit.replicates.found)
    steps = sorted({max(20, total * k // 10) for k in range(1, 11)})
    return {
        "replicates": steps,
        "se": {
            estimate.item.name: [fit.replicates.column(f"change:{estimate.item.key}").se_of(step) for step in steps]
            for estimate in fit.items
            if estimate.item.change_parameter is not None and estimate.item.key not in fit.left_out
        },
    }


def _sd_before(fit: Fit, key: str) -> float | None:
    place = [item.key for item in fit.data.items].index(key)
    spread = float(np.nanstd(fit.data.before[place], ddof=1))
    return spread if np.isfinite(spread) else None


def figure_record(figure: Figure | None, rule: Rule) -> dict[str, Any] | None:
    """Return a figure, or None where it may not be shown."""
    if figure is None or rule.mean(figure.value, figure.people) is None:
        return None
    return {name: getattr(figure, name) for name in ("value", "se", "lower", "upper")}
