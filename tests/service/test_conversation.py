"""A process lives through whatever its callers send."""

import contextlib
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codesearch.service import RemoteIndex, connect
from codesearch.service.address import address_name, addresses
from codesearch.service.greeting import greet
from codesearch.service.methods import PARAMETERS
from codesearch.service.transport import dial
from codesearch.service.wire import MAX_REPLY_BYTES, Channel

from .conftest import Opened, ask_raw, reached
from .test_wire import JSON

MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def call(opened: Opened) -> socket.socket:
    (address,) = addresses(address_name(opened.index.folder))
    return dial(address, seconds=10)


@pytest.fixture
def channel(opened: Opened) -> Iterator[Channel]:
    channel, _ = greet(call(opened), seconds=10)
    yield channel
    channel.close()


def is_well(opened: Opened) -> bool:
    remote = reached(opened.root, opened.index_dir)
    hits = remote.search("retry request", mode="lexical", limit=1)
    remote.close()
    return [hit.name for hit in hits] == ["retry_request"]


@given(sent=st.binary(max_size=300) | st.binary(max_size=300).map(lambda b: struct.pack("!I", len(b)) + b))
@MANY
def test_it_lives_through_bytes(opened: Opened, sent: bytes) -> None:
    with call(opened) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(10)
        while connection.recv(1 << 16):
            pass
    assert is_well(opened)


@given(method=st.sampled_from([*PARAMETERS, "live"]) | JSON, parameters=JSON)
@MANY
def test_it_lives_through_requests(
    channel: Channel, opened: Opened, method: object, parameters: object
) -> None:
    reply = ask_raw(channel, method, parameters)
    assert "error" in reply or "value" in reply
    assert is_well(opened)


@given(
    method=st.sampled_from(["search", "search_regex", "similar", "unit_at", "skipped_files"]),
    text=st.text(st.characters(), max_size=20),
    number=st.integers(),
)
@MANY
def test_it_lives_through_values(
    channel: Channel, opened: Opened, method: str, text: str, number: int
) -> None:
    values = {"limit": number, "line": number, "paths": [text], "kinds": [], "mode": "lexical"}
    values |= dict.fromkeys(("query", "pattern", "path", "reason", "changed_since", "regex"), text)
    reply = ask_raw(channel, method, {k: v for k, v in values.items() if k in PARAMETERS[method]})
    assert "error" in reply or "value" in reply
    assert is_well(opened)


@pytest.mark.parametrize(
    ("method", "parameters", "said"),
    [
        ("refresh", {}, "no request 'refresh'"),
        ("__class__", {}, "no request"),
        ("search", {"query": "x", "store": 1}, "store"),
        ("search", {}, "query"),
        ("search", {"query": "x", "limit": True}, "limit"),
        ("stale_paths", {"paths": [1]}, "paths"),
        ("stale_paths", {}, "paths"),
        ("search", None, "no request"),
    ],
)
def test_only_reading_methods_can_be_called(
    channel: Channel, method: str, parameters: object, said: str
) -> None:
    reply = ask_raw(channel, method, parameters)
    assert reply["error"]["class"] == "ServiceError"
    assert said in reply["error"]["sentence"]


def test_a_caller_that_hangs_up_amid_an_answer_harms_nobody(opened: Opened) -> None:
    for _ in range(5):
        channel, _ = greet(call(opened), seconds=10)
        channel.send({"method": "search", "parameters": {"query": "retry"}}, seconds=10)
        channel.close()
    assert is_well(opened)


def test_an_answer_that_is_too_large_is_said(
    remote: RemoteIndex, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codesearch.service.conversation.MAX_REPLY_BYTES", 400)
    again = reached(opened.root, opened.index_dir)
    with pytest.raises(Exception, match="more than 400: ask for less"):
        again.search("retry", mode="lexical")
    again.close()
    assert MAX_REPLY_BYTES > 400 and remote.search("retry", mode="lexical")


def test_too_many_callers_are_turned_away_and_others_stay(
    opened: Opened, remote: RemoteIndex, tmp_path: Path
) -> None:
    opened.resident._callers._most = 2
    other = reached(opened.root, opened.index_dir)
    assert connect(opened.root, index_dir=opened.index_dir) is None
    other.close()
    assert remote.search("retry", mode="lexical")
    assert tmp_path.exists()
