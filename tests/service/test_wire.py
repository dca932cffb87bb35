import json
import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codesearch.errors import ServiceError
from codesearch.service.wire import LENGTH, Channel

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda values: st.lists(values) | st.dictionaries(st.text(st.characters()), values),
    max_leaves=20,
)


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    left, right = (Channel(end, receives=10_000, sends=10_000) for end in socket.socketpair())
    yield left, right
    left.close()
    right.close()


@given(message=st.dictionaries(st.text(), JSON))
@settings(max_examples=50, deadline=None)
def test_a_message_arrives_as_it_was_sent(message: dict[str, object]) -> None:
    left, right = (Channel(end, receives=10**6, sends=10**6) for end in socket.socketpair())
    sending = threading.Thread(target=left.send, args=(message,), kwargs={"seconds": 10})
    sending.start()
    assert right.receive(seconds=10) == message
    sending.join()
    left.close()
    assert right.receive(seconds=10) is None
    right.close()


@given(body=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_bytes_that_are_no_message_are_refused_and_nothing_else_happens(body: bytes) -> None:
    left, right = socket.socketpair()
    channel = Channel(right, receives=100, sends=100)
    left.sendall(body)
    left.close()
    try:
        message = channel.receive(seconds=10)
        assert message is None or isinstance(message, dict)
    except (ServiceError, OSError):
        pass
    channel.close()


@pytest.mark.parametrize("body", [b"[" * 9_000, b"[]", b"3", b"{", b"\xff", b"", b'{"a": 1}x'])
def test_what_is_no_object_is_refused(ends: tuple[Channel, Channel], body: bytes) -> None:
    left, right = ends
    left.connection.sendall(LENGTH.pack(len(body)) + body)
    with pytest.raises(ServiceError, match="no JSON object"):
        right.receive(seconds=10)


def test_a_large_message_is_neither_sent_nor_read(ends: tuple[Channel, Channel]) -> None:
    left, right = ends
    with pytest.raises(ServiceError, match="more than 10,000"):
        left.send({"text": "x" * 10_000}, seconds=10)
    left.connection.sendall(struct.pack("!I", 4_000_000_000))
    with pytest.raises(ServiceError, match="more than 10,000"):
        right.receive(seconds=10)


def test_half_a_message_is_not_waited_for(ends: tuple[Channel, Channel]) -> None:
    left, right = ends
    body = json.dumps({"method": "search"}).encode()
    left.connection.sendall(LENGTH.pack(len(body)) + body[:3])
    with pytest.raises(TimeoutError):
        right.receive(seconds=0.05)
    left.close()


def test_a_message_that_breaks_off_is_an_error(ends: tuple[Channel, Channel]) -> None:
    left, right = ends
    left.connection.sendall(LENGTH.pack(20) + b"{")
    left.close()
    with pytest.raises(ConnectionResetError):
        right.receive(seconds=10)
