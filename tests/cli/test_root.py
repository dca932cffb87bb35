"""A home folder or a very large tree is indexed only when somebody agreed."""

import io
import sys
from pathlib import Path

import pytest

from codesearch.cli.root import agreed_walk
from codesearch.engine import Index
from codesearch.errors import UnsafeRootError
from codesearch.parsers.safety import MAX_FILES
from codesearch.types import SourceFile, Walk

from .conftest import Ask


class Person(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


class LargeTree:
    """Stands in for the index of a root with many files."""

    def __init__(self, root: Path, *, exists: bool) -> None:
        self.root = root
        self.exists = exists

    def walk(self) -> Walk:
        return Walk((SourceFile("a.py", 1, 1),) * (MAX_FILES + 1))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "a.py").write_text("def alpha():\n    return 1\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


def test_a_home_folder_is_refused_when_nobody_can_be_asked(ask: Ask, home: Path, tmp_path: Path) -> None:
    for command in (["index"], ["search", "alpha"]):
        answer = ask(*command, str(home), "--index-dir", str(tmp_path / "indexes"))
        assert answer.code == 2
        assert "is your home folder" in answer.err
        assert "--yes" in answer.err
    assert not (tmp_path / "indexes").exists()


@pytest.mark.parametrize(("reply", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2)])
def test_a_person_is_asked(
    ask: Ask, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: str, code: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Person(reply))
    answer = ask("index", str(home), "--index-dir", str(tmp_path / "indexes"))
    assert answer.code == code
    assert "Index it all the same?" in answer.err
    assert ("nothing was indexed" in answer.err) == (code == 2)


def test_who_agreed_once_is_not_asked_again(ask: Ask, home: Path, tmp_path: Path) -> None:
    place = [str(home), "--index-dir", str(tmp_path / "indexes")]
    assert ask("index", "--yes", *place).code == 0
    assert ask("index", *place).code == 0


def test_a_very_large_tree_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeRootError, match="100,001 files"):
        agreed_walk(LargeTree(tmp_path, exists=False), is_agreed=False)  # type: ignore[arg-type]
    assert agreed_walk(LargeTree(tmp_path, exists=False), is_agreed=True).files  # type: ignore[arg-type]
    assert agreed_walk(LargeTree(tmp_path, exists=True), is_agreed=False).files  # type: ignore[arg-type]


def test_a_damaged_index_is_no_agreement(ask: Ask, home: Path, tmp_path: Path) -> None:
    folder = Index(home, index_dir=tmp_path / "indexes").folder
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{")
    answer = ask("index", "--rebuild", str(home), "--index-dir", str(tmp_path / "indexes"))
    assert "is your home folder" in answer.err
