"""The application beside a real process that keeps its index live, comes later, or goes away."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from codesearch.engine import Index
from codesearch.service import client
from codesearch.tui.answering_index import AnsweringIndex
from codesearch.tui.app import SearchApp
from codesearch.tui.building import Building
from codesearch.tui.liveness import KEPT_LIVE, NO_WATCHER
from codesearch.tui.screens.indexing import IndexScreen
from tests.conftest import write_files
from tests.tui.driving import FILES, SECONDS, at_rest, drive, names, picture, screen_of, typed, until

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped otherwise there"),
    pytest.mark.usefixtures("alone", "meeting_place"),
]
CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20.0  # for a greeting, on a machine with much to do
ASKING = f"""
import asyncio, json, sys, time
from pathlib import Path
from codesearch.service import client
from codesearch.tui.app import SearchApp

client.CONNECT_SECONDS = {PATIENCE_SECONDS}
HEAVY = {{"lancedb", "onnxruntime", "codesearch.engine.repository"}}

async def run():
    app = SearchApp(Path(sys.argv[1]), index_dir=Path(sys.argv[2]), query="send again")
    async with app.run_test() as pilot:
        screen, end = app.screen, time.monotonic() + 60
        while not (screen.preview.view and screen.coverage and screen.session.is_at_rest):
            assert time.monotonic() < end
            await pilot.pause(0.02)
        found = [hit.qualified_name for hit in screen.results.arrangement.hits]
        print(json.dumps([found, sorted(HEAVY & set(sys.modules))]))

asyncio.run(run())
"""


class Watched:
    """A repository with an index, and the process that keeps it live while there is one."""

    def __init__(self, folder: Path) -> None:
        self.root, self.index_dir = folder / "watched", folder / "indexes"
        write_files(self.root, FILES)
        Index(self.root, index_dir=self.index_dir).refresh()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["-q", "--index-dir", str(self.index_dir)]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "codesearch", "watch", *options, str(self.root)],
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(60)
            self.process = None


@pytest.fixture(scope="module")
def meeting_place() -> Iterator[None]:
    """Processes of these tests meet apart from those of the user; a socket's path is short."""
    folder = tempfile.mkdtemp(prefix="cs-", dir="/tmp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        patch.setenv("TMPDIR", folder)
        patch.setattr(client, "CONNECT_SECONDS", PATIENCE_SECONDS)
        yield
    shutil.rmtree(folder)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.kill()


async def live(pilot: Pilot[object]) -> None:
    """Wait until the process is found."""
    await until(pilot, lambda: screen_of(pilot.app).live is not None)


def test_results_need_no_engine_here(watched: Watched) -> None:
    watched.start()
    drive(watched.root, watched.index_dir, lambda _, pilot: live(pilot))
    command = [sys.executable, "-P", "-c", ASKING, str(watched.root), str(watched.index_dir)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found, imported = json.loads(ran.stdout)
    assert "Retrier.retry_request" in found
    assert imported == []


def test_a_process_that_starts_later_is_taken_up_and_one_that_is_killed_is_not_missed(
    watched: Watched,
) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again")
        expected = names(screen)
        assert "· live" not in picture(app)
        watched.start()
        await live(pilot)
        await typed(pilot, "free connection")
        assert "· live" in picture(app)
        watched.kill()
        write_files(watched.root, {"late.py": "def send_again_later():\n    pass\n"})
        assert set(expected) <= set(names(await typed(pilot, "send again")))
        await until(pilot, lambda: screen.live is None)
        await until(pilot, lambda: "send_again_later" in names(screen))
        assert "· live" not in picture(app)

    drive(watched.root, watched.index_dir, play)


def test_what_is_saved_shows_in_the_answer_and_the_selected_stays_selected(watched: Watched) -> None:
    watched.start()

    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        await live(pilot)
        screen = await typed(pilot, "retry request")
        await pilot.press("down")
        assert screen.current
        selected = screen.current.qualified_name
        write_files(watched.root, {"src/again.py": "def retry_request_again():\n    pass\n"})
        await until(pilot, lambda: "retry_request_again" in names(screen))
        assert screen.current.qualified_name == selected
        assert screen.builder
        assert not screen.builder.state.is_running

    drive(watched.root, watched.index_dir, play)


def test_the_index_screen_follows_the_process(watched: Watched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, IndexScreen) and NO_WATCHER in picture(app))
        watched.start()
        await until(pilot, lambda: "live, told of each change: " in picture(app))
        await pilot.press("r")
        await until(pilot, lambda: KEPT_LIVE in [told.message for told in app._notifications])
        await pilot.press("R", "y")
        builder = screen_of(app).builder
        await until(pilot, lambda: builder and builder.state == Building(changed=len(FILES)))
        await pilot.press("escape")
        assert names(await typed(pilot, "send again"))
        await at_rest(pilot)

    drive(watched.root, watched.index_dir, play)


def test_a_process_that_hangs_is_not_waited_for(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.start()
    index = AnsweringIndex(watched.root, watched.index_dir)
    assert watched.process
    assert becomes_true(lambda: index.live() is not None)
    watched.process.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.1)
    assert index.live() is None
    assert index.search("send again", limit=1)
    watched.process.send_signal(signal.SIGCONT)
    assert becomes_true(lambda: index.live() is not None)
    index.close()


def becomes_true(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
