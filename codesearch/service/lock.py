"""One process an index keeps it live. The lock is the system's own and dies with its process.

It lies in the index folder, which is the same whatever a shell's variables say.
"""

import os
from pathlib import Path

import filelock

from codesearch.errors import AlreadyServedError, ServiceError
from codesearch.index.lock import SERVING_LOCK_FILE

WAIT_SECONDS = 0.5  # `is_served` may hold it for a moment


def serving_lock(folder: Path, *, root: Path) -> filelock.BaseFileLock:
    """Return the held right to be the process that keeps the index in `folder` live.

    Raises:
        AlreadyServedError: another process has it.
        ServiceError: the folder cannot be written.
    """
    lock = filelock.FileLock(folder / SERVING_LOCK_FILE, is_singleton=False, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=WAIT_SECONDS)
    except filelock.Timeout:
        message = f"{root} is watched already: see `codesearch watch --status`"
        raise AlreadyServedError(message) from None
    except OSError as error:
        reason = error.strerror or os.fspath(folder)
        raise ServiceError(
            f"the index folder {folder} cannot be written ({reason}): choose another with --index-dir"
        ) from error
    return lock


def is_served(folder: Path) -> bool:
    """Whether a process keeps the index in `folder` live, though it may not answer yet."""
    if not folder.is_dir():
        return False
    lock = filelock.FileLock(folder / SERVING_LOCK_FILE, is_singleton=False, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (filelock.Timeout, OSError):
        return True
    lock.release()
    return False
