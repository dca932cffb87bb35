from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from codesearch.errors import IndexStoreError
from codesearch.index import upkeep
from codesearch.index.filters import Filter
from codesearch.index.lock import writer_lock
from codesearch.index.manifest import Manifest
from codesearch.index.records import FileState, Matches, UnitRow
from codesearch.index.store import Store
from codesearch.types import Coverage

from .conftest import Write

MakeRow = Callable[[str, int, str], UnitRow]


def found(store: Store, matches: Matches) -> list[tuple[str, int]]:
    units = store.read_units(matches.ids)
    return [(unit.path, unit.start_line) for unit in units.values()]


def embed_all(store: Store) -> list[str]:
    """Give each text a vector on the unit circle, at an angle of its last digit in degrees × 10."""
    hashes = []
    for chunk in store.missing_vectors(chunk=2):
        angles = np.deg2rad([10.0 * int(unit.text[-1]) for _, unit in chunk])
        store.add_vectors(
            [text_hash for text_hash, _ in chunk], np.stack([np.cos(angles), np.sin(angles)], axis=1)
        )
        hashes += [text_hash for text_hash, _ in chunk]
    return hashes


def test_units_come_back_as_they_went_in(store: Store, make_row: MakeRow) -> None:
    row = make_row("é'\\.py", 3, "naïve \0 text")
    store.replace_files([FileState("é'\\.py", 9, 2**62, "sha", 1)], [row])
    matches = store.search_text("text", limit=5)
    assert list(store.read_units(matches.ids).values()) == [row.unit]
    assert store.file_states() == {"é'\\.py": FileState("é'\\.py", 9, 2**62, "sha", 1)}
    store.verify()


def test_text_search_ranks_rare_terms_first(store: Store, write: Write) -> None:
    write({"a.py": ["common rare", "common"], "b.py": ["common"]})
    matches = store.search_text("rare common", limit=5)
    assert found(store, matches)[0] == ("a.py", 1)
    assert len(matches) == 3 and matches.scores[0] > matches.scores[1]
    assert len(store.search_text("rare common", limit=1)) == 1


@pytest.mark.parametrize("terms", ["", "  ", "unknown", "'", '"', "a:b OR (", "*"])
def test_any_terms_are_words_and_no_syntax(store: Store, write: Write, terms: str) -> None:
    write({"a.py": ["word"]})
    assert len(store.search_text(terms, limit=5)) == 0


def test_text_is_found_before_and_after_optimizing(store: Store, write: Write) -> None:
    for number in range(40):
        write({f"{number}.py": [f"common word{number}"] * 30})
    before = [store.search_text(f"word{number}", limit=99) for number in (0, 39)]
    store.optimize()
    after = [store.search_text(f"word{number}", limit=99) for number in (0, 39)]
    assert [len(matches) for matches in before + after] == [30] * 4
    assert np.array_equal(before[1].ids, after[1].ids)


def test_replacing_is_the_same_however_often(store: Store, write: Write) -> None:
    write({"a.py": ["red", "green", "blue"], "b.py": ["red"]})
    for _ in range(2):
        write({"a.py": ["red"], "c.py": ["blue"], "b.py": []})
        assert sorted(found(store, store.search_text("red green blue", limit=9))) == [
            ("a.py", 1),
            ("c.py", 1),
        ]
        assert {path: state.units for path, state in store.file_states().items()} == {
            "a.py": 1,
            "b.py": 0,
            "c.py": 1,
        }
        store.verify()


def test_removed_files_are_gone_and_unknown_ones_are_no_matter(store: Store, write: Write) -> None:
    write({"a.py": ["red"], "it's.py": ["red"]})
    store.remove_files(["it's.py", "unknown"])
    assert found(store, store.search_text("red", limit=9)) == [("a.py", 1)]
    assert set(store.file_states()) == {"a.py"}


def test_touching_changes_known_files_only(store: Store, write: Write) -> None:
    write({"a.py": ["red"]})
    store.touch_files([FileState("a.py", 1, 77, units=1), FileState("b.py", 1, 77)])
    assert store.file_states() == {"a.py": FileState("a.py", 1, 77, units=1)}


@pytest.mark.parametrize("units", [0, 2])
def test_a_wrong_count_is_refused_before_anything_is_written(
    store: Store, make_row: MakeRow, units: int
) -> None:
    with pytest.raises(ValueError, match="1 units"):
        store.replace_files([FileState("a.py", 1, 1, units=units)], [make_row("a.py", 1, "red")])
    assert store.file_states() == {}


def test_filters_hold_for_both_searches(store: Store, write: Write) -> None:
    write({"a.py": ["red 1"], "b.rs": ["red 2"], "tests/c.py": ["red 3"]})
    embed_all(store)
    where = Filter(languages=("python",), paths=("!tests",))
    assert found(store, store.search_text("red", limit=9, where=where)) == [("a.py", 1)]
    assert found(store, store.search_vectors(np.array([1.0, 0]), limit=9, where=where)) == [("a.py", 1)]


def test_vectors_are_ranked_by_their_cosine(store: Store, write: Write) -> None:
    write({"a.py": ["far 9", "near 1"], "b.py": ["middle 3", "near 1"]})
    embed_all(store)
    matches = store.search_vectors(np.array([5.0, 0.0]), limit=3)
    assert sorted(found(store, matches)[:2]) == [("a.py", 2), ("b.py", 2)]
    assert found(store, matches)[2] == ("b.py", 1)
    assert matches.scores == pytest.approx(np.cos(np.deg2rad([10, 10, 30])), abs=1e-3)


def test_equal_text_is_embedded_once_and_moves_keep_vectors(store: Store, write: Write) -> None:
    write({"a.py": ["red 1", "blue 2"], "b.py": ["red 1"]})
    assert store.count_missing_vectors() == 2
    assert store.coverage() == Coverage(units=3, embedded=0)
    assert len(embed_all(store)) == 2
    store.remove_files(["a.py"])
    write({"moved.py": ["new 5", "blue 2", "red 1"]})
    assert store.coverage() == Coverage(units=4, embedded=3)
    assert embed_all(store) == ["hash of new 5"]
    assert store.coverage().is_complete


def test_vectors_that_nobody_uses_stay_as_long_as_they_are_few(store: Store, write: Write) -> None:
    write({"a.py": ["one 1", "two 2"], "b.py": ["three 3"]})
    embed_all(store)
    write({"a.py": []})
    upkeep.drop_orphans(store._tables)
    write({"a.py": ["one 1", "two 2"]})
    assert store.coverage().is_complete


def test_vectors_that_nobody_uses_go_when_they_are_many_and_the_greater_part(
    store: Store, write: Write
) -> None:
    texts = ["one 1", "two 2", "three 3", "four 4"]
    write({"a.py": texts})
    embed_all(store)
    write({"a.py": texts[:2]})
    upkeep.drop_orphans(store._tables, spared=0)  # many, but not the greater part
    write({"a.py": texts})
    assert store.coverage().is_complete
    write({"a.py": []})
    upkeep.drop_orphans(store._tables, spared=2)
    write({"a.py": texts})
    assert store.coverage() == Coverage(units=4, embedded=1)


def test_vectors_of_another_shape_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="width 2"):
        store.add_vectors(["h"], np.zeros((1, 3)))
    with pytest.raises(ValueError, match="finite"):
        store.add_vectors(["h"], np.array([[np.nan, 0]]))
    with pytest.raises(IndexStoreError, match="width 2"):
        store.search_vectors(np.zeros(3), limit=1)


def test_light_columns_are_read_anew_only_after_a_change(store: Store, write: Write) -> None:
    write({"a.py": ["red"]})
    columns = store.light_columns()
    assert store.light_columns() is columns
    write({"b.py": ["red"]})
    assert store.light_columns().table["path"].to_pylist() == ["a.py", "b.py"]


def test_another_encoder_costs_the_vectors_and_another_parser_all(
    folder: Path, manifest: Manifest, make_row: MakeRow
) -> None:
    with writer_lock(folder):
        store = Store.prepare(folder, manifest)
        store.replace_files([FileState("a.py", 1, 1, units=1)], [make_row("a.py", 1, "red 1")])
        embed_all(store)
        wider = Manifest("/repo", "1", "1", "other", 3)
        store = Store.prepare(folder, wider)
        assert store.coverage() == Coverage(units=1, embedded=0)
        store.add_vectors(["hash of red 1"], np.ones((1, 3)))
        assert Store.prepare(folder, wider).coverage() == Coverage(units=1, embedded=1)
        assert Store.prepare(folder, wider, rebuild=True).file_states() == {}
        store = Store.prepare(folder, wider)
        store.replace_files([FileState("a.py", 1, 1, units=1)], [make_row("a.py", 1, "red 1")])
        assert Store.prepare(folder, Manifest("/repo", "2", "1", "other", 3)).coverage() == Coverage(0, 0)
    assert Store.open(folder).manifest.parser_version == "2"
