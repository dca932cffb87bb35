"""Keeps a home folder or a whole disk from being indexed by accident."""

import os
from pathlib import Path

from codesearch.errors import UnsafeRootError

MAX_FILES = 100_000  # of a root that is indexed without asking


def check_root(root: Path, files: int) -> None:
    """Raises UnsafeRootError for a filesystem's root, the home folder or one above it, or too many `files`.

    It may be called with no files before the walk, which can take long in such a folder, and again after it.
    """
    resolved = Path(os.path.realpath(root))
    home = Path(os.path.realpath(Path("~").expanduser()))
    if resolved == resolved.parent:
        problem = "is the root of a whole filesystem"
    elif resolved == home:
        problem = "is your home folder"
    elif home.is_relative_to(resolved):
        problem = "holds your home folder"
    elif files > MAX_FILES:
        problem = f"holds {files:,} files, more than {MAX_FILES:,}"
    else:
        return
    raise UnsafeRootError(
        f"{root} {problem}: name a project's folder, or add --yes to index it all the same."
    )
