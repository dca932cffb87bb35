"""What the tools answer, and that it fits."""

import json
from pathlib import Path
from typing import Any

import pytest

from codesearch.agents.answer import Answer
from codesearch.agents.arguments import check
from codesearch.agents.tokens import estimate_tokens
from codesearch.agents.tools import TOOLS
from codesearch.agents.workspace import Workspace
from codesearch.errors import CodesearchError, QueryError


def ask(workspace: Workspace, name: str, **given: Any) -> Answer:
    tool = TOOLS[name]
    return tool.work(workspace, check(given, tool.takes), None)


def test_search_shows_places_names_and_whole_units(workspace: Workspace) -> None:
    answer = ask(workspace, "search", query="send again until it works", limit=3, mode="lexical")
    first = answer.record["hits"][0]
    assert (first["path"], first["start_line"], first["end_line"]) == ("src/retry.py", 4, 9)
    assert (first["kind"], first["name"], first["is_whole"]) == ("function", "retry_request", True)
    assert first["code"][0]["text"].startswith("def retry_request(send, attempts=3):\n")
    assert "src/retry.py:4-9  function retry_request\n4\tdef retry_request" in answer.text
    assert answer.record["notes"] == []


@pytest.mark.parametrize("tokens", [200, 300, 500, 1_000, 4_000, 100_000])
@pytest.mark.parametrize("query", ["compute everything", "retry", "total_7 compute", "how requests are sent"])
def test_search_fits_in_either_form(workspace: Workspace, tokens: int, query: str) -> None:
    answer = ask(workspace, "search", query=query, max_tokens=tokens, mode="lexical")
    assert answer.record["hits"]
    assert estimate_tokens(answer.text) <= tokens
    assert estimate_tokens(json.dumps(answer.record, ensure_ascii=False)) <= tokens


def test_a_long_unit_shows_the_lines_that_match(workspace: Workspace) -> None:
    answer = ask(workspace, "search", query="total_137", limit=1, max_tokens=300, mode="lexical")
    (hit,) = answer.record["hits"]
    assert "total_137 = compute(137)" in "\n".join(code["text"] for code in hit["code"])
    assert not hit["is_whole"]
    assert "read_unit" in answer.record["left_out"]


def test_what_is_left_out_is_said(workspace: Workspace) -> None:
    answer = ask(workspace, "search", query="retry send attempts total", max_tokens=250, mode="lexical")
    assert "more hits found, with a larger max_tokens" in answer.record["left_out"]
    assert answer.record["left_out"] in answer.text


def test_a_regular_expression_alone_and_with_a_question(workspace: Workspace) -> None:
    alone = ask(workspace, "search", regex=r"def retry_\w+")
    assert [hit["name"] for hit in alone.record["hits"]] == ["retry_call", "retry_request"]
    both = ask(workspace, "search", query="retry", regex="attempts=5", mode="lexical")
    assert "retry_call" in [hit["name"] for hit in both.record["hits"]]
    assert "retry_request" not in [hit["name"] for hit in both.record["hits"]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "there is nothing to search for: give a query, a regex or both"),
        ({"query": "?!"}, ""),
        ({"regex": "("}, "cannot be understood"),
        ({"query": "x", "languages": ["klingon"]}, "there is no language 'klingon'"),
        ({"query": "x", "paths": ["a["]}, ""),
        ({"query": "x", "roots": ["/etc"]}, "there is no root '/etc'"),
        ({"query": "x", "changed_since": "no such thing"}, "is neither a revision of git nor a date"),
    ],
)
def test_what_cannot_be_searched_is_one_sentence(
    workspace: Workspace, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(CodesearchError) as raised:
        ask(workspace, "search", **given)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_similar_finds_what_is_written_alike(workspace: Workspace) -> None:
    answer = ask(workspace, "similar", path="src/retry.py", line=6)
    assert "retry_call" in [hit["name"] for hit in answer.record["hits"]]
    assert "retry_request" not in [hit["name"] for hit in answer.record["hits"]]
    with pytest.raises(QueryError, match="has no unit at line 999"):
        ask(workspace, "similar", path="src/retry.py", line=999)


def test_read_unit_reads_the_innermost_unit_or_lines_around(workspace: Workspace, shared: Any) -> None:
    lines = (shared[0] / "src/retry.py").read_text("utf-8").split("\n")
    method = ask(workspace, "read_unit", path="src/retry.py", line=16).record
    assert (method["name"], method["code"]) == (
        "Policy.delay",
        [{"start_line": 15, "text": "\n".join(lines[14:16])}],
    )
    whole = ask(workspace, "read_unit", path="src/retry.py", line=13).record
    assert whole["code"] == [{"start_line": 12, "text": "\n".join(lines[11:16])}]
    around = ask(workspace, "read_unit", path=str(shared[0] / "src/retry.py"), line=2, lines_around=1).record
    assert around["code"] == [{"start_line": 1, "text": "\n".join(lines[:3])}]


def test_a_long_unit_is_read_in_pieces_that_join(workspace: Workspace, shared: Any) -> None:
    lines = (shared[0] / "src/long.py").read_text("utf-8").removesuffix("\n").split("\n")
    read: list[str] = []
    while len(read) < len(lines):
        answer = ask(workspace, "read_unit", path="src/long.py", line=len(read) + 1, max_tokens=1_000)
        (code,) = answer.record["code"]
        assert (answer.record["start_line"], answer.record["end_line"]) == (1, len(lines))
        assert answer.tokens <= 1_000
        assert code["start_line"] in (1, len(read) + 1)
        read[code["start_line"] - 1 :] = code["text"].split("\n")
    assert read == lines


@pytest.mark.parametrize("path", ["secret.py", "link.py", ".git/config", "gone.py", "src", "indexed/no.py"])
def test_only_indexed_files_are_read_and_no_other_is_told_of(workspace: Workspace, path: str) -> None:
    for tool in ("read_unit", "similar"):
        with pytest.raises(QueryError) as raised:
            ask(workspace, tool, path=path, line=1)
        assert str(raised.value) == f"'{path}' is no indexed file: give a path as `search` shows it"
    with pytest.raises(QueryError):
        ask(workspace, "outline", path=path)


def test_a_line_past_the_end_is_said(workspace: Workspace) -> None:
    with pytest.raises(QueryError, match="has 16 lines: there is no line 17"):
        ask(workspace, "read_unit", path="src/retry.py", line=17)


def test_characters_that_act_are_pictures_and_their_lines_are_named(workspace: Workspace) -> None:
    answer = ask(workspace, "read_unit", path="src/evil.py", line=1)
    for form in (answer.text, answer.record["code"][0]["text"]):
        assert "\x1b" not in form
        assert "\u202e" not in form
        assert "Clears \u241b[2J the" in form
        assert "\treturn 1" in form
    assert any("src/evil.py:2" in note for note in answer.record["notes"])


def test_outline_lists_what_a_file_defines(workspace: Workspace) -> None:
    answer = ask(workspace, "outline", path="src/retry.py")
    assert [unit["name"] for unit in answer.record["units"]] == ["retry_request", "Policy", "Policy.delay"]
    assert "4-9\tdef retry_request(send, attempts=3)\n12-16\tclass Policy\n  15-16\tdef delay" in answer.text
    assert ask(workspace, "outline", path="src/long.py").record["units"][0]["end_line"] == 202


def test_status_builds_nothing(repository: Path, index_dir: Path) -> None:
    workspace = Workspace([repository], index_dir=index_dir)
    (root,) = ask(workspace, "status").record["roots"]
    assert (root["root"], root["is_indexed"], root["units"]) == (str(repository), False, 0)
    assert not index_dir.exists()


def test_status_counts(workspace: Workspace) -> None:
    answer = ask(workspace, "status")
    (root,) = answer.record["roots"]
    assert root["is_indexed"]
    assert root["units"] == root["with_vectors"] == sum(root["languages"].values()) > 0
    assert "python" in answer.text


def test_changes_are_found_by_the_next_question(repository: Path, index_dir: Path) -> None:
    workspace = Workspace([repository], index_dir=index_dir)
    try:
        assert not _paths(workspace, "xylophone")
        (repository / "src/new.py").write_text("def xylophone():\n    return 1\n")
        assert _paths(workspace, "xylophone") == {"src/new.py"}
        (repository / "src/new.py").unlink()
        assert not _paths(workspace, "xylophone")
        with pytest.raises(QueryError, match="is no indexed file"):
            ask(workspace, "read_unit", path="src/new.py", line=1)
    finally:
        workspace.close()


def _paths(workspace: Workspace, query: str) -> set[str]:
    answer = ask(workspace, "search", query=query, mode="lexical")
    return {hit["path"] for hit in answer.record["hits"] if query in str(hit["code"])}


def test_a_file_replaced_by_a_link_is_not_read(repository: Path, index_dir: Path) -> None:
    workspace = Workspace([repository], index_dir=index_dir)
    try:
        ask(workspace, "outline", path="src/repeat.py")
        (repository / "src/repeat.py").unlink()
        (repository / "src/repeat.py").symlink_to(repository.parent / "outside.py")
        with pytest.raises(CodesearchError) as raised:
            ask(workspace, "read_unit", path="src/repeat.py", line=1)
        assert "OUTSIDE" not in str(raised.value)
    finally:
        workspace.close()


def test_several_roots_are_ranked_as_one(repository: Path, tmp_path: Path, index_dir: Path) -> None:
    other = tmp_path / "other"
    (other / "src").mkdir(parents=True)
    (other / "src/retry.py").write_text("def retry_forever(send):\n    while not send():\n        pass\n")
    workspace = Workspace([repository, other], index_dir=index_dir)
    try:
        hits = ask(workspace, "search", query="retry forever", mode="lexical").record["hits"]
        assert (str(other), "retry_forever") in [(hit["root"], hit["name"]) for hit in hits]
        assert {hit["root"] for hit in hits} == {str(repository), str(other)}
        only = ask(workspace, "search", query="retry", roots=["repository"], mode="lexical").record["hits"]
        assert {hit["root"] for hit in only} == {str(repository)}
        with pytest.raises(QueryError, match="several roots have 'src/retry"):
            ask(workspace, "outline", path="src/retry.py")
        assert ask(workspace, "outline", path="src/retry.py", root="other").record["units"]
        assert ask(workspace, "outline", path="src/repeat.py").record["units"]
    finally:
        workspace.close()


def test_a_home_folder_is_not_indexed_unasked(
    repository: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(repository))
    workspace = Workspace([repository], index_dir=index_dir)
    try:
        with pytest.raises(CodesearchError, match="is your home folder: index it with"):
            ask(workspace, "search", query="retry")
    finally:
        workspace.close()
