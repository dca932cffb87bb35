"""An index that is kept true: real files, real git, a real store, events of the system."""

import os
import shutil
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.watch import Live, LiveState
from tests.conftest import WordEncoder, write_files
from tests.engine.test_index import rows
from tests.parsers.test_walk import git, needs_git

from .conftest import DEADLINE, StartLive, wait_until

EDITED = "def retry_request(send):\n    return send() or send()\n"


def found(index: Index, query: str) -> set[str]:
    return {hit.path for hit in index.search(query, limit=100, mode="lexical")}


def is_as_fresh(live: Live, tmp_path: Path) -> bool:
    """Whether a settled index has the rows of one made anew, and all vectors."""
    assert live.settle(DEADLINE)
    shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
    fresh = Index(live.index.root, index_dir=tmp_path / "fresh", encoder=WordEncoder())
    fresh.refresh()
    assert live.index.coverage.is_complete
    return rows(live.index) == rows(fresh) and set(live.index.paths()) == set(fresh.paths())


def test_an_index_is_made_at_the_start_if_there_is_none(live: Live, tmp_path: Path) -> None:
    assert is_as_fresh(live, tmp_path)
    assert live.state.is_settled
    assert live.state.problem == ""


def test_what_changed_while_nobody_watched_is_taken_in(
    index: Index, start_live: StartLive, root: Path, tmp_path: Path
) -> None:
    index.refresh()
    (root / "src/pool.py").unlink()
    write_files(root, {"src/new.py": "def added(): ...\n"})
    assert is_as_fresh(start_live(), tmp_path)


def test_a_save_is_taken_in_without_being_asked_for(live: Live, root: Path) -> None:
    write_files(root, {"src/new.py": "def quite_new(): ...\n"})
    wait_until(lambda: "src/new.py" in found(live.index, "quite new") and live.state.is_settled)
    assert live.index.coverage.is_complete


def test_settling_covers_every_change_before_it(live: Live, root: Path) -> None:
    for number in range(10):
        write_files(root, {"src/new.py": f"def turn_number_{number}(): ...\n"})
        assert live.settle(DEADLINE)
        assert f"turn_number_{number}" in {hit.name for hit in live.index.units_of("src/new.py")}
        assert live.index.coverage.is_complete


def test_settling_with_nothing_changed_refreshes_nothing(live: Live) -> None:
    assert live.settle(DEADLINE)  # the files of the start were young
    refreshes = live.state.refreshes
    assert all(live.settle(DEADLINE) for _ in range(5))
    assert live.state.refreshes == refreshes


def atomically(root: Path) -> None:
    write_files(root, {"src/.retry.py.tmp": EDITED})
    (root / "src/.retry.py.tmp").replace(root / "src/retry.py")


def as_vim_does(root: Path) -> None:
    write_files(root, {"src/4913": "", "src/.retry.py.swp": "b0VIM\0"})
    (root / "src/4913").unlink()
    (root / "src/retry.py").rename(root / "src/retry.py~")
    write_files(root, {"src/retry.py": EDITED})
    (root / "src/retry.py~").unlink()
    (root / "src/.retry.py.swp").unlink()


def as_emacs_does(root: Path) -> None:
    (root / "src/.#retry.py").symlink_to("someone@somewhere.1234")
    write_files(root, {"src/#retry.py#": EDITED})
    (root / "src/retry.py").write_text(EDITED)
    (root / "src/#retry.py#").unlink()
    (root / "src/.#retry.py").unlink()


def by_parts(root: Path) -> None:
    with (root / "src/retry.py").open("w") as file:
        for line in EDITED.splitlines(keepends=True):
            file.write(line)
            file.flush()


def renaming_a_file(root: Path) -> None:
    (root / "src/retry.py").rename(root / "src/again.py")


def renaming_by_case(root: Path) -> None:
    (root / "src/retry.py").rename(root / "src/Retry.py")


def moving_a_folder(root: Path) -> None:
    (root / "lib").mkdir()
    (root / "src").rename(root / "lib/source")


def moving_a_folder_out(root: Path) -> None:
    (root / "src").rename(root.parent / "source")


def moving_a_folder_in(root: Path) -> None:
    write_files(root.parent, {"other/a/b.py": "def b(): ...\n"})
    (root.parent / "other").rename(root / "other")


def deleting(root: Path) -> None:
    shutil.rmtree(root / "src")


def swapping(root: Path) -> None:
    (root / "src").rename(root / "kept")
    write_files(root, {"src/retry.py": "def entirely_other(): ...\n"})


def vanishing(root: Path) -> None:
    for number in range(50):
        write_files(root, {f"src/gone_{number}.py": "def gone(): ...\n"})
        (root / f"src/gone_{number}.py").unlink()


def a_link_in_place(root: Path) -> None:
    write_files(root.parent, {"outside/secret.py": "def secret(): ...\n"})
    (root / "src/retry.py").unlink()
    (root / "src/retry.py").symlink_to(root.parent / "outside/secret.py")
    (root / "more").symlink_to(root.parent / "outside")


def ignoring(root: Path) -> None:
    write_files(root, {".gitignore": "src/\n"})


def touching(root: Path) -> None:
    (root / "src/retry.py").touch()


def growing(root: Path) -> None:
    write_files(root, {"src/retry.py": "# long\n" * 200_000})


@pytest.mark.parametrize(
    "change",
    [
        *(atomically, as_vim_does, as_emacs_does, by_parts, renaming_a_file, renaming_by_case, touching),
        *(moving_a_folder, moving_a_folder_out, moving_a_folder_in, deleting, swapping),
        *(vanishing, a_link_in_place, ignoring, growing),
    ],
    ids=lambda change: change.__name__,
)
def test_the_index_is_as_a_fresh_one_after(change, live: Live, root: Path, tmp_path: Path) -> None:
    change(root)
    assert live.settle(DEADLINE)
    write_files(root, {"lib/source/late.py": "def late(): ...\n", "src/late.py": "def late(): ...\n"})
    assert is_as_fresh(live, tmp_path)  # also in folders that came meanwhile


def test_files_of_one_size_and_time_that_change_places_are_told_apart(
    live: Live, root: Path, tmp_path: Path
) -> None:
    long_ago = (1_600_000_000, 1_600_000_000)
    for name in ("a", "b", "one/c", "two/c"):
        write_files(root, {f"{name}.py": f"def of_{name[0]}(): ...\n"})
        os.utime(root / f"{name}.py", long_ago)
    assert live.settle(DEADLINE)
    for one, other in (("a.py", "b.py"), ("one", "two")):
        (root / one).rename(root / "between")
        (root / other).rename(root / one)
        (root / "between").rename(root / other)
        assert is_as_fresh(live, tmp_path)


def test_rules_that_change_and_change_back_are_followed(live: Live, root: Path, tmp_path: Path) -> None:
    for rules in ("src/\n", "*.md\n", ""):
        write_files(root, {".gitignore": rules})
        assert is_as_fresh(live, tmp_path)


@needs_git
def test_a_branch_switch_embeds_nothing_twice(live: Live, root: Path, tmp_path: Path, encoder) -> None:
    git(root, "init", "-q", "-b", "one")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "two")
    many = {f"many/m{number}.py": f"def function_{number}(): ...\n" for number in range(300)}
    write_files(root, many)
    git(root, "add", ".")
    git(root, "commit", "-qm", "two")
    assert is_as_fresh(live, tmp_path)
    seen, refreshes = encoder.documents_seen, live.state.refreshes
    for branch in ("one", "two"):
        git(root, "checkout", "-q", branch)
        assert is_as_fresh(live, tmp_path)
    assert encoder.documents_seen == seen
    assert live.state.refreshes - refreshes <= 8  # batches, not files


@needs_git
def test_a_stash_and_a_worktree_are_followed(live: Live, root: Path, tmp_path: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    write_files(root, {"src/retry.py": EDITED})
    assert is_as_fresh(live, tmp_path)
    git(root, "stash", "-q")
    git(root, "worktree", "add", "-q", "trees/other")
    assert is_as_fresh(live, tmp_path)
    git(root, "stash", "pop", "-q")
    write_files(root, {"trees/other/src/new.py": "def added(): ...\n"})
    assert is_as_fresh(live, tmp_path)


@needs_git
def test_what_git_alone_knows_of_is_followed(live: Live, root: Path, tmp_path: Path) -> None:
    git(root, "init", "-q")
    write_files(root, {".gitignore": "kept/\n", "kept/x.py": "def kept(): ...\n"})
    assert is_as_fresh(live, tmp_path)
    git(root, "add", "-f", "kept/x.py")
    assert is_as_fresh(live, tmp_path)
    assert "kept/x.py" in live.index.paths()
    (root / ".git/info/exclude").write_text("src/\n")
    assert is_as_fresh(live, tmp_path)


def test_a_log_that_is_written_all_the_time_costs_few_refreshes(live: Live, root: Path) -> None:
    write_files(root, {".gitignore": "*.log\n", "a.log": ""})
    assert live.settle(DEADLINE)
    before = live.state.refreshes
    for number in range(30):
        write_files(root, {"a.log": f"{number}\n"})
        wait_until(lambda: live.state.is_settled is False)
    write_files(root, {"src/new.py": "def still_noticed(): ...\n"})
    wait_until(lambda: "src/new.py" in live.index.paths())
    assert live.state.refreshes - before < 15


def test_states_are_reported_as_they_come(start_live: StartLive, root: Path) -> None:
    states: list[LiveState] = []
    live = start_live(report=states.append)
    assert {"parse", "embed"} <= {state.stage for state in states}
    assert all(state.done <= state.total for state in states)
    write_files(root, {"src/new.py": "def added(): ...\n"})
    before = live.state.changed_at
    assert live.settle(DEADLINE)
    assert live.state.changed_at > before > 0


def test_starting_and_stopping_twice_is_no_error(live: Live) -> None:
    live.start()
    live.stop()
    live.stop()
    assert not live.settle(0.01) or live.state.is_settled


def test_the_index_may_lie_inside_the_root(root: Path, start_live: StartLive, encoder: WordEncoder) -> None:
    write_files(root, {".gitignore": ".index/\n"})
    live = start_live(Index(root, index_dir=root / ".index", encoder=encoder))
    assert live.settle(DEADLINE)
    refreshes = live.state.refreshes
    write_files(root, {"src/new.py": "def added(): ...\n"})
    assert live.settle(DEADLINE)
    assert live.state.refreshes - refreshes <= 2
