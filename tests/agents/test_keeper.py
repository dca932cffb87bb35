"""Refreshes on demand, shared by those who ask together, and vectors in between."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from codesearch.agents.keeper import Keeper
from codesearch.agents.source import Source
from codesearch.engine import Index
from codesearch.errors import CodesearchError, IndexLockedError
from codesearch.index.lock import writer_lock
from codesearch.types import Progress
from tests.conftest import WordEncoder

SECONDS = 60.0


@pytest.fixture
def index(repository: Path, index_dir: Path, encoder: WordEncoder) -> Index:
    return Index(repository, index_dir=index_dir, encoder=encoder)


def test_a_refresh_reports_and_vectors_follow(index: Index) -> None:
    keeper = Keeper(index)
    heard: list[Progress] = []
    try:
        assert keeper.refresh(SECONDS, heard.append)
        keeper.fill(SECONDS)
        assert index.coverage.is_complete
        assert index.coverage.units > 0
    finally:
        keeper.stop()


class Gated(Index):
    """Refreshes when it may, and counts."""

    refreshes = 0
    gate = threading.Event()

    def refresh(self, *arguments: Any, **options: Any) -> int:
        self.refreshes += 1
        assert self.gate.wait(SECONDS)
        return super().refresh(*arguments, **options)


def test_those_who_ask_together_share_refreshes(
    repository: Path, index_dir: Path, encoder: WordEncoder
) -> None:
    index = Gated(repository, index_dir=index_dir, encoder=encoder)
    keeper = Keeper(index)
    answers: list[bool] = []
    asking = [threading.Thread(target=lambda: answers.append(keeper.refresh(SECONDS))) for _ in range(8)]
    try:
        for thread in asking:
            thread.start()
        end = time.monotonic() + SECONDS
        while keeper.asked < len(asking) and time.monotonic() < end:
            time.sleep(0.01)
        index.gate.set()
        for thread in asking:
            thread.join(SECONDS)
        assert answers == [True] * 8
    finally:
        keeper.stop()
    assert index.refreshes <= 3  # one that had begun, one for all who came meanwhile, one to fill in vectors


def test_a_refresh_that_takes_long_is_not_waited_for(index: Index) -> None:
    keeper = Keeper(index)
    try:
        with writer_lock(index.folder):
            assert not keeper.refresh(0.01)
    finally:
        keeper.stop()


def test_another_writer_is_an_error_without_an_index_and_a_note_with_one(index: Index) -> None:
    keeper = Keeper(index)
    try:
        with writer_lock(index.folder), pytest.raises(IndexLockedError):
            keeper.refresh(SECONDS)
        assert keeper.refresh(SECONDS)
        keeper.fill(SECONDS)
        with writer_lock(index.folder):
            assert not keeper.refresh(SECONDS)
    finally:
        keeper.stop()


def test_a_failure_reaches_those_who_asked_and_the_next_question_is_answered(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    keeper = Keeper(Index(repository, index_dir=tmp_path / "file"))
    try:
        with pytest.raises(CodesearchError, match="cannot be written"):
            keeper.refresh(SECONDS)
        (tmp_path / "file").unlink()
        assert keeper.refresh(SECONDS)
    finally:
        keeper.stop()


def test_stop_ends_the_thread_and_may_come_twice(index: Index) -> None:
    keeper = Keeper(index)
    keeper.refresh(SECONDS)
    keeper.stop()
    keeper.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "codesearch-agents"]


def test_an_answer_that_cannot_wait_says_what_it_rests_on(
    repository: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codesearch.agents.source.REFRESH_SECONDS", 0.0)
    source = Source(repository, index_dir=index_dir, max_file_bytes=1_000_000)
    try:
        with pytest.raises(CodesearchError, match="is being indexed for the first time"):
            source.ask(lambda index: index.paths(), report=None)
    finally:
        source.close()
    Index(repository, index_dir=index_dir).refresh(embed_seconds=0.0)
    source = Source(repository, index_dir=index_dir, max_file_bytes=1_000_000)
    try:
        with writer_lock(source.index.folder):
            paths, freshness = source.ask(lambda index: index.paths(), report=None)
        assert "src/retry.py" in paths
        notes = freshness.notes("sample", with_vectors=True)
        assert any("still being brought up to date" in note for note in notes)
        assert any("vectors cover 0 %" in note for note in notes)
    finally:
        source.close()
