"""Every bad input is answered with one sentence on stderr and exit code 2, and nothing on stdout."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.index.lock import writer_lock

from .conftest import Ask

Spoil = Callable[[Path], object]


def said(ask: Ask, *arguments: str) -> str:
    """The sentence that the command fails with."""
    answer = ask(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("codesearch: ")
    assert answer.err.count("\n") == 1
    return answer.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["search", ""], "the query is empty"),
        (["search", "?!"], "no letter or digit"),
        (["search", "x" * 30_000], "30,000 characters"),
        (["search"], "missing argument 'QUERY'"),
        (["search", "retry", "missing"], "missing does not exist"),
        (["search", "retry", "README.md"], "README.md is not a folder"),
        (["search", "retry", ""], "it is empty: give a folder"),
        (["search", "retry", "--index-dir", ""], "it is empty: give a folder"),
        (["search", "retry", "-g", "["], "a '[' is not closed"),
        (["search", "retry", "-g", ""], "is empty"),
        (["search", "retry", "-t", "pyhton"], "did you mean 'python'?"),
        (["search", "retry", "-t", "klingon"], "there is no language 'klingon'"),
        (["search", "retry", "-t", ""], "there is no language ''"),
        (["search", "retry", "--kind", "procedure"], "'function'"),
        (["search", "retry", "--mode", "magic"], "'hybrid'"),
        (["search", "retry", "-k", "0"], "1<=x<=1000"),
        (["search", "retry", "-k", "ten"], "'ten' is not a valid integer"),
        (["search", "-Z"], "put -- before a query that begins with a dash"),
        (["search", "retry", "--jsno"], "did you mean"),
        (["search", "retry", "missing", "gone"], "missing does not exist"),
        (["search", "retry", "--all", "."], "leave ROOT out"),
        (["search", "-e", ""], "the regular expression is empty"),
        (["search", "-e", "(", "."], "cannot be understood: missing )"),
        (["search", "-e", "retry", "srcc/"], "srcc does not exist"),
        (["search", "-e", "retry", "README.md"], "README.md is not a folder"),
        (["search", "retry", "--changed-since", " "], "--changed-since is empty"),
        (
            ["search", "retry", "--no-refresh", "--changed-since", "nope"],
            "neither a revision of git nor a date",
        ),
        (["similar"], "missing argument 'PATH[:LINE]'"),
        (["similar", "missing.py:3"], "missing.py does not exist: give a file and a line of it"),
        (["similar", "src"], "src is a folder: give a file and a line of it"),
        (["similar", "--no-refresh", "src/retry.py:999"], "has no unit at line 999"),
        (["doctor", "missing"], "missing does not exist"),
        (["index", "missing"], "missing does not exist"),
        (["status", "missing"], "missing does not exist"),
        (["serach", "retry"], "did you mean `codesearch search`?"),
        (["where are retries"], 'did you mean `codesearch search "where are retries"`?'),
        (["completion", "powershell"], "'bash', 'zsh', 'fish'"),
        (["search", "retry", "\x1b]0;evil\x07"], "␛]0;evil␇ does not exist"),
    ],
)
def test_bad_input(ask: Ask, arguments: list[str], sentence: str) -> None:
    assert sentence.lower() in said(ask, *arguments).lower()


def test_no_command_at_all_shows_help(ask: Ask) -> None:
    answer = ask()
    assert answer.code == 2
    assert "Usage: codesearch" in answer.err


def spoil_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def make_newer(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema_version": ', '"schema_version": 9'))


def lose_a_table(folder: Path) -> None:
    shutil.rmtree(folder / "units.lance")


def spoil_a_table(folder: Path) -> None:
    for file in (folder / "units.lance").rglob("*"):
        if file.is_file():
            file.write_bytes(b"not lance")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_manifest, "--rebuild"),
        (make_newer, "a newer version"),
        (lose_a_table, "--rebuild"),
        (spoil_a_table, "--rebuild"),
    ],
)
@pytest.mark.parametrize(
    "command", [["search", "retry"], ["search", "--no-refresh", "retry"], ["index"], ["status"]]
)
def test_an_index_that_cannot_be_used(
    ask: Ask,
    repository: Path,
    index_dir: Path,
    tmp_path: Path,
    spoil: Spoil,
    sentence: str,
    command: list[str],
) -> None:
    shutil.copytree(index_dir, tmp_path / "indexes")
    spoil(Index(repository, index_dir=tmp_path / "indexes").folder)
    assert sentence in said(ask, *command, "--index-dir", str(tmp_path / "indexes"))


@pytest.mark.parametrize("command", [["search", "retry"], ["index"]])
def test_an_index_folder_that_cannot_be_written(ask: Ask, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("")
    assert "--index-dir" in said(ask, *command, "--index-dir", str(tmp_path / "file"))


def test_no_index_to_answer_from(ask: Ask, tmp_path: Path) -> None:
    assert "run `codesearch index`" in said(
        ask, "search", "retry", "--no-refresh", "--index-dir", str(tmp_path)
    )
    answer = ask("status", "--index-dir", str(tmp_path))
    assert (answer.code, answer.out) == (1, "")


def test_a_locked_index_is_searched_but_not_written(ask: Ask, repository: Path, index_dir: Path) -> None:
    with writer_lock(Index(repository, index_dir=index_dir).folder):
        assert "another process is writing" in said(ask, "index")
        answer = ask("search", "--mode", "lexical", "retry request")
    assert answer.code == 0
    assert answer.err == "another process is indexing: this answer may miss the latest changes\n"


def test_a_first_index_under_way_elsewhere_is_said(ask: Ask, repository: Path, tmp_path: Path) -> None:
    with writer_lock(Index(repository, index_dir=tmp_path).folder):
        assert "another process is writing" in said(ask, "search", "retry", "--index-dir", str(tmp_path))


def test_a_current_folder_that_is_gone(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert "the current folder is gone" in said(ask, "search", "retry")
    monkeypatch.chdir(tmp_path)
