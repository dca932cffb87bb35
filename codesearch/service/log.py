"""What a process in the background has to say: one file a process, which does not grow without end."""

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from codesearch.errors import ServiceError

MAX_BYTES = 1_000_000  # then the older half of what is kept goes
OLDER = ".1"
TAIL_BYTES = 20_000
STDERR = 2


def log_file(folder: Path) -> Path:
    """Return the log of the process whose first index is in `folder`."""
    import platformdirs

    return platformdirs.user_log_path("codesearch", appauthor=False) / f"{folder.name}.log"


def open_log(log: Path) -> int:
    """Return a descriptor that appends to a log, made if it is missing; only its user may read it.

    Raises:
        ServiceError: it cannot be written.
    """
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise ServiceError(f"the log {log} cannot be written: {error.strerror}") from error


def bound_log(log: Path, *, max_bytes: int = MAX_BYTES) -> None:
    """Set aside what stderr has written, if stderr is this log and that has become too much."""
    try:
        found = os.fstat(STDERR)
        if found.st_size <= max_bytes or not os.path.samestat(found, log.stat()):
            return
        shutil.copyfile(log, log.with_name(log.name + OLDER))
        os.ftruncate(STDERR, 0)  # it appends, so the next line is the first
    except OSError:  # a full disk; the next look tries again
        return


def tail(log: Path, lines: int) -> list[str]:
    """Return the last lines of a log, none where there is no log."""
    try:
        with log.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - TAIL_BYTES, 0))
            return file.read().decode("utf-8", "replace").splitlines()[-lines:]
    except OSError:
        return []


def stamped(line: str) -> str:
    """Return a line of a log: when, and what."""
    return f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}"


def last_complaint(lines: Iterable[str], program: str) -> str:
    """Return the last sentence that a program ended with, empty if there is none."""
    found = [line.removeprefix(f"{program}: ") for line in lines if line.startswith(f"{program}: ")]
    return found[-1] if found else ""
