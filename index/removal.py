"""Removes an index from its folder, and nothing that is not ours."""

import shutil
from pathlib import Path

from codesearch.errors import CorruptIndexError
from codesearch.index.failures import store_errors
from codesearch.index.lock import LOCK_FILES
from codesearch.index.manifest import MANIFEST_FILE
from codesearch.index.schema import FILES, UNITS, VECTORS

TABLE_FOLDERS = tuple(f"{name}.lance" for name in (FILES, UNITS, VECTORS))


def remove_index(folder: Path) -> None:
    """Remove an index, whole or half made or damaged; the folder and the lock in it stay.

    Raises:
        CorruptIndexError: the folder holds something else, too; nothing is removed.
        IndexStoreError: something cannot be removed.
    """
    ours = {*LOCK_FILES, MANIFEST_FILE, f"{MANIFEST_FILE}.tmp", *TABLE_FOLDERS}
    with store_errors(folder):
        foreign = sorted(
            entry.name for entry in folder.iterdir() if entry.name not in ours and entry.name[0] != "."
        )
    if foreign:
        raise CorruptIndexError(
            f"{folder} is no index of codesearch, it holds {foreign[0]!r}: choose another with --index-dir"
        )
    with store_errors(folder):
        (folder / MANIFEST_FILE).unlink(missing_ok=True)  # first: what is left without it counts as no index
        (folder / f"{MANIFEST_FILE}.tmp").unlink(missing_ok=True)
        for name in TABLE_FOLDERS:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
