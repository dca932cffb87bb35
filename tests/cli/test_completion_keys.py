"""The key that shells bind to the terminal interface: what it puts into the line, also in a real terminal."""

import os
import select
import shutil
import stat
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from codesearch.cli.completion import key_script

from .conftest import NEUTRAL, Ask

RUN_BASH = 'exec bash --norc --noprofile -i <"$0" >"$0" 2>&1'  # whose terminal this becomes
SECONDS = 60.0
PROMPT, CTRL_G, CTRL_D = b"ready>", b"\x07", b"\x04"
PAINTED, LEFT = "❯".encode(), b"\x1b[?1049l"


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest) -> str:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return str(request.param)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("vim ", "+12 src/pool.py"),
        ("/usr/bin/less -N", "+12 src/pool.py"),
        ("code ", "--goto src/pool.py:12"),
        ("hx -v ", "src/pool.py:12"),
        ("git log -- ", "src/pool.py"),
    ],
)
def test_a_place_is_written_as_the_command_takes_it(shell: str, line: str, words: str) -> None:
    assert said(shell, "src/pool.py:12", line) == words


def test_a_path_is_quoted(shell: str) -> None:
    path = "a b/it's $x:y.py"
    words = said(shell, f"{path}:3", "cat ")
    answer = subprocess.run(
        [shell, "-c", f"printf '%s|' {words}"], capture_output=True, text=True, check=True
    )
    assert answer.stdout == f"{path}|"


def test_keys_come_on_request_alone(ask: Ask) -> None:
    assert key_script("bash") in ask("completion", "bash", "--keys").out
    assert "_codesearch_pick" not in ask("completion", "bash").out


def test_a_key_puts_what_is_chosen_into_the_line(repository: Path, index_dir: Path, tmp_path: Path) -> None:
    if shutil.which("bash") is None or not knows_the_line():
        pytest.skip("there is no bash 4")
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    with subprocess.Popen(
        ["sh", "-c", RUN_BASH, os.ttyname(slave)],
        cwd=repository,
        env=environment(tmp_path, index_dir),
        start_new_session=True,
    ) as process:
        read_until(master, PROMPT)
        os.write(master, b'eval "$(codesearch completion bash --keys)"\r')
        read_until(master, PROMPT)
        os.write(master, b"vim " + CTRL_G)
        read_until(master, PAINTED)
        os.write(master, b"send again until it works")
        read_until(master, b"retry.py")
        os.write(master, b"\r")
        read_until(master, LEFT)
        read_until(master, b"src/retry.py")
        os.write(master, b"\x15" + CTRL_D)
        read_until(master, b"exit")
    os.close(slave)
    os.close(master)
    assert process.returncode == 0


def knows_the_line() -> bool:
    """Whether bash is of version 4 or newer."""
    return subprocess.run(["bash", "-c", "((BASH_VERSINFO[0] >= 4))"], check=False).returncode == 0


def said(shell: str, place: str, line: str) -> str:
    """What comes into a line for a place."""
    script = f'{key_script(shell)}\n_codesearch_words "$PLACE" "$LINE"'
    variables = {**os.environ, "PLACE": place, "LINE": line}
    answer = subprocess.run([shell, "-c", script], capture_output=True, text=True, env=variables, check=True)
    assert answer.stderr == ""
    return answer.stdout.rstrip("\n")


def environment(folder: Path, index_dir: Path) -> dict[str, str]:
    """With `codesearch` as a command, and what it remembers in a folder of its own."""
    command = folder / "bin" / "codesearch"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m codesearch "$@"\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return {
        **os.environ,
        **NEUTRAL,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PS1": PROMPT.decode(),
        "HISTFILE": str(folder / "history"),
        "CODESEARCH_INDEX_DIR": str(index_dir),
        "CODESEARCH_STATE_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }


def read_until(file: int, wanted: bytes) -> None:
    """Read until `wanted` comes, and no further."""
    seen = b""
    end = time.monotonic() + SECONDS
    while not seen.endswith(wanted):
        assert time.monotonic() < end, seen[-2000:].decode(errors="replace")
        if select.select([file], [], [], 0.05)[0]:
            seen += os.read(file, 1)
