"""What is learnt shares no file, no question and no near copy with what it is measured by."""

import subprocess
from pathlib import Path

from codesearch.pairs.duplicates import NearDuplicates
from codesearch.parsers.walk import walk_files
from codesearch.training.adapting.lessons import Lessons, lessons_of

from .conftest import module, write_repository


def read(root: Path) -> Lessons:
    return lessons_of(root, walk_files(root))


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def test_whole_files_are_held_out(repository: Path) -> None:
    lessons = read(repository)
    asked, learnt = ({pair.path for pair in part} for part in (lessons.questions, lessons.pairs))
    assert len(asked) == 4
    assert asked.isdisjoint(learnt | {pair.path for pair in lessons.others})
    assert (len(lessons.questions), len(lessons.others)) == (32, 128)  # all there are


def test_the_same_files_make_the_same_lessons(repository: Path, tmp_path: Path) -> None:
    other = write_repository(tmp_path / "other")
    assert [pair.query for pair in read(repository).questions] == [p.query for p in read(other).questions]


def test_copies_of_what_is_held_out_are_not_learnt(repository: Path) -> None:
    held_out = sorted({pair.path for pair in read(repository).questions})[0]
    copy = (repository / held_out).read_text().replace("bulb", "bulb2").replace("the caller", "your caller")
    (repository / "src" / "copied.py").write_text(copy)
    lessons = read(repository)
    seen = NearDuplicates()
    for pair in lessons.questions:
        seen.is_new(pair.code)
    assert not any(seen.is_known(pair.code) for pair in lessons.pairs)
    assert {pair.query for pair in lessons.questions}.isdisjoint(pair.query for pair in lessons.pairs)


def test_documentation_is_in_no_code(repository: Path) -> None:
    lessons = read(repository)
    assert not any("caller" in pair.code for part in (lessons.pairs, lessons.others) for pair in part)


def test_what_git_ignores_teaches_nothing(repository: Path) -> None:
    git(repository, "init", "--quiet")
    (repository / ".gitignore").write_text("built/\n")
    (repository / "built").mkdir()
    (repository / "built" / "made.py").write_text(module("rows"))
    assert not any(pair.path.startswith("built") for pair in read(repository).pairs)


def test_history_teaches_what_commits_changed(repository: Path) -> None:
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "All of it")
    learnt = repository / sorted({pair.path for pair in read(repository).pairs})[0]
    text = learnt.read_text()
    name = next(word for word in text.split() if word.startswith("len_")).partition("(")[0]
    learnt.write_text(text.replace("return len(", "return 1 + len("))
    git(
        repository,
        "commit",
        "--quiet",
        "-a",
        "-m",
        f"Count one {name.removeprefix('len_')} more than there are",
    )
    commits = [pair for pair in read(repository).pairs if pair.kind == "commit"]
    assert [pair.name for pair in commits] == [name]
