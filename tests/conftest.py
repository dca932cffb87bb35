"""Options of the whole test suite, a file that many search, and an encoder one can follow by hand."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from codesearch.encoder.protocol import Vectors

RETRY = '''"""Retries of failed requests."""


def retry_request(send, attempts=3):
    """Send again until it works."""
    for _ in range(attempts):
        if send():
            return True
    return False
'''


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what the code answers now to the golden files"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


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
                digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=1).digest()
                matrix[row, digest[0] % self.width] += 1
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


def write_files(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
