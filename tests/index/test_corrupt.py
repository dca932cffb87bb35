import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from codesearch.errors import CorruptIndexError, IndexStoreError
from codesearch.index.failures import as_store_error, store_errors
from codesearch.index.lock import writer_lock
from codesearch.index.manifest import Manifest
from codesearch.index.schema import FILES, UNITS
from codesearch.index.store import Store

from .conftest import Write

Damage = Callable[[Path], None]


def shorten(pattern: str) -> Damage:
    def damage(folder: Path) -> None:
        for file in folder.glob(pattern):
            os.truncate(file, file.stat().st_size // 2)

    return damage


def scribble(pattern: str) -> Damage:
    def damage(folder: Path) -> None:
        for file in folder.glob(pattern):
            file.write_bytes(b"\xff\x00garbage" * 40)

    return damage


def remove(pattern: str) -> Damage:
    def damage(folder: Path) -> None:
        for entry in folder.glob(pattern):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    return damage


DAMAGES = {
    "units without data": remove("units.lance/data/*"),
    "units cut short": shorten("units.lance/data/*"),
    "units overwritten": scribble("units.lance/data/*"),
    "versions cut short": shorten("units.lance/_versions/*"),
    "versions overwritten": scribble("units.lance/_versions/*"),
    "no versions": remove("units.lance/_versions"),
    "no table of units": remove("units.lance"),
    "no table of files": remove("files.lance"),
    "files overwritten": scribble("files.lance/data/*"),
    "no table of vectors": remove("vectors.lance"),
    "vectors cut short": shorten("vectors.lance/data/*"),
    "manifest cut short": shorten("manifest.json"),
}


def use(folder: Path) -> None:
    """Read all there is."""
    store = Store.open(folder)
    store.read_units(store.search_text("red", limit=5).ids)
    store.search_vectors(np.ones(2), limit=5)
    store.verify()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_named_and_a_rebuild_mends_it(
    folder: Path, manifest: Manifest, store: Store, write: Write, damage: Damage
) -> None:
    write({"a.py": ["red"], "b.py": ["blue"]})
    store.add_vectors(["hash of red"], np.ones((1, 2)))
    use(folder)
    damage(folder)
    with pytest.raises(CorruptIndexError, match="codesearch index --rebuild"):
        use(folder)
    assert Store.prepare(folder, manifest, rebuild=True).file_states() == {}
    use(folder)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, manifest: Manifest) -> None:
    (tmp_path / "thesis.tex").write_text("dear")
    for rebuild in (False, True):
        with writer_lock(tmp_path), pytest.raises(CorruptIndexError, match="thesis"):
            Store.prepare(tmp_path, manifest, rebuild=rebuild)
    assert (tmp_path / "thesis.tex").read_text() == "dear"


@pytest.mark.usefixtures("store")
def test_an_index_half_made_is_made_again(folder: Path, manifest: Manifest) -> None:
    (folder / "manifest.json").unlink()
    with pytest.raises(IndexStoreError, match="there is no index"):
        Store.open(folder)
    Store.prepare(folder, manifest).verify()


@pytest.mark.parametrize("name", [UNITS, FILES])
def test_rows_that_do_not_add_up_are_found(store: Store, write: Write, name: str) -> None:
    write({"a.py": ["red"], "b.py": ["blue"]})
    store._tables.delete(name, "path = 'a.py'")
    with pytest.raises(CorruptIndexError, match=r"a\.py has"):
        store.verify()


def test_doubled_rows_are_found(store: Store, write: Write) -> None:
    write({"a.py": ["red"]})
    store._tables.write(UNITS, lambda table: table.add(table.to_arrow()))
    store._tables.write(FILES, lambda table: table.update(where="path = 'a.py'", values={"units": 2}))
    with pytest.raises(CorruptIndexError, match="stored twice"):
        store.verify()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lance error: LanceError(IO): No space left on device (os error 28)", "no space is left"),
        ("lance error: LanceError(IO): File too large (os error 27)", "no space is left"),
        ("Unable to copy data to file: Disk quota exceeded (os error 122)", "no space is left"),
        ("There is not enough space on the disk. (os error 112)", "no space is left"),
        ("lance error: LanceError(IO): no storage space", "no space is left"),
        ('Task panicked: Custom { kind: QuotaExceeded, error: "write" }', "no space is left"),
        ("Generic LocalFileSystem error: Permission denied (os error 13)", "may not be read or written"),
        ("Too many open files (os error 24)", "ulimit"),
    ],
)
def test_what_the_system_refuses_is_no_damage(tmp_path: Path, text: str, says: str) -> None:
    error = as_store_error(RuntimeError(text), tmp_path)
    assert type(error) is IndexStoreError
    assert says in str(error)


def test_a_full_disk_is_told_from_what_it_caused(folder: Path) -> None:
    with pytest.raises(IndexStoreError, match="no space is left") as raised, store_errors(folder):
        try:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise RuntimeError("lance error: the background task failed") from error
    assert type(raised.value) is IndexStoreError


def test_a_folder_that_may_not_be_written_can_still_be_read(folder: Path, write: Write) -> None:
    write({"a.py": ["red"]})
    entries = [folder, *folder.rglob("*")]
    for entry in entries:
        entry.chmod(0o555 if entry.is_dir() else 0o444)
    try:
        use(folder)
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(IndexStoreError, match="choose another"):
            write({"b.py": ["red"]})
    finally:
        for entry in entries:
            entry.chmod(0o755 if entry.is_dir() else 0o644)
