"""A virtual environment made with nothing but Python itself, for the scripts beside this file."""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (3, 11)


def make_environment(folder: Path, *, fresh: bool = False) -> Path:
    """Make a virtual environment in `folder` unless there is one, and return the folder of its programs."""
    if sys.version_info < NEEDED:
        sys.exit(
            f"codesearch needs Python {NEEDED[0]}.{NEEDED[1]} or newer; this is {sys.version.split()[0]}"
        )
    if fresh or not (folder / "pyvenv.cfg").is_file():
        venv.create(folder, with_pip=True, clear=True)
    return folder / ("Scripts" if os.name == "nt" else "bin")


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Show a command, run it, and leave with its exit code if it fails."""
    print("$", *(str(part) for part in command), flush=True)
    code = subprocess.run([str(part) for part in command], cwd=cwd, check=False).returncode
    if code:
        sys.exit(code)
