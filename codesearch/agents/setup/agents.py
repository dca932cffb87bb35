"""The agents that are known: where each keeps its settings and how it wants to be told of a server.

Paths and forms are those of the agents' own documentation, autumn 2026. Most start a server in the project's
folder, so that it needs no argument; those that do not are given the folder, by a variable of theirs if they
have one.
"""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

SERVER = "codesearch"

Command = Sequence[str]
Form = Callable[[Command], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent; paths of a project are relative to it, those of a user to the home folder."""

    name: str
    title: str
    language: Literal["json", "toml"]
    keys: tuple[str, ...]  # that lead to the table of servers in the settings
    form: Form
    project_files: tuple[str, ...] = ()  # the first that exists, else the first
    user_files: tuple[Path, ...] = ()
    programs: tuple[str, ...] = ()  # any of them on the PATH, or
    traces: tuple[Path, ...] = ()  # any of these there, says that the agent is installed
    folder: str = ""  # variable for the project's folder, where a server is not started in it
    is_started_elsewhere: bool = False  # and there is no such variable
    user_command: str = ""  # that registers a server for all projects, where the file is the agent's own

    @property
    def is_there(self) -> bool:
        """Whether it seems to be installed."""
        return any(map(shutil.which, self.programs)) or any(trace.exists() for trace in self.traces)

    def entry(self, project: Path, *, for_user: bool) -> Mapping[str, Any]:
        """Return what its settings have to say of the server."""
        command = [*server_command(absolute=for_user)]
        if self.is_started_elsewhere:
            command.append(str(project))
        elif self.folder:
            command.append(self.folder)
        return self.form(command)


def server_command(*, absolute: bool) -> list[str]:
    """Return what starts the server: by name where that is on the PATH, as a project's settings are shared.

    A user's own settings get the whole path, for a desktop application may have another PATH.
    """
    found = shutil.which(SERVER)
    if found is None:
        return [sys.executable, "-P", "-m", SERVER, "mcp"]  # -P: no code from the folder it is started in
    return [found if absolute else SERVER, "mcp"]


def _split(command: Command) -> dict[str, Any]:
    return {"command": command[0], "args": [*command[1:]]}


def _stdio(command: Command) -> dict[str, Any]:
    return {"type": "stdio", **_split(command)}


def _local(command: Command) -> dict[str, Any]:
    return {"type": "local", "command": [*command], "enabled": True}


def _custom(command: Command) -> dict[str, Any]:
    return {"source": "custom", **_split(command), "env": {}}


def known_agents() -> dict[str, Agent]:
    """Return the known agents by name, with the paths of this user and system."""
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    desktop = _application_folder(home, config)
    code = desktop / "Code" / "User"
    codex = Path(os.environ.get("CODEX_HOME") or home / ".codex")
    zed = Path(os.environ.get("APPDATA", home)) / "Zed" if sys.platform == "win32" else config / "zed"
    agents = (
        Agent(
            "claude-code",
            "Claude Code",
            "json",
            ("mcpServers",),
            _stdio,
            project_files=(".mcp.json",),
            programs=("claude",),
            traces=(home / ".claude", home / ".claude.json"),
            user_command="claude mcp add --scope user",
        ),
        Agent(
            "claude-desktop",
            "Claude Desktop",
            "json",
            ("mcpServers",),
            _split,
            user_files=(desktop / "Claude" / "claude_desktop_config.json",),
            traces=(desktop / "Claude",),
            is_started_elsewhere=True,
        ),
        Agent(
            "cursor",
            "Cursor",
            "json",
            ("mcpServers",),
            _split,
            project_files=(".cursor/mcp.json",),
            user_files=(home / ".cursor" / "mcp.json",),
            programs=("cursor",),
            traces=(home / ".cursor",),
            folder="${workspaceFolder}",
        ),
        Agent(
            "vscode",
            "VS Code",
            "json",
            ("servers",),
            _stdio,
            project_files=(".vscode/mcp.json",),
            user_files=(code / "mcp.json",),
            programs=("code",),
            traces=(code,),
            folder="${workspaceFolder}",
        ),
        Agent(
            "codex",
            "Codex",
            "toml",
            ("mcp_servers",),
            _split,
            project_files=(".codex/config.toml",),
            user_files=(codex / "config.toml",),
            programs=("codex",),
            traces=(codex,),
        ),
        Agent(
            "gemini",
            "Gemini CLI",
            "json",
            ("mcpServers",),
            _split,
            project_files=(".gemini/settings.json",),
            user_files=(home / ".gemini" / "settings.json",),
            programs=("gemini",),
            traces=(home / ".gemini",),
        ),
        Agent(
            "zed",
            "Zed",
            "json",
            ("context_servers",),
            _custom,
            project_files=(".zed/settings.json",),
            user_files=(zed / "settings.json",),
            programs=("zed", "zeditor"),
            traces=(zed,),
        ),
        Agent(
            "opencode",
            "opencode",
            "json",
            ("mcp",),
            _local,
            project_files=("opencode.json", "opencode.jsonc"),
            user_files=(config / "opencode" / "opencode.json", config / "opencode" / "opencode.jsonc"),
            programs=("opencode",),
            traces=(config / "opencode",),
        ),
    )
    return {agent.name: agent for agent in agents}


def _application_folder(home: Path, config: Path) -> Path:
    """Where desktop applications keep their settings."""
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", home / "AppData" / "Roaming"))
    return config
