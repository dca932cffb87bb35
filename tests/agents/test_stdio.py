"""The server as agents start it: a process, asked by the SDK's own client over its stdin and stdout."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest

from codesearch.agents.tools import TOOLS

from .conftest import CHECKOUT, INITIALIZE, run, stdio_client, text_of

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"query": "retry request", "max_tokens": 1_000}),
    ("similar", {"path": "src/retry.py", "line": 4}),
    ("read_unit", {"path": "src/retry.py", "line": 6}),
    ("outline", {"path": "src/retry.py"}),
    ("status", {}),
]
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("read_unit", {"path": "../../etc/passwd", "line": 1}, "is not a path inside a root"),
    ("read_unit", {"path": "/etc/passwd", "line": 1}, "is not inside"),
    ("read_unit", {"path": "src/retry.py", "line": 0}, "must be from 1"),
    ("read_unit", {"path": "src/retry.py", "line": 99}, "there is no line 99"),
    ("search", {"query": ""}, "is empty"),
    ("search", {"query": "x", "max_tokens": 10**9}, "must be from 200"),
    ("search", {"query": "x", "roots": ["/"]}, "there is no root"),
    ("outline", {"path": "gone.py"}, "is no indexed file"),
    ("shell", {"command": "id"}, "there is no tool 'shell'"),
]


def test_every_tool_is_listed_answers_as_it_says_and_refuses_in_one_sentence(
    shared: tuple[Path, Path],
) -> None:
    async def main() -> None:
        async with stdio_client(shared[0], index_dir=shared[1]) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert list(tools) == list(TOOLS) == [name for name, _ in CALLS]
            for name, given in CALLS:
                result = await client.call_tool(name, given)
                assert not result.is_error, text_of(result)
                assert text_of(result)
                jsonschema.validate(result.structured_content, tools[name].output_schema or False)
            for name, given, message in REFUSED:
                result = await client.call_tool(name, given)
                assert result.is_error
                assert message in text_of(result)
                assert "\n" not in text_of(result)
                assert "root:x:0" not in text_of(result)

    run(main)


def test_descriptions_and_schemas_take_little_of_a_context(shared: tuple[Path, Path]) -> None:
    from codesearch.agents.tokens import estimate_tokens

    assert shared
    listed = [[tool.name, tool.description, tool.takes] for tool in TOOLS.values()]
    assert estimate_tokens(json.dumps(listed)) < 5_000
    assert all(tool.takes["additionalProperties"] is False for tool in TOOLS.values())


def test_the_first_question_builds_the_index_and_says_how_far_it_has_come(
    repository: Path, index_dir: Path
) -> None:
    heard: list[tuple[float, float | None]] = []

    async def hear(done: float, total: float | None, _: str | None) -> None:
        heard.append((done, total))

    async def main() -> None:
        async with stdio_client(
            index_dir=index_dir, cwd=repository / "src"
        ) as client:  # no git: the folder itself
            result = await client.call_tool("search", {"query": "retry request"}, progress_callback=hear)
            assert "retry_request" in text_of(result)

    run(main)
    assert all(total is None or done <= total for done, total in heard)


def test_two_clients_at_once_and_many_calls_each(repository: Path, index_dir: Path) -> None:
    found: list[str] = []

    async def ask(client: Any, query: str) -> None:
        result = await client.call_tool("search", {"query": query, "mode": "lexical", "limit": 20})
        assert not result.is_error, text_of(result)
        found.append(text_of(result))

    async def main() -> None:
        async with (
            stdio_client(repository, index_dir=index_dir) as one,
            stdio_client(repository, index_dir=index_dir) as two,
            anyio.create_task_group() as tasks,
        ):
            for client in (one, two):
                for query in ("retry request", "compute everything", "evil escape"):
                    tasks.start_soon(ask, client, query)

    run(main)
    assert len(found) == 6
    assert sum("def compute_everything" in text for text in found) >= 2


def test_nothing_but_the_protocol_is_on_standard_output_and_the_end_of_input_ends_it(
    repository: Path, index_dir: Path
) -> None:
    started = subprocess.Popen(
        [sys.executable, "-P", "-m", "codesearch", "mcp", str(repository), "--index-dir", str(index_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(CHECKOUT), "PATH": ""},
    )
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        "this is no message",
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "search", "arguments": {"query": "retry"}},
        },
    ]
    assert started.stdin is not None
    assert started.stdout is not None
    for message in messages:
        started.stdin.write(json.dumps(message).encode() + b"\n")
    started.stdin.flush()
    answers = []
    while not any(answer.get("id") == 2 for answer in answers):
        answers.append(json.loads(started.stdout.readline()))
    out, _ = started.communicate(timeout=60)
    assert [answer["id"] for answer in answers if "result" in answer] == [1, 2]
    assert answers[0]["result"]["serverInfo"]["name"] == "codesearch"
    assert all(json.loads(line) for line in out.splitlines())
    assert started.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no/such/folder"], "codesearch: no/such/folder does not exist: give the folder of a repository\n"),
        (["--http", "root"], "codesearch: invalid value for '--http': 'root' is no port"),
    ],
)
def test_a_server_that_cannot_start_says_why(tmp_path: Path, arguments: list[str], message: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "codesearch", "mcp", *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(message)
    assert ran.stderr.count("\n") == 1


def test_without_the_sdk_one_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['mcp_types'] = None; sys.argv = ['codesearch', 'mcp', '.']\n"
        "from codesearch.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "codesearch: `codesearch mcp` needs the MCP SDK: pip install 'codesearch[mcp]'\n"
