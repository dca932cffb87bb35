"""The terminal that the application is drawn on: the user's, wherever stdin and stdout lead."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

TERMINAL = Path("/dev/tty")


@contextmanager
def terminal_driver() -> Iterator[type[LinuxDriver]]:
    """Yield a driver for the controlling terminal, which stays open meanwhile.

    Raises:
        OSError: there is none.
    """
    with (
        TERMINAL.open("r", encoding="utf-8") as keys,
        TERMINAL.open("w", encoding="utf-8", errors="replace") as picture,
    ):
        yield _driver(keys, picture)


def _driver(keys: TextIO, picture: TextIO) -> type[LinuxDriver]:
    class TerminalDriver(LinuxDriver):
        """Reads keys from one file and draws on another."""

        def __init__(self, app: "App[Any]", **options: Any) -> None:
            super().__init__(app, **options)
            self._file = picture  # type: ignore[assignment]  # a text file as any
            self.fileno = keys.fileno()
            self.input_tty = True

        def _get_terminal_size(self) -> tuple[int, int]:
            return os.get_terminal_size(picture.fileno())

    return TerminalDriver
