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


def test_nothing_stored_is_nothing_found(store: Store, write: Write) -> None:
    assert len(store.search_vectors(np.ones(2), limit=5)) == 0
    write({"a.py": ["red"]})
    assert len(store.search_vectors(np.ones(2), limit=5)) == 0
