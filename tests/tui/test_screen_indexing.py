"""The index screen: what it shows of an index, and the work it starts."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from codesearch.engine import Index
from codesearch.tui.answering_index import AnsweringIndex
from codesearch.tui.building import Builder
from codesearch.tui.screens.confirm import ConfirmScreen
from codesearch.tui.screens.indexing import IndexScreen
from codesearch.tui.widgets.left_out import LeftOut
from tests.conftest import WordEncoder, write_files
from tests.tui.hosts import Host, drive, text_of


@pytest.fixture
def index(tmp_path: Path, encoder: WordEncoder) -> AnsweringIndex:
    files = {"a.py": "def retry():\n    pass\n", "b.md": "# Title\n\ntext\n", "c\u202e.py": "x = '\0'\n"}
    root, index_dir = tmp_path / "repository", tmp_path / "indexes"
    write_files(root, files)
    return AnsweringIndex(root, index_dir, own=Index(root, index_dir=index_dir, encoder=encoder))


async def finished(host: Host, pilot: Pilot[None], builder: Builder) -> None:
    while builder.state.is_running:
        await pilot.pause(0.01)
    await host.settled(pilot)


def test_an_index_is_shown(index: AnsweringIndex) -> None:
    index.refresh()

    async def play(host: Host, _: Pilot[None]) -> None:
        text = text_of(host)
        for part in ("Every unit has its vector", "in 2 files", "100 %", "words-1", "python", "just now"):
            assert part in text
        assert "none: start `codesearch watch --background`" in text

    drive(IndexScreen(index, Builder(index)), play)


def test_what_was_left_out_is_named_when_opened(index: AnsweringIndex) -> None:
    index.refresh()

    async def play(host: Host, pilot: Pilot[None]) -> None:
        area = host.screen.query_one(LeftOut)
        area.collapsed = False
        await host.settled(pilot)
        assert str(area.files.visual) == "c\ufffd.py"

    drive(IndexScreen(index, Builder(index)), play)


def test_an_index_is_built_from_here(index: AnsweringIndex) -> None:
    builder = Builder(index)

    async def play(host: Host, pilot: Pilot[None]) -> None:
        assert "no index yet" in text_of(host)
        await pilot.press("r")
        await finished(host, pilot, builder)
        assert "Every unit has its vector" in text_of(host)

    drive(IndexScreen(index, builder), play)


def test_a_rebuild_asks_first(index: AnsweringIndex, encoder: WordEncoder) -> None:
    index.refresh()
    builder, seen = Builder(index), encoder.documents_seen

    async def play(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("R")
        assert isinstance(host.screen, ConfirmScreen)
        await pilot.press("enter")  # the focus is on no
        assert encoder.documents_seen == seen
        await pilot.press("R", "y")
        await finished(host, pilot, builder)
        assert encoder.documents_seen > seen

    drive(IndexScreen(index, builder), play)


def test_a_home_folder_is_indexed_only_if_the_user_agrees(
    index: AnsweringIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(index.root))
    builder = Builder(index)

    async def play(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("r")
        await finished(host, pilot, builder)
        assert "is your home folder" in text_of(host)
        await pilot.press("y")
        await finished(host, pilot, builder)
        assert index.exists

    drive(IndexScreen(index, builder), play)


def test_a_broken_index_is_one_sentence(index: AnsweringIndex) -> None:
    index.folder.mkdir(parents=True)
    (index.folder / "manifest.json").write_text("{}")

    async def play(host: Host, _: Pilot[None]) -> None:
        assert "manifest.json is not one of codesearch" in text_of(host)

    drive(IndexScreen(index, Builder(index)), play, size=(60, 15))
