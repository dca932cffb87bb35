"""A search that a resident process answers: cheap for the command, and no worse without one."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codesearch.service import connect

from .conftest import CHECKOUT, NEUTRAL, Ask

HEAVY = {"numpy", "pyarrow", "lancedb", "onnxruntime", "tree_sitter", "codesearch.engine"}
ASKING = (
    "import sys, json\n"
    "from codesearch.cli import main\n"
    "try:\n"
    "    main()\n"
    "finally:\n"
    f"    print(json.dumps(sorted({HEAVY!r} & set(sys.modules))), file=sys.stderr)\n"
)


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which processes of these tests meet, apart from those of the user."""
    folder = tmp_path_factory.mktemp("run")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def resident(repository: Path, index_dir: Path, meeting: Path) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**NEUTRAL, "CODESEARCH_INDEX_DIR": str(index_dir), "XDG_RUNTIME_DIR": str(meeting)}
    command = [sys.executable, "-P", "-m", "codesearch", "watch", "-q", str(repository)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, **quiet)  # type: ignore[call-overload]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(meeting))
        end = time.monotonic() + 60
        while (found := connect(repository, index_dir=index_dir)) is None and time.monotonic() < end:
            assert started.poll() is None
            time.sleep(0.05)
    assert found is not None
    found.close()
    yield started
    started.terminate()
    started.wait(60)


@pytest.fixture
def asked(repository: Path, index_dir: Path, meeting: Path) -> Callable[..., tuple[int, str, set[str]]]:
    """Call the command as a process; return its code, stdout, and which heavy libraries it imported."""
    environment = {**NEUTRAL, "PYTHONPATH": str(CHECKOUT), "XDG_RUNTIME_DIR": str(meeting)}
    environment["CODESEARCH_INDEX_DIR"] = str(index_dir)

    def call(*arguments: str) -> tuple[int, str, set[str]]:
        command = [sys.executable, "-P", "-c", ASKING, *arguments]
        ran = subprocess.run(command, env=environment, cwd=repository, capture_output=True, text=True)
        *notes, imported = ran.stderr.splitlines()
        assert not notes
        return ran.returncode, ran.stdout, set(json.loads(imported))

    return call


@pytest.mark.usefixtures("resident")
@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "send again until it works"),
        ("search", "send again", "--json", "-t", "py"),
        ("search", "send again", "--mode", "lexical", "--vimgrep", "--changed-since", "2001-01-01"),
        ("search", "send again", "src", "-l"),
        ("similar", "src/retry.py:4"),
    ],
)
def test_a_resident_answers_alike_and_nothing_heavy_is_imported(
    ask: Ask, asked: Callable[..., tuple[int, str, set[str]]], arguments: tuple[str, ...]
) -> None:
    expected = ask(*arguments)
    assert asked(*arguments) == (0, expected.out, set())


@pytest.mark.usefixtures("resident")
def test_a_resident_answers_regular_expressions(
    ask: Ask, asked: Callable[..., tuple[int, str, set[str]]]
) -> None:
    code, out, imported = asked("search", "-e", "retry_", "send again")
    assert (code, out) == (0, ask("search", "-e", "retry_", "send again").out)
    assert imported <= {"numpy", "pyarrow"}


@pytest.mark.usefixtures("resident")
def test_what_a_resident_cannot_do_is_done_here(asked: Callable[..., tuple[int, str, set[str]]]) -> None:
    code, out, imported = asked("search", "send again", "--wait", "-l")
    assert (code, "codesearch.engine" in imported) == (0, True)
    assert "src/retry.py" in out.split()
