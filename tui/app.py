"""The application: themes, commands, and where it is drawn. What happens is on its screens.

Nothing here imports the engine or Pygments: the first paint does not wait for them.
"""

import gc
import os
import sys
import threading
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.theme import Theme

from codesearch.tui import themes
from codesearch.tui.editors import Place
from codesearch.tui.screens.keys import KEYS
from codesearch.tui.screens.search import SearchScreen

if TYPE_CHECKING:
    from textual.driver import Driver

LAST_SECONDS = 0.2  # for threads to come to rest once the user has left


class SearchApp(App[list[Place]]):
    """Searches `root`; returns the places that were chosen if it is a picker, or None.

    `theme` is one of `themes.NAMES`, "" for the one that was chosen last.
    """

    TITLE = "codesearch"
    CSS_PATH = "app.tcss"
    COMMAND_PALETTE_BINDING = "f10"

    def __init__(
        self,
        root: Path,
        *,
        query: str = "",
        index_dir: Path | None = None,
        is_picker: bool = False,
        theme: str = "",
        driver_class: "type[Driver] | None" = None,
    ) -> None:
        super().__init__(driver_class=driver_class, ansi_color=themes.is_plain() or None)
        self.animation_level = "none"
        self.root = root
        self._kept_theme = theme or themes.chosen_theme()
        themes.set_theme(self, self._kept_theme)
        self._options = {"query": query, "index_dir": index_dir, "is_picker": is_picker}

    def on_mount(self) -> None:
        """Remember which theme is chosen from now on."""
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def search(self) -> list[Place] | None:
        """Run until the user leaves, and a moment longer, so that the threads behind it may come to rest."""
        try:
            return self.run()
        finally:
            wait_for_threads(LAST_SECONDS)
            gc.freeze()  # the process ends: to look for garbage once more would double the time that takes

    def get_default_screen(self) -> Screen[None]:
        """Search."""
        return SearchScreen(self.root, **self._options)  # type: ignore[arg-type]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Whatever a key does, and the choice of a theme."""
        if isinstance(screen, SearchScreen):
            for key in KEYS:
                if key.action != "app.command_palette":
                    yield SystemCommand(key.description, key.key, partial(screen.run_action, key.action))
        yield SystemCommand("Theme", "Choose colours", self.action_change_theme)

    def _keep_theme(self, theme: Theme) -> None:
        if theme.name != self._kept_theme:
            self._kept_theme = theme.name
            themes.keep_theme(theme.name)


def wait_for_threads(seconds: float) -> bool:
    """Wait that long for the threads of all sessions to end; return whether they have."""
    end = time.monotonic() + seconds
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("codesearch-")]
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0))
    return not any(thread.is_alive() for thread in threads)


def end_process(code: int) -> NoReturn:
    """End the process whatever its daemon threads are at.

    Python would crash as it ends beneath one that runs native code; an index stands being left at any moment.
    """
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.current_thread():
            thread.join()
    sys.stdout.flush()
    os._exit(code)
