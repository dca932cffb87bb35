"""Colours and widths: on a terminal, in a pipe, and as the environment asks."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Callable

import pytest

from codesearch.cli.terminal import wants_colour

from .conftest import COLOUR_VARIABLES, Ask

SGR = re.compile(r"\x1b\[[\d;]*m")
SEARCH = ("search", "--mode", "lexical", "--no-refresh", "-k", "1")


def on_terminal(
    process: Callable[..., "subprocess.Popen[bytes]"], *arguments: str, columns: int, **env: str
) -> str:
    """What the command writes to a terminal of `columns`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    started = process(*arguments, stdout=theirs, stderr=subprocess.DEVNULL, env=env)
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65_536):
            written += part
    except OSError:  # so Linux says that the other side is closed
        pass
    os.close(ours)
    started.wait()
    return written.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("choice", "environment", "wants"),
    [
        ("auto", {}, False),  # captured by pytest: no terminal
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"CLICOLOR_FORCE": "1"}, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, True),
    ],
)
def test_who_decides_on_colour(
    monkeypatch: pytest.MonkeyPatch, choice: str, environment: dict[str, str], wants: bool
) -> None:
    for name in COLOUR_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(choice) is wants


def test_a_terminal_gets_colours_and_a_pipe_the_same_text(
    ask: Ask, process: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    shown = on_terminal(process, *SEARCH, "retry request", columns=200)
    assert SGR.search(shown)
    assert SGR.sub("", shown) == ask(*SEARCH, "retry request").out
    assert SGR.search(ask(*SEARCH, "--color", "always", "retry request").out)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_narrow_plain_terminal_cuts_code_to_its_width(
    process: Callable[..., "subprocess.Popen[bytes]"], variables: dict[str, str]
) -> None:
    shown = on_terminal(process, *SEARCH, "retry request", columns=30, **variables)
    assert not SGR.search(shown)
    heading, *code = shown.splitlines()
    assert heading == "src/retry.py:4-9  function retry_request"
    assert all(len(line) <= 30 for line in code)
    assert any(line.endswith("…") for line in code)
