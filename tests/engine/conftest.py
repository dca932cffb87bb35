"""A small repository on disk, and its index."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.engine import Index
from tests.conftest import RETRY, WordEncoder, write_files

FILES = {
    "src/retry.py": RETRY,
    "src/pool.py": '''class ConnectionPool:
    """Keeps connections open."""

    def acquire(self):
        return self.free.pop()

    def release(self, connection):
        self.free.append(connection)
''',
    "tests/test_retry.py": """from src.retry import retry_request


def test_retry_request_gives_up():
    assert not retry_request(lambda: False)
""",
    "README.md": "# Sample\n\n## Retries\n\nHow requests are sent again.\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    write_files(root, FILES)
    return root


@pytest.fixture
def open_again(tmp_path: Path, repository: Path, encoder: WordEncoder) -> Callable[[], Index]:
    """Open the index of `repository` as a new process would."""
    return lambda: Index(repository, index_dir=tmp_path / "indexes", encoder=encoder)


@pytest.fixture
def index(open_again: Callable[[], Index]) -> Index:
    index = open_again()
    index.refresh()
    return index
