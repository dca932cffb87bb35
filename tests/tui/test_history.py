"""What was searched for, across runs and processes."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.tui.history import FILE, MAX_CHARS, MAX_ENTRIES, History, Recall, state_folder

ROOT, OTHER = Path("/repositories/a"), Path("/repositories/b")
CHECKOUT = Path(__file__).resolve().parents[2]
ADDS_MANY = """
import sys
from pathlib import Path
from codesearch.tui.history import History
folder, root, name = sys.argv[1:]
for number in range(20):
    History(Path(folder)).add(Path(root), f"{name} {number}")
"""


def test_lines_last_across_runs_newest_last(tmp_path: Path) -> None:
    for line in ("retry", "pool", "retry"):
        History(tmp_path / "state").add(ROOT, line)
    assert History(tmp_path / "state").entries(ROOT) == ["pool", "retry"]


def test_each_root_has_its_own_and_all_are_one(tmp_path: Path) -> None:
    history = History(tmp_path)
    for root, line in [(ROOT, "retry"), (OTHER, "pool"), (OTHER, "retry")]:
        history.add(root, line)
    assert history.entries(ROOT) == ["retry"]
    assert history.entries(OTHER) == ["pool", "retry"]
    assert history.entries() == ["pool", "retry"]


def test_lines_are_found_by_their_beginning(tmp_path: Path) -> None:
    history = History(tmp_path)
    for line in ("Retry a", "pool", "retry b"):
        history.add(ROOT, line)
    assert history.search("retry") == ["Retry a", "retry b"]
    assert history.search("retry", OTHER) == []


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    rows = [json.dumps({"root": str(ROOT), "line": f"line {n}"}) for n in range(MAX_ENTRIES)]
    (tmp_path / FILE).write_text("\n".join(rows))
    History(tmp_path).add(ROOT, "newest")
    entries = History(tmp_path).entries()
    assert len(entries) == len((tmp_path / FILE).read_text().splitlines()) == MAX_ENTRIES
    assert (entries[0], entries[-1]) == ("line 1", "newest")


def test_damaged_lines_are_skipped(tmp_path: Path) -> None:
    whole = json.dumps({"root": str(ROOT), "line": "whole"}).encode()
    damaged = [b"\xff\xfe", b"{", b"[1]", b"3", b'{"root": 1, "line": "x"}', b'{"root": "x", "line": 2}']
    damaged += [b'{"line": "x"}', b'{"root": "x", "line": "  "}', b"[" * 100_000, whole[:-3]]
    (tmp_path / FILE).write_bytes(b"\n".join([*damaged, whole, b""]))
    history = History(tmp_path)
    assert history.entries() == ["whole"]
    history.add(ROOT, "more")
    assert history.entries() == ["whole", "more"]


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX's")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    History(folder).add(ROOT, "retry")
    (folder / FILE).chmod(0o644)
    History(folder).add(ROOT, "pool")
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_control_characters_are_neither_kept_nor_read(tmp_path: Path) -> None:
    History(tmp_path).add(ROOT, "a\tb\x1b[2J\u202ec\nd\ud800")
    row = json.dumps({"root": str(ROOT), "line": "\x1b]0;x\x07y"})
    with (tmp_path / FILE).open("a") as stream:
        stream.write(row)
    assert History(tmp_path).entries() == ["a b[2Jc d", "]0;xy"]


@pytest.mark.parametrize("line", ["", "  \t", "\x1b", "x" * (MAX_CHARS + 1)])
def test_what_says_nothing_or_too_much_is_not_remembered(tmp_path: Path, line: str) -> None:
    History(tmp_path).add(ROOT, line)
    assert History(tmp_path).entries() == []


def test_without_a_folder_it_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    history = History(tmp_path / "file" / "state")
    history.add(ROOT, "retry")
    history.add(ROOT, "pool")
    assert history.entries(ROOT) == ["retry", "pool"]


def test_a_line_waits_for_a_lock_that_others_hold_on_to(tmp_path: Path) -> None:
    history = History(tmp_path)
    with filelock.FileLock(tmp_path / f"{FILE}.lock", is_singleton=False):
        history.add(ROOT, "retry")
        assert not (tmp_path / FILE).exists()
    history.add(ROOT, "pool")
    assert History(tmp_path).entries() == ["retry", "pool"]


def test_nothing_but_the_history_is_left_in_the_folder(tmp_path: Path) -> None:
    History(tmp_path).add(ROOT, "retry")
    assert {file.name for file in tmp_path.iterdir()} <= {FILE, f"{FILE}.lock"}


def test_two_processes_lose_no_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ADDS_MANY, str(tmp_path), str(ROOT)]
    writers = [subprocess.Popen([*command, name], cwd=CHECKOUT) for name in ("a", "b")]
    assert [writer.wait() for writer in writers] == [0, 0]
    expected = {f"{name} {number}" for name in ("a", "b") for number in range(20)}
    assert set(History(tmp_path).entries()) == expected


def test_the_folder_can_be_chosen(tmp_path: Path) -> None:
    assert state_folder({"CODESEARCH_STATE_DIR": str(tmp_path)}) == tmp_path
    assert state_folder({}).name == "codesearch"


def test_the_draft_comes_back() -> None:
    recall = Recall(["oldest", "newest"])
    assert recall.previous("draft") == "newest"
    assert recall.previous("newest") == "oldest"
    assert recall.previous("oldest") == "oldest"
    assert recall.next("oldest") == "newest"
    assert recall.next("newest") == "draft"
    assert recall.next("draft") == "draft"


def test_what_is_shown_already_is_passed_over() -> None:
    recall = Recall(["older", "asked"])
    assert recall.previous("asked") == "older"
    assert recall.next("older") == "asked"


def test_an_entry_that_was_changed_is_the_new_draft() -> None:
    recall = Recall(["oldest", "newest"])
    recall.previous("")
    assert recall.previous("newest, changed") == "newest"
    assert recall.next("newest") == "newest, changed"


@given(st.lists(st.sampled_from("abc")), st.sampled_from("abcd"), st.integers(0, 6))
def test_as_many_steps_forth_as_back_end_at_the_draft(entries: list[str], draft: str, steps: int) -> None:
    recall = Recall(entries)
    shown = draft
    for _ in range(steps):
        shown = recall.previous(shown)
        assert shown in [*entries, draft]
    for _ in range(len(entries) + 1):
        shown = recall.next(shown)
    assert shown == draft
