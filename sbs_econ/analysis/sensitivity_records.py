"""What every document of a sensitivity analysis begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sbs_econ.model.inputs import Inputs
from sbs_econ.version import __version__


def sensitivity_document(
    name: str, inputs: Inputs, drawn: Mapping[str, int], content: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the document of ``sensitivity NAME --format json``.

    Args:
        name: one_way, two_way, threshold, variance or evidence.
        inputs: of the scenario.
        drawn: draws and seed; empty where nothing was drawn.
        content: the answer itself.
    """
    settings = inputs.settings
    head = {
        "schema": f"sbs_econ/sensitivity_{name}/1", "scenario": inputs.scenario, "label": inputs.label,
        "version": __version__, "price_year": settings.price_year, "participants": settings.participants,
    }  # fmt: skip
    return {**head, **drawn, **content}
