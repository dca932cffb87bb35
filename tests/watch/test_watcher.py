"""How changes are noticed where the system has too few watches, or none."""

import errno
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codesearch.errors import RootError
from codesearch.parsers.walk import walk_files
from codesearch.types import Walk
from codesearch.watch import Watcher
from codesearch.watch.mounts import is_remote
from codesearch.watch.polling import Polling
from codesearch.watch.source import OnChange, Source
from tests.conftest import write_files

from .conftest import Heard, wait_until

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


@pytest.fixture
def open_watcher(root: Path, tmp_path: Path, heard: Heard) -> Iterator[Callable[..., Watcher]]:
    opened: list[Watcher] = []

    def start(**options: object) -> Watcher:
        opened.append(Watcher(root, heard, leave_out=tmp_path / "index", **options))  # type: ignore[arg-type]
        return opened[-1]

    yield start
    for watcher in opened:
        watcher.close()


def few_watches(limit: int) -> Callable[[Path, OnChange, Path, Callable[[], Walk]], Source]:
    """Events of a user who may have so many watches, by the kernel's own error."""
    from codesearch.watch.folders import FolderWatches
    from codesearch.watch.inotify import Inotify

    class Few(Inotify):
        def add(self, folder: str) -> int | None:
            watch = super().add(folder)
            if watch is not None and watch > limit:
                raise OSError(errno.ENOSPC, "no watches left")
            return watch

    def open_events(root: Path, on_change: OnChange, leave_out: Path, _: Callable[[], Walk]) -> Source:
        return FolderWatches(root, on_change, leave_out=leave_out, open_queue=Few)

    return open_events


@on_linux
def test_events_are_what_linux_has(open_watcher: Callable[..., Watcher], root: Path, heard: Heard) -> None:
    watcher = open_watcher()
    watcher.renew()
    assert (watcher.how, watcher.note) == ("events", "")
    write_files(root, {"src/new.py": ""})
    wait_until(lambda: "src/new.py" in heard.paths)


@on_linux
def test_out_of_watches_it_says_so_and_looks_itself(
    open_watcher: Callable[..., Watcher], root: Path, heard: Heard
) -> None:
    watcher = open_watcher(open_events=few_watches(1))
    watcher.renew()
    assert watcher.how == "polling"
    assert "raise fs.inotify.max_user_watches" in watcher.note
    wait_until(lambda: heard.taken() == {""})  # the first look
    write_files(root, {"src/new.py": ""})
    wait_until(lambda: heard.taken() == {""})


@on_linux
def test_watches_that_run_out_later_are_noticed(open_watcher: Callable[..., Watcher], root: Path) -> None:
    watcher = open_watcher(open_events=few_watches(2))
    watcher.renew()
    assert watcher.how == "events"
    (root / "third").mkdir()
    assert watcher.flush()
    assert watcher.is_outdated
    watcher.renew()
    assert watcher.how == "polling"
    assert not watcher.flush()


def test_out_of_queues_it_says_so(open_watcher: Callable[..., Watcher]) -> None:
    def none_left(*_: object) -> Source:
        raise OSError(errno.EMFILE, "too many")

    watcher = open_watcher(open_events=none_left)
    watcher.renew()
    assert watcher.how == "polling"
    assert "raise fs.inotify.max_user_instances" in watcher.note


def test_a_root_that_comes_back_is_watched_again(
    open_watcher: Callable[..., Watcher], root: Path, tmp_path: Path, heard: Heard
) -> None:
    watcher = open_watcher()
    watcher.renew()
    root.rename(tmp_path / "away")
    with pytest.raises(RootError):
        watcher.renew()
    assert not watcher.flush()
    root.mkdir()
    watcher.renew()
    heard.taken()
    write_files(root, {"new.py": ""})
    wait_until(lambda: bool(heard.taken()))


def test_looking_tells_of_the_first_look_and_then_of_changes(root: Path, heard: Heard) -> None:
    looks = 0

    def walk() -> Walk:
        nonlocal looks
        looks += 1
        return walk_files(root)

    polling = Polling(walk, heard, least_seconds=0.01)
    wait_until(lambda: looks > 3)
    assert heard.paths == [""]
    write_files(root, {"src/pool.py": "x = 1\n"})
    wait_until(lambda: heard.paths == ["", ""])
    polling.close()


def test_looking_tells_of_a_root_that_is_gone(root: Path, tmp_path: Path, heard: Heard) -> None:
    polling = Polling(lambda: walk_files(root), heard, least_seconds=0.01)
    wait_until(lambda: heard.paths == [""])
    root.rename(tmp_path / "away")
    wait_until(lambda: len(heard.paths) > 1)
    polling.close()


MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
40 22 0:35 / /home/a\040b rw shared:2 - nfs4 server:/home rw
41 40 254:1 / /home/a\040b/local rw - ext4 /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("folder", "remote"),
    [
        ("/home/a b/x", True),
        ("/home/a b", True),
        ("/home/a b/local/x", False),
        ("/home/a", False),
        ("/", False),
    ],
)
def test_a_folder_of_another_machine_is_known(tmp_path: Path, folder: str, remote: bool) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    assert is_remote(Path(folder), tmp_path / "mountinfo") is remote


def test_a_system_that_does_not_say_what_is_mounted_has_nothing_remote(tmp_path: Path) -> None:
    assert not is_remote(tmp_path, tmp_path / "missing")
