"""`codesearch mcp`: answer agents, and tell them where to ask."""

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from codesearch.cli.mcp.install import install
from codesearch.cli.mcp.serve import serve
from codesearch.cli.mcp.uninstall import uninstall

if TYPE_CHECKING:
    from click import Context, HelpFormatter


class _ServeByDefault(click.Group):
    """Takes what is no subcommand for arguments of `serve`, so that `codesearch mcp ROOT` serves ROOT."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        is_named = args[0] in (*self.commands, *ctx.help_option_names) if args else ctx.resilient_parsing
        return super().parse_args(ctx, args if is_named else ["serve", *args])

    def shell_complete(self, ctx: "Context", incomplete: str) -> list[CompletionItem]:
        """Options, subcommands and folders; these come first, for bash forgets what came before them."""
        found = serve.shell_complete(ctx, incomplete) + super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [CompletionItem(incomplete, type="dir"), *found]

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] [ROOT]...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] …", prefix=" " * len("Usage: "))

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        serve.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: "Context") -> list[str]:
        return [name for name in super().list_commands(ctx) if name != "serve"]


@click.group("mcp", cls=_ServeByDefault, short_help="Answer agents over the Model Context Protocol.")
def command() -> None:
    """Answer agents about the code in each ROOT over the Model Context Protocol, on stdin and stdout.

    ROOT is the repository around the current folder unless given. Agents start this command themselves once
    `codesearch mcp install` has told them of it. Nothing outside of the roots is ever shown.

    \b
    codesearch mcp install claude-code
    codesearch mcp --http 8613 path/to/repo
    """


for subcommand in (serve, install, uninstall):
    command.add_command(subcommand)
