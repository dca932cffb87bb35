"""Commits of a repository made here; what they changed, and what git must not do."""

from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.training.corpus.checkout import present
from codesearch.training.corpus.git import Blobs, git_dir_of, lines
from codesearch.training.corpus.mine import mine_repository
from codesearch.training.corpus.parts import part_of

from .conftest import Commit, source_of

BEFORE = """
def retry(send, attempts):
    result = send(attempts)
    while not result:
        result = send(attempts)
    return result


def pause(seconds):
    deadline = clock() + seconds
    while clock() < deadline:
        yield deadline
"""
AFTER = BEFORE.replace(
    "    while not result:\n", "    while not result and attempts > 0:\n        attempts -= 1\n", 1
)


def mined(folder: Path, revision: str) -> list[tuple[str, str, str]]:
    source = source_of(folder, revision=revision)
    assert mine_repository(source, ["python"], folder.parent / "parts", None).failure == ""
    part = part_of(source, ["python"], folder.parent / "parts")
    return [(pair.kind, pair.query, pair.name) for pair in part.pairs()]


def test_the_subject_of_a_commit_asks_for_the_function_that_it_changed(
    commit: Commit, tmp_path: Path
) -> None:
    commit("A first version of everything", {"net.py": BEFORE})
    revision = commit("fix: stop retry when attempts are used up (#7)", {"net.py": AFTER})
    assert mined(tmp_path / "repo", revision) == [("commit", "Stop retry when attempts are used up", "retry")]


def test_a_function_without_a_word_of_the_subject_is_left_out(commit: Commit, tmp_path: Path) -> None:
    commit("A first version of everything", {"net.py": BEFORE})
    revision = commit("Fix the crash on older Windows machines", {"net.py": AFTER})
    assert mined(tmp_path / "repo", revision) == []


def test_a_commit_that_changed_many_files_is_left_out(commit: Commit, tmp_path: Path) -> None:
    names = [f"net{number}.py" for number in range(4)]
    commit("A first version of everything", dict.fromkeys(names, BEFORE))
    revision = commit("Stop retry when attempts are used up", dict.fromkeys(names, AFTER))
    assert mined(tmp_path / "repo", revision) == []


def test_missing_files_are_taken_from_the_history(commit: Commit, tmp_path: Path) -> None:
    revision = commit("All of it", {"net.py": BEFORE, "notes.md": "# Net\n", "data.bin": "x"})
    source = source_of("", revision=revision, mirror=str(tmp_path / "repo"))
    folder = Path(present(source, ["python"], tmp_path / "clones").checkout.folder)
    assert sorted(path.name for path in folder.iterdir()) == ["net.py", "notes.md"]
    with pytest.raises(DataError, match="give --clones"):
        present(source, ["python"], None)


def test_nothing_that_the_configuration_names_is_run(commit: Commit, tmp_path: Path) -> None:
    commit("All of it", {"net.py": BEFORE, ".gitattributes": "*.py diff=evil filter=evil\n"})
    revision = commit("Stop retry when attempts are used up", {"net.py": AFTER})
    mark = tmp_path / "run"
    with (tmp_path / "repo/.git/config").open("a") as config:
        config.write(f"[log]\n showSignature = true\n[gpg]\n program = touch {mark}\n")
        config.write(f"[diff]\n external = touch {mark}\n")
        config.write(f'[diff "evil"]\n textconv = touch {mark}\n[filter "evil"]\n smudge = touch {mark}\n')
        config.write(f"[core]\n fsmonitor = touch {mark}\n pager = touch {mark}\n")
    assert mined(tmp_path / "repo", revision)
    present(source_of("", revision=revision, mirror=str(tmp_path / "repo")), ["python"], tmp_path / "clones")
    assert not mark.exists()


def test_a_blob_that_is_large_or_not_there_is_none(commit: Commit, tmp_path: Path) -> None:
    commit("All of it", {"a.py": "x" * 100, "b.py": "y"})
    git_dir = git_dir_of(tmp_path / "repo")
    assert git_dir is not None
    names = [line.split()[2] for line in lines(git_dir, "ls-tree", "HEAD")]
    with Blobs(git_dir) as blobs:
        found = [blobs.read(name, max_bytes=50) for name in (names[0], "0" * 40, names[1])]
    assert found == [None, None, b"y"]
