"""The application on a small repository, driven by keys."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codesearch.tui.app import SearchApp, wait_for_threads
from codesearch.tui.screens.search import SearchScreen

FILES = {
    "src/retry.py": '''"""Retries of failed requests."""


class Retrier:
    """Knows when to give up."""

    def should_retry(self, response):
        """Whether the server may answer later."""
        return response.status >= 500

    def retry_request(self, send, attempts=3):
        """Send again until it works."""
        for _ in range(attempts):
            if send():
                return True
        return False
''',
    "src/pool.go": """package pool

// Acquire takes a free connection, or waits for one.
func Acquire(p *Pool) *Conn {
\treturn <-p.free
}
""",
    "src/evil.py": 'def evil_escape():\n    """Clears \x1b[2J the\u202e screen."""\n    return "\x7f"\n',
    "src/wide.py": 'def 接続を取得する():\n    """接続 connection שלום."""\n    return 1\n',
    "README.md": "# Sample\n\n## Retries\n\nHow requests are sent again.\n",
}
Play = Callable[[SearchApp, Pilot[Any]], Awaitable[None]]
SECONDS = 20.0
RESTS = 3  # looks in a row that find nothing under way: an answer leads to a view, and that to a picture


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Wait for what threads bring about."""
    for _ in range(int(SECONDS / 0.02)):
        if condition():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come about")


async def typed(pilot: Pilot[Any], line: str) -> SearchScreen:
    """Put a line in, wait for its whole answer, and return the screen."""
    screen = screen_of(pilot.app)
    screen.input.replace_line(line)
    await settled(pilot)
    return screen


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until the line is answered, and what the answer leads to is shown."""
    screen = screen_of(pilot.app)
    await until(pilot, lambda: not screen.is_waiting)
    await at_rest(pilot)
    await until(pilot, lambda: is_previewed(screen))


async def at_rest(pilot: Pilot[Any]) -> None:
    """Wait until no thread works for the screen, and all that they posted is painted."""
    session, rests = screen_of(pilot.app).session, 0
    end = time.monotonic() + SECONDS
    while rests < RESTS:
        assert time.monotonic() < end, "it did not come to rest"
        before = picture(pilot.app)
        await pilot.pause(0.01)
        is_still = session.is_at_rest and picture(pilot.app) == before and not is_told(pilot.app)
        rests = rests + 1 if is_still else 0


def is_told(app: Any) -> bool:
    """Whether a widget has a message that it has not read."""
    widgets = [
        app,
        *(widget for screen in app.screen_stack for widget in screen.walk_children(with_self=True)),
    ]
    return any(widget.message_queue_size for widget in widgets)


def is_previewed(screen: SearchScreen) -> bool:
    """Whether the preview shows what is selected, as it is to be shown."""
    view = screen.preview.view
    if screen.current is None or view is None:
        return screen.current is view
    return view.hit == screen.current and (view.is_file == screen.is_whole_file or bool(view.note))


def screen_of(app: Any) -> SearchScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, SearchScreen)
    return screen


def names(screen: SearchScreen) -> list[str]:
    return [hit.qualified_name for hit in screen.results.arrangement.hits]


def picture(app: SearchApp) -> str:
    """The terminal as it is painted."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def drive(
    root: Path, index_dir: Path, play: Play, *, size: tuple[int, int] = (120, 36), **options: Any
) -> SearchApp:
    """Run the application until `play` ends, and return it."""
    app = SearchApp(root, index_dir=index_dir, **options)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            screen = screen_of(app)
            await until(pilot, lambda: not screen.is_opening)
            if screen.builder is not None:
                builder = screen.builder
                await until(pilot, lambda: not builder.state.is_running)
            await pilot.pause()
            await play(app, pilot)

    asyncio.run(run())
    wait_for_threads(SECONDS)
    return app
