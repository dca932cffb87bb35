"""A process's inside, run here: a real index kept true when somebody asks, behind real sockets."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codesearch.engine import Index
from codesearch.service import RemoteIndex, connect
from codesearch.service.records import Liveness
from codesearch.service.resident import Resident
from tests.conftest import RETRY, write_files

FILES = {
    "src/retry.py": RETRY,
    "src/pool.py": '''class ConnectionPool:
    """Keeps connections open."""

    def acquire(self):
        return self.free.pop()
''',
    "README.md": "# Sample\n\n## Retries\n\nHow requests are sent again.\n",
}


class OnDemand:
    """Keeps an index true by a refresh whenever somebody waits for one."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.is_behind = False
        self._refreshing = threading.Lock()
        self.state = Liveness("events", True, "", 0, 0, 0.0, 0, "")

    def start(self) -> None:
        self.index.refresh()

    def stop(self) -> None:
        """There is nothing to end."""

    def settle(self, timeout: float) -> bool:  # noqa: ARG002  # a Keeper's
        with self._refreshing:
            if not self.is_behind:
                self.index.refresh()
        return not self.is_behind


class Opened:
    """A process for one root, without the process."""

    def __init__(self, root: Path, index_dir: Path) -> None:
        self.root, self.index_dir = root, index_dir
        self.said: list[str] = []
        self.keepers: list[OnDemand] = []
        self.resident = Resident(self.said.append, idle_seconds=600, keep=self._keep)
        self._minding = threading.Thread(target=self._mind)

    def _keep(self, index: Index) -> OnDemand:
        self.keepers.append(OnDemand(index))
        return self.keepers[-1]

    def _mind(self) -> None:
        try:
            self.resident.mind(lambda _: None, 0.05)
        finally:
            self.resident.close()

    def open(self) -> None:
        self.resident.open([self.root], index_dir=self.index_dir, max_file_bytes=1_000_000)
        self._minding.start()

    def leave(self) -> None:
        self.resident.leave()
        self._minding.join(timeout=30)
        assert not self._minding.is_alive()

    @property
    def index(self) -> Index:
        """The index, asked without the process."""
        return self.keepers[0].index


@pytest.fixture(autouse=True)
def meeting_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for sockets that is this test's own; pytest's are too long for a socket's path."""
    folder = Path(tempfile.mkdtemp(prefix="cs-", dir="/tmp"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    write_files(root, FILES)
    return root


@pytest.fixture
def opened(repository: Path, tmp_path: Path) -> Iterator[Opened]:
    opened = Opened(repository, tmp_path / "indexes")
    opened.open()
    yield opened
    opened.leave()


@pytest.fixture
def remote(opened: Opened) -> Iterator[RemoteIndex]:
    remote = reached(opened.root, opened.index_dir)
    yield remote
    remote.close()


def reached(root: Path, index_dir: Path) -> RemoteIndex:
    """The client of a process that is there; on a machine with much to do one call may be given up."""
    end = time.monotonic() + 60
    while (remote := connect(root, index_dir=index_dir)) is None:
        assert time.monotonic() < end
    return remote


def ask_raw(channel: Any, method: object, parameters: object) -> Any:
    """What the process replies to a request that a client would not make."""
    channel.send({"method": method, "parameters": parameters}, seconds=10)
    return channel.receive(seconds=10)
