"""A small repository on disk, events that are collected, and indexes that are kept true for a test."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.watch import Live
from tests.conftest import WordEncoder, write_files

DEADLINE = 60.0  # seconds; nothing takes so long unless it is broken
FILES = {
    "src/retry.py": "def retry_request(send):\n    return send()\n",
    "src/pool.py": "class ConnectionPool:\n    def acquire(self):\n        return self.free.pop()\n",
    "README.md": "# Sample\n\nHow requests are sent again.\n",
}

StartLive = Callable[..., Live]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    write_files(root, FILES)
    return root


@pytest.fixture
def index(root: Path, tmp_path: Path, encoder: WordEncoder) -> Index:
    return Index(root, index_dir=tmp_path / "indexes", encoder=encoder)


@pytest.fixture
def start_live(index: Index) -> Iterator[StartLive]:
    """Starts to keep `index`, or another, true and waits until it is."""
    started: list[Live] = []

    def start(other: Index | None = None, *, is_settled: bool = True, **options: object) -> Live:
        live = Live(other or index, **options)  # type: ignore[arg-type]
        started.append(live)
        live.start()
        if is_settled:
            assert live.settle(DEADLINE)
        return live

    yield start
    for live in started:
        live.stop()


@pytest.fixture
def live(start_live: StartLive) -> Live:
    return start_live()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again until something is so."""
    end = time.monotonic() + DEADLINE
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)


class Heard:
    """What a watcher told."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __call__(self, paths: frozenset[str]) -> None:
        self.paths += sorted(paths)

    def taken(self) -> set[str]:
        """All paths since the last call."""
        paths, self.paths = self.paths, []
        return set(paths)


@pytest.fixture
def heard() -> Heard:
    return Heard()
