"""`codesearch mcp uninstall`: undo what `codesearch mcp install` wrote."""

from pathlib import Path

import click

from codesearch.cli.mcp.changing import change_all
from codesearch.cli.mcp.choosing import agents_argument, chosen_settings, project_option, user_option


@click.command("uninstall", short_help="Undo what install wrote.")
@agents_argument
@project_option
@user_option
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
def uninstall(agents: tuple[str, ...], *, project: Path | None, for_user: bool, yes: bool) -> int:
    """Take the server out of the settings of each AGENT, or of all that know it.

    A file that nobody has changed since becomes what it was, to the byte.
    """
    from codesearch.agents.setup.change import removal

    settings = chosen_settings(agents, project, for_user=for_user, is_told=True)
    return change_all(settings, removal, is_agreed=yes, nothing="does not know the server")
