"""Files as they are now, beside what the index says of them."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from codesearch.errors import SourceError
from codesearch.index.records import FileState
from codesearch.index.store import Store
from codesearch.parsers.contents import read_source


def read_now(root: Path, path: str, *, max_bytes: int) -> str:
    """Return the text of the file `path`, POSIX and relative to `root`, a folder without links.

    Raises:
        SourceError: it is gone, is no longer text of at most `max_bytes`, or lies elsewhere than it seems.
    """
    place = root / path
    if not _is_inside(root, place):
        raise SourceError(f"{path} is no file of {root}: give a path inside it, without links or '..'")
    contents = read_source(place, max_bytes=max_bytes)
    if not contents.skipped:
        return contents.text
    if not os.path.lexists(place):
        raise SourceError(f"{path} is gone since it was indexed: refresh the index")
    raise SourceError(f"{path} cannot be shown, as it is {contents.skipped} now: refresh the index")


def stale_paths(root: Path, store: Store, paths: Iterable[str], *, max_bytes: int) -> set[str]:
    """Return those of `paths` that the index does not know, or knows otherwise than they are now.

    Only a file of the same size and another time is read.
    """
    asked = set(paths)
    states = store.states_of(asked)
    return {path for path in asked if path not in states or not _is_current(root, states[path], max_bytes)}


def _is_inside(root: Path, place: Path) -> bool:
    """Whether no link and no ".." is on the way from the root, and git's own files are not meant."""
    try:
        is_straight = place.resolve() == place and place.is_relative_to(root)
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL
        return False
    return is_straight and not any(part.lower() == ".git" for part in place.relative_to(root).parts)


def _is_current(root: Path, state: FileState, max_bytes: int) -> bool:
    place = root / state.path
    try:
        found = os.lstat(place)
    except (OSError, ValueError):
        return False
    if not stat.S_ISREG(found.st_mode) or found.st_size != state.size:
        return False
    if found.st_mtime_ns == state.mtime_ns:
        return True
    digest = read_source(place, max_bytes=max_bytes).digest
    return bool(digest) and digest == state.sha
