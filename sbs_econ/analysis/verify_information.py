"""Black-box checks of the value of information."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.analysis.information_answer import answers_to
from sbs_econ.analysis.information_funding import uncertain
from sbs_econ.analysis.information_groups import Group
from sbs_econ.analysis.information_scenarios import drawn, funding
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.variance_shares import label_of
from sbs_econ.analysis.verify_checks import Check, Claim, Subject

DOMAIN = "Value of information"
DRAWS = 2_000
BOUNDED = Claim(
    "evppi_bounded", DOMAIN, "The value of knowing each single input is estimated, for every decision.",
    "None is below 0 or above the value of knowing everything (EVPI).",
)  # fmt: skip
PERFECT = Claim("evpi", DOMAIN, "The value of knowing everything is estimated.", "It is not below 0.")
IN_VAIN = Claim(
    "evppi_irrelevant", DOMAIN, "Inputs that no cost of the perspective depends on are looked at.",
    "Knowing them is worth nothing.",
)  # fmt: skip
CLAIMS = (PERFECT, BOUNDED, IN_VAIN)


def information_checks(subject: Subject) -> Iterator[Check]:
    """Yield the checks of the value of information."""
    inputs, quantities = subject.inputs, uncertain([subject.inputs])
    why = "nobody starts" if inputs.settings.participants == 0 else "nothing is uncertain" if not quantities else ""
    decisions = funding([inputs], (), {}) if not why else None
    if decisions is None or not decisions.perspectives:
        yield from (claim.out_of_place(why or "no perspective bears the programme's cost") for claim in CLAIMS)
        return
    plan = Plan(max(DRAWS, subject.plan.draws), subject.plan.seed, subject.plan.sampler)
    source, stacked = drawn(decisions, plan)
    singles = [Group((name,), label=label_of(quantity)) for name, quantity in quantities.items()]
    answers = answers_to(stacked, source, singles, ())
    yield PERFECT.judged(
        all(a.perfect.value >= 0 for a in answers),
        "; ".join(f"{a.decision.perspective}: {a.perfect.value:.4g} GBP per person" for a in answers),
    )
    beyond, counted, vain, wrong = [], 0, 0, []
    for answer in answers:
        bound = answer.perfect.value * (1.0 + 1e-9) + 1e-12
        for learned in answer.learned:
            counted += 1
            name = f"{learned.group.names[0]} for {answer.decision.perspective}"
            if not 0.0 <= learned.value.value <= bound:
                beyond.append(name)
            if not answer.decision.bears(learned.group.names):
                vain += 1
                if learned.value.value != 0.0:
                    wrong.append(name)
    yield BOUNDED.judged(not beyond, f"{counted:,} values; beyond: {', '.join(beyond) or 'none'}")
    if vain:
        yield IN_VAIN.judged(not wrong, f"{vain:,} values; not 0: {', '.join(wrong) or 'none'}")
    else:
        yield IN_VAIN.out_of_place("every uncertain input bears on every decision")
