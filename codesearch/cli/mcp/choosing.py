"""Which agents are meant, and in which of their settings."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codesearch.cli.choices import FolderParam
from codesearch.cli.root import default_root
from codesearch.cli.terminal import tell
from codesearch.errors import RootError

if TYPE_CHECKING:
    from codesearch.agents.setup.agents import Agent
    from codesearch.agents.setup.change import Settings

NAMES = ("claude-code", "claude-desktop", "cursor", "vscode", "codex", "gemini", "zed", "opencode")

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

agents_argument: Decorator = click.argument(
    "agents", nargs=-1, type=click.Choice(NAMES), metavar="[AGENT]..."
)
project_option: Decorator = click.option(
    "--project",
    type=FolderParam(),
    metavar="ROOT",
    help="The project; the repository around the current folder unless given.",
)
user_option: Decorator = click.option(
    "--user", "for_user", is_flag=True, help="Settings for all projects of the user."
)


def chosen_settings(
    names: tuple[str, ...], project: Path | None, *, for_user: bool, is_told: bool
) -> "list[Settings]":
    """Return the settings of the agents of these names; without names, of those found here.

    `is_told` asks for those that know the server, instead of those that are installed.

    Raises:
        SetupError: none is found.
        RootError: the project is no folder.
    """
    from codesearch.agents.setup.agents import known_agents
    from codesearch.agents.setup.errors import SetupError

    known = known_agents()
    folder = (project or default_root()).resolve()
    if not folder.is_dir():
        raise RootError(f"{project} is not a folder: give the folder of a repository")
    meant = [known[name] for name in names] or [
        agent for agent in known.values() if is_told or agent.is_there
    ]
    found = [
        one for agent in meant for one in _settings(agent, folder, for_user=for_user, is_named=bool(names))
    ]
    if not names and is_told:
        found = [one for one in found if _is_told(one)]
    if not found and not names:
        raise SetupError(
            f"no agent {'knows the server' if is_told else 'is found here'}: name some of {', '.join(NAMES)}"
        )
    return found


def _settings(agent: "Agent", project: Path, *, for_user: bool, is_named: bool) -> "list[Settings]":
    """The settings of one agent, or none, with what to do instead said on stderr."""
    from codesearch.agents.setup.agents import server_command
    from codesearch.agents.setup.change import settings_of
    from codesearch.agents.setup.errors import SetupError

    try:
        return [settings_of(agent, project, for_user=for_user)]
    except SetupError as error:
        if is_named:
            command = f"{agent.user_command} codesearch -- {' '.join(server_command(absolute=True))}"
            tell(f"{error}; run this: {command}")
        return []


def _is_told(settings: "Settings") -> bool:
    from codesearch.agents.setup.change import removal
    from codesearch.agents.setup.errors import SetupError

    try:
        return removal(settings).is_needed
    except SetupError:
        return False
