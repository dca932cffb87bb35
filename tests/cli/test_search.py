"""What `codesearch search` prints, and its exit code."""

import json
from pathlib import Path

import pytest

from .conftest import Ask

LEXICAL = ("search", "--mode", "lexical", "--no-refresh")


def test_a_hit_is_shown_with_its_place_its_name_and_its_lines(ask: Ask) -> None:
    answer = ask(*LEXICAL, "-k", "1", "send again until it works")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "src/retry.py:4-9  function retry_request",
        "     4: def retry_request(send, attempts=3):",
        '     5:     """Send again until it works."""',
        "     7:         if send():",
    ]


def test_nothing_found_is_exit_code_1(ask: Ask) -> None:
    answer = ask(*LEXICAL, "xylophone")
    assert (answer.code, answer.out, answer.err) == (1, "", "nothing found for 'xylophone'\n")
    assert ask(*LEXICAL, "-q", "xylophone").err == ""
    assert "with these filters" in ask(*LEXICAL, "-t", "rust", "retry").err


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        (["-t", "py"], {"src/retry.py", "tests/test_retry.py"}),
        (["-t", "md"], {"README.md"}),
        (["-t", "PYTHON", "-g", "!tests/**"], {"src/retry.py"}),
        (["--kind", "section"], {"README.md"}),
        (["-g", "tests", "-g", "README.md"], {"tests/test_retry.py", "README.md"}),
    ],
)
def test_filters(ask: Ask, filters: list[str], paths: set[str]) -> None:
    assert set(ask(*LEXICAL, "-l", *filters, "retry requests").out.split()) == paths


def test_typescript_is_tsx_as_well(ask: Ask) -> None:
    assert set(ask(*LEXICAL, "-l", "-t", "ts", "connection").out.split()) == {"src/pool.ts", "src/view.tsx"}


def test_json_is_one_object(ask: Ask, repository: Path) -> None:
    answer = json.loads(ask(*LEXICAL, "--json", "-k", "2", "retry request").out)
    assert answer["query"] == "retry request"
    assert answer["root"] == str(repository)
    assert answer["coverage"]["embedded"] == answer["coverage"]["units"]
    first = answer["hits"][0]
    assert (first["path"], first["start_line"], first["end_line"]) == ("src/retry.py", 4, 9)
    assert first["why"]


def test_json_of_nothing_is_an_object_too(ask: Ask) -> None:
    answer = ask(*LEXICAL, "--json", "xylophone")
    assert answer.code == 1
    assert json.loads(answer.out)["hits"] == []


def test_jsonl_is_an_object_a_line(ask: Ask) -> None:
    lines = ask(*LEXICAL, "--jsonl", "retry request").out.splitlines()
    assert len(lines) > 1
    assert all(json.loads(line)["path"] for line in lines)


def test_vimgrep_gives_the_place_of_the_word(ask: Ask) -> None:
    answer = ask(*LEXICAL, "--vimgrep", "-k", "1", "acquire", "-t", "ts", "--kind", "method")
    assert answer.out == "src/pool.ts:2:2:\tacquire(): Connection {\n"


def test_context_shows_the_lines_around(ask: Ask) -> None:
    answer = ask(*LEXICAL, "-k", "1", "-C", "1", "retry attempts")
    numbers = [line[:7].strip() for line in answer.out.splitlines()[1:]]
    assert numbers == ["4:", "5-", "6:", "7-"]


def test_explain_says_what_adds_up(ask: Ask) -> None:
    reason = ask(*LEXICAL, "-k", "1", "--explain", "retry request").out.splitlines()[1]
    assert " = " in reason
    assert "text" in reason


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_vectors_answer_with_the_bundled_encoder(ask: Ask, mode: str) -> None:
    answer = ask("search", "--no-refresh", "--mode", mode, "send again until it works")
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize(
    "form", [[], ["--json"], ["--jsonl"], ["--vimgrep"], ["--explain"], ["--color", "always"]]
)
def test_nothing_in_the_code_acts_on_the_terminal(ask: Ask, form: list[str]) -> None:
    out = ask(*LEXICAL, *form, "clears the screen").out
    assert "Clears" in out
    if "always" in form:
        out = out.replace("\x1b[", "")
    assert not [char for char in out if not (char.isprintable() or char in "\n\t")]


def test_paths_lead_from_the_current_folder(
    ask: Ask, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "src")
    assert ask(*LEXICAL, "-l", "-k", "1", "retry request", "..").out == "../src/retry.py\n"
    monkeypatch.chdir(repository.parent)
    assert ask(*LEXICAL, "-l", "-k", "1", "retry request", "repository").out == "repository/src/retry.py\n"


def test_the_root_is_the_repository_around(
    ask: Ask, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".git").mkdir(exist_ok=True)
    monkeypatch.chdir(repository / "src")
    assert ask(*LEXICAL, "-l", "-k", "1", "retry request").out == "../src/retry.py\n"
    (repository / ".git").rmdir()


def test_a_dash_begins_a_query_after_two(ask: Ask) -> None:
    assert ask(*LEXICAL, "--", "-retry").code == 0


@pytest.mark.parametrize(
    "query", ["повтор запроса", "再試行", "🙂 retry", "retry " * 1_600, "x" * 10_000, "retry\udcff"]
)
def test_any_query_is_answered_without_an_error(ask: Ask, query: str) -> None:
    answer = ask(*LEXICAL, query)
    assert answer.code == (0 if "retry" in query else 1)
    assert len(answer.err) < 200


def test_search_builds_and_refreshes_the_index(ask: Ask, tmp_path: Path) -> None:
    root = tmp_path / "fresh"
    root.mkdir()
    (root / "a.py").write_text("def alpha_beta():\n    return 1\n")
    search = ("search", "--wait", "-l", "--index-dir", str(tmp_path / "indexes"))
    assert ask(*search, "alpha beta", str(root)).out.endswith("a.py\n")
    (root / "b.py").write_text("def gamma_delta():\n    return 1\n")
    assert ask(*search, "gamma delta", "-k", "1", str(root)).out.endswith("b.py\n")


def test_status_and_index_tell_what_is_there(ask: Ask, repository: Path) -> None:
    built = ask("index")
    assert built.code == 0
    assert "units" in built.err
    assert str(repository) in built.err
    assert ask("index", "-q").err == ""
    told = ask("status").out
    assert "vectors" in told
    assert "(100 %)" in told
    assert json.loads(ask("status", "--json").out)["files"] == 6


def test_an_empty_index_says_so(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = ask("search", "anything", str(tmp_path / "empty"), "--index-dir", str(tmp_path / "indexes"))
    assert answer.code == 1
    assert "the index is empty" in answer.err
