"""Starting the process that keeps indexes live apart from the terminal, and waiting until it answers."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from codesearch.errors import ServiceError
from codesearch.service.lock import is_served
from codesearch.service.log import last_complaint, log_file, open_log
from codesearch.service.running import Running, running

START_SECONDS = 60.0
POLL_SECONDS = 0.05


def start(command: Sequence[str], folders: Sequence[Path]) -> list[Running]:
    """Start `command` for the indexes in `folders`, and return what is kept live of them once all answer.

    If another process was faster, that is returned; this one then ends by itself.

    Raises:
        ServiceError: it ended before it answered, with its own last sentence, or it does not answer.
    """
    log = log_file(folders[0])
    output = open_log(log)
    try:
        begin = log.stat().st_size
        started = _detached(command, output)
    finally:
        os.close(output)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        found = [state for folder in folders for state in running(folder) if state.answers]
        if len(found) == len(folders):
            return found
        if started.poll() is not None and not all(is_served(folder) for folder in folders):
            sentence = last_complaint(_since(log, begin), "codesearch")
            raise ServiceError(sentence or f"the process in the background ended at once: see {log}")
        time.sleep(POLL_SECONDS)
    raise ServiceError(f"the process in the background does not answer: see {log}")


def _detached(command: Sequence[str], output: int) -> "subprocess.Popen[bytes]":
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        creationflags=flags,
    )


def _since(log: Path, begin: int) -> list[str]:
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(begin)
        return file.read().decode("utf-8", "replace").splitlines()
    return []
