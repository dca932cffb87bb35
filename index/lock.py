"""One writer at a time. The lock is the system's own and dies with its process; readers never look at it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from codesearch.errors import IndexLockedError, IndexStoreError

LOCK_FILE = "writer.lock"


@contextlib.contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write the index in `folder`, which is made if it is missing. Never waits.

    Raises:
        IndexLockedError: another process, or another part of this one, holds it.
        IndexStoreError: the folder cannot be written.
    """
    lock = filelock.FileLock(folder / LOCK_FILE, is_singleton=False, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
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
