"""The application brought into a state that looks the same on every machine, ready for its picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from codesearch.engine.catalogue import Known
from codesearch.engine.status import Status
from codesearch.service.records import Liveness
from codesearch.tui.building import Builder, Building
from codesearch.tui.completion import Known as Completed
from codesearch.tui.messages import Measured, Opened
from codesearch.tui.query_line import parse_line
from codesearch.tui.repository_list import Detailed, Listed
from codesearch.tui.repository_rows import Details
from codesearch.tui.screens.indexing import IndexScreen
from codesearch.tui.screens.repositories import RepositoryScreen
from codesearch.tui.screens.search import SearchScreen
from codesearch.tui.searching import Question
from codesearch.tui.widgets.left_out import LeftOut
from codesearch.types import Coverage, Progress
from tests.tui.driving import at_rest, screen_of, settled, typed, until

AGO = timedelta(days=3, hours=12)  # far from where another number of days begins
QUESTION = "retry a failed request"
EMBEDDING = Progress("embed", 5_120, 14_206, 96.4, 94.2)
AT_REST = Building()
WATCHER = Liveness(
    how="polling",
    is_settled=False,
    stage="embed",
    done=1_204,
    total=9_086,
    changed_at=0.0,
    refreshes=7,
    problem="",
    note="the system has no watches left: raise fs.inotify.max_user_watches",
)
COMPUTING = Building(is_running=True, progress=EMBEDDING, changed=1_840)


@dataclass(frozen=True)
class Standing:
    """What the index screen asks of an index, with numbers that stay."""

    root: Path = field(default_factory=lambda: Path.home() / "work" / "courier")
    units: Mapping[str, int] = field(
        default_factory=lambda: {"python": 8_312, "go": 3_977, "typescript": 1_508, "markdown": 409}
    )
    embedded: int = 14_206
    exists: bool = True
    outdated: str = ""
    is_being_filled: bool = False
    width: int = 256
    watcher: Liveness | None = None

    def status(self) -> Status:
        return Status(
            root=self.root,
            folder=Path.home() / ".cache" / "codesearch" / "indexes" / "courier-0f3a",
            files=1_840,
            units=self.units,
            coverage=Coverage(sum(self.units.values()), self.embedded),
            skipped={"binary": 64, "too large": 3, "minified": 1},
            encoder_id="small-1",
            bytes_on_disk=48_211_004,
            updated=datetime.now(UTC) - AGO,
        )

    def live(self) -> Liveness | None:
        return self.watcher

    def skipped_files(self, reason: str, *, limit: int) -> list[str]:
        return [f"vendor/{reason.replace(' ', '-')}-{number}.json" for number in range(3)][:limit]


async def opened(pilot: Pilot[Any]) -> SearchScreen:
    """Wait until the engine is there and rests; from then on nothing is measured again."""
    screen = screen_of(pilot.app)
    await until(pilot, lambda: not screen.is_opening and screen.builder)
    await until(pilot, lambda: screen.is_missing or is_at_rest(screen))
    screen.session.measure = lambda: None  # type: ignore[method-assign]
    return screen


def is_at_rest(screen: SearchScreen) -> bool:
    return bool(screen.builder and not screen.builder.state.is_running and screen.coverage)


async def still(pilot: Pilot[Any]) -> None:
    """Stop what blinks, and wait until everything is painted."""
    await pilot.app.workers.wait_for_complete()
    for screen in pilot.app.screen_stack:
        for line in screen.query(Input):
            line.cursor_blink = False
    await at_rest(pilot)


async def asked(pilot: Pilot[Any], line: str = QUESTION, *keys: str) -> SearchScreen:
    """Answer a line, then press keys; each key has its effect before the next is pressed."""
    await opened(pilot)
    screen = await typed(pilot, line)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    return screen


async def windowed(pilot: Pilot[Any], line: str, key: str) -> None:
    """Answer a line, and open a window over it with a key."""
    await asked(pilot, line)
    await pilot.press(key)
    await until(pilot, lambda: len(pilot.app.screen_stack) > 1 and pilot.app.screen.focused)


async def held(pilot: Pilot[Any], line: str) -> SearchScreen:
    """Type a line that is not answered yet."""
    screen = await opened(pilot)
    heard: list[Question] = []
    screen.session.ask = lambda question, *_, **__: heard.append(question)  # type: ignore[method-assign]
    await pilot.press(*line)
    await until(pilot, lambda: heard and heard[-1].line == parse_line(line))
    return screen


async def computing(pilot: Pilot[Any]) -> None:
    """Search while vectors are computed."""
    screen = await asked(pilot)
    screen.post_message(Measured(Coverage(14_206, 5_120), Completed(), is_being_filled=False))
    work_on(screen, COMPUTING)


async def first_build(pilot: Pilot[Any]) -> None:
    """The first files of a repository are read."""
    work_on(await opened(pilot), Building(is_running=True))


def work_on(screen: SearchScreen, state: Building) -> None:
    """Let the screen hear that work on the index stands so."""
    assert screen.builder is not None
    screen.builder.state = state
    screen.post_message(Builder.Changed(screen.builder, state))


async def broken(pilot: Pilot[Any]) -> None:
    """The index is there, and cannot be used."""
    screen = await opened(pilot)
    problem = "~/.cache/courier-0f3a holds no index that codesearch can read: build it again"
    index = screen.builder.index if screen.builder else None
    screen.post_message(Opened(index, problem=problem))


async def deleted(pilot: Pilot[Any]) -> None:
    """The file of the best result was deleted after it was indexed."""
    screen = await opened(pilot)
    (screen.session.root / "src" / "retry.py").unlink()
    await typed(pilot, QUESTION)
    await pilot.press("f4")
    await until(pilot, lambda: screen.stale and screen.preview.view and screen.preview.view.note)


async def index_shown(pilot: Pilot[Any], state: Building = AT_REST, **fields: Any) -> IndexScreen:
    """The index screen over an index with these fields."""
    await opened(pilot)
    index: Any = Standing(**fields)
    builder = Builder(index)
    builder.state = state
    screen = IndexScreen(index, builder)
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen._seen.is_known and screen.query(LeftOut))
    await until(pilot, lambda: screen._live == index.watcher)
    return screen


async def left_out(pilot: Pilot[Any]) -> None:
    """Files that were left out, by name."""
    screen = await index_shown(pilot)
    area = screen.query(LeftOut).first()
    area.collapsed = False
    await until(pilot, lambda: "vendor" in str(area.files.visual))


async def picker(pilot: Pilot[Any]) -> None:
    """Four indexes: one searched now, one of a long path, one damaged, one whose folder is gone."""
    await opened(pilot)
    home, now = Path.home(), datetime.now(UTC)
    index_dir = home / "none"
    known = [
        Known(home / "work" / "courier", index_dir / "courier", True, now - timedelta(hours=1.5)),
        Known(home / "work" / "orchard-of-many-services", index_dir / "orchard", True, now - AGO),
        Known(home / "src" / "zig", index_dir / "zig", True, now - 20 * AGO),
        Known(home / "old" / "prototype", index_dir / "prototype", False, now - 300 * AGO),
    ]
    screen = RepositoryScreen(index_dir, known[0].root)
    await pilot.app.push_screen(screen)
    await pilot.app.workers.wait_for_complete()
    screen.post_message(Listed(known))
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    for one, units, disk in zip(known, (14_206, 61_034, None, None), (48, 211, 17, 3), strict=True):
        screen.post_message(Detailed(one.folder, Details(units, disk * 1_000_000)))
