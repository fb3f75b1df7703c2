"""Every command and every option is explained, shown by an example, and in the reference."""

import click
import pytest
from generators.commands import help_text, walk
from generators.transcripts import ROOT

COMMANDS = dict(walk())
LEAVES = {path: command for path, command in COMMANDS.items() if not isinstance(command, click.Group)}
REFERENCE = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")


def name(path):
    return " ".join(path)


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_command_is_explained_and_in_the_reference(path):
    assert COMMANDS[path].help
    assert help_text(path) in REFERENCE


@pytest.mark.parametrize("path", LEAVES, ids=name)
def test_command_shows_an_example_of_itself(path):
    lines = help_text(path).splitlines()
    assert "  Example:" in lines, "add an Example: to the docstring of the command"
    assert any(line.startswith(f"    sbs-econ {name(path)}") for line in lines[lines.index("  Example:") :])


@pytest.mark.parametrize("path", LEAVES, ids=name)
def test_every_option_is_explained(path):
    options = [each for each in LEAVES[path].params if isinstance(each, click.Option)]
    assert [option.opts[-1] for option in options if not option.help] == []
