"""Index work behind the screens, on a real index of a tiny repository."""

import asyncio
from pathlib import Path

import pytest
from textual.app import App

from codesearch.engine import Index
from codesearch.index.lock import background_lock, writer_lock
from codesearch.tui import building
from codesearch.tui.answering_index import AnsweringIndex
from codesearch.tui.building import FILLED_ELSEWHERE, NOBODY, STOPPED, Builder, Building, Turns
from codesearch.types import Progress
from tests.conftest import WordEncoder, write_files


@pytest.fixture
def index(tmp_path: Path, encoder: WordEncoder) -> AnsweringIndex:
    root, index_dir = tmp_path / "repository", tmp_path / "indexes"
    write_files(root, {"a.py": "def retry():\n    pass\n", "b.md": "# Title\n\ntext\n"})
    return AnsweringIndex(root, index_dir, own=Index(root, index_dir=index_dir, encoder=encoder))


def run(builder: Builder, **options: bool) -> Building:
    assert builder.start(**options)
    builder.wait()
    return builder.state


def test_a_first_run_leaves_an_index_with_all_vectors(index: AnsweringIndex) -> None:
    state = run(Builder(index))
    assert (state.is_running, state.changed, state.error, state.note) == (False, 2, "", "")
    assert index.coverage.is_complete
    assert index.search("retry")


def test_vectors_can_be_left_for_later(index: AnsweringIndex) -> None:
    run(Builder(index), vectors=False)
    assert index.coverage.embedded == 0


def test_one_run_at_a_time(index: AnsweringIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "LOCK_SECONDS", 0.2)
    builder = Builder(index)
    with writer_lock(index.folder):
        assert builder.start()
        assert not builder.start()
        builder.wait()
    assert builder.state.note == NOBODY


def test_work_of_another_process_is_said(index: AnsweringIndex) -> None:
    with background_lock(index.folder):
        assert run(Builder(index)).note == FILLED_ELSEWHERE


def test_a_stopped_run_keeps_what_it_wrote(index: AnsweringIndex, encoder: WordEncoder) -> None:
    builder = Builder(index)
    encode = encoder.encode_documents

    def stop_then_encode(texts: list[str]) -> object:
        builder.stop()
        return encode(texts)

    encoder.encode_documents = stop_then_encode  # type: ignore[method-assign, assignment]
    assert run(builder).note == STOPPED
    assert index.search("retry", mode="lexical")


def test_a_home_folder_is_asked_about(index: AnsweringIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(index.root))
    builder = Builder(index)
    assert run(builder).question == f"{index.root} is your home folder"
    assert not index.exists
    assert run(builder, is_agreed=True).question == ""
    assert index.exists


def test_a_damaged_index_is_one_sentence(index: AnsweringIndex) -> None:
    index.folder.mkdir(parents=True)
    (index.folder / "manifest.json").write_text("{}")
    state = run(Builder(index))
    assert "--rebuild" in state.error
    assert run(Builder(index), rebuild=True).error == ""


def test_subscribers_hear_of_it_on_their_own_thread(index: AnsweringIndex) -> None:
    heard: list[Building] = []

    class Host(App[None]):
        def on_builder_changed(self, message: Builder.Changed) -> None:
            heard.append(message.state)

    async def look() -> None:
        host = Host()
        async with host.run_test() as pilot:
            builder = Builder(index)
            builder.subscribe(host)
            builder.start()
            while builder.state.is_running:
                await pilot.pause(0.01)
            await pilot.pause()

    asyncio.run(look())
    assert heard[0].is_running
    assert {"parse", "embed"} <= {state.progress.stage for state in heard if state.progress}
    assert heard[-1] == Building(changed=2)


def test_turns_add_up() -> None:
    heard: list[Progress] = []
    turns = Turns(heard.append)
    steps = ("embed", 30, 100), ("parse", 1, 1), ("embed", 20, 70)
    for stage, done, total in steps:
        turns.hear(Progress(stage, done, total, 1.0, 1.0))
    assert [(p.done, p.total) for p in heard] == [(30, 100), (30, 100), (50, 100)]
