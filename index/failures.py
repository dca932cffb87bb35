"""Turns LanceDB's errors into ours: a full disk, a lost file and a bad byte come as the same few types."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from codesearch.errors import CorruptIndexError, IndexStoreError

FULL_DISK = (  # as the system says it, then as Rust calls its kind where it has no number of the system's
    *("no space left", "quota exceeded", "file too large", "not enough space on the disk"),
    *("no storage space", "storagefull", "quotaexceeded", "filetoolarge"),
    *("os error 28", "os error 27"),  # 27: over the file-size limit
)
NOT_WRITABLE = ("permission denied", "read-only file system", "os error 13", "os error 30")
TOO_MANY_FILES = ("too many open files", "os error 24")


@contextlib.contextmanager
def store_errors(folder: Path) -> Iterator[None]:
    """Let nothing but errors of ours out of a block that works on the tables in `folder`.

    Raises:
        IndexStoreError: the disk is full, or the folder cannot be read or written.
        CorruptIndexError: anything else that LanceDB complains of.
    """
    try:
        yield
    except BaseException as error:
        if not is_store_failure(error):
            raise
        raise as_store_error(error, folder) from error


def is_store_failure(error: BaseException) -> bool:
    """Tell whether LanceDB failed, as opposed to being interrupted or misused."""
    known = isinstance(error, OSError | RuntimeError | ValueError | pa.ArrowException)
    return (
        known or type(error).__name__ == "PanicException"
    )  # what a broken file can make its Rust code raise


def as_store_error(error: BaseException, folder: Path) -> IndexStoreError:
    """Return the error of ours that says what to do about `error`."""
    text = _said(error)
    if any(sign in text for sign in FULL_DISK):
        return IndexStoreError(
            f"no space is left for the index in {folder}: free some, then run `codesearch index`"
        )
    if any(sign in text for sign in NOT_WRITABLE):
        return IndexStoreError(
            f"the index folder {folder} may not be read or written: choose another with --index-dir"
        )
    if any(sign in text for sign in TOO_MANY_FILES):
        return IndexStoreError(
            "too many files are open: raise the limit with `ulimit -n 4096`, then try again"
        )
    reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return CorruptIndexError(
        f"the index in {folder} is damaged: delete that folder or run `codesearch index --rebuild` ({reason})"
    )


def _said(error: BaseException) -> str:
    """What an error and those that caused it say, in lower case: the system's word may be in any of them."""
    said = [str(error)]
    while cause := error.__cause__:
        said.append(str(cause))
        error = cause
    return "\n".join(said).lower()
