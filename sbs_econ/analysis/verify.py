"""Black-box checks of the model on a user's own inputs, after TECH-VER (Büyükkaramikli and others 2019)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.verify_checks import Check, Subject
from sbs_econ.analysis.verify_draws import draw_checks
from sbs_econ.analysis.verify_effects import effect_checks
from sbs_econ.analysis.verify_information import information_checks
from sbs_econ.analysis.verify_prices import price_checks
from sbs_econ.analysis.verify_sums import sum_checks
from sbs_econ.analysis.verify_window import window_checks
from sbs_econ.model.inputs import Inputs
from sbs_econ.version import __version__

FAMILIES: tuple[Callable[[Subject], Iterator[Check]], ...] = (
    price_checks,
    effect_checks,
    window_checks,
    sum_checks,
    draw_checks,
    information_checks,
)
DOMAINS = ("Inputs", "Results", "Additionality", "PSA", "Value of information", "Report")
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Verification:
    """Every check of one scenario."""

    scenario: str
    plan: Plan
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(check.passed is not False for check in self.checks)

    def counted(self) -> dict[str, int]:
        """Return how many checks passed, failed and did not apply."""
        outcomes = [check.outcome for check in self.checks]
        return {word: outcomes.count(word) for word in ("passed", "failed", "does not apply")}


def verify(inputs: Inputs, plan: Plan, more: Iterable[Check] = ()) -> Verification:
    """Return every check of a scenario and ``more`` of them, in the order of their domains."""
    subject = Subject(inputs, plan)
    checks = [*(check for family in FAMILIES for check in family(subject)), *more]
    return Verification(
        inputs.scenario, subject.plan, tuple(sorted(checks, key=lambda check: DOMAINS.index(check.domain)))
    )


def check_record(check: Check) -> Record:
    """Return one check as a flat record."""
    return {
        "check": check.key,
        "domain": check.domain,
        "done": check.done,
        "expected": check.expected,
        "seen": check.seen,
        "outcome": check.outcome,
        "source": check.source,
    }


def verify_document(verification: Verification, inputs_sha256: str) -> Record:
    """Return the document of ``verify --format json``, schema sbs_econ/verify/1."""
    counted = verification.counted()
    return {
        "schema": "sbs_econ/verify/1",
        "scenario": verification.scenario,
        "version": __version__,
        "inputs_sha256": inputs_sha256,
        "draws": verification.plan.draws,
        "seed": verification.plan.seed,
        "sampler": verification.plan.sampler,
        "passed": verification.passed,
        "counts": {
            "passed": counted["passed"],
            "failed": counted["failed"],
            "not_applicable": counted["does not apply"],
        },
        "checks": [check_record(check) for check in verification.checks],
    }
