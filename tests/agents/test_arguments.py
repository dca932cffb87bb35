"""What an agent gives is checked, and what is wrong is one sentence."""

import pytest

from codesearch.agents.arguments import check
from codesearch.agents.tools import TOOLS
from codesearch.errors import QueryError


@pytest.mark.parametrize(
    ("tool", "given", "message"),
    [
        ("read_unit", {"path": "a.py"}, "the argument 'line' is missing"),
        (
            "read_unit",
            {"path": "a.py", "line": 0},
            "the argument 'line' must be from 1 to 10,000,000",
        ),
        ("read_unit", {"path": "a.py", "line": True}, "the argument 'line' must be an integer, not 'True'"),
        ("read_unit", {"path": "a.py", "line": "3"}, "the argument 'line' must be an integer, not '3'"),
        ("outline", {"path": "  "}, "the argument 'path' is empty"),
        ("search", {"query": "x", "max_tokens": 10**12}, "must be from 200 to 100,000"),
        ("search", {"query": "x" * 3_000}, "is longer than 2,000 characters"),
        ("search", {"query": "x", "mode": "magic"}, "must be one of hybrid, lexical, semantic, not 'magic'"),
        ("search", {"query": "x", "kinds": ["verb"]}, "has an item that must be one of function"),
        ("search", {"query": "x", "roots": ["a"] * 51}, "has more than 50 items"),
        ("search", {"question": "x\x1b[2J"}, "there is no argument 'question'"),
        ("status", {"verbose": True}, "there is no argument 'verbose'"),
    ],
)
def test_wrong_arguments(tool: str, given: dict[str, object], message: str) -> None:
    with pytest.raises(QueryError) as raised:
        check(given, TOOLS[tool].takes)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_defaults_are_filled_in_and_null_is_not_given() -> None:
    found = check({"query": "x", "limit": None}, TOOLS["search"].takes)
    assert (found["limit"], found["mode"], "regex" in found) == (10, "hybrid", False)
