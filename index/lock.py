"""One writer at a time. The lock is the system's own and dies with its process; readers never look at it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from codesearch.errors import IndexLockedError, IndexStoreError

LOCK_FILE = "writer.lock"
BACKGROUND_LOCK_FILE = "background.lock"
SERVING_LOCK_FILE = ".watch.lock"  # of the process that keeps the index live, see `codesearch.service.lock`
LOCK_FILES = (LOCK_FILE, BACKGROUND_LOCK_FILE)


@contextlib.contextmanager
def writer_lock(folder: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the right to write the index in `folder`, which is made if it is missing.

    Raises:
        IndexLockedError: another process, or another part of this one, holds it still after `wait_seconds`.
        IndexStoreError: the folder cannot be written.
    """
    with _held(folder, LOCK_FILE, wait_seconds):
        yield


@contextlib.contextmanager
def background_lock(folder: Path) -> Iterator[None]:
    """Hold the right to be the one process that fills in vectors behind the others, turn by turn.

    Raises:
        IndexLockedError: another process has it.
        IndexStoreError: the folder cannot be written.
    """
    with _held(folder, BACKGROUND_LOCK_FILE, 0.0):
        yield


@contextlib.contextmanager
def _held(folder: Path, name: str, wait_seconds: float) -> Iterator[None]:
    lock = filelock.FileLock(folder / name, is_singleton=False, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait_seconds)
    except filelock.Timeout:
        message = f"another process is writing the index in {folder}: wait until it is done, then try again"
        raise IndexLockedError(message) from None
    except OSError as error:
        message = (
            f"the index folder {folder} cannot be written ({error.strerror}): choose another with --index-dir"
        )
        raise IndexStoreError(message) from error
    try:
        yield
    finally:
        lock.release()
