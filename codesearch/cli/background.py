"""Vectors that a search did not wait for are computed by a process of their own."""

import shutil
import subprocess
import sys
from pathlib import Path


def finish_in_background(root: Path, index_dir: Path | None, max_file_bytes: int) -> None:
    """Start a process that fills in vectors at low priority; if one runs already, this one ends at once."""
    module = ["-P", "-m", "codesearch"]  # -P: no code from the repository
    command = [sys.executable, *module, "index", "--in-turns", "--max-file-bytes", str(max_file_bytes)]
    if (nice := shutil.which("nice")) is not None:
        command = [nice, "-n", "10", *command]
    if index_dir is not None:
        command += ["--index-dir", str(index_dir.absolute())]
    subprocess.Popen(
        [*command, "--", str(root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
