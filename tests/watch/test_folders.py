"""Watches on the folders of a root, and what is told of them."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codesearch.errors import RootError
from tests.conftest import write_files
from tests.parsers.test_walk import git, needs_git

from .conftest import Heard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
if sys.platform == "linux":
    from codesearch.watch.folders import FolderWatches

Watch = Callable[[], "FolderWatches"]


@pytest.fixture
def watch(root: Path, heard: Heard) -> Iterator[Watch]:
    """Watches `root` as it is when it is called."""
    opened: list[FolderWatches] = []

    def start() -> "FolderWatches":
        watches = FolderWatches(root, heard, leave_out=root / "index")
        opened.append(watches)
        watches.renew()
        return watches

    yield start
    for watches in opened:
        watches.close()


def watched(watches: "FolderWatches") -> set[str]:
    """The folders with a watch on all that is in them, relative to the root."""
    return {
        Path(folder).relative_to(watches.root).as_posix()
        for folder, names in watches.folders.items()
        if names is None
    }


def kernel_watches(watches: "FolderWatches") -> int:
    """How many watches the kernel has for the queue."""
    told = Path(f"/proc/self/fdinfo/{watches._queue._queue}").read_text()
    return sum(line.startswith("inotify ") for line in told.splitlines())


def test_ignored_folders_have_no_watch(root: Path, watch: Watch) -> None:
    write_files(root, {".gitignore": "build/\n", "build/deep/x.py": "", "node_modules/a/x.js": ""})
    write_files(root, {"index/units.lance/data": ""})
    watches = watch()
    assert watched(watches) == {".", "src"}
    assert kernel_watches(watches) == 2


def test_what_happens_in_ignored_folders_is_not_told(root: Path, watch: Watch, heard: Heard) -> None:
    write_files(root, {".gitignore": "build/\n", "build/x.o": ""})
    watches = watch()
    write_files(root, {"build/y.o": "", "build/x.o": "x"})
    assert watches.flush()
    assert heard.taken() == set()


def test_changes_are_told_by_their_paths(root: Path, watch: Watch, heard: Heard) -> None:
    watches = watch()
    write_files(root, {"src/new.py": "x"})
    (root / "src/pool.py").unlink()
    (root / "README.md").rename(root / "READ.md")
    watches.flush()
    assert heard.taken() == {"src/new.py", "src/pool.py", "README.md", "READ.md"}
    assert not watches.is_outdated


def test_new_folders_are_watched_to_their_depth(root: Path, watch: Watch, heard: Heard) -> None:
    watches = watch()
    write_files(root, {"a/b/c/x.py": ""})
    watches.flush()
    assert watches.is_outdated
    watches.renew()
    heard.taken()
    write_files(root, {"a/b/c/y.py": ""})
    watches.flush()
    assert heard.taken() == {"a/b/c/y.py"}


def test_a_folder_that_moves_keeps_one_watch(root: Path, watch: Watch, heard: Heard) -> None:
    watches = watch()
    (root / "src").rename(root / "lib")
    watches.flush()
    watches.renew()
    heard.taken()
    write_files(root, {"lib/new.py": ""})
    watches.flush()
    assert heard.taken() == {"lib/new.py"}
    assert kernel_watches(watches) == 2


def test_a_folder_that_leaves_the_root_loses_its_watch(root: Path, watch: Watch, tmp_path: Path) -> None:
    watches = watch()
    (root / "src").rename(tmp_path / "elsewhere")
    watches.flush()
    watches.renew()
    assert kernel_watches(watches) == 1


def test_changed_rules_change_the_watches(root: Path, watch: Watch) -> None:
    watches = watch()
    write_files(root, {".gitignore": "src\n"})
    watches.flush()
    assert watches.is_outdated
    watches.renew()
    assert watched(watches) == {"."}
    (root / ".gitignore").unlink()
    watches.flush()
    watches.renew()
    assert watched(watches) == {".", "src"}


@needs_git
def test_git_works_without_a_word_except_on_what_it_ignores(root: Path, watch: Watch, heard: Heard) -> None:
    git(root, "init", "-q")
    git(root, "add", ".")
    watches = watch()
    git(root, "commit", "-qm", "one")
    git(root, "branch", "other")
    git(root, "gc", "-q")
    watches.flush()
    heard.taken()  # a commit may write git's index
    git(root, "tag", "v1")
    watches.flush()
    assert heard.taken() == set()
    (root / ".git/info/exclude").write_text("src\n")
    watches.flush()
    assert heard.taken() == {""}
    git(root, "rm", "-rq", "--cached", "src")
    watches.flush()
    watches.renew()
    assert watched(watches) == {"."}


@needs_git
def test_a_folder_that_becomes_a_repository_changes_the_rules(root: Path, watch: Watch) -> None:
    watches = watch()
    git(root, "init", "-q")
    watches.flush()
    assert watches.is_outdated


@needs_git
def test_a_new_worktree_inside_is_watched(root: Path, watch: Watch, heard: Heard) -> None:
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    watches = watch()
    git(root, "worktree", "add", "-q", "trees/other")
    watches.flush()
    watches.renew()
    heard.taken()
    write_files(root, {"trees/other/src/new.py": ""})
    watches.flush()
    assert heard.taken() == {"trees/other/src/new.py"}


def test_links_are_not_followed(root: Path, watch: Watch, heard: Heard, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    watches = watch()
    (root / "link").symlink_to(tmp_path / "outside")
    watches.flush()
    watches.renew()
    heard.taken()
    (tmp_path / "outside/secret.py").write_text("")
    watches.flush()
    assert heard.taken() == set()


def test_a_root_that_is_gone_is_said(root: Path, watch: Watch, heard: Heard, tmp_path: Path) -> None:
    watches = watch()
    root.rename(tmp_path / "moved")
    watches.flush()
    assert heard.taken()
    assert watches.is_outdated
    with pytest.raises(RootError):
        watches.renew()


def test_a_root_that_moves_with_the_folder_above_it_is_noticed(tmp_path: Path, heard: Heard) -> None:
    root = tmp_path / "above/root"
    write_files(root, {"x.py": ""})
    watches = FolderWatches(root, heard, leave_out=tmp_path / "index")
    watches.renew()
    (tmp_path / "above").rename(tmp_path / "moved")
    watches.flush()
    assert watches.is_outdated
    assert heard.taken() == {""}
    watches.close()


def test_lost_events_are_made_up_for(root: Path, watch: Watch, heard: Heard) -> None:
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if limit > 100_000:
        pytest.skip("the queue of this system is very long")
    watches = watch()
    with watches._reading:  # nobody reads for a while
        for number in range(limit // 2):
            file = root / "src" / f"{number}.py"
            file.touch()
            file.unlink()
    watches.flush()
    assert "" in heard.taken()
    assert watches.is_outdated


def test_closing_twice_is_no_error_and_ends_all(root: Path, watch: Watch, heard: Heard) -> None:
    watches = watch()
    watches.close()
    watches.close()
    assert not watches.flush()
    write_files(root, {"src/new.py": ""})
    assert heard.taken() == set()
