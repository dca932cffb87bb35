"""The units of a file, the unit on a line, and what is similar to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.errors import IndexStoreError, QueryError
from tests.conftest import write_files

HOSTILE = ["../../etc/passwd", "/etc/passwd", "", ".", "src", "src/pool.py\0", "'; DROP", "src//pool.py"]


def test_the_units_of_a_file_come_in_its_order(index: Index) -> None:
    units = index.units_of("src/pool.py")
    assert [(unit.kind, unit.name, unit.start_line) for unit in units] == [
        ("module", "pool", 1),
        ("class", "ConnectionPool", 1),
        ("method", "acquire", 4),
        ("method", "release", 7),
    ]
    assert {unit.score for unit in units} == {0.0}


@pytest.mark.parametrize(
    ("line", "name"), [(1, "ConnectionPool"), (3, "ConnectionPool"), (5, "acquire"), (8, "release"), (9, "")]
)
def test_a_line_belongs_to_its_innermost_unit(index: Index, line: int, name: str) -> None:
    unit = index.unit_at("src/pool.py", line)
    assert (unit.name if unit else "") == name


@pytest.mark.parametrize("path", HOSTILE)
def test_a_path_that_is_not_indexed_has_no_units(index: Index, path: str) -> None:
    assert index.units_of(path) == []
    assert index.unit_at(path, 1) is None
    with pytest.raises(QueryError, match="no unit at line 1"):
        index.similar(path, 1)


def test_similar_units_are_the_nearest_without_the_unit_itself(index: Index, repository: Path) -> None:
    release = "    def release(self, connection):\n        self.free.append(connection)\n"
    write_files(repository, {"src/lake.py": f"class Lake:\n{release}"})
    index.refresh()
    hits = index.similar("src/pool.py", 8)
    assert (hits[0].path, hits[0].name) == ("src/lake.py", "release")
    assert hits[0].why == {"vector": hits[0].score}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    own = {hit.name for hit in hits if hit.path == "src/pool.py"}
    assert own == {"acquire"}  # neither itself nor the outlines around it


def test_similar_to_a_class_leaves_its_members_out(index: Index) -> None:
    assert "src/pool.py" not in {hit.path for hit in index.similar("src/pool.py", 2)}


def test_similar_units_can_be_filtered_and_limited(index: Index) -> None:
    assert {hit.path for hit in index.similar("src/pool.py", 8, paths=["tests/**"])} == {
        "tests/test_retry.py"
    }
    assert len(index.similar("src/pool.py", 8, limit=2)) == 2
    with pytest.raises(QueryError, match="language"):
        index.similar("src/pool.py", 8, languages=["pyhton"])


def test_parts_of_one_unit_are_not_similar_to_each_other(index: Index, repository: Path) -> None:
    body = "".join(f"    value_{number} = compute({number})\n" for number in range(200))
    write_files(repository, {"src/long.py": f"def long_one():\n{body}"})
    index.refresh()
    assert len(index.units_of("src/long.py")) > 2
    assert "src/long.py" not in {hit.path for hit in index.similar("src/long.py", 100)}


def test_a_unit_without_a_vector_is_encoded(open_again: Callable[[], Index], repository: Path) -> None:
    index = open_again()
    index.refresh()
    write_files(repository, {"src/new.py": "def acquire(self):\n    return self.free.pop()  # now\n"})
    index.refresh(embed_seconds=0)
    assert index.similar("src/new.py", 1, limit=1)[0].name == "acquire"


def test_without_an_index_it_is_said(open_again: Callable[[], Index]) -> None:
    for ask in (lambda index: index.units_of("a"), lambda index: index.similar("a", 1)):
        with pytest.raises(IndexStoreError, match="codesearch index"):
            ask(open_again())
