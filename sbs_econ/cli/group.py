"""The program and its commands, each imported only when it is used."""

from __future__ import annotations

import difflib
import importlib

import click

from sbs_econ.version import __version__

COMMANDS = {
    "init": ("sbs_econ.cli.init", "Write an editable copy of the parameters and scenarios."),
    "validate": ("sbs_econ.cli.validate", "Show every problem in parameters and scenarios; runs nothing."),
    "run": ("sbs_econ.cli.run", "Run scenarios and print the cost-consequence table."),
    "compare": ("sbs_econ.cli.compare", "Scenarios, sites or groups of people side by side, with paired differences."),
    "diff": ("sbs_econ.cli.diff", "What differs between two scenarios, folders or runs, and what moved the result."),
    "sensitivity": ("sbs_econ.cli.sensitivity", "What moves the answer, and at what value it breaks even."),
    "voi": ("sbs_econ.cli.voi", "What is worth finding out: EVPI, EVPPI, EVSI, ENBS; also for draws made elsewhere."),
    "budget-impact": ("sbs_econ.cli.budget_impact", "Who pays what in which financial year, undiscounted."),
    "report": ("sbs_econ.cli.report", "Write a report to act on: a page, Word, workbooks and CSV."),
    "lenses": ("sbs_econ.cli.lenses", "Whether the answer depends on perspective, horizon, prices and valuations."),
    "fit": ("sbs_econ.cli.fit", "Questionnaires to parameters: baselines and changes with honest uncertainty."),
    "synthesise": ("sbs_econ.cli.synthesise", "Write a synthetic set of questionnaires to try fit on."),
    "parameters": ("sbs_econ.cli.parameters", "Look at and edit the inputs: list, show, schema, set."),
    "scenario": ("sbs_econ.cli.scenario", "Look at and write scenarios: list, show, new, waterfall."),
    "verify": ("sbs_econ.cli.verify", "Does the model behave on these inputs as it must? Black-box checks."),
    "reproduce": ("sbs_econ.cli.reproduce", "Run a run folder again and say whether its numbers come back."),
    "explain": ("sbs_econ.cli.explain", "From a number of the table back to the inputs it was made of."),
    "errors": ("sbs_econ.cli.errors", "Explain an error code."),
}
"""Command to the module that holds it and its one-line help, so that ``--help`` imports nothing."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order people use them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"There is no command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: sbs-econ run base_case. Your own copy: sbs-econ init my_project.",
)
@click.version_option(__version__, "-V", "--version", prog_name="sbs-econ")
def program() -> None:
    """What community peer support costs, what it changes, who pays and who gains (Side by Side, England).

    Defaults are illustrative where no public figure exists, and say so.
    """
