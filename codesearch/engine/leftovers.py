"""What lies among the indexes and serves nobody: indexes of folders that are gone, damaged ones, drafts."""

import contextlib
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock

from codesearch.errors import CorruptIndexError, IndexLockedError, IndexStoreError
from codesearch.index.disk import bytes_on_disk
from codesearch.index.failures import store_errors
from codesearch.index.location import index_folder, indexes_folder
from codesearch.index.lock import LOCK_FILES, SERVING_LOCK_FILE
from codesearch.index.manifest import MANIFEST_FILE, read_manifest
from codesearch.index.removal import TABLE_FOLDERS, remove_index
from codesearch.index.schema import SCHEMA_VERSION
from codesearch.index.store import Store

NAMED = re.compile(r".+-[0-9a-f]{16}")  # as `index_folder` names them
DRAFT = f"{MANIFEST_FILE}.tmp"
LOCKS = frozenset({*LOCK_FILES, SERVING_LOCK_FILE})
OURS = frozenset({*LOCKS, *TABLE_FOLDERS, MANIFEST_FILE, DRAFT})


@dataclass(frozen=True, slots=True)
class Leftover:
    """A folder of an index, or a file in one, that can be removed; and why."""

    place: Path
    reason: str  # not yet inert
    bytes: int


def leftovers(index_dir: Path | None = None) -> list[Leftover]:
    """Return what can be removed from the user's cache, or from `index_dir`, by name.

    Looked at are folders that are named as those of indexes, and hold nothing else and no link. What a newer
    version of codesearch wrote, or a process uses, is left alone.
    """
    base = indexes_folder(index_dir)
    try:
        folders = sorted(folder for folder in base.iterdir() if _is_ours(folder))
    except OSError:
        return []
    return [left for folder in folders if (left := _leftover(folder)) is not None and not _is_in_use(folder)]


def remove_leftover(leftover: Leftover) -> None:
    """Remove it, unless it has come into use since it was found.

    Raises:
        IndexLockedError: a process holds the index.
        IndexStoreError: it is no leftover any more, or cannot be removed.
    """
    folder = leftover.place if leftover.place.name != DRAFT else leftover.place.parent
    with _locked(folder):
        if not _is_ours(folder) or _leftover(folder) is None:
            raise IndexStoreError(f"{leftover.place} has changed: look at `codesearch clean --dry-run` again")
        if leftover.place != folder:
            with store_errors(folder):
                leftover.place.unlink(missing_ok=True)
            return
        remove_index(folder)
    with contextlib.suppress(OSError):  # on Windows somebody may look at a lock just now
        for name in LOCKS:
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def is_gone(root: Path) -> bool:
    """Whether a folder is not there; one that may not be looked at counts as there."""
    try:
        return not stat.S_ISDIR(root.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # also a NUL in a path that was written by hand
        return False


def _is_ours(folder: Path) -> bool:
    """Whether a folder is named as an index and holds parts of one alone, none of which is a link."""
    if not NAMED.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
        return False
    try:
        entries = list(folder.iterdir())
    except OSError:
        return False
    return all(entry.name in OURS and not entry.is_symlink() for entry in entries)


def _leftover(folder: Path) -> Leftover | None:
    reason = _why_useless(folder)
    if reason:
        return Leftover(folder, reason, bytes_on_disk(folder))
    draft = folder / DRAFT
    if draft.is_file():
        return Leftover(draft, "a draft that was never finished", draft.stat().st_size)
    return None


def _why_useless(folder: Path) -> str:
    """Why nobody will use the index in `folder`; empty where somebody may."""
    try:
        manifest = read_manifest(folder)
        if manifest is None:
            return "the index was never finished"
        root = Path(manifest.root)
        if is_gone(root):
            return f"{root} is gone"
        if index_folder(root, base=folder.parent) != folder:
            return f"{root} has its index elsewhere"
        if manifest.schema_version == SCHEMA_VERSION:
            Store.open(folder)
    except CorruptIndexError:
        return "the index is damaged"
    except IndexStoreError:  # a newer version's, or it cannot be read
        return ""
    return ""


def _is_in_use(folder: Path) -> bool:
    try:
        with _locked(folder):
            return False
    except IndexStoreError:
        return True


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold every lock of an index, so that nobody writes, fills or watches it."""
    with contextlib.ExitStack() as held:
        for name in sorted(LOCKS):
            if (folder / name).exists():
                lock = filelock.FileLock(folder / name, is_singleton=False, thread_local=False)
                try:
                    held.enter_context(lock.acquire(timeout=0))
                except filelock.Timeout:
                    message = f"{folder} is in use by another process: stop it first"
                    raise IndexLockedError(message) from None
                except OSError as error:
                    raise IndexStoreError(f"{folder} cannot be removed: {error.strerror}") from error
        yield
