"""What stands in for a Unix socket where there is none."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from codesearch.errors import ServiceError
from codesearch.service.transport import Listener, dial


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    listener = Listener(tmp_path, is_unix=False)
    yield listener
    listener.close()


def checked(listener: Listener, outcome: list[object]) -> threading.Thread:
    """Accept and check one caller in a thread."""

    def accept() -> None:
        connection = listener.accept()
        connection.settimeout(10)
        try:
            listener.check(connection)
            outcome.append(connection.recv(5))
        except (ServiceError, OSError) as error:
            outcome.append(error)
        connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    return thread


def test_whoever_knows_the_secret_is_let_in(listener: Listener) -> None:
    outcome: list[object] = []
    thread = checked(listener, outcome)
    connection = dial(listener.address, seconds=10)
    connection.sendall(b"hello")
    thread.join()
    connection.close()
    assert outcome == [b"hello"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows says by itself who may read")
def test_the_secret_is_for_its_user_alone(listener: Listener) -> None:
    assert listener.address.stat().st_mode & 0o777 == 0o600
    assert listener.address.parent.stat().st_mode & 0o777 == 0o700


def test_a_caller_without_the_secret_is_turned_away(listener: Listener) -> None:
    outcome: list[object] = []
    thread = checked(listener, outcome)
    place = json.loads(listener.address.read_text())
    with socket.create_connection(("127.0.0.1", place["port"]), timeout=10) as connection:
        connection.sendall(bytes(32))
        assert len(connection.recv(64)) > 0
        connection.sendall(bytes(32))
        thread.join()
    assert isinstance(outcome[0], ServiceError)


def test_a_process_without_the_secret_is_not_asked(listener: Listener) -> None:
    place = json.loads(listener.address.read_text())
    listener.address.write_text(json.dumps({**place, "secret": "00" * 32}))
    outcome: list[object] = []
    thread = checked(listener, outcome)
    with pytest.raises(ServiceError, match="not of this user"):
        dial(listener.address, seconds=10)
    thread.join()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"port": "x", "secret": "zz"}', '{"port": 1}'])
def test_a_file_that_is_not_whole_is_as_if_nobody_listened(listener: Listener, text: str) -> None:
    listener.address.write_text(text)
    with pytest.raises(ConnectionRefusedError):
        dial(listener.address, seconds=10)
