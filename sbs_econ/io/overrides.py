"""What the command line or a Python call changes: ``NAME=VALUE`` for quantities and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from sbs_econ.errors import InputError, Problem
from sbs_econ.schema.base import Plain, did_you_mean
from sbs_econ.schema.scenario import ScenarioFile, ScenarioSettings

REASON = "Given on the command line."
PLACE = "(command line)"


def parse_assignments(texts: Iterable[str]) -> dict[str, str]:
    """Return ``NAME=VALUE`` texts as a mapping.

    Raises:
        InputError: with every text that is not of that form, or names something twice.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            problems.append(
                Problem(
                    "E420",
                    f"--set {text}: NAME=VALUE is wanted",
                    "such as --set attribution.causal_share=0.5",
                    PLACE,
                )
            )
        elif name.strip() in found:
            problems.append(Problem("E420", f"--set gives {name.strip()} twice", "give it once", PLACE))
        else:
            found[name.strip()] = value.strip()
    if problems:
        raise InputError(problems)
    return found


def overrides_from_python(changes: Mapping[str, Any]) -> ScenarioFile | None:
    """Return names and values as the last layer of a scenario; None if there are none.

    Raises:
        InputError: if a setting does not exist or a value is out of its range.
    """
    if not changes:
        return None
    settings, quantities, design = {}, {}, {}
    problems: list[Problem] = []
    for name, value in changes.items():
        given = Plain(value) if isinstance(value, str) else value
        if name.startswith("settings.design."):
            design[name.removeprefix("settings.design.")] = given
        elif name.startswith("settings."):
            key = name.removeprefix("settings.")
            if key not in ScenarioSettings.model_fields:
                problems.append(
                    Problem(
                        "E421",
                        f"there is no setting '{key}'",
                        did_you_mean(key, ScenarioSettings.model_fields),
                        PLACE,
                    )
                )
            settings[key] = given
        else:
            quantities[name] = {"value": given, "reason": REASON}
    return _layer({"settings": settings, "changes": quantities, "design": design}, problems)


def _layer(parts: Mapping[str, Any], problems: list[Problem]) -> ScenarioFile:
    known = {key: value for key, value in parts["settings"].items() if key in ScenarioSettings.model_fields}
    try:
        layer = ScenarioFile.model_validate({**parts, "settings": known, "label": "Command line", "question": "?"})
    except ValidationError as error:
        raise InputError([*problems, *(_problem(details) for details in error.errors(include_url=False))]) from None
    if problems:
        raise InputError(problems)
    return layer


def _problem(details: Any) -> Problem:
    from sbs_econ.io.shape import plain_words

    loc = details["loc"]
    parts = loc[1:2] if loc[0] == "changes" else [part for part in loc if part != "[key]"]
    name = ".".join(str(part) for part in parts)
    message, cure = plain_words(details)
    return Problem("E103", f"{name}: {message}", cure, PLACE)


def overrides_record(changes: Mapping[str, Any]) -> dict[str, str]:
    """Return the changes as sorted text, for the manifest and the hash of inputs."""
    return {name: str(changes[name]) for name in sorted(changes)}
