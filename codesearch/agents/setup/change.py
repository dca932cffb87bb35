"""What telling an agent of the server changes in its settings, and what undoing that does."""

from dataclasses import dataclass
from pathlib import Path

from codesearch.agents.setup.agents import SERVER, Agent
from codesearch.agents.setup.edits import entry_in, snippet, with_entry, without_entry
from codesearch.agents.setup.errors import EditError, SetupError
from codesearch.agents.setup.files import (
    backup_file,
    delete_settings,
    keep_backup,
    read_settings,
    write_settings,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The file that an agent is told in."""

    agent: Agent
    project: Path
    base: Path  # the project or the home folder, below which no link is followed
    path: Path
    is_user: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """What leads to the server's entry."""
        return (*self.agent.keys, SERVER)

    @property
    def snippet(self) -> str:
        """What the settings have to hold."""
        entry = self.agent.entry(self.project, for_user=self.is_user)
        return snippet(self.agent.language, self.keys, entry)


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it is and as it will be, None where there is none."""

    settings: Settings
    before: str | None
    after: str | None

    @property
    def is_needed(self) -> bool:
        """Whether anything changes."""
        return self.before != self.after

    def apply(self) -> Path | None:
        """Make the change and return where a copy of the file as it was is kept, if there was one.

        Raises:
            SetupError: the file changed meanwhile or cannot be written; it stays as it is.
        """
        path, base = self.settings.path, self.settings.base
        backup = None if self.before is None else keep_backup(path, self.before)
        if self.after is not None:
            write_settings(path, base, self.after, before=self.before)
        elif self.before is not None:
            delete_settings(path, base, before=self.before)
        return backup


def settings_of(agent: Agent, project: Path, *, for_user: bool) -> Settings:
    """Return the settings of an agent for `project`, or for all projects of the user.

    Raises:
        SetupError: it has none for all projects that may be written.
    """
    is_user = for_user or not agent.project_files
    if is_user and not agent.user_files:
        raise SetupError(f"the settings of {agent.title} for all projects are its own to write")
    base = Path.home() if is_user else project
    files = agent.user_files if is_user else tuple(project / name for name in agent.project_files)
    path = next((file for file in files if file.exists() or file.is_symlink()), files[0])
    if not path.is_relative_to(base):  # moved elsewhere by a variable such as XDG_CONFIG_HOME
        base = path.parent
    return Settings(agent, project, base, path, is_user)


def addition(settings: Settings) -> Change:
    """Return the change that tells the agent.

    Raises:
        SetupError: the settings cannot be read, or not be changed without touching what is not ours.
    """
    before = read_settings(settings.path, settings.base)
    return Change(settings, before, _told(settings, before))


def removal(settings: Settings) -> Change:
    """Return the change that undoes it: where nobody else has changed the file since, it becomes what it was.

    Raises:
        SetupError: the settings cannot be read, or not be changed without touching what is not ours.
    """
    before = read_settings(settings.path, settings.base)
    language, keys = settings.agent.language, settings.keys
    if before is None or entry_in(before, language, keys) is None:
        return Change(settings, before, before)
    for original in (None, _backup(settings.path)):
        if _told_or_none(settings, original) == before:
            return Change(settings, before, original)
    return Change(settings, before, without_entry(before, language, keys))


def _told(settings: Settings, before: str | None) -> str:
    entry = settings.agent.entry(settings.project, for_user=settings.is_user)
    found = entry_in(before or "", settings.agent.language, settings.keys)
    if before is not None and found == entry:
        return before
    return with_entry(before or "", settings.agent.language, settings.keys, entry)


def _told_or_none(settings: Settings, original: str | None) -> str | None:
    """What telling makes of a file; None where it says nothing new, or cannot be read."""
    try:
        if original is not None and entry_in(original, settings.agent.language, settings.keys) is not None:
            return None
        return _told(settings, original)
    except EditError:
        return None


def _backup(path: Path) -> str | None:
    backup = backup_file(path)
    return read_settings(backup, backup.parent)
