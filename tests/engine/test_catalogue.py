"""The list of a user's indexes, and one search over several."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.engine.catalogue import known_indexes, search_all, search_regex_all
from codesearch.errors import IndexStoreError, QueryError
from tests.conftest import WordEncoder, write_files

Maker = Callable[[str, dict[str, str]], Index]


@pytest.fixture
def make(tmp_path: Path, encoder: WordEncoder) -> Maker:
    def make_index(name: str, files: dict[str, str]) -> Index:
        write_files(tmp_path / name, files)
        index = Index(tmp_path / name, index_dir=tmp_path / "indexes", encoder=encoder)
        index.refresh()
        return index

    return make_index


def test_indexes_are_listed_the_last_changed_first(make: Maker, tmp_path: Path) -> None:
    first, second = make("one", {"a.py": "a = 1\n"}), make("two", {"a.py": "a = 1\n"})
    write_files(first.root, {"b.py": "b = 1\n"})
    first.refresh()
    known = known_indexes(tmp_path / "indexes")
    assert [(one.root, one.folder, one.exists) for one in known] == [
        (first.root, first.folder, True),
        (second.root, second.folder, True),
    ]
    assert all(one.bytes > 0 for one in known)
    assert timedelta() < datetime.now(UTC) - known[0].updated < timedelta(minutes=10)
    assert first.status().updated == known[0].updated


def test_an_index_whose_root_is_gone_says_so(make: Maker, tmp_path: Path) -> None:
    shutil.rmtree(make("one", {"a.py": "a = 1\n"}).root)
    assert [one.exists for one in known_indexes(tmp_path / "indexes")] == [False]


def test_what_is_no_index_is_passed_over(make: Maker, tmp_path: Path) -> None:
    good, bad, newer = (make(name, {"a.py": "a = 1\n"}) for name in ("good", "bad", "newer"))
    (bad.folder / "manifest.json").write_text("{")
    manifest = newer.folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema_version": 1', '"schema_version": 99'))
    write_files(tmp_path / "indexes", {"notes.txt": "mine\n", "empty/other.txt": "mine\n"})
    assert [one.root for one in known_indexes(tmp_path / "indexes")] == [good.root]
    assert known_indexes(tmp_path / "nowhere") == []


def test_the_best_units_of_several_indexes_come_first(make: Maker) -> None:
    weak = make("weak", {"src/a.py": "def close_door():\n    return door.request\n", "src/b.py": "b = 2\n"})
    strong = make("strong", {"src/a.py": 'def retry_request():\n    """Send the request again."""\n'})
    for order in ([weak, strong], [strong, weak]):
        found = search_all(order, "retry the request again")
        assert (found.hits[0][0], found.hits[0][1].name) == (strong, "retry_request")
        assert {hit.path for _, hit in found.hits} <= {"src/a.py", "src/b.py"}
        assert {index for index, _ in found.hits} == {weak, strong}
        assert not found.failures
    assert len(search_all([weak, strong], "request", limit=1).hits) == 1
    assert {index for index, _ in search_all([weak, strong], "request", paths=["b.py"]).hits} == {weak}


def test_one_index_searched_by_itself_gives_its_own_answer(index: Index) -> None:
    for query in ("connection pool", "send a request again", "retries"):
        assert [hit for _, hit in search_all([index], query).hits] == index.search(query)


def test_an_index_that_fails_does_not_hide_the_others(make: Maker) -> None:
    broken, whole = make("broken", {"a.py": "retry = 1\n"}), make("whole", {"a.py": "retry = 1\n"})
    shutil.rmtree(broken.folder)
    found = search_all([broken, whole], "retry")
    assert [index for index, _ in found.hits] == [whole]
    ((index, error),) = found.failures
    assert index is broken
    assert isinstance(error, IndexStoreError)
    assert search_all([], "retry").hits == []
    with pytest.raises(QueryError):
        search_all([whole], "?!")


def test_each_index_may_have_paths_of_its_own(make: Maker) -> None:
    one, two = (make(name, {"a.py": "retry = 1\n", "b.py": "retry = 2\n"}) for name in ("one", "two"))
    found = search_all([one, two], "retry", within={one.root: ["a.py"]}, paths=["b.py"])
    assert {(index.root.name, hit.path) for index, hit in found.hits} == {("one", "a.py"), ("two", "b.py")}
    found = search_regex_all([one, two], "retry", within={one.root: ["a.py"], two.root: ["a.py"]})
    assert {(index.root.name, hit.path) for index, hit in found.hits} == {("one", "a.py"), ("two", "a.py")}


def test_lines_that_match_are_counted_over_all_indexes(make: Maker) -> None:
    few, many = make("few", {"a.py": "retry = 1\n"}), make("many", {"a.py": "retry = 1\nretry = 2\n"})
    broken = make("broken", {"a.py": "retry = 1\n"})
    shutil.rmtree(broken.folder)
    found = search_regex_all([few, broken, many], "^retry")
    assert [(index, hit.score) for index, hit in found.hits] == [(many, 2.0), (few, 1.0)]
    assert [index for index, _ in found.failures] == [broken]
    assert len(search_regex_all([few, many], "retry", limit=1).hits) == 1
    with pytest.raises(QueryError):
        search_regex_all([few], "(")
