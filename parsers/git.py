"""Runs git in a way that runs nothing the repository asks for, and reads no other repository."""

import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

# What a repository could set to have commands run or more than itself read; the command line overrules it.
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
# What points git elsewhere than at the folder: set while git runs a hook, for example.
_MISLEADING = frozenset(
    (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_PREFIX",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    )
)


@dataclass(frozen=True, slots=True)
class Git:
    """The program, and the folder in a work tree that it is asked about."""

    program: str
    folder: str
    settings: tuple[str, ...] = _SETTINGS

    def without_filters(self) -> "Git | None":
        """The same git, with the filters taken away that the repository would have run on its files.

        None where they cannot be: nothing that compares files with their contents is safe then.
        """
        listed = self.run("config", "--null", "--name-only", "--list")
        if listed is None:
            return None
        names = {os.fsdecode(name) for name in listed.stdout.split(b"\0") if name.startswith(b"filter.")}
        drivers = {name.rpartition(".")[0] for name in names}
        if any("=" in driver for driver in drivers):  # it would end the name on the command line
            return None
        values = ("clean=", "smudge=", "process=", "required=false")
        added = (f"{driver}.{value}" for driver in sorted(drivers) for value in values)
        return replace(self, settings=(*self.settings, *added))

    def run(self, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes] | None:
        """What git said to these arguments and the `text` on its stdin, or None where it failed.

        Commands that compare files with their contents are for a git `without_filters`.
        """
        environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        environment |= {
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }
        settings = [word for setting in self.settings for word in ("-c", setting)]
        try:
            done = subprocess.run(
                [self.program, "--no-pager", *settings, *arguments],
                cwd=self.folder,
                env=environment,
                input=text,
                capture_output=True,
                check=False,
            )
        except OSError:
            return None
        return done if done.returncode == 0 else None


def git_in(folder: str) -> Git | None:
    """Git for the folder, an absolute path without links.

    None where git cannot say: no git, no work tree, or somebody else's repository.
    """
    program = shutil.which("git")
    if program is None or not Path(program).is_absolute() or Path(program).is_relative_to(folder):
        return None
    git = Git(program, folder)
    top = git.run("rev-parse", "--show-toplevel")
    if top is None or not Path(folder).is_relative_to(
        os.path.realpath(os.fsdecode(top.stdout.rstrip(b"\r\n")))
    ):
        return None  # core.worktree can name a work tree elsewhere
    return git
