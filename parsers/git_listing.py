"""Asks git which files and folders of a folder it does not ignore, and where it has that from."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

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


def ignored_by_git(folder: str, prefixes: Iterable[str]) -> set[str]:
    """Those of some folders ("a/b/", relative to `folder`) that git ignores, whatever is tracked in them.

    `folder` is an absolute path without links for which `list_by_git` had an answer.
    """
    asked = b"\0".join(os.fsencode(prefix.rstrip("/")) for prefix in prefixes)  # "a/" would match "a/*"
    git = git_in(folder) if asked else None
    said = git and git.run("check-ignore", "--no-index", "-z", "--stdin", text=asked)
    return {os.fsdecode(path) + "/" for path in said.stdout.split(b"\0")} if said else set()


def rules_of_git(folder: str) -> dict[str, set[str]]:
    """Where git finds which files of `folder` it does not ignore: folders outside its files → names in them.

    Empty where `list_by_git` has no answer. What the user's own settings name is left out.
    """
    git = git_in(folder)
    said = git and git.run("rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")
    if not said:
        return {}
    here = Path(folder)
    own, common, top = ((here / os.fsdecode(line)).resolve() for line in said.stdout.splitlines())
    rules = {str(place): {".gitignore"} for place in here.parents if place.is_relative_to(top)}
    for place, name in ((own, "index"), (common, "info"), (common / "info", "exclude")):
        rules.setdefault(str(place), set()).add(name)
    return rules
