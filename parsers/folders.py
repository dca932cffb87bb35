"""Finds the folders that a walk enters, also those in which it finds no file yet: where files may appear.

It goes by the rules of `walk`. Git names no folder without files, so it is asked about those that none of its
files lies in.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codesearch.parsers.git_listing import Listing, ignored_by_git, list_by_git, rules_of_git
from codesearch.parsers.ignore import Ignores
from codesearch.parsers.walk import LEFT_OUT_FOLDERS, is_real_folder, usable_root

RULE_FILES = frozenset((".gitignore", ".codesearchignore"))  # of a folder; `.git` itself is a rule, too


@dataclass(frozen=True, slots=True)
class Place:
    """An absolute folder that a walk depends on: on all entries, or on those with certain names."""

    path: str
    names: frozenset[str] | None = None  # None: all, as the walk enters it


def walk_folders(root: Path) -> Iterator[Place]:
    """The places that a walk over `root` depends on; one may come twice, with other names.

    Each is given before it is looked into, so who watches it from then on misses nothing that appears in it.
    Raises RootError when the root is no folder that can be read.
    """
    pending = [_Start("", Ignores())]
    base = usable_root(root)
    base = base if base.endswith(os.sep) else base + os.sep
    while pending:
        start = pending.pop()
        repository = _Repository(base, start, pending)
        yield from repository.places()


@dataclass(frozen=True, slots=True)
class _Start:
    """Where git is asked: at the root and wherever a repository begins; "" or "a/b/"."""

    prefix: str
    own_rules: Ignores


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to enter: "" or "a/b/", with the rules from the folders above it."""

    prefix: str
    git_rules: Ignores
    own_rules: Ignores


class _Repository:
    """A repository, or a tree without one, level by level; repositories inside it are put in line."""

    def __init__(self, base: str, start: _Start, pending: list[_Start]) -> None:
        self._base = base
        self._start = start
        self._pending = pending
        self._place = (base + start.prefix).rstrip(os.sep) or os.sep
        self._listing = list_by_git(self._place)
        self._with_files = _parents(self._listing) if self._listing else frozenset()

    def places(self) -> Iterator[Place]:
        if self._listing is not None:
            for place, names in rules_of_git(self._place).items():
                yield Place(place, frozenset(names))
        level = [_Folder(self._start.prefix, Ignores(), self._start.own_rules)]
        while level:
            inner: list[_Folder] = []
            for folder in level:
                yield Place((self._base + folder.prefix).rstrip(os.sep) or os.sep)
                inner.extend(self._inside(folder))
            level = self._entered(inner)

    def _inside(self, folder: _Folder) -> Iterator[_Folder]:
        """The folders in a folder that our own rules leave."""
        place = self._base + folder.prefix
        own_rules = folder.own_rules.within(place, folder.prefix, ".codesearchignore")
        git_rules = folder.git_rules
        if self._listing is None:
            git_rules = git_rules.within(place, folder.prefix, ".gitignore")
        for name in _folders_in(place):
            path = folder.prefix + name
            if own_rules.ignores(path, True):
                continue
            if self._listing is None and (name in LEFT_OUT_FOLDERS or git_rules.ignores(path, True)):
                continue
            yield _Folder(path + "/", git_rules, own_rules)

    def _entered(self, folders: list[_Folder]) -> list[_Folder]:
        """Those that git leaves and that belong to this repository."""
        skip = len(self._start.prefix)
        if self._listing is not None:
            unknown = [f.prefix[skip:] for f in folders if f.prefix[skip:] not in self._with_files]
            ignored = ignored_by_git(self._place, unknown)
            folders = [folder for folder in folders if folder.prefix[skip:] not in ignored]
        entered = []
        for folder in folders:
            if os.path.lexists(self._base + folder.prefix + ".git"):
                self._pending.append(_Start(folder.prefix, folder.own_rules))
            else:
                entered.append(folder)
        return entered


def _parents(listing: Listing) -> frozenset[str]:
    """All folders, as "a/b/", that a listed path lies in; those that are listed themselves, too."""
    found: set[str] = set()
    for path in listing.paths:
        end = path.rfind("/")
        while end > 0 and path[: end + 1] not in found:
            found.add(path[: end + 1])
            end = path.rfind("/", 0, end)
    return frozenset(found)


def _folders_in(place: str) -> list[str]:
    """The names of the folders in a folder, git's own aside; no link is one."""
    names = []
    with contextlib.suppress(OSError), os.scandir(place) as entries:  # it may be gone again, or not for us
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False) and is_real_folder(entry.stat(follow_symlinks=False)):
                    names.append(entry.name)
    return [name for name in names if name != ".git"]
