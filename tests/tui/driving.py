"""The application on a small repository, driven by keys."""

import asyncio
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
    await pilot.pause()
    await until(pilot, lambda: not screen.is_waiting)
    await until(pilot, lambda: screen.current is None or screen.preview.view is not None)
    return screen


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
