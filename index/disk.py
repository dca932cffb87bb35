"""What an index is on disk, told without opening its tables."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from codesearch.index.manifest import MANIFEST_FILE
from codesearch.index.tables import NAMES

VERSIONS = "_versions"  # LanceDB writes a file into this folder of a table with each commit


def last_commit(folder: Path) -> datetime:
    """Return when rows of the index in `folder` last changed, in UTC; the epoch where there is no index."""
    places = [folder / MANIFEST_FILE, *(folder / f"{name}.lance" / VERSIONS for name in NAMES)]
    newest = 0.0
    for place in places:
        with contextlib.suppress(OSError):
            newest = max(newest, place.stat().st_mtime)
    return datetime.fromtimestamp(newest, UTC)


def bytes_on_disk(folder: Path) -> int:
    """Return how many bytes the files of an index take; a writer may be removing some meanwhile."""
    total = 0
    for file in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total
