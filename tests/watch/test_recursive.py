"""Events from watchdog's own observer of whole trees, by that of this system."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from watchdog.observers import Observer

from codesearch.errors import RootError
from codesearch.parsers.walk import walk_files
from codesearch.watch.recursive import RecursiveWatch
from tests.conftest import write_files

from .conftest import Heard, wait_until


@pytest.fixture
def watch(root: Path, heard: Heard) -> Iterator[RecursiveWatch]:
    write_files(root, {".gitignore": "build/\n", "build/x.o": "", "index/manifest.json": ""})
    watch = RecursiveWatch(
        root, heard, leave_out=root / "index", walk=lambda: walk_files(root), observer=Observer()
    )
    watch.renew()
    wait_until(lambda: "" in heard.paths)  # the first look
    heard.taken()
    yield watch
    watch.close()


def test_only_what_a_walk_enters_is_told(root: Path, watch: RecursiveWatch, heard: Heard) -> None:
    write_files(root, {"build/y.o": "", "index/units": "", "build/deep/z.o": "", "src/new.py": "x"})
    (root / "src/pool.py").rename(root / "last.py")
    wait_until(lambda: "last.py" in heard.paths)
    assert heard.taken() <= {"src/new.py", "src/pool.py", "last.py"}
    assert not watch.flush()


def test_reading_is_not_told(root: Path, watch: RecursiveWatch, heard: Heard) -> None:  # noqa: ARG001
    assert (root / "src/pool.py").read_text()
    write_files(root, {"last.py": ""})
    wait_until(lambda: "last.py" in heard.paths)
    assert "src/pool.py" not in heard.taken()


def test_changed_rules_and_new_folders_are_noticed(root: Path, watch: RecursiveWatch, heard: Heard) -> None:
    write_files(root, {"src/deep/new.py": ""})
    wait_until(lambda: watch.is_outdated)
    watch.renew()
    write_files(root, {"src/deep/last.py": ""})
    wait_until(lambda: "src/deep/last.py" in heard.paths)
    watch.renew()
    write_files(root, {".gitignore": ""})
    wait_until(lambda: watch.is_outdated)


def test_a_root_that_is_gone_is_said(root: Path, watch: RecursiveWatch, tmp_path: Path) -> None:
    root.rename(tmp_path / "away")
    with pytest.raises(RootError):
        watch.renew()
