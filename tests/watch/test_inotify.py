"""The kernel's queue of changes, for real."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")

MAX_QUEUED = Path("/proc/sys/fs/inotify/max_queued_events")
if sys.platform == "linux":
    from codesearch.watch.inotify import Inotify


@pytest.fixture
def queue() -> Iterator["Inotify"]:
    queue = Inotify()
    yield queue
    queue.close()


def test_a_change_is_in_the_queue_once_it_is_made(queue: "Inotify", tmp_path: Path) -> None:
    watch = queue.add(str(tmp_path))
    assert queue.read() == []
    (tmp_path / "ä\udcff.py").write_text("x")
    assert {(event.watch, event.name) for event in queue.read()} == {(watch, "ä\udcff.py")}


def test_reading_files_is_no_change(queue: "Inotify", tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    queue.add(str(tmp_path))
    assert (tmp_path / "a.py").read_text() == "x"
    assert list(tmp_path.iterdir())
    assert queue.read() == []


def test_a_folder_keeps_its_watch_under_another_name(queue: "Inotify", tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    watch = queue.add(str(tmp_path / "a"))
    (tmp_path / "a").rename(tmp_path / "b")
    assert queue.add(str(tmp_path / "b")) == watch


def test_links_and_files_and_nothing_get_no_watch(queue: "Inotify", tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/")
    (tmp_path / "file").write_text("")
    assert [queue.add(str(tmp_path / name)) for name in ("link", "file", "missing")] == [None] * 3


def test_a_queue_that_is_full_says_so(queue: "Inotify", tmp_path: Path) -> None:
    limit = int(MAX_QUEUED.read_text())
    if limit > 100_000:
        pytest.skip("the queue of this system is very long")
    queue.add(str(tmp_path))
    files = [tmp_path / name for name in ("a", "b")]
    for file in files * (limit // 4 + 1):  # two different events each, as equal ones are joined
        file.touch()
        file.unlink()
    events = queue.read()
    assert events[-1].is_loss
    assert not any(event.is_loss for event in events[:-1])


def test_waiting_ends_when_it_is_woken(queue: "Inotify") -> None:
    queue.wake()
    queue.wait()
