"""A cost-consequence model of community mental-health peer support (Side by Side, England).

Importing the package is light; numpy, scipy and pandas are imported when something is computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sbs_econ.version import __version__

if TYPE_CHECKING:
    from sbs_econ.api import (
        Run,
        budget_impact,
        compare,
        diff,
        explain,
        fit,
        init,
        lenses,
        load,
        report,
        reproduce,
        run,
        sensitivity_evidence,
        sensitivity_one_way,
        sensitivity_threshold,
        sensitivity_two_way,
        sensitivity_variance,
        synthesise,
        validate,
        verify,
        voi,
        waterfall,
    )

__all__ = [
    "Run",
    "__version__",
    "budget_impact",
    "compare",
    "diff",
    "explain",
    "fit",
    "init",
    "lenses",
    "load",
    "report",
    "reproduce",
    "run",
    "sensitivity_evidence",
    "sensitivity_one_way",
    "sensitivity_threshold",
    "sensitivity_two_way",
    "sensitivity_variance",
    "synthesise",
    "validate",
    "verify",
    "voi",
    "waterfall",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in __all__:
        from sbs_econ import api

        return getattr(api, name)
    raise AttributeError(f"module 'sbs_econ' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
