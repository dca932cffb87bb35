"""Reads regular files and nothing else: no link, pipe or device that took a file's place."""

import os
import stat
from pathlib import Path

MAX_FILE_BYTES = 1_000_000  # of a file that is read unless asked otherwise; a larger one is data

# O_NONBLOCK: opening a pipe must not wait for its writer. Windows has neither of the first two.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of the regular file at `path`, cut after `limit` + 1 of them: more than `limit` is too long.

    Raises OSError where there is no such file, it is no regular file, or it cannot be read.
    """
    with open(os.open(path, _FLAGS), "rb") as file:  # noqa: PTH123  Path.open takes no flags
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is not a regular file")
        return file.read(limit + 1)
