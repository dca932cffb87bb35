"""An application that shows one screen alone, driven by keys."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from codesearch.tui.palette import DARK, PLAIN
from codesearch.tui.themes import set_theme


class Host(App[None]):
    """Shows `shown`; `answers` holds what it was dismissed with."""

    def __init__(self, shown: Screen[Any], theme: str) -> None:
        super().__init__(ansi_color=theme == PLAIN or None)
        self.animation_level = "none"
        set_theme(self, theme)
        self.shown = shown
        self.answers: list[object] = []

    def on_mount(self) -> None:
        self.push_screen(self.shown, self.answers.append)

    async def settled(self, pilot: Pilot[None]) -> None:
        """Wait for threads and what they post."""
        await self.workers.wait_for_complete()
        await pilot.pause()
        await self.workers.wait_for_complete()
        await pilot.pause()


def drive(
    screen: Screen[Any],
    play: Callable[[Host, Pilot[None]], Awaitable[None]],
    *,
    size: tuple[int, int] = (100, 30),
    theme: str = DARK,
) -> Host:
    """Show a screen, let `play` press keys and look, and return the application."""
    host = Host(screen, theme)

    async def run() -> None:
        async with host.run_test(size=size) as pilot:
            await host.settled(pilot)
            await play(host, pilot)

    asyncio.run(run())
    return host


def text_of(host: Host) -> str:
    """All that the screen on top says, a line for each widget's text."""
    return "\n".join(str(widget.visual) for widget in host.screen.query(Static))


def lines_of(host: Host) -> list[str]:
    """The terminal's lines as they are painted."""
    update = host.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in update]
