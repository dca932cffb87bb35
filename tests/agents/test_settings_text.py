"""Entries in settings: added and removed with every other character as it was."""

import json
import tomllib
from typing import Any

import pytest

from codesearch.agents.setup.edits import Language, entry_in, snippet, with_entry, without_entry
from codesearch.agents.setup.errors import EditError

ENTRY = {"command": "codesearch", "args": ["mcp", 'a "quoted" \\ path']}
JSON_KEYS, TOML_KEYS = ("mcpServers", "codesearch"), ("mcp_servers", "codesearch")
WITH_COMMENTS = """// of a team
{
\t"mcpServers": {
\t\t"other": {"command": "y", "args": ["// no comment", "\\"}"]}, // keep
\t\t/* last
\t\t   words */
\t},
\t"z": [1, 2,], /* tail */
}
"""
UNDONE = {
    "comments": WITH_COMMENTS,
    "windows": '{\r\n  "mcpServers": {\r\n    "x": {}\r\n  }\r\n}\r\n',
    "two comments": '{\n  "mcpServers": {\n    "x": {} /* a */ // b\n  }\n}',
    "trailing comma": '{\n    "mcpServers": {\n        "x": {},\n    },\n}\n',
    "one line": '{"a": 1, "mcpServers": {}}',
}
ONLY_ADDED = {
    "nothing": "",
    "blank": "\n\n",
    "comment": "// nothing yet",
    "empty": "{}",
    "other keys": '{\n  "a": 1 // note\n}\n',
    "mark": '\ufeff{"mcpServers": {"x": {}}}',
    "tight": '{"mcpServers":{"x":{}}}',
}


def plain(text: str) -> Any:
    """What JSON without comments says, by Python's own reader."""
    lines = (line.partition(" //")[0] for line in text.split("\n") if not line.startswith("//"))
    return json.loads("\n".join(lines).removeprefix("\ufeff") or "{}")


@pytest.mark.parametrize("text", UNDONE.values(), ids=UNDONE)
def test_what_was_added_to_json_is_removed_without_a_trace(text: str) -> None:
    added = with_entry(text, "json", JSON_KEYS, ENTRY)
    assert entry_in(added, "json", JSON_KEYS) == ENTRY
    assert without_entry(added, "json", JSON_KEYS) == text


@pytest.mark.parametrize("text", ONLY_ADDED.values(), ids=ONLY_ADDED)
def test_settings_get_the_entry_wherever_it_has_to_go(text: str) -> None:
    added = with_entry(text, "json", JSON_KEYS, ENTRY)
    before = plain(text) if text.strip() else {}
    assert plain(added)["mcpServers"]["codesearch"] == ENTRY
    assert {**before, "mcpServers": plain(added)["mcpServers"]} == plain(added)
    assert entry_in(without_entry(added, "json", JSON_KEYS), "json", JSON_KEYS) is None


def test_comments_order_and_spacing_stay() -> None:
    added = with_entry(WITH_COMMENTS, "json", JSON_KEYS, ENTRY)
    kept = [line for line in added.split("\n") if line in WITH_COMMENTS.split("\n")]
    assert kept == WITH_COMMENTS.split("\n")
    assert '\n\t\t"codesearch": {\n\t\t\t"command": "codesearch",' in added


def test_an_older_entry_is_replaced() -> None:
    old = with_entry(WITH_COMMENTS, "json", JSON_KEYS, {"command": "old"})
    new = with_entry(old, "json", JSON_KEYS, ENTRY)
    assert new == with_entry(WITH_COMMENTS, "json", JSON_KEYS, ENTRY)


@pytest.mark.parametrize(
    "text", ["", "a = 1\n", "a = 1", '# c\n[mcp_servers.x]\ncommand = "y" # z\n\n# end\n', "[a]\r\nb = 1\r\n"]
)
def test_what_was_added_to_toml_is_removed_without_a_trace(text: str) -> None:
    added = with_entry(text, "toml", TOML_KEYS, ENTRY)
    assert tomllib.loads(added.replace("\r\n", "\n"))["mcp_servers"]["codesearch"] == ENTRY
    assert added.startswith(text)
    assert without_entry(added, "toml", TOML_KEYS) == (
        text if text.endswith("\n") or not text else f"{text}\n"
    )


def test_what_came_after_it_in_toml_stays() -> None:
    added = with_entry("a = 1\n", "toml", TOML_KEYS, ENTRY) + '\n# mine\n[mcp_servers.z]\ncommand = "q"\n'
    assert without_entry(added, "toml", TOML_KEYS) == 'a = 1\n\n# mine\n[mcp_servers.z]\ncommand = "q"\n'


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", '{"mcpServers": []}'),
        ("json", "[1]"),
        ("json", '{"a": }'),
        ("json", '{"a": 1} {"b": 2}'),
        ("json", '{"a": 1, "a": 2}'),
        ("json", '{"mcpServers": {"x": NaN'),
        ("json", '{"a": ' + "[" * 500),
        ("toml", 'mcp_servers = {x = {command = "y"}}'),
        ("toml", "a ="),
    ],
)
def test_what_cannot_be_changed_safely_is_left_alone(language: Language, text: str) -> None:
    keys = JSON_KEYS if language == "json" else TOML_KEYS
    with pytest.raises(EditError):
        with_entry(text, language, keys, ENTRY)


def test_an_entry_written_otherwise_in_toml_is_left_alone() -> None:
    with pytest.raises(EditError, match="not written as a table of its own"):
        without_entry('mcp_servers.codesearch.command = "x"\n', "toml", TOML_KEYS)


def test_a_snippet_is_what_empty_settings_get() -> None:
    assert snippet("json", JSON_KEYS, ENTRY) == with_entry("", "json", JSON_KEYS, ENTRY)
    assert snippet("toml", TOML_KEYS, ENTRY) == with_entry("", "toml", TOML_KEYS, ENTRY)
