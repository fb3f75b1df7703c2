"""The command as people run it: what it prints, and what it refuses."""

import json

from click.testing import CliRunner

from sbs_econ.cli.voi import command


def voi(*arguments):
    """What the command prints to standard output."""
    done = CliRunner().invoke(command, [str(a) for a in arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def document(*arguments):
    return json.loads(voi(*arguments, "--format", "json"))


def refusal(*arguments):
    """The error that it ends with: our own, or click's exit code."""
    done = CliRunner().invoke(command, [str(a) for a in arguments])
    assert done.exception is not None
    assert done.stdout == ""
    return done.exception


NUMBER = {"type": "number"}
POSITIVE = {"type": "number", "minimum": 0}
BY_OPTION = {"type": "object", "minProperties": 2, "additionalProperties": NUMBER}
VALUE = {
    "type": "object",
    "required": ["value", "se"],
    "properties": {"value": POSITIVE, "se": POSITIVE, "zero_within_error": {"type": "boolean"}},
}
SCHEMA = {
    "type": "object",
    "required": ["schema", "results"],
    "properties": {
        "schema": {"const": "sbs_econ/voi/1"},
        "results": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["wtp", "evpi", "probability_best", "expected_net_benefit", "evppi", "evsi"],
                "properties": {
                    "wtp": {"type": ["number", "null"]},
                    "evpi": VALUE,
                    "probability_best": BY_OPTION,
                    "expected_net_benefit": BY_OPTION,
                    "evppi": {
                        "type": "array",
                        "items": {
                            "allOf": [VALUE],
                            "required": ["parameters", "method"],
                            "properties": {
                                "parameters": {"type": "array", "items": {"type": "string"}},
                                "method": {"type": "string"},
                            },
                        },
                    },
                    "evsi": {
                        "type": "array",
                        "items": {
                            "allOf": [VALUE],
                            "required": ["design", "n"],
                            "properties": {"design": {"type": "string"}, "n": {"type": ["integer", "null"]}},
                        },
                    },
                },
            },
        },
    },
}
"""The part of the document that other people's scripts rely on."""
