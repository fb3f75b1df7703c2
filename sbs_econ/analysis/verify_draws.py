"""Black-box checks of the draws: means, spreads, quantiles, order, blocks and workers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sbs_econ.analysis.engine import Threads, Working
from sbs_econ.analysis.psa import Plan, Result, run_psa
from sbs_econ.analysis.verify_checks import EXACT, Check, Claim, Pair, Subject, unchanged
from sbs_econ.equations.sampling import BLOCK
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import evaluate
from sbs_econ.model.inputs import ResolvedQuantity

DOMAIN = "PSA"
ERRORS = 5.0
"""Monte Carlo standard errors that are allowed: with some 500 comparisons, 4 would be passed by chance now and then."""
TESTED = (0.1, 0.5, 0.9)
"""Quantiles whose share of draws is counted."""
CERTAIN = Claim(
    "nothing_uncertain", DOMAIN, "Every distribution is taken away.", "Every draw is the base case, to the last bit."
)
MEANS = Claim(
    "means", DOMAIN, "The mean of every input's draws is set beside the declared mean.",
    f"Within {ERRORS:g} Monte Carlo standard errors.",
)  # fmt: skip
QUANTILES = Claim(
    "spreads", DOMAIN, "The draws of every input below its 10%, 50% and 90% quantiles are counted.",
    f"10%, 50% and 90% of them, within {ERRORS:g} standard errors: spread and skewness are as declared.",
)  # fmt: skip
TOGETHER = Claim(
    "correlations", DOMAIN, "The correlation of the normal scores of inputs that are drawn together is measured.",
    f"As declared, within {ERRORS:g} standard errors.",
)  # fmt: skip
ORDER = Claim("order", DOMAIN, "Inputs are drawn in the opposite order.", "The same draws, to the last bit.")
FIRST = Claim("first_draws", DOMAIN, "Half as many draws are made.", "They are the first half, to the last bit.")
FIXED = Claim(
    "one_fixed", DOMAIN, "One uncertain input after another is fixed, ten of them.",
    "The draws of all others stay as they are, to the last bit.",
)  # fmt: skip
WORKERS = Claim(
    "workers",
    DOMAIN,
    "Two blocks of draws are made by one worker, and by three.",
    "Every figure the same, to the last bit.",
)
SUPPORT = Claim(
    "support", DOMAIN, "Draws and 95% intervals, which the tornado spans, are set beside what each input can be.",
    "All of them lie within.",
)  # fmt: skip
SHARES = Claim("shares", DOMAIN, "Shares and probabilities are looked at in every draw.", "None is below 0 or above 1.")
PRICES = Claim(
    "not_negative", DOMAIN, "Prices and baselines are looked at in every draw.", "None is negative."
)  # fmt: skip


def draw_checks(subject: Subject) -> Iterator[Check]:
    """Yield the checks of draws."""
    yield CERTAIN.within(_certain(subject), EXACT)
    yield _means(subject)
    yield _quantiles(subject)
    yield _correlations(subject)
    yield ORDER.within(_backwards(subject), EXACT)
    if subject.plan.sampler == "sobol":
        yield FIRST.out_of_place("the replicates of a Sobol sequence depend on how many draws are made")
    else:
        yield FIRST.within(_first_half(subject), EXACT)
    yield FIXED.within(_one_fixed(subject), EXACT)
    yield WORKERS.within(_workers(subject), EXACT)
    yield _support(subject)
    yield _shares(subject)
    yield _not_negative(subject)


def fixed(quantities: Mapping[str, ResolvedQuantity]) -> dict[str, ResolvedQuantity]:
    """Return quantities without their distributions."""
    return {n: replace(q, distribution=None, family=None, joint=None) for n, q in quantities.items()}


def _certain(subject: Subject) -> Iterator[Pair]:
    inputs = subject.inputs
    sites = tuple(replace(site, quantities=fixed(site.quantities)) for site in inputs.sites)
    certain = replace(inputs, quantities=fixed(inputs.quantities), sites=sites)
    values, local = subject.drawn(certain)
    rows = {row.row: row for row in evaluate(certain, values, local)}
    yield from unchanged(subject.base, rows)


def _uncertain(subject: Subject) -> Iterator[tuple[str, ResolvedQuantity, np.ndarray]]:
    """Every uncertain input with its draws, those of sites too."""
    values, local = subject.given
    sources = [("", subject.inputs.quantities, values)]
    sources += [(f" at {site.key}", site.quantities, local.get(site.key, {})) for site in subject.inputs.sites]
    for where, quantities, drawn in sources:
        for name, quantity in quantities.items():
            if quantity.distribution is not None:
                yield name + where, quantity, np.asarray(drawn[name], dtype=np.float64)


def _worst(claim: Claim, scores: Mapping[str, float]) -> Check:
    if not scores:
        return claim.out_of_place("there is nothing of the kind")
    name = max(scores, key=lambda key: scores[key])
    seen = f"{len(scores):,} compared; furthest off is {name}, by {scores[name]:.1f} standard errors"
    return claim.judged(scores[name] <= ERRORS, seen)


def _means(subject: Subject) -> Check:
    scores = {}
    for name, quantity, drawn in _uncertain(subject):
        distribution = quantity.distribution
        if distribution is not None and distribution.sd > 0:
            error = distribution.sd * abs(quantity.multiplier) / math.sqrt(len(drawn))
            scores[name] = float(abs(drawn.mean() - quantity.value) / error)
    return _worst(MEANS, scores)


def _quantiles(subject: Subject) -> Check:
    from scipy.special import ndtri

    scores = {}
    for name, quantity, drawn in _uncertain(subject):
        distribution = quantity.distribution
        empirical = quantity.joint is not None and quantity.joint.kind == "empirical"
        if distribution is None or empirical or quantity.family in ("empirical", "zero_inflated"):
            continue
        limits = distribution.quantile(ndtri(np.asarray(TESTED))) * quantity.multiplier
        for share, limit in zip(TESTED, limits, strict=True):
            below = float(np.mean(drawn <= limit))
            error = math.sqrt(share * (1.0 - share) / len(drawn))
            scores[f"{name} at {share:.0%}"] = abs(below - share) / error
    return _worst(QUANTILES, scores)


def _correlations(subject: Subject) -> Check:
    shared = Shared(subject.sampler, 0, subject.plan.draws)
    scores = {}
    for group in subject.inputs.correlations:
        seen = np.corrcoef([shared.scores(name, group) for name in group.names])
        for i, first in enumerate(group.names):
            for j, second in enumerate(group.names[:i]):
                declared = group.matrix[i][j]
                error = max(1.0 - declared**2, 1e-9) / math.sqrt(subject.plan.draws)
                scores[f"{first} with {second}"] = float(abs(seen[i, j] - declared) / error)
    return _worst(TOGETHER, scores)


def _backwards(subject: Subject) -> Iterator[Pair]:
    inputs = subject.inputs
    quantities = dict(reversed(list(inputs.quantities.items())))
    sites = tuple(replace(s, quantities=dict(reversed(list(s.quantities.items())))) for s in inputs.sites)
    values, local = draw_block(
        replace(inputs, quantities=quantities, sites=sites), Shared(subject.sampler, 0, subject.plan.draws)
    )
    before, local_before = subject.given
    for name in values:
        yield name, before[name], values[name]
    for site, own in local.items():
        for name in own:
            yield f"{name} at {site}", local_before[site][name], own[name]


def _first_half(subject: Subject) -> Iterator[Pair]:
    half = subject.plan.draws // 2
    fewer, _ = subject.drawn(subject.inputs, half)
    for name, value in subject.given[0].items():
        yield name, np.asarray(value)[:half] if np.ndim(value) else value, fewer[name]


def _one_fixed(subject: Subject) -> Iterator[Pair]:
    inputs = subject.inputs
    alone = [n for n, q in inputs.quantities.items() if q.distribution is not None and q.joint is None]
    for which in alone[:: max(1, len(alone) // 10)]:
        quantities = {**inputs.quantities, which: fixed({which: inputs.quantities[which]})[which]}
        values, _ = subject.drawn(replace(inputs, quantities=quantities))
        for name, value in subject.given[0].items():
            if name != which:
                yield f"{name} with {which} fixed", value, values[name]


def _workers(subject: Subject) -> Iterator[Pair]:
    plan = Plan(BLOCK + 1_000, subject.plan.seed, subject.plan.sampler)
    one, three = (run_psa(subject.inputs, plan, Working(Threads(jobs, 2 * jobs))) for jobs in (1, 3))
    for name, value in _estimates(one).items():
        yield name, value, _estimates(three)[name]


def _estimates(result: Result) -> dict[str, float]:
    found = {}
    for row in result.rows:
        for part, estimate in (("quantity", row.quantity), ("cost", row.cost)):
            if estimate is not None:
                for figure in ("mean", "mc_se", "lower", "upper"):
                    found[f"{row.row.row} {part} {figure}"] = float(getattr(estimate, figure))
    return found


def _support(subject: Subject) -> Check:
    outside, counted = [], 0
    for name, quantity, drawn in _uncertain(subject):
        distribution = quantity.distribution
        if distribution is None:
            continue
        low, high = (limit * quantity.multiplier for limit in distribution.support)
        room = 1e-12 * max(abs(low) if math.isfinite(low) else 0.0, abs(high) if math.isfinite(high) else 0.0)
        ends = [limit * quantity.multiplier for limit in distribution.interval(0.95)]
        counted += 1
        if min(drawn.min(), *ends) < low - room or max(drawn.max(), *ends) > high + room:
            outside.append(name)
    return SUPPORT.judged(not outside, f"{counted:,} inputs; outside: {', '.join(outside) or 'none'}")


def _shares(subject: Subject) -> Check:
    looked: dict[str, np.ndarray] = {}
    for name, row in subject.rows.items():
        if row.unit == "share" and row.quantity is not None and row.usual_quantity is not None:
            looked[f"{name} usual support"] = np.asarray(row.usual_quantity)
            looked[f"{name} with the programme"] = np.asarray(row.quantity + row.usual_quantity)
        if row.share_after_follow_up is not None:
            looked[f"{name} share after follow-up"] = np.asarray(row.share_after_follow_up)
    for name, quantity, drawn in _uncertain(subject):
        if quantity.unit.value == "share" and name.split(" at ")[0] not in subject.nulls:
            looked[name] = drawn
    outside = [n for n, v in looked.items() if not bool(np.all((v >= -1e-12) & (v <= 1.0 + 1e-12)))]
    return SHARES.judged(not outside, f"{len(looked):,} looked at; outside: {', '.join(outside) or 'none'}")


def _not_negative(subject: Subject) -> Check:
    wanted = (".baseline", ".baseline_hours")
    looked = {
        name: drawn
        for name, quantity, drawn in _uncertain(subject)
        if name.startswith("unit_costs.") or name.split(" at ")[0].endswith(wanted)
        or (name.startswith("programme.") and quantity.unit.value.startswith("GBP"))
    }  # fmt: skip
    negative = [
        f"{name} in {np.mean(drawn < 0):.1%} of draws" for name, drawn in looked.items() if bool(np.any(drawn < 0))
    ]
    if not looked:
        return PRICES.out_of_place("none of them is uncertain")
    return PRICES.judged(not negative, f"{len(looked):,} looked at; negative: {', '.join(negative) or 'none'}")
