"""The server over HTTP on this machine: who is answered, and who is not."""

import contextlib
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from codesearch.agents.token import TOKEN_FILE, TokenError, user_token

from .conftest import CHECKOUT, INITIALIZE, run, text_of

SECONDS = 60.0


@contextlib.contextmanager
def served(root: Path, index_dir: Path, home: Path) -> Iterator[tuple[str, str]]:
    """The address and the token of a server on a free port."""
    environment = {"PYTHONPATH": str(CHECKOUT), "HOME": str(home), "CODESEARCH_INDEX_DIR": str(index_dir)}
    started = subprocess.Popen(
        [sys.executable, "-P", "-m", "codesearch", "mcp", "--http", "0", str(root)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert started.stderr is not None
        line = started.stderr.readline()
        token_file = next(home.rglob(TOKEN_FILE))
        assert str(token_file) in line
        yield line.split()[2].rstrip(";"), token_file.read_text().strip()
    finally:
        started.terminate()
        started.communicate(timeout=SECONDS)


@pytest.fixture(scope="module")
def server(shared: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with served(*shared, home=tmp_path_factory.mktemp("home")) as found:
        yield found


def test_two_clients_are_answered_at_once(server: tuple[str, str]) -> None:
    url, token = server
    found: list[str] = []

    async def ask(query: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=SECONDS) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            assert len((await client.list_tools()).tools) == 5
            found.append(text_of(await client.call_tool("search", {"query": query, "mode": "lexical"})))
            refused = await client.call_tool("read_unit", {"path": "../../etc/passwd", "line": 1})
            assert refused.is_error

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask, "retry request")
            tasks.start_soon(ask, "compute everything")

    run(main)
    assert any("retry_request" in text for text in found)
    assert any("compute_everything" in text for text in found)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "TOKEN", "Host": "evil.example:80"}, 421),
        ({"Authorization": "TOKEN", "Origin": "http://evil.example"}, 403),
        ({"Authorization": "TOKEN", "Origin": "null"}, 403),
        ({"Authorization": "TOKEN"}, 200),
    ],
)
def test_who_is_answered(server: tuple[str, str], headers: dict[str, str], code: int) -> None:
    url, token = server
    given = {name: value.replace("TOKEN", f"Bearer {token}") for name, value in headers.items()}
    answer = httpx2.post(
        url,
        json={"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE},
        headers={"Accept": "application/json, text/event-stream", **given},
        timeout=SECONDS,
    )
    assert answer.status_code == code
    assert token not in answer.text


def test_only_the_loopback_address_is_listened_on(server: tuple[str, str]) -> None:
    port = int(server[0].split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
        pass
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
    for address in others - {"127.0.0.1"}:
        with pytest.raises(OSError), socket.create_connection((address, port), timeout=SECONDS):
            pass


def test_a_port_that_is_taken_is_said(shared: tuple[Path, Path], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = subprocess.run(
            [sys.executable, "-P", "-m", "codesearch", "mcp", "--http", str(port), str(shared[0])],
            env={"PYTHONPATH": str(CHECKOUT), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"codesearch: port {port} cannot be listened on (Address already in use)")


def test_the_token_stays_and_is_the_users_alone(tmp_path: Path) -> None:
    token = user_token(tmp_path / "data")
    assert user_token(tmp_path / "data") == token
    assert len(token) >= 32
    assert stat.S_IMODE((tmp_path / "data" / TOKEN_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("harm", ["readable", "empty", "link"])
def test_a_token_that_others_may_know_is_refused(tmp_path: Path, harm: str) -> None:
    user_token(tmp_path)
    path = tmp_path / TOKEN_FILE
    if harm == "readable":
        path.chmod(0o644)
    elif harm == "empty":
        path.write_text("")
    else:
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TokenError, match="delete the file"):
        user_token(tmp_path)
