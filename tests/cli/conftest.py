"""A small repository, its index by the bundled encoder, and the command called here or as a process."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from codesearch.cli import main
from codesearch.engine import Index
from tests.conftest import RETRY, write_files

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = {
    "src/retry.py": RETRY,
    "src/pool.ts": """export class ConnectionPool {
\tacquire(): Connection {
\t\treturn this.free.pop();
\t}
}
""",
    "src/view.tsx": "export function ConnectionView() {\n  return <p>connection</p>;\n}\n",
    "tests/test_retry.py": """def test_retry_request_gives_up():
    assert not retry_request(lambda: False)
""",
    "README.md": "# Sample\n\n## Retries\n\nHow requests are sent again.\n",
    "evil.py": '''def evil_escape():
    """Clears \x1b[2J the\u202e screen\x9b2J."""
    return "\x7f\x07"
''',
}
NEUTRAL = {"TERM": "xterm-256color", "PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8"}
COLOUR_VARIABLES = ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("work") / "repository"
    write_files(root, FILES)
    for file in root.rglob("*"):
        os.utime(file, (1_600_000_000, 1_600_000_000))  # not so young that it is read twice
    return root


@pytest.fixture(scope="session")
def index_dir(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the index of `repository`."""
    folder = tmp_path_factory.mktemp("indexes")
    Index(repository, index_dir=folder).refresh()
    return folder


@pytest.fixture
def ask(
    repository: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ask:
    """Call the command in this process, from inside `repository`."""
    monkeypatch.chdir(repository)
    monkeypatch.setenv("CODESEARCH_INDEX_DIR", str(index_dir))
    for name in COLOUR_VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["codesearch", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsys.readouterr()
        assert isinstance(stopped.value.code, int)
        return Answer(stopped.value.code, out, err)

    return call


@pytest.fixture
def process(repository: Path, index_dir: Path) -> Callable[..., "subprocess.Popen[bytes]"]:
    """Start the command as a process of its own, in `repository`; `redirect` is one of the shell's."""

    def start(*arguments: str, redirect: str = "", **options: object) -> "subprocess.Popen[bytes]":
        environment = {name: value for name, value in os.environ.items() if name not in COLOUR_VARIABLES}
        environment |= {**NEUTRAL, "CODESEARCH_INDEX_DIR": str(index_dir)}
        environment |= options.pop("env", {})  # type: ignore[operator]
        defaults = {
            "cwd": repository,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }
        command = [sys.executable, "-P", "-m", "codesearch", *arguments]
        command = ["sh", "-c", f'exec "$@" {redirect}', "sh", *command]
        return subprocess.Popen(command, env=environment, **{**defaults, **options})  # type: ignore[call-overload,no-any-return]

    return start
