"""`codesearch eval`: how good search is, on public data and on one's own repository."""

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from codesearch.cli.evaluation.build import build
from codesearch.cli.evaluation.challenge import challenge
from codesearch.cli.evaluation.own import own
from codesearch.cli.evaluation.pairs import pairs
from codesearch.cli.evaluation.repos import repos

if TYPE_CHECKING:
    from click import Context, HelpFormatter


class _OwnByDefault(click.Group):
    """Takes what is no subcommand for arguments of `own`, so that `codesearch eval ROOT` asks about ROOT."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        is_named = args[0] in (*self.commands, *ctx.help_option_names) if args else ctx.resilient_parsing
        if not is_named:  # a shell that completes the first argument may mean either
            args = ["own", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: "Context", incomplete: str) -> list[CompletionItem]:
        """Options, subcommands and folders; these come first, for bash forgets what came before them."""
        found = own.shell_complete(ctx, incomplete) + super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [CompletionItem(incomplete, type="dir"), *found]

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] [ROOT]")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] …", prefix=" " * len("Usage: "))

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        own.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: "Context") -> list[str]:
        return [name for name in super().list_commands(ctx) if name != "own"]


@click.group("eval", cls=_OwnByDefault, short_help="Measure how well search finds code.")
def command() -> None:
    """Measure how well search finds code in ROOT, or on data with known answers.

    Each documented function of ROOT, the repository around the current folder unless given, is asked for by
    its documentation, which is taken out of the index first. The report says how often it was found, and
    where and why it was not.
    """


for subcommand in (own, pairs, challenge, repos, build):
    command.add_command(subcommand)
