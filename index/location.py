"""Where the index of a root lives: the user's cache, so that nothing is written into a repository unasked."""

import hashlib
import os
import re
from pathlib import Path

import platformdirs

MANIFEST_FILE = "manifest.json"  # in the folder of an index; written last


def index_folder(root: Path, *, base: Path | None = None) -> Path:
    """Return the folder that holds the index of `root`, whether or not it exists yet.

    `base` is the folder that holds all indexes; without it, the user's cache. Links are resolved first, so
    each repository has one index however it is reached.
    """
    resolved = root.resolve()
    digest = hashlib.blake2b(os.fsencode(resolved), digest_size=8).hexdigest()
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", resolved.name)[:60].strip(".-") or "root"
    return indexes_folder(base) / f"{name}-{digest}"


def has_index(root: Path, *, base: Path | None = None) -> bool:
    """Whether there is an index of `root`, of whatever version or state; costs one look at a file."""
    return (index_folder(root, base=base) / MANIFEST_FILE).is_file()


def indexes_folder(base: Path | None = None) -> Path:
    """Return the folder that holds all indexes: `base`, or one in the user's cache."""
    if base is None:
        base = platformdirs.user_cache_path("codesearch", appauthor=False) / "indexes"
    return base.expanduser().absolute()
