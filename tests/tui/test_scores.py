"""The parts of a score make the score."""

from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.tui.render import FACTORS
from codesearch.tui.scores import WORDS, bar_shares, score_of, score_rows
from codesearch.types import Hit
from tests.conftest import WordEncoder, write_files

from .conftest import MakeHit

FILES = {
    "src/pool.py": '''"""Pools of connections."""


class ConnectionPool:
    """Keeps connections open."""

    def acquire(self):
        return self.free.pop()

    def release(self, connection):
        self.free.append(connection)
''',
    "tests/test_pool.py": "def test_connection_pool():\n    assert ConnectionPool().acquire()\n",
    "examples/pool.py": "def connections():\n    return ConnectionPool()\n",
    "vendor/pool.py": "def connection_pool():\n    return None\n",
    "src/long.py": "def connections():\n" + "    connection = keep(connection)\n" * 300,
    "docs/pool.md": "# Pools\n\n## Connections\n\nHow a connection pool is used.\n",
}


@pytest.fixture
def hits(tmp_path: Path, encoder: WordEncoder) -> list[Hit]:
    """All hits of several questions, in every mode."""
    write_files(tmp_path / "repository", FILES)
    index = Index(tmp_path / "repository", index_dir=tmp_path / "indexes", encoder=encoder)
    index.refresh()
    questions = ("how connections are kept", "ConnectionPool.acquire", "release a connection")
    modes = ("hybrid", "lexical", "semantic")
    return [hit for q in questions for mode in modes for hit in index.search(q, mode=mode, limit=100)]  # type: ignore[arg-type]


def test_the_rows_make_the_score(hits: list[Hit]) -> None:
    assert len(hits) > 20
    for hit in hits:
        assert score_of(score_rows(hit)) == pytest.approx(hit.score, abs=1e-9)


def test_every_part_of_the_ranking_has_words(hits: list[Hit]) -> None:
    parts = {part for hit in hits for part in hit.why}
    assert {"text", "vector", "stem", "definition", "file", *FACTORS} <= parts
    assert parts <= set(WORDS)
    assert all(row.explanation.endswith(".") for hit in hits for row in score_rows(hit))


def test_what_is_added_comes_before_the_factors(make_hit: MakeHit) -> None:
    hit = make_hit("a", score=0.5, why={"test": 0.5, "file": -0.1, "text": 0.6, "stem": 0.5})
    rows = score_rows(hit)
    assert [(row.part, row.is_factor) for row in rows] == [
        ("text", False),
        ("stem", False),
        ("file", False),
        ("test", True),
    ]
    assert [row.share for row in rows] == pytest.approx([1, 5 / 6, 1 / 6, 0.5])
    assert score_of(rows) == pytest.approx(0.5)


def test_an_unknown_part_is_shown_by_its_name(make_hit: MakeHit) -> None:
    (row,) = score_rows(make_hit("a", why={"new\x1b": 2.0}))
    assert (row.label, row.worth, row.explanation) == ("new␛", 2.0, "")


def test_without_parts_there_are_no_rows(make_hit: MakeHit) -> None:
    assert score_rows(make_hit("a", why={})) == ()
    assert score_rows(make_hit("a", why={"text": 0.0}))[0].share == 0


def test_bars_are_beside_the_best(make_hit: MakeHit) -> None:
    assert bar_shares([make_hit("a", score=score) for score in (2.0, 1.0, -0.5)]) == [1.0, 0.5, 0.0]
    assert bar_shares([make_hit("a", score=0.0), make_hit("a", score=-1.0)]) == [0.0, 0.0]
    assert bar_shares([]) == []
