"""The index behind the search: offered, built while one searches, and told of."""

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from codesearch.engine import Index
from codesearch.index.lock import writer_lock
from codesearch.tui.app import SearchApp
from codesearch.tui.building import Builder, Building
from codesearch.tui.screens.confirm import ConfirmScreen
from codesearch.tui.screens.help import HelpScreen
from codesearch.tui.screens.indexing import IndexScreen
from codesearch.tui.screens.repositories import RepositoryScreen
from codesearch.types import Coverage, Progress
from tests.conftest import write_files
from tests.tui.driving import FILES, at_rest, drive, names, picture, screen_of, typed, until

pytestmark = pytest.mark.usefixtures("alone")
Searched = tuple[Path, Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_files(tmp_path / "fresh", FILES)
    return tmp_path / "fresh"


def test_a_repository_without_an_index_gets_one_on_enter(root: Path, tmp_path: Path) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        assert "There is no index of fresh yet." in picture(app)
        await pilot.press("enter", *"retry")
        screen = screen_of(app)
        await until(pilot, lambda: names(screen))
        await until(pilot, lambda: screen.coverage and screen.coverage.is_complete)
        assert "units" in picture(app)

    drive(root, tmp_path / "indexes", play)


def test_a_broken_index_is_made_anew_on_enter(root: Path, tmp_path: Path) -> None:
    index = Index(root, index_dir=tmp_path / "indexes")
    index.refresh(embed_seconds=0)
    (index.folder / "manifest.json").write_text("{")

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        assert "holds no index that codesearch can read" in str(screen_of(app).notice.visual)
        await pilot.press("enter", *"retry")
        await until(pilot, lambda: names(screen_of(app)))

    drive(root, tmp_path / "indexes", play)


def test_a_damaged_index_is_made_anew_on_enter(root: Path, tmp_path: Path) -> None:
    index = Index(root, index_dir=tmp_path / "indexes")
    index.refresh(embed_seconds=0)
    shutil.rmtree(index.folder / "units.lance")

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = screen_of(app)
        await until(pilot, lambda: screen.is_missing)
        assert "is damaged" in str(screen.notice.visual)
        assert "enter or f5 makes the index anew" in picture(app)
        await pilot.press("enter", *"retry")
        await until(pilot, lambda: names(screen))

    drive(root, tmp_path / "indexes", play)


def test_a_home_folder_is_asked_for_first(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(root))

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "Index it all the same?" in picture(app)
        await pilot.press("y")
        await until(pilot, lambda: (found := screen_of(app).coverage) and found.is_complete)

    drive(root, tmp_path / "indexes", play)


def test_an_index_that_another_process_writes_is_searched_all_the_same(searched: Searched) -> None:
    root, index_dir = searched

    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        assert names(await typed(pilot, "connection"))

    with writer_lock(Index(root, index_dir=index_dir).folder):
        drive(root, index_dir, play)


def test_what_is_read_of_a_new_index_is_found_at_once(root: Path, tmp_path: Path) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = screen_of(app)
        assert screen.builder
        work = Building(is_running=True)
        screen.on_builder_changed(Builder.Changed(screen.builder, work))
        await pilot.press(*"retry")
        assert "is being built" in str(screen.notice.visual)
        screen.builder.index.refresh(embed_seconds=0)
        work = Building(is_running=True, progress=Progress("parse", 3, 9, 1.0, 6.0))
        screen.on_builder_changed(Builder.Changed(screen.builder, work))
        await until(pilot, lambda: names(screen))
        assert screen.obstacle is None

    drive(root, tmp_path / "indexes", play)


def test_a_partial_index_has_a_badge(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = screen_of(app)
        await until(pilot, lambda: screen.coverage)
        await at_rest(pilot)
        screen.session.measure = lambda: None  # type: ignore[method-assign]
        assert "vectors" not in picture(app)
        screen.coverage = Coverage(units=100, embedded=43)
        screen.show_status()
        await pilot.pause()
        assert "vectors 43 %" in picture(app)
        assert screen.builder
        screen.builder.state = Building(
            is_running=True, progress=Progress("embed", 1, 9, 1.0, 94.2), changed=0
        )
        screen.show_status()
        await pilot.pause()
        assert "vectors 43 %, 2 min left" in picture(app)

    drive(*searched, play)


@pytest.mark.parametrize(
    ("key", "window"), [("f1", HelpScreen), ("f7", IndexScreen), ("f8", RepositoryScreen)]
)
def test_windows_open_and_close(searched: Searched, key: str, window: type) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "retry")
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, window))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen_of(app))

    drive(*searched, play)


def test_all_repositories_are_searched_at_once(root: Path, tmp_path: Path) -> None:
    index_dir = tmp_path / "indexes"
    other = tmp_path / "other"
    write_files(other, {"queue.py": "def retry_later(job):\n    return job\n"})
    for folder in (root, other):
        Index(folder, index_dir=index_dir).refresh()

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen_of(app).search_in(root, is_everywhere=True)
        await pilot.pause()
        await until(pilot, lambda: not screen_of(app).is_opening)
        screen = await typed(pilot, "retry")
        assert {hit.path.split("/")[0] for hit in screen.results.arrangement.hits} == {"fresh", "other"}
        later = next(hit for hit in screen.results.arrangement.hits if hit.name == "retry_later")
        assert screen.session.file_of(later) == other / "queue.py"

    drive(root, index_dir, play)


def test_the_palette_has_every_command(searched: Searched) -> None:
    async def play(app: SearchApp, _: Pilot[object]) -> None:
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {"More like this", "Whole file", "Theme", "Copy path", "Help"} <= titles

    drive(*searched, play)
