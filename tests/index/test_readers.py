import shutil
import threading
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from codesearch.errors import IndexStoreError
from codesearch.index.schema import UNITS, VECTORS
from codesearch.index.store import Store

from .conftest import Write


def test_a_reader_sees_each_commit_whole_while_a_writer_works(
    folder: Path, store: Store, write: Write
) -> None:
    write({"a.py": ["red 0"] * 20, "b.py": ["red 0"] * 20})
    reader = Store.open(folder)
    failures: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            for turn in range(1, 15):
                write({"a.py": [f"red {turn}"] * (20 + turn), "b.py": [f"red {turn}"] * (20 - turn)})
                store.add_vectors([f"hash of red {turn}"], np.ones((1, 2)))
                if turn % 5 == 0:
                    tidy_hard(store)
        except BaseException as error:
            failures.append(error)
        finally:
            done.set()

    writer = threading.Thread(target=work)
    writer.start()
    while not done.is_set():
        reader.refresh()
        matches = reader.search_text("red", limit=99)
        texts = {unit.text for unit in reader.read_units(matches.ids).values()}
        assert (len(matches), len(texts)) == (40, 1)
        reader.search_vectors(np.ones(2), limit=5)
        assert reader.coverage().units == 40
    writer.join()
    assert failures == []


def test_a_reader_outlives_the_removal_of_its_version(folder: Path, store: Store, write: Write) -> None:
    write({"a.py": ["red 0"]})
    reader = Store.open(folder)
    write({"a.py": ["red 1"]})
    tidy_hard(store)
    matches = reader.search_text("red", limit=5)
    assert [unit.text for unit in reader.read_units(matches.ids).values()] == ["red 1"]


def test_a_deleted_index_is_said_to_be_gone(folder: Path, write: Write) -> None:
    write({"a.py": ["red 0"]})
    reader = Store.open(folder)
    shutil.rmtree(folder)
    with pytest.raises(IndexStoreError, match="codesearch index"):
        reader.refresh()


@pytest.mark.parametrize("folder_name", ["a b", "it's #1 ?%20", "é"])
def test_any_folder_name_will_do(tmp_path: Path, store: Store, write: Write, folder_name: str) -> None:
    write({"a.py": ["red"]})
    moved = tmp_path / folder_name
    shutil.copytree(store.folder, moved)
    assert len(Store.open(moved).search_text("red", limit=5)) == 1


@pytest.mark.filterwarnings("ignore:optimize:UserWarning")  # LanceDB's, of what is done here on purpose
def tidy_hard(store: Store) -> None:
    """Tidy as if all readers had gone."""
    for name in (UNITS, VECTORS):
        store._tables.write(name, lambda table: table.optimize(cleanup_older_than=timedelta(milliseconds=1)))


def test_the_latest_store_is_the_same_until_something_changes(store: Store, write: Write) -> None:
    write({"a.py": ["red 1"]})
    reader = Store.open(store.folder)
    assert reader.latest() is reader
    write({"a.py": ["green 2"]})
    newest = reader.latest()
    assert newest is not reader
    assert len(reader.search_text("red", limit=1)) == len(newest.search_text("green", limit=1)) == 1
    assert len(reader.search_text("green", limit=1)) == len(newest.search_text("red", limit=1)) == 0


def test_a_stored_vector_is_read_by_its_unit(store: Store, write: Write) -> None:
    write({"a.py": ["red 1", "green 2"]})
    (unit, other) = (row["id"] for row in store.light_columns().rows_of("a.py"))
    assert store.vector(unit) is None
    store.add_vectors(["hash of red 1", "hash of green 2"], np.array([[3.0, 4.0], [0.0, 2.0]]))
    for _ in range(3):  # from disk, then from memory
        for row, vector in ((unit, [0.6, 0.8]), (other, [0.0, 1.0])):
            assert np.allclose(store.vector(row), vector, atol=1e-3)
        store.search_vectors(np.array([1.0, 0.0]), limit=1)
    assert store.vector(7) is None
