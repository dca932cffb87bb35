"""Regular expressions on the command line, alone and with a question, and what changed since."""

import json
import os
from pathlib import Path

import pytest

from .conftest import Ask

SEARCH = ("search", "--no-refresh")


def test_a_regex_alone_finds_the_units_with_most_lines_that_match(ask: Ask) -> None:
    answer = ask(*SEARCH, "-e", r"\bretry_\w+", "-t", "python")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[:2] == [
        "src/retry.py:4-9  function retry_request",
        "     4: def retry_request(send, attempts=3):",
    ]


def test_case_matters_if_there_is_a_capital_letter(ask: Ask) -> None:
    assert set(ask(*SEARCH, "-l", "-e", "connection").out.split()) == {"src/pool.ts", "src/view.tsx"}
    assert ask(*SEARCH, "-l", "-e", "CONNECTION").code == 1
    assert ask(*SEARCH, "-l", "-e", "ConnectionP").out == "src/pool.ts\n"


def test_several_patterns_are_any_of_them(ask: Ask) -> None:
    assert set(ask(*SEARCH, "-l", "-e", "class Conn", "-e", "^# Sam").out.split()) == {
        "src/pool.ts",
        "README.md",
    }


def test_with_a_question_the_regex_says_which_units(ask: Ask) -> None:
    answer = ask(*SEARCH, "-e", r"range\(", "send again until it works")
    assert answer.out.splitlines() == [
        "src/retry.py:4-9  function retry_request",
        "     6:     for _ in range(attempts):",
    ]


def test_an_argument_that_is_there_is_a_root(
    ask: Ask, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.parent)
    assert ask(*SEARCH, "-l", "-e", "retry_", "repository", "-g", "src").out == "repository/src/retry.py\n"
    assert ask(*SEARCH, "-l", "-e", "retry_", "send again", "repository", "-g", "src").out == (
        "repository/src/retry.py\n"
    )


@pytest.mark.parametrize("question", [[], ["send again"]])
def test_all_forms_show_the_lines_that_match(ask: Ask, question: list[str]) -> None:
    asked = (*SEARCH, "-e", "True|False", "-g", "src/*.py", *question)
    assert ask(*asked, "--vimgrep").out.splitlines() == [
        "src/retry.py:8:20:            return True",
        "src/retry.py:9:12:    return False",
    ]
    (hit,) = json.loads(ask(*asked, "--json").out)["hits"]
    assert hit["matching_lines"] == [8, 9]
    assert json.loads(ask(*asked, "--jsonl").out)["matching_lines"] == [8, 9]
    assert ask(*asked, "-l").out == "src/retry.py\n"
    shown = [
        line for line in ask(*asked, "-C", "1", "--color", "always").out.splitlines() if "\x1b[1;31m" in line
    ]
    assert len(shown) == 2


def test_a_match_over_several_lines_is_shown_where_it_begins(ask: Ask) -> None:
    answer = ask(*SEARCH, "--vimgrep", "-e", r"send\(\):\n\s+return", "-g", "src")
    assert answer.out.startswith("src/retry.py:7:")
    assert answer.out.count("\n") == 1


def test_nothing_that_matches_is_said(ask: Ask) -> None:
    answer = ask(*SEARCH, "-e", "xylo.hone")
    assert (answer.code, answer.err) == (1, "nothing matches 'xylo.hone'\n")
    assert "with these filters" in ask(*SEARCH, "-e", "xylo.hone", "-t", "py").err


def test_only_what_changed_since_a_date(ask: Ask, tmp_path: Path) -> None:
    for name, seconds in (("old.py", 1_600_000_000), ("new.py", 1_700_000_000)):
        (tmp_path / name).write_text("def alpha_beta():\n    return 1\n")
        os.utime(tmp_path / name, (seconds, seconds))
    place = ("--wait", "-l", "--index-dir", str(tmp_path / "indexes"), str(tmp_path))
    answer = ask("search", "alpha beta", "--changed-since", "2023-01-01", "-g", "*.py", *place)
    assert (answer.code, answer.out.rpartition("/")[2]) == (0, "new.py\n")
    assert answer.out.count("\n") == 1
    assert ask("search", "-e", "alpha", "--changed-since", "2024-01-01", *place).code == 1
