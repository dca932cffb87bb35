"""`codesearch mcp install`: tell agents of the server."""

from pathlib import Path

import click

from codesearch.cli import FOUND
from codesearch.cli.mcp.changing import change_all
from codesearch.cli.mcp.choosing import agents_argument, chosen_settings, project_option, user_option
from codesearch.cli.terminal import tell
from codesearch.tui.inert import inert_line


@click.command("install", short_help="Tell agents of the server.")
@agents_argument
@project_option
@user_option
@click.option("--print", "is_printed", is_flag=True, help="Print what to write, and write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
def install(
    agents: tuple[str, ...], *, project: Path | None, for_user: bool, is_printed: bool, yes: bool
) -> int:
    """Tell each AGENT, or all that are found here, of the server, in the settings of this project.

    Shows each change and asks before it is made; a copy of each file is kept, and `codesearch mcp uninstall`
    takes out what was written. Other settings, comments and order stay as they are.
    """
    from codesearch.agents.setup.change import addition

    settings = chosen_settings(agents, project, for_user=for_user, is_told=False)
    if is_printed:
        for one in settings:
            tell(f"{one.agent.title}, {inert_line(str(one.path))}:")
            print(one.snippet, end="")
        return FOUND
    return change_all(settings, addition, is_agreed=yes, nothing="knows the server already")
