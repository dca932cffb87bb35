"""Finds the files under a root that are worth reading, by looking at names and `stat` alone.

In a git work tree they are the files that git does not ignore, elsewhere those that the `.gitignore` files
from the root down leave. `.codesearchignore` files, in the same language, take more away in both; their "!"
gives back what another `.codesearchignore` took, never what git ignores. No symbolic link is followed, so
nothing leads out of the root. A name that is no UTF-8 or holds control characters cannot be stored or shown:
such a file is left out.
"""

import os
import re
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from codesearch.errors import RootError
from codesearch.parsers.git_listing import Listing, list_by_git
from codesearch.parsers.ignore import Ignores
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.types import SourceFile, Walk

# Folders that hold no source of one's own: left out where git does not say what belongs to the project.
LEFT_OUT_FOLDERS = frozenset(
    (
        *(".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", "CVS"),
        *(
            "node_modules",
            "bower_components",
            "__pycache__",
            ".venv",
            "venv",
            ".eggs",
            ".gradle",
            ".terraform",
        ),
        *(
            ".tox",
            ".nox",
            ".mypy_cache",
            ".pytest_cache",
            ".ruff_cache",
            ".hypothesis",
            ".cache",
            ".next",
            ".nuxt",
        ),
    )
)

# Parts of a path that git itself never lists; an index written by hand can hold them.
_ASTRAY = re.compile(
    r"(?:^|/)(?:\.{0,2}|\.git)(?:/|$)" + (r"|[\\:]" if os.name == "nt" else ""), re.IGNORECASE
)
_UNFIT_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_JUNCTION = 0xA0000003  # the tag of a Windows folder link, which `stat` does not call a link


def walk_files(root: Path, *, max_bytes: int = MAX_FILE_BYTES) -> Walk:
    """The files under `root` sorted by path, and how many were left out for which reason, ignored ones aside.

    Reasons: "symbolic link", "special file", "too large" (over `max_bytes`), "unreadable name", "unreadable".
    Raises RootError when the root is no folder that can be read.
    """
    return _Walker(usable_root(root), max_bytes).walk()


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to walk: "" or "a/b/", with the rules from the folders above it."""

    prefix: str
    git_rules: Ignores
    own_rules: Ignores


class _Walker:
    """One walk and what it has found so far."""

    def __init__(self, root: str, max_bytes: int) -> None:
        self._base = root if root.endswith(os.sep) else root + os.sep
        self._max_bytes = max_bytes
        self._files: list[SourceFile] = []
        self._skipped: Counter[str] = Counter()
        self._pending: list[_Folder] = []

    def walk(self) -> Walk:
        self._pending.append(_Folder("", Ignores(), Ignores()))
        while self._pending:
            self._take(self._pending.pop())
        self._files.sort(key=lambda file: file.path)
        return Walk(tuple(self._files), dict(sorted(self._skipped.items())))

    def _take(self, folder: _Folder) -> None:
        """Git is asked at the root, which may lie deep in a work tree, and wherever a repository begins."""
        place = self._base + folder.prefix
        may_be_git = not folder.prefix or os.path.lexists(place + ".git")
        listing = list_by_git(place.rstrip(os.sep) or place) if may_be_git else None
        if listing is None:
            self._scan(folder)
        else:
            self._take_listing(folder, listing)

    def _scan(self, folder: _Folder) -> None:
        """Adds the files of a folder and puts its folders in line, without git."""
        place = self._base + folder.prefix
        try:
            with os.scandir(place) as found:
                entries = list(found)
        except OSError:
            self._skipped["unreadable"] += 1
            return
        git_rules = folder.git_rules.within(place, folder.prefix, ".gitignore")
        own_rules = folder.own_rules.within(place, folder.prefix, ".codesearchignore")
        for entry in entries:
            path = folder.prefix + entry.name
            info = self._stat(entry.path)
            if info is None or entry.name == ".git":
                continue
            is_folder = is_real_folder(info)
            if is_folder and entry.name in LEFT_OUT_FOLDERS:
                continue
            if git_rules.ignores(path, is_folder) or own_rules.ignores(path, is_folder):
                continue
            if is_folder:
                self._pending.append(_Folder(path + "/", git_rules, own_rules))
            else:
                self._add(path, info)

    def _take_listing(self, folder: _Folder, listing: Listing) -> None:
        """Adds what git lists in a folder, if it is found on disk, inside the root and through no link."""
        if listing.unreadable:
            self._skipped["unreadable"] += listing.unreadable
        own_rules = folder.own_rules.within(self._base + folder.prefix, folder.prefix, ".codesearchignore")
        known: dict[str, Ignores | None] = {folder.prefix: own_rules}
        for listed in dict.fromkeys(path.removesuffix("/") for path in listing.paths):
            if _ASTRAY.search(listed):
                continue
            path = folder.prefix + listed
            parent = path[: path.rfind("/") + 1]
            rules = known[parent] if parent in known else self._enter(parent, folder.prefix, known)
            if rules is None or (info := self._stat(self._base + path)) is None:
                continue
            is_folder = is_real_folder(info)
            if rules.ignores(path, is_folder):
                continue
            if is_folder:
                self._pending.append(_Folder(path + "/", Ignores(), rules))
            else:
                self._add(path, info)

    def _enter(self, prefix: str, above: str, known: dict[str, Ignores | None]) -> Ignores | None:
        """The rules in `prefix`, going down from `above`; None where a folder is not to be entered."""
        rules = known[above]
        end = len(above)
        while rules is not None and end < len(prefix):
            end = prefix.index("/", end) + 1
            inner = prefix[:end]
            if inner not in known:
                info = self._stat(self._base + inner[:-1])
                enters = info is not None and is_real_folder(info) and not rules.ignores(inner[:-1], True)
                known[inner] = (
                    rules.within(self._base + inner, inner, ".codesearchignore") if enters else None
                )
            rules = known[inner]
        known[prefix] = rules
        return rules

    def _stat(self, place: str) -> os.stat_result | None:
        """The entry's own `stat`; None for one that is gone or, counted, cannot be looked at."""
        try:
            return os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            self._skipped["unreadable"] += 1
            return None

    def _add(self, path: str, info: os.stat_result) -> None:
        """Adds a file, or counts why not."""
        if stat.S_ISLNK(info.st_mode) or _is_junction(info):
            self._skipped["symbolic link"] += 1
        elif not stat.S_ISREG(info.st_mode):
            self._skipped["special file"] += 1
        elif info.st_size > self._max_bytes:
            self._skipped["too large"] += 1
        elif not path.isprintable() and _UNFIT_NAME.search(path):
            self._skipped["unreadable name"] += 1
        else:
            self._files.append(SourceFile(path, info.st_size, info.st_mtime_ns))


def is_real_folder(info: os.stat_result) -> bool:
    """Whether the entry is a folder and no link to one."""
    return stat.S_ISDIR(info.st_mode) and not _is_junction(info)


def _is_junction(info: os.stat_result) -> bool:
    return getattr(info, "st_reparse_tag", 0) == _JUNCTION


def usable_root(root: Path) -> str:
    """The root without links, as text. Raises RootError when it is no folder that can be read."""
    try:
        resolved = os.path.realpath(root, strict=True)
        with os.scandir(resolved):
            return resolved
    except FileNotFoundError:
        problem = "does not exist"
    except NotADirectoryError:
        problem = "is a file, not a folder"
    except (OSError, ValueError):
        problem = "cannot be read"
    raise RootError(f"{root} {problem}: name a folder that you can read.")
