"""A teacher's vectors on disk."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from codesearch.cli.training.teach import teach as command
from codesearch.errors import DataError
from codesearch.pairs.records import Pair, write_pairs
from codesearch.training.data import teacher
from codesearch.training.data.teacher import TeacherVectors, document_of, teach

PAIRS = [Pair(f"Query {n}", f"name_{n}", "", "Its words.", f"return {n}", "python", "o/r") for n in range(10)]


class Counting:
    """Vectors that tell a text's digits; it stops after so many queries, as a run does that is killed."""

    id, width = "counting", 2

    def __init__(self, limit: int = 100) -> None:
        self.queries: list[str] = []
        self.documents: list[str] = []
        self._limit = limit

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.queries.extend(texts)
        if len(self.queries) > self._limit:
            raise KeyboardInterrupt
        return self._vectors(texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.documents.extend(texts)
        return -self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        digits = [int("".join(filter(str.isdigit, text))[-1]) for text in texts]
        return np.array([[np.cos(digit), np.sin(digit)] for digit in digits], dtype=np.float32)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teacher, "BLOCK", 4)


def stored(folder: Path, count: int = 10) -> list[list[float]]:
    return TeacherVectors.load(folder, np.arange(count)).queries.tolist()


def test_vectors_stand_in_the_order_of_the_pairs(tmp_path: Path) -> None:
    encoder, told = Counting(), []
    assert teach(encoder, iter(PAIRS), tmp_path, report=told.append) == 10
    kept = TeacherVectors.load(tmp_path, np.array([1, 5, 9]))
    queries, documents = kept.of(np.array([2, 0]))
    assert queries[:, 0].tolist() == pytest.approx([np.cos(9), np.cos(1)], abs=1e-3)
    assert np.array_equal(documents, -queries)
    assert kept.queries.dtype == np.float16
    assert told == [4, 4, 2]


def test_a_teacher_sees_name_and_code_without_documentation() -> None:
    assert document_of(PAIRS[3]) == "name_3\nreturn 3"


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        teach(Counting(limit=8), PAIRS, tmp_path / "stopped")
    encoder = Counting()
    teach(encoder, PAIRS, tmp_path / "stopped")
    teach(Counting(), PAIRS, tmp_path / "whole")
    assert encoder.queries == ["Query 8", "Query 9"]
    assert stored(tmp_path / "stopped") == stored(tmp_path / "whole")


def test_a_run_that_is_done_computes_nothing(tmp_path: Path) -> None:
    teach(Counting(), PAIRS, tmp_path)
    before = stored(tmp_path)
    teach(Counting(limit=0), PAIRS, tmp_path)
    assert stored(tmp_path) == before


def test_pairs_that_have_changed_are_computed_anew(tmp_path: Path) -> None:
    teach(Counting(), PAIRS, tmp_path)
    encoder = Counting()
    changed = [*PAIRS[:5], replace(PAIRS[5], query="Query 0"), *PAIRS[6:], PAIRS[1]]
    assert teach(encoder, changed, tmp_path) == 11
    assert len(encoder.queries) == 7
    rows = stored(tmp_path, 11)
    assert (rows[5], rows[10]) == (rows[0], rows[1])


def test_a_stop_while_pairs_are_computed_anew_leaves_what_is_right(tmp_path: Path) -> None:
    teach(Counting(), PAIRS, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        teach(Counting(limit=0), [*PAIRS[:4], *PAIRS[5:]], tmp_path)
    assert len(stored(tmp_path, 4)) == 4


def test_vectors_of_another_encoder_are_not_mixed(tmp_path: Path) -> None:
    teach(Counting(), PAIRS, tmp_path)
    other = Counting()
    other.id = "other"
    with pytest.raises(DataError, match="holds vectors of counting, not of other: choose another folder"):
        teach(other, PAIRS, tmp_path)


def test_vectors_of_too_few_pairs_are_said(tmp_path: Path) -> None:
    teach(Counting(), PAIRS[:6], tmp_path)
    with pytest.raises(DataError, match="vectors of 6 pairs, which are too few"):
        TeacherVectors.load(tmp_path, np.array([2, 6]))


def test_a_folder_without_vectors_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="run `codesearch train teach` into an empty one"):
        TeacherVectors.load(tmp_path, np.arange(2))


@pytest.mark.parametrize("name", ["queries.f16", "documents.f16", "teacher.json"])
def test_files_that_are_damaged_are_said(tmp_path: Path, name: str) -> None:
    teach(Counting(), PAIRS, tmp_path)
    (tmp_path / name).write_bytes(b"{}")
    for use in (lambda: stored(tmp_path), lambda: teach(Counting(), PAIRS, tmp_path)):
        with pytest.raises(DataError, match="holds no teacher's vectors"):
            use()


def test_the_command_writes_vectors(tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs.jsonl", PAIRS[:3])
    arguments = [str(tmp_path / "pairs.jsonl"), str(tmp_path / "out"), "--teacher", "bundled", "-q"]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.output.startswith("3 pairs, ")
    assert len(stored(tmp_path / "out", 3)) == 3


def test_a_teacher_that_reads_no_code_takes_a_function_for_its_question(tmp_path: Path) -> None:
    encoder = Counting()
    teach(encoder, iter(PAIRS), tmp_path, reads_code=False)
    kept = TeacherVectors.load(tmp_path, np.arange(10))
    assert encoder.documents == []
    assert kept.documents.tolist() == kept.queries.tolist()
