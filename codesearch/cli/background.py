"""Vectors that a search did not wait for are computed by a process of their own."""

import shutil
import subprocess
import sys
from pathlib import Path


def finish_in_background(root: Path, index_dir: Path | None) -> None:
    """Start `codesearch index` for `root` at low priority; if one runs already, this one ends at once."""
    command = [
        sys.executable,
        "-P",
        "-m",
        "codesearch",
        "index",
        "--quiet",
        "--yes",
    ]  # -P: no code from the repository
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
