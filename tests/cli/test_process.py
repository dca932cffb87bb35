"""The command as a process: pipes, signals, closed streams, full disks, poor locales, and what it imports."""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.engine import Index

from .conftest import CHECKOUT, write_files

Start = Callable[..., "subprocess.Popen[bytes]"]
SEARCH = ("search", "--mode", "lexical", "--no-refresh")


def finished(started: "subprocess.Popen[bytes]") -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    out, err = started.communicate(timeout=60)
    return started.returncode, out.decode(), err.decode()


def python(program: str) -> "subprocess.CompletedProcess[bytes]":
    """What a program comes to in a process of its own."""
    return subprocess.run(
        [sys.executable, "-P", "-c", program], env={"PYTHONPATH": str(CHECKOUT)}, capture_output=True
    )


def test_a_reader_that_goes_away_is_no_error(process: Start) -> None:
    started = process(*SEARCH, "retry request")
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdout.close()
    assert started.stderr.read() == b""
    started.stderr.close()
    assert started.wait() == 0


@pytest.mark.parametrize(
    ("redirect", "code", "error"),
    [(">&-", 0, ""), (">&- 2>&-", 0, ""), (">/dev/full", 2, "codesearch: No space left on device\n")],
)
def test_streams_that_cannot_be_written(process: Start, redirect: str, code: int, error: str) -> None:
    assert finished(process(*SEARCH, "retry request", redirect=redirect)) == (code, "", error)


def test_a_locale_without_the_characters_is_no_error(process: Start) -> None:
    poor = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    code, out, _ = finished(process(*SEARCH, "evil escape", env=poor))
    assert code == 0
    assert "\\u241b" in out
    code, _, error = finished(process(*SEARCH, "повтор", env=poor))
    assert code == 1
    assert error.isascii()


def test_help_and_completion_import_nothing_heavy() -> None:
    program = (
        "import sys, click.testing, codesearch.cli as c\n"
        "for call in (['--help'], ['search', '--help'], ['completion', 'fish']):\n"
        "    assert click.testing.CliRunner().invoke(c.cli, call).exit_code == 0\n"
        "heavy = {'numpy', 'lancedb', 'rich', 'pygments', 'tree_sitter', 'codesearch.engine'}\n"
        "print(heavy & set(sys.modules))"
    )
    ran = python(program)
    assert ran.stdout == b"set()\n"


def test_an_interrupted_index_says_so_and_goes_on_later(process: Start, tmp_path: Path) -> None:
    root, indexes = tmp_path / "large", tmp_path / "indexes"
    body = "".join(f"    step_{line} = compute(step_{line - 1})\n" for line in range(1, 12))
    write_files(
        root, {f"m{n}.py": f"def function_{n}(step_0):\n{body}    return step_1\n" for n in range(400)}
    )
    started = process("index", str(root), "--index-dir", str(indexes))
    manifest = Index(root, index_dir=indexes).folder / "manifest.json"
    end = time.monotonic() + 30
    while not manifest.exists() and time.monotonic() < end:
        time.sleep(0.01)
    started.send_signal(signal.SIGINT)
    code, _, error = finished(started)
    assert error == "codesearch: stopped; what was done is kept, and the next run goes on from there\n"
    assert code == 130
    assert finished(process("index", str(root), "--index-dir", str(indexes)))[0] == 0
    index = Index(root, index_dir=indexes)
    assert index.coverage.is_complete
    assert index.status().files == 400


def test_an_interrupt_leaves_no_warning_of_a_call_that_was_not_made() -> None:
    program = (
        "import sys, codesearch.cli as c\n"
        "async def call(): ...\n"
        "def interrupted():\n"
        "    never_awaited = call()\n"
        "    raise KeyboardInterrupt\n"
        "c.cli.callback = interrupted\n"
        "sys.argv[1:] = ['status']\n"
        "c.main()"
    )
    ran = python(program)
    assert ran.returncode == 130
    assert ran.stderr.startswith(b"codesearch: stopped; ")
    assert ran.stderr.count(b"\n") == 1


def test_a_disk_that_is_full_is_said(process: Start, tmp_path: Path) -> None:
    limit = 2_000  # bytes of a file: LanceDB's own are larger
    started = process(
        "index",
        "--index-dir",
        str(tmp_path),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    code, out, error = finished(started)
    assert (code, out) == (2, "")
    assert error.startswith("codesearch: ")
    assert error.count("\n") == 1
