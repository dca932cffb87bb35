"""`codesearch doctor` and `codesearch clean`."""

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from codesearch.encoder.adapted import Record, keep
from codesearch.encoder.folder import BUNDLED
from codesearch.engine import Index
from codesearch.index.lock import writer_lock

from .conftest import Ask


class Person(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, an empty one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def orphan(repository: Path, index_dir: Path, tmp_path: Path) -> Path:
    """The index of a folder that is gone, beside that of `repository`, below `tmp_path / "indexes"`."""
    shutil.copytree(index_dir, tmp_path / "indexes")
    shutil.copytree(repository, tmp_path / "gone")
    index = Index(tmp_path / "gone", index_dir=tmp_path / "indexes")
    index.refresh(embed_seconds=0)
    shutil.rmtree(tmp_path / "gone")
    return index.folder


def place(folder: Path) -> tuple[str, str]:
    return "--index-dir", str(folder.parent)


def test_all_is_well(ask: Ask) -> None:
    answer = ask("doctor")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "warning"}
    told = {line[9:].split("  ")[0].strip() for line in lines}
    assert {"versions", "encoder", "index", "rows", "vectors", "all indexes", "watches", "watch"} <= told


def test_the_same_as_json(ask: Ask, repository: Path) -> None:
    answer = json.loads(ask("doctor", "--json").out)
    assert (answer["root"], answer["is_well"]) == (str(repository), True)
    rows = next(one for one in answer["findings"] if one["subject"] == "rows")
    assert (rows["level"], rows["values"]["files"]) == ("ok", 6)


def test_a_damaged_index_is_a_problem(ask: Ask, orphan: Path, repository: Path) -> None:
    shutil.rmtree(Index(repository, index_dir=orphan.parent).folder / "units.lance")
    answer = ask("doctor", *place(orphan))
    assert answer.code == 1
    (line,) = [line for line in answer.out.splitlines() if line.startswith("problem")]
    assert "--rebuild" in line


def test_orphans_are_a_warning_that_names_the_remedy(ask: Ask, orphan: Path) -> None:
    answer = ask("doctor", *place(orphan))
    assert answer.code == 0
    (line,) = [line for line in answer.out.splitlines() if line.startswith("warning  all indexes")]
    assert "codesearch clean" in line


def test_no_index_is_nothing_to_worry_about(ask: Ask, tmp_path: Path) -> None:
    answer = ask("doctor", "--index-dir", str(tmp_path))
    assert answer.code == 0
    assert "codesearch index` builds it" in answer.out


def test_clean_only_shows_when_told_so(ask: Ask, orphan: Path) -> None:
    answer = ask("clean", "--dry-run", *place(orphan))
    assert answer.code == 1
    assert str(orphan) in answer.out
    assert "gone is gone" in answer.out
    assert answer.out.count("\n") == 1
    assert orphan.exists()


def test_clean_asks_somebody(ask: Ask, orphan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask("clean", *place(orphan))
    assert (answer.code, orphan.exists()) == (2, True)
    assert "--yes" in answer.err
    monkeypatch.setattr(sys, "stdin", Person("n\n"))
    assert (ask("clean", *place(orphan)).code, orphan.exists()) == (1, True)
    monkeypatch.setattr(sys, "stdin", Person("y\n"))
    assert (ask("clean", *place(orphan)).code, orphan.exists()) == (0, False)


def test_clean_leaves_what_is_used(ask: Ask, orphan: Path, repository: Path) -> None:
    with writer_lock(orphan):
        answer = ask("clean", "--yes", *place(orphan))
    assert (answer.code, answer.err, orphan.exists()) == (0, "nothing to remove\n", True)
    assert ask("clean", "--yes", *place(orphan)).code == 0
    assert not orphan.exists()
    assert ask("search", "--mode", "lexical", "--no-refresh", "retry", *place(orphan)).code == 0
    assert Index(repository, index_dir=orphan.parent).exists


def test_clean_removes_adapted_encoders_of_folders_that_are_gone(
    ask: Ask, tmp_path: Path, index_dir: Path, data: Path
) -> None:
    (root := tmp_path / "root").mkdir()
    (copy := tmp_path / "copy").mkdir()
    for name in ("config.json", "graph.onnx", "model.safetensors", "tokenizer.json"):
        shutil.copy(BUNDLED / name, copy)
    folder = keep(copy, Record("nano-1", [str(root)], 900, 80, 0.7, 0.75, mix=0.5, seconds=60)).folder
    assert ask("clean", "--yes", "--index-dir", str(index_dir)).err == "nothing to remove\n"
    root.rmdir()
    answer = ask("clean", "--dry-run", "--index-dir", str(index_dir))
    assert (answer.code, folder.exists()) == (1, True)
    assert f"{folder}  adapted to {root}, gone by now" in answer.out
    answer = ask("clean", "--yes", "--index-dir", str(index_dir))
    assert (answer.code, answer.err.startswith("removed 2 leftovers")) == (0, True)
    assert not [path for path in data.rglob("*") if path.is_file()]
