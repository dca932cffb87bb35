"""`codesearch train adapt` as a person calls it; what it learns is tested in tests/training/adapting."""

import shutil
from pathlib import Path

import pytest

from codesearch.encoder.adapted import Record, keep
from codesearch.encoder.export import fingerprint
from codesearch.encoder.folder import BUNDLED, read_config
from codesearch.engine import Index

from .conftest import Ask
from .test_errors import said


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, an empty one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def keep_copy(root: Path, tmp_path: Path, *, base: str = "") -> None:
    """Have a root use a copy of the bundled encoder, as if it had been trained on."""
    copy = tmp_path / "copy"
    shutil.copytree(BUNDLED, copy)
    bundled = read_config(BUNDLED)
    config = (copy / "config.json").read_text()
    (copy / "config.json").write_text(config.replace(f'"{bundled.name}"', f'"{bundled.name}-adapted"'))
    base = base or bundled.id_at(bundled.width)
    record = Record(base, [str(root)], pairs=900, questions=80, before=0.7, after=0.75, mix=0.5, seconds=60)
    assert keep(copy, record).folder.name == fingerprint(BUNDLED)[:12]


def test_status_says_what_the_encoder_was_adapted_to(ask: Ask, repository: Path, tmp_path: Path) -> None:
    assert "adapted" not in ask("status").out
    keep_copy(repository, tmp_path)
    assert "adapted to this repository, MRR 0.700 → 0.750 on held-out questions" in ask("status").out


def test_an_adapted_encoder_of_another_version_is_named_in_the_status(
    ask: Ask, repository: Path, tmp_path: Path
) -> None:
    keep_copy(repository, tmp_path, base="nano-0-0123456789ab")
    assert "another version's, so the bundled one is used" in ask("status").out


def test_a_search_makes_the_vectors_anew_and_says_why(ask: Ask, repository: Path, tmp_path: Path) -> None:
    keep_copy(repository, tmp_path)
    answer = ask("search", "send again until it works", "--index-dir", str(tmp_path / "indexes"))
    assert "src/retry.py" in answer.out
    index = Index(repository, index_dir=tmp_path / "indexes")
    assert index.status().encoder_id.startswith(f"{read_config(BUNDLED).name}-adapted-")
    ask("train", "adapt", "--undo", str(repository), "--index-dir", str(tmp_path / "none"))
    again = ask("search", "send again until it works", "--index-dir", str(tmp_path / "indexes"))
    assert "vectors of another encoder; they are computed anew" in again.err
    assert index.status().encoder_id == index.encoder.id


def test_what_was_adapted_is_undone_once(ask: Ask, repository: Path, tmp_path: Path, data: Path) -> None:
    keep_copy(repository, tmp_path)
    undo = ("train", "adapt", "--undo", str(repository), "--index-dir", str(tmp_path / "none"))
    assert ask(*undo).out == f"{repository} has the bundled encoder again.\n"
    assert not list(data.rglob("*.safetensors"))
    answer = ask(*undo)
    assert (answer.code, answer.out) == (
        1, f"No encoder was adapted to {repository}; nothing has changed.\n"
    )  # fmt: skip


def test_a_repository_with_little_documentation_is_refused(ask: Ask) -> None:
    assert "too little to learn from" in said(ask, "train", "adapt")


def test_a_root_that_is_none_is_refused(ask: Ask) -> None:
    assert "does not exist" in said(ask, "train", "adapt", "nowhere")


def test_what_is_no_better_is_not_kept(ask: Ask, tmp_path: Path, data: Path) -> None:
    root = tmp_path / "many"
    root.mkdir()
    for number in range(20):
        words = [f"{chr(97 + number)}{letter}lo" for letter in "abcdefgh"]
        (root / f"file{number}.py").write_text("\n\n".join(map(function, words)))
    answer = ask("train", "adapt", str(root), "--minutes", "0.0001")
    assert answer.code == 1
    assert answer.out.startswith("Mean reciprocal rank on 32 held-out questions: ")
    assert answer.out.endswith("Not kept: that is no more than chance makes, and nothing has changed.\n")
    assert "128 pairs to learn from" in answer.err
    assert not data.exists()


def function(word: str) -> str:
    return (
        f'def {word}_all(first, second):\n    """Gives the {word} of what the caller names."""\n'
        f"    {word} = first.{word}(second)\n    write({word}s, {word}_a, {word}_b, {word})\n"
        f"    return {word}_c({word}, {word}_d)\n"
    )
