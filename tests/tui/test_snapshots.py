"""What each state of the application looks like; `pytest --snapshot-update` draws the pictures anew."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from codesearch.encoder import adapted
from codesearch.encoder.folder import BUNDLED
from codesearch.engine import Index
from codesearch.tui import icons, searching
from codesearch.tui.app import SearchApp, wait_for_threads
from codesearch.tui.palette import CONTRAST, DARK, LIGHT
from tests.conftest import WordEncoder, write_files
from tests.tui import snapshot_states as states
from tests.tui.driving import SECONDS
from tests.tui.snapshot_files import FILES

pytestmark = pytest.mark.usefixtures("alone")
Play = Callable[[Pilot[Any]], Awaitable[object]]
Look = Callable[..., bool]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small repository, and the folder that holds its index."""
    return indexed_in(tmp_path_factory.mktemp("snapshots"))


def indexed_in(folder: Path) -> tuple[Path, Path]:
    root = written_in(folder)
    Index(root, index_dir=folder / "indexes", encoder=WordEncoder()).refresh()
    return root, folder / "indexes"


def written_in(folder: Path) -> Path:
    root = folder / "courier"
    write_files(root, FILES)
    for file in root.rglob("*"):
        os.utime(file, (1_600_000_000, 1_600_000_000))  # not so young that it is read twice
    return root


@pytest.fixture
def look(snap_compare: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Bring the application into a state, and compare its picture."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "vim").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setenv("VISUAL", "vim")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setitem(adapted._shared, BUNDLED, WordEncoder())  # pictures outlive the bundled one
    monkeypatch.setattr(searching, "time", SimpleNamespace(perf_counter=lambda: 0.0))
    icons.is_ascii.cache_clear()

    def compare(
        root: Path, index_dir: Path, play: Play, *, size: tuple[int, int] = (110, 30), theme: str = DARK
    ) -> bool:
        async def run_before(pilot: Pilot[Any]) -> None:
            await play(pilot)
            await states.still(pilot)

        try:
            app = SearchApp(root, index_dir=index_dir, theme=theme)
            return snap_compare(app, terminal_size=size, run_before=run_before)
        finally:
            wait_for_threads(SECONDS)

    return compare


def asks(line: str = states.QUESTION, *keys: str) -> Play:
    return lambda pilot: states.asked(pilot, line, *keys)


SCREENS: dict[str, Play] = {
    "empty": states.opened,
    "typing": lambda pilot: states.held(pilot, "retry a fai"),
    "completion": lambda pilot: states.held(pilot, "retry lang:p"),
    "results": asks(),
    "whole_file": asks(states.QUESTION, "f4"),
    "grouped": asks("connection", "ctrl+g"),
    "marked": asks("connection", "tab", "tab"),
    "filters": asks("retry lang:python path:src/** kind:method"),
    "problem": asks("retry kind:functoin"),
    "like": asks(states.QUESTION, "f6"),
    "regex": asks(r"def \w+_request", "f2", "f2", "f2"),
    "inert": asks("screen 接続"),
    "nothing_found": asks("lang:go path:src/*.py zebra"),
    "why": lambda pilot: states.windowed(pilot, states.QUESTION, "f3"),
    "help": lambda pilot: states.windowed(pilot, "", "f1"),
    "indexing": states.computing,
    "picker": states.picker,
    "index": states.left_out,
    "index_live": lambda pilot: states.index_shown(pilot, watcher=states.WATCHER, embedded=5_120),
    "index_at_work": lambda pilot: states.index_shown(pilot, states.COMPUTING, embedded=5_120),
}
SMALL = ("results", "whole_file", "filters", "why", "help", "picker", "index_at_work")


@pytest.mark.parametrize("name", SCREENS)
def test_a_state_looks_so(name: str, look: Look, indexed: tuple[Path, Path]) -> None:
    assert look(*indexed, SCREENS[name])


@pytest.mark.parametrize("theme", [LIGHT, CONTRAST])
def test_a_theme_looks_so(theme: str, look: Look, indexed: tuple[Path, Path]) -> None:
    assert look(*indexed, asks(), size=(100, 24), theme=theme)


def test_no_colour_looks_so(look: Look, indexed: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert look(*indexed, asks(), size=(100, 24), theme="")


@pytest.mark.parametrize("name", SMALL)
def test_a_small_window_looks_so(name: str, look: Look, indexed: tuple[Path, Path]) -> None:
    assert look(*indexed, SCREENS[name], size=(60, 15))


@pytest.mark.parametrize("play", [states.opened, states.first_build, states.broken])
def test_without_an_index_it_looks_so(play: Play, look: Look, tmp_path: Path) -> None:
    assert look(written_in(tmp_path), tmp_path / "indexes", play, size=(90, 15))


def test_a_deleted_file_looks_so(look: Look, tmp_path: Path) -> None:
    assert look(*indexed_in(tmp_path), states.deleted)
