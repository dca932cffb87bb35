"""`codesearch similar`: units like the one on a line."""

import json
from pathlib import Path

import pytest

from .conftest import Ask

SIMILAR = ("similar", "--no-refresh")


def test_units_like_the_one_on_a_line(ask: Ask) -> None:
    answer = ask(*SIMILAR, "src/retry.py:6", "-k", "1", "--jsonl", "-g", "tests")
    hit = json.loads(answer.out)
    assert (answer.code, hit["path"]) == (0, "tests/test_retry.py")
    assert hit["why"] == {"vector": hit["score"]}


def test_the_place_may_come_from_a_list_of_places(ask: Ask) -> None:
    expected = ask(*SIMILAR, "src/retry.py:4", "-l").out
    for place in (
        "src/retry.py:4:5",
        "src/retry.py:4:5:def retry_request(send, attempts=3):",
        "./src/retry.py:4",
    ):
        assert ask(*SIMILAR, place, "-l").out == expected


def test_a_file_alone_means_its_first_unit(ask: Ask) -> None:
    assert ask(*SIMILAR, "src/retry.py", "-l").out == ask(*SIMILAR, "src/retry.py:1", "-l").out
    assert json.loads(ask(*SIMILAR, "src/retry.py", "--json").out)["like"] == {
        "path": "src/retry.py",
        "line": None,
    }


def test_the_path_counts_from_the_current_folder(
    ask: Ask, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".git").mkdir(exist_ok=True)
    monkeypatch.chdir(repository / "src")
    assert ask(*SIMILAR, "retry.py:4", "-g", "tests", "-l").out == "../tests/test_retry.py\n"
    (repository / ".git").rmdir()


def test_filters_and_forms_are_those_of_a_search(ask: Ask) -> None:
    assert set(ask(*SIMILAR, "src/retry.py:4", "-l", "-t", "ts").out.split()) == {
        "src/pool.ts",
        "src/view.tsx",
    }
    assert set(ask(*SIMILAR, "src/retry.py:4", "-l", "-g", "*.md").out.split()) == {"README.md"}
    assert ask(*SIMILAR, "src/retry.py:4", "--vimgrep", "--kind", "class").out.startswith("src/pool.ts:1:")
    answer = ask(*SIMILAR, "src/retry.py:4", "-t", "rust")
    assert (answer.code, answer.err) == (1, "nothing else is like src/retry.py:4 with these filters\n")


def test_a_name_that_ends_like_a_line_is_a_file(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "odd:2").write_text("# alpha\nbeta = 1\n")
    answer = ask("similar", str(tmp_path / "odd:2"), "--index-dir", str(tmp_path / "indexes"))
    assert answer.code in (0, 1)
    assert "does not exist" not in answer.err
