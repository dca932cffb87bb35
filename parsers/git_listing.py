"""Asks git which files of a folder it does not ignore, in a way that runs nothing the repository asks for."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
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
_UNREADABLE = re.compile(rb"^warning: could not open directory", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What git lists in a folder: paths relative to it, and the number of folders it could not read.

    A path may name a folder (a last slash or none): a repository inside this one, such as a submodule.
    A hostile repository can make git list any path at all, or one twice; none has been looked up on disk.
    """

    paths: Sequence[str]
    unreadable: int


def list_by_git(folder: str) -> Listing | None:
    """The files of the folder, an absolute path without links, that are tracked or not ignored.

    None where git cannot say: no git, no work tree, somebody else's repository, or an ignored folder.
    """
    git = shutil.which("git")
    if git is None or not Path(git).is_absolute() or Path(git).is_relative_to(folder):
        return None
    top = _run(git, folder, "rev-parse", "--show-toplevel")
    if top is None or not Path(folder).is_relative_to(
        os.path.realpath(os.fsdecode(top.stdout.rstrip(b"\r\n")))
    ):
        return None  # core.worktree can name a work tree elsewhere
    listing = _run(git, folder, "ls-files", "-co", "--exclude-standard", "-z")
    if listing is None:
        return None
    if not listing.stdout and _run(git, folder, "check-ignore", "-q", ".") is not None:
        return None  # whoever asks for an ignored folder means what is in it
    paths = [os.fsdecode(path) for path in listing.stdout.split(b"\0") if path]
    return Listing(paths, len(_UNREADABLE.findall(listing.stderr)))


def _run(git: str, folder: str, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """What git said, or None where it failed."""
    environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    environment |= {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    try:
        done = subprocess.run(
            [git, "--no-pager", *settings, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done if done.returncode == 0 else None
