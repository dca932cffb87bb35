"""The application and its terminal: choosing for a shell, small windows, no colours, editors, starts."""

import os
import select
import stat
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from rich.color import ColorType
from textual.pilot import Pilot

from codesearch.tui.app import SearchApp
from codesearch.tui.editors import Place
from tests.tui.driving import drive, picture, screen_of, typed, until

pytestmark = pytest.mark.usefixtures("alone")
Searched = tuple[Path, Path]
END = b"\x1b[?1049l"  # the picture is taken away
OWNS_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from codesearch.cli import main
main()
"""
CHECKOUT = Path(__file__).resolve().parents[2]


def test_a_picker_gives_back_what_is_selected(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "acquire connection lang:go kind:function")
        await pilot.press("enter")

    app = drive(*searched, play, is_picker=True)
    assert app.return_value == [Place(searched[0] / "src/pool.go", 3)]


def test_a_picker_gives_back_all_that_is_marked(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "retry request")
        await pilot.press("tab", "down", "tab", "enter")

    app = drive(*searched, play, is_picker=True)
    assert app.return_value is not None
    assert len(app.return_value) == 2


def test_enter_waits_for_the_answer_to_what_was_typed(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "retry request")
        screen_of(app).input.replace_line("acquire connection lang:go kind:function")
        await pilot.press("enter")
        await until(pilot, lambda: app.return_value)

    app = drive(*searched, play, is_picker=True)
    assert app.return_value == [Place(searched[0] / "src/pool.go", 3)]


def test_sixty_by_fifteen_shows_results_alone_and_code_on_a_key(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again until it works")
        assert not screen.preview.display
        assert "retry_request" in picture(app)
        await pilot.press("f4")
        await until(pilot, lambda: screen.preview.view and screen.preview.view.is_file)
        await pilot.pause()
        assert "return True" in picture(app)

    drive(*searched, play, size=(60, 15))


def test_a_narrow_status_line_keeps_what_goes_on_and_a_key(searched: Searched) -> None:
    facts = ("some-framework", "17,171 units", "vectors 14 %, 7 min left")

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again until it works")
        screen.status.show([(fact, "") for fact in facts])
        await pilot.pause()
        shown = picture(app).split("\n")[-1].split("  ")
        assert [part.strip() for part in shown if part] == [f"{facts[0]} · {facts[2]}", "enter open"]

    drive(*searched, play, size=(60, 15))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (99, 30), (200, 60), (20, 5)])
def test_every_size_can_be_painted(searched: Searched, size: tuple[int, int]) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "retry request")
        await pilot.resize_terminal(*size)
        await pilot.press("ctrl+g", "down", "f4")
        await pilot.pause()
        assert {strip.cell_length for strip in app.screen._compositor.render_strips()} == {size[0]}

    drive(*searched, play)


def test_no_colour_means_none(searched: Searched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "retry request")
        segments = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        styles = {segment.style for segment in segments if segment.style}
        colours = {colour for style in styles for colour in (style.color, style.bgcolor) if colour}
        assert {colour.type for colour in colours} <= {ColorType.DEFAULT}
        assert any(style.reverse for style in styles)

    drive(*searched, play)


def test_an_editor_that_is_not_there_is_one_sentence(
    searched: Searched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor")

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "retry request")
        await pilot.press("enter")
        await pilot.pause()
        (told,) = app._notifications
        assert told.message.startswith("$EDITOR names 'no-such-editor', which is not installed")

    drive(*searched, play)


def test_an_editor_with_a_window_is_started_at_the_line(
    searched: Searched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, said = tmp_path / "code", tmp_path / "said"
    editor.write_text(f'#!/bin/sh\necho "$@" > {said}.part && mv {said}.part {said}\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(editor))

    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "acquire connection lang:go kind:function")
        await pilot.press("ctrl+o")
        await until(pilot, said.exists)
        assert said.read_text().split() == ["--goto", f"{searched[0] / 'src/pool.go'}:3:1"]

    drive(*searched, play)


def test_a_thread_that_does_not_end_keeps_nobody_from_leaving() -> None:
    code = """
import threading, time
from codesearch.tui.app import end_process, wait_for_threads
threading.Thread(target=time.sleep, args=(600,), name="codesearch-index", daemon=True).start()
threading.Thread(target=lambda: print("kept")).start()
assert not wait_for_threads(0.01)
end_process(1)
"""
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=False, timeout=60)
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "kept\n", "")


def test_the_application_is_imported_without_the_engine() -> None:
    heavy = {"lancedb", "onnxruntime", "numpy", "pyarrow", "pygments", "tokenizers", "tree_sitter"}
    code = "import sys, codesearch.cli.tui, codesearch.tui.app; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=CHECKOUT, check=True
    )
    assert not heavy & set(answer.stdout.split())


def test_without_a_terminal_it_says_so(searched: Searched) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "codesearch", "tui", str(searched[0])],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (2, "")
    assert (
        answer.stderr == "codesearch: `codesearch tui` needs a terminal: use `codesearch search` in scripts\n"
    )


@pytest.mark.parametrize(("keys", "code", "printed"), [(b"\r", 0, "src/pool.go:3\n"), (b"\x1b", 1, "")])
def test_the_choice_goes_to_stdout_and_the_picture_to_the_terminal(
    searched: Searched, keys: bytes, code: int, printed: str
) -> None:
    root, index_dir = searched
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    command = ["tui", "--print", "--index-dir", str(index_dir)]
    query = ["--query", "acquire connection lang:go kind:function"]
    with subprocess.Popen(
        [sys.executable, "-c", OWNS_TERMINAL, *command, *query],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=slave,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as process:
        os.close(slave)
        assert b"Acquire" in read_until(master, b"Acquire")
        os.write(master, keys)
        read_until(master, END)
        assert process.stdout is not None
        assert process.stdout.read().decode() == printed
    os.close(master)
    assert process.returncode == code


def read_until(file: int, wanted: bytes, seconds: float = 20.0) -> bytes:
    """What comes until `wanted` does, or the file or the time ends."""
    seen = b""
    end = time.monotonic() + seconds
    while wanted not in seen and time.monotonic() < end:
        if select.select([file], [], [], 0.05)[0]:
            try:
                seen += os.read(file, 65_536)
            except OSError:  # the other side is closed
                break
    return seen
