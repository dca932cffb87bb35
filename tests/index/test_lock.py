import os
import subprocess
import sys
from pathlib import Path

import pytest

from codesearch.errors import IndexLockedError, IndexStoreError
from codesearch.index.lock import writer_lock

HOLD = """
import sys
from pathlib import Path
from codesearch.index.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_at_once_and_a_killed_one_lets_go(folder: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(IndexLockedError, match="another process"), writer_lock(folder):
            pass
        other.kill()
    with writer_lock(folder):
        pass


def test_the_lock_holds_within_one_process_too(folder: Path) -> None:
    with writer_lock(folder), pytest.raises(IndexLockedError), writer_lock(folder):
        pass


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IndexStoreError, match="cannot be written"), writer_lock(tmp_path / "file" / "index"):
        pass
