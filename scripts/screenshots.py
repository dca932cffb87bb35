"""Pictures of `codesearch tui` for the documentation: `python scripts/screenshots.py`.

They show this repository: a copy of the tracked files is indexed, so that nothing of the machine is seen.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from codesearch.engine import Index
from codesearch.tui.app import SearchApp, wait_for_threads
from codesearch.tui.screens.search import SearchScreen

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "tui" / "screenshots"
SIZE = 100, 30  # columns, lines
MAX_BYTES = 150_000
SECONDS = 60.0
LOOK_SECONDS = 0.05
QUESTION = "one writer at a time holds a lock"
FILTERED = "read the files of a repository lang:python -path:tests/** kind:function"
Play = Callable[[SearchApp, "Pilot[object]"], Awaitable[None]]


async def search(app: SearchApp, pilot: "Pilot[object]") -> None:
    """Results, and the code of the best."""
    await answered(app, pilot, QUESTION)


async def why(app: SearchApp, pilot: "Pilot[object]") -> None:
    """The parts of a score."""
    await answered(app, pilot, QUESTION)
    await pilot.press("f3")


async def index(app: SearchApp, pilot: "Pilot[object]") -> None:
    """What is indexed."""
    await answered(app, pilot, QUESTION)
    await pilot.press("f7")


async def light(app: SearchApp, pilot: "Pilot[object]") -> None:
    """Filters, results by file, some of them marked, in the light theme."""
    app.theme = "codesearch-light"
    await answered(app, pilot, FILTERED)
    await pilot.press("ctrl+g", "tab", "tab")


SCENES: dict[str, Play] = {"search": search, "why": why, "index": index, "light": light}


async def answered(app: SearchApp, pilot: "Pilot[object]", line: str) -> None:
    """Type a line and wait for its answer."""
    screen = app.screen
    assert isinstance(screen, SearchScreen)
    await until(pilot, lambda: not screen.is_opening and screen.builder is not None)
    await until(pilot, lambda: screen.builder is not None and not screen.builder.state.is_running)
    screen.input.replace_line(line)
    await pilot.pause()
    await until(pilot, lambda: not screen.is_waiting and screen.preview.view is not None)


async def until(pilot: "Pilot[object]", is_so: Callable[[], bool]) -> None:
    """Wait for what threads bring about.

    Raises:
        TimeoutError: they did not.
    """
    for _ in range(int(SECONDS / LOOK_SECONDS)):
        if is_so():
            return
        await pilot.pause(LOOK_SECONDS)
    raise TimeoutError("a picture could not be taken: the application does not come to rest")


async def picture(root: Path, index_dir: Path, play: Play) -> str:
    """The terminal as SVG after a scene."""
    app = SearchApp(root, index_dir=index_dir, theme="codesearch-dark")
    async with app.run_test(size=SIZE) as pilot:
        await play(app, pilot)
        await pilot.pause(1.0)  # threads that fill a window have posted what they found
        return app.export_screenshot(title="codesearch tui")


def copy_tracked(folder: Path) -> None:
    """Copy what git tracks of this repository, without the pictures and this script, which has the answer."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True)
    for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
        source, target = ROOT / name, folder / name
        is_left_out = source == Path(__file__).resolve() or source.is_relative_to(PICTURES)
        if source.is_file() and not source.is_symlink() and not is_left_out:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch).resolve()
        os.environ.update(
            HOME=str(home), CODESEARCH_STATE_DIR=str(home / "state"), XDG_CONFIG_HOME=str(home / "config")
        )
        for name in ("NO_COLOR", "CODESEARCH_ASCII"):
            os.environ.pop(name, None)
        root, index_dir = home / "codesearch", home / ".cache" / "codesearch" / "indexes"
        copy_tracked(root)
        Index(root, index_dir=index_dir).refresh()
        PICTURES.mkdir(exist_ok=True)
        for name, play in SCENES.items():
            svg = asyncio.run(picture(root, index_dir, play))
            wait_for_threads(SECONDS)
            assert len(svg) < MAX_BYTES and str(home) not in svg, name
            (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")
            print(PICTURES / f"{name}.svg", len(svg))


if __name__ == "__main__":
    main()
