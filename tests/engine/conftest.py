"""A small repository on disk, and an encoder whose vectors one can work out by hand."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from codesearch.encoder.protocol import Vectors
from codesearch.engine import Index

FILES = {
    "src/retry.py": '''"""Retries of failed requests."""


def retry_request(send, attempts=3):
    """Send again until it works."""
    for _ in range(attempts):
        if send():
            return True
    return False
''',
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


class WordEncoder:
    """Counts words in buckets, so texts that share words are near; remembers how many texts it has seen."""

    id = "words-1"
    width = 64

    def __init__(self) -> None:
        self.documents_seen = 0

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.documents_seen += len(texts)
        return self.encode_queries(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        matrix = np.full((len(texts), self.width), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().replace("_", " ").split():
                matrix[row, hashlib.blake2b(word.encode(), digest_size=1).digest()[0] % self.width] += 1
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


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


def write_files(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
