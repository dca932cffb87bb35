"""Asks git which files of a folder it does not ignore."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from codesearch.parsers.git import git_in

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
    git = git_in(folder)
    listing = git and git.run("ls-files", "-co", "--exclude-standard", "-z")
    if not git or not listing:
        return None
    if not listing.stdout and git.run("check-ignore", "-q", ".") is not None:
        return None  # whoever asks for an ignored folder means what is in it
    paths = [os.fsdecode(path) for path in listing.stdout.split(b"\0") if path]
    return Listing(paths, len(_UNREADABLE.findall(listing.stderr)))
