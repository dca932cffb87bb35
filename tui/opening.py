"""Opening results in the user's editor: the application steps aside for one that needs the terminal."""

import os
import subprocess
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from textual.app import App, SuspendNotSupported

from codesearch.tui.editors import Editor, EditorError, Place, commands_for, find_editor
from codesearch.tui.inert import inert_line

TERMINAL = Path("/dev/tty")  # where the application is drawn, whatever its stdout is


def open_places(app: App[object], places: Sequence[Place]) -> None:
    """Open all places in the user's editor; comes back when it ends, or has a window of its own.

    Raises:
        EditorError: there is no editor, a file is gone, or the editor cannot be started.
    """
    for place in places:
        if not place.path.is_file():
            raise EditorError(f"{inert_line(str(place.path))} is gone: f5 brings the index up to date")
    for editor in commands_for(find_editor(os.environ), places):
        try:
            (_run if editor.is_terminal else _start)(app, editor)
        except SuspendNotSupported:
            raise EditorError(f"{editor.name} needs the terminal, which cannot be lent here") from None
        except OSError as error:
            raise EditorError(f"{editor.name} could not be started: {error.strerror}") from None


def _run(app: App[object], editor: Editor) -> None:
    """Give the editor the terminal until it ends."""
    with app.suspend(), ExitStack() as held:
        streams = {}
        if TERMINAL.exists():
            terminal = held.enter_context(TERMINAL.open("r+b", buffering=0))
            streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
        subprocess.run(editor.argv, check=False, **streams)  # type: ignore[call-overload]


def _start(app: App[object], editor: Editor) -> None:  # noqa: ARG001  # as _run
    """Start an editor that has a window of its own, and outlives the application."""
    process = subprocess.Popen(
        editor.argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, name="editor", daemon=True).start()
