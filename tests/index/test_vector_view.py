import numpy as np
import pytest

from codesearch.index.columns import read_columns
from codesearch.index.store import Store
from codesearch.index.vector_view import VectorView

from .conftest import Write


@pytest.mark.parametrize("held", [10_000, 0], ids=["in memory", "in blocks"])
def test_search_equals_the_obvious_slow_search(store: Store, write: Write, held: int) -> None:
    write({f"{number}.py": [f"text {number} {line}" for line in range(5)] for number in range(100)})
    random = np.random.default_rng(0)
    matrix = random.standard_normal((500, 2)).astype(np.float16).astype(np.float32)
    units = read_columns(store._tables)
    hashes = units.table["text_hash"].to_pylist()
    store.add_vectors(hashes[250:], matrix[250:])
    store.add_vectors(hashes[:240], matrix[:240])  # ten have none
    view = VectorView(store._tables, units, held=held)
    allowed = random.random(500) < 0.5
    query = np.array([0.6, 0.8])
    cosines = (matrix @ query) / np.linalg.norm(matrix, axis=1)
    cosines[~allowed] = -2
    cosines[240:250] = -2
    for _ in range(2):
        matches = view.search(query, limit=20, allowed=allowed)
        assert matches.ids.tolist() == units.ids[np.argsort(-cosines)[:20]].tolist()
        assert matches.scores == pytest.approx(np.sort(cosines)[::-1][:20], abs=1e-6)
    assert len(view.search(query, limit=1000)) == 490
    assert (view.coverage.units, view.coverage.embedded) == (500, 490)


def test_units_that_are_named_follow_the_nearest_however_far_they_are(store: Store, write: Write) -> None:
    write({f"{number}.py": [f"text {number}"] for number in range(5)})
    units = read_columns(store._tables)
    angles = np.arange(4) / 4
    matrix = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    store.add_vectors(units.table["text_hash"].to_pylist()[:4], matrix)  # the last has none
    nearest, _, far, farthest, without = units.ids.tolist()
    query, also = np.array([1.0, 0.0]), np.array([farthest, nearest, without])
    assert store.search_vectors(query, limit=1, also=also).ids.tolist() == [nearest, farthest]
    matches = store.search_vectors(query, limit=3, also=also)
    assert matches.ids.tolist()[2:] == [far, farthest]
    assert matches.scores == pytest.approx(np.cos(angles), abs=1e-3)


def test_nothing_stored_is_nothing_found(store: Store, write: Write) -> None:
    assert len(store.search_vectors(np.ones(2), limit=5)) == 0
    write({"a.py": ["red"]})
    assert len(store.search_vectors(np.ones(2), limit=5)) == 0


def searched(view: VectorView) -> VectorView:
    """The view with its vectors in memory, as after two queries."""
    for _ in range(2):
        view.search(np.ones(2), limit=5)
    return view


def test_what_is_in_memory_is_taken_over_and_only_new_vectors_are_read(store: Store, write: Write) -> None:
    write({f"{number}.py": [f"text {number} {line}" for line in range(5)] for number in range(20)})
    matrix = np.random.default_rng(0).standard_normal((100, 2)).astype(np.float16).astype(np.float32)
    units = read_columns(store._tables)
    hashes = units.table["text_hash"].to_pylist()
    view = searched(VectorView(store._tables, units))
    for known, now in ((0, 60), (60, 60), (60, 90), (90, 100)):
        if now > known:
            store.add_vectors(hashes[known:now], matrix[known:now])
        adopting = VectorView(store._tables, units)
        adopting.adopt(view)
        fresh = searched(VectorView(store._tables, units))
        assert (adopting._matrix is None) is (known == 0)
        for query in np.array([[1.0, 0.0], [-0.6, 0.8]]):
            mine, anew = adopting.search(query, limit=200), fresh.search(query, limit=200)
            assert mine.ids.tolist() == anew.ids.tolist()
            assert mine.scores == pytest.approx(anew.scores, abs=1e-6)
        view = searched(adopting)


def test_vectors_that_were_dropped_are_not_taken_over(store: Store, write: Write) -> None:
    write({"a.py": ["one 1", "two 2", "three 3"]})
    rows = store._tables.rows("units", ["text_hash"])["text_hash"].to_pylist()
    store.add_vectors(rows, np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    view = searched(VectorView(store._tables, read_columns(store._tables)))
    store._tables.delete("vectors", f"text_hash = '{rows[1]}'")
    adopting = VectorView(store._tables, read_columns(store._tables))
    adopting.adopt(view)
    assert adopting.coverage.embedded == 2
    assert adopting.search(np.array([0.0, 1.0]), limit=1).scores == pytest.approx([np.sqrt(0.5)], abs=1e-3)
