"""A small repository, and clients of the SDK that talk to a real server about it."""

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent

from codesearch.agents.workspace import Workspace
from codesearch.engine import Index
from tests.conftest import RETRY, write_files

CHECKOUT = Path(__file__).resolve().parents[2]
LONG = "".join(f"    total_{line} = compute({line})\n" for line in range(200))
FILES = {
    "src/retry.py": RETRY
    + '''

class Policy:
    """How often to try again."""

    def delay(self, attempt):
        return 2**attempt
''',
    "src/repeat.py": """def retry_call(send, attempts=5):
    for _ in range(attempts):
        if send():
            return True
    return False
""",
    "src/long.py": f"def compute_everything():\n{LONG}    return total_1\n",
    "src/evil.py": 'def evil_escape():\n    """Clears \x1b[2J the\u202e screen."""\n\treturn 1\n',
    "README.md": "# Sample\n\n## Retries\n\nHow requests are sent again.\n",
    ".gitignore": "secret.py\n",
    "secret.py": "PASSWORD = 'swordfish'\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    write_files(root, FILES)
    (root / "link.py").symlink_to(tmp_path / "outside.py")
    (tmp_path / "outside.py").write_text("OUTSIDE = 1\n")
    return root


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "indexes"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A repository that no test changes, and the folder of its finished index."""
    base = tmp_path_factory.mktemp("shared")
    write_files(base / "repository", FILES)
    (base / "outside.py").write_text("OUTSIDE = 1\n")
    (base / "repository" / "link.py").symlink_to(base / "outside.py")
    for file in (base / "repository").rglob("*.py"):
        if not file.is_symlink():
            os.utime(file, (1_600_000_000, 1_600_000_000))  # not so young that it is read twice
    Index(base / "repository", index_dir=base / "indexes").refresh()
    return base / "repository", base / "indexes"


@pytest.fixture
def workspace(shared: tuple[Path, Path]) -> Any:
    made = Workspace([shared[0]], index_dir=shared[1])
    yield made
    made.close()


@contextlib.asynccontextmanager
async def stdio_client(*arguments: object, index_dir: Path, cwd: Path | None = None) -> AsyncIterator[Client]:
    """A client of a process of its own."""
    environment = {"CODESEARCH_INDEX_DIR": str(index_dir), "PYTHONPATH": str(CHECKOUT)}
    server = StdioServerParameters(
        command=sys.executable,
        args=["-P", "-m", "codesearch", "mcp", *map(str, arguments)],
        env=environment,
        cwd=cwd,
    )
    async with Client(server, mode="legacy", read_timeout_seconds=120) as client:
        yield client


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


INITIALIZE = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}


def run(main: Callable[[], Any]) -> None:
    """Run a coroutine function, and give up on it where it hangs."""

    async def bounded() -> None:
        with anyio.fail_after(180):
            await main()

    anyio.run(bounded)
