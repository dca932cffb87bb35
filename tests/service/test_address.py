import os
import socket
from pathlib import Path

import pytest

from codesearch.errors import ServiceError
from codesearch.service.address import LONGEST_PATH, address_name, addresses, meeting_folder
from codesearch.service.peer import is_own_user, peer_pid
from codesearch.service.transport import Listener, dial

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows says by itself who may enter")


def test_the_folder_is_for_its_user_alone(meeting_place: Path) -> None:
    folder = meeting_folder()
    assert folder == meeting_place / "codesearch"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert meeting_folder() == folder


def test_a_folder_that_others_can_enter_is_refused_and_not_looked_into(meeting_place: Path) -> None:
    listener = Listener(meeting_place / "index")
    assert list(addresses()) == [listener.address]
    meeting_folder().chmod(0o755)
    with pytest.raises(ServiceError, match="can be entered by other users: remove it"):
        meeting_folder()
    assert list(addresses(address_name(meeting_place / "index"))) == []
    listener.close()


def test_a_link_instead_of_the_folder_is_refused(meeting_place: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (meeting_place / "codesearch").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ServiceError, match="is a link"):
        meeting_folder()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_what_belongs_to_another_user_is_refused_or_passed_over(meeting_place: Path) -> None:
    listener = Listener(meeting_place / "index")
    os.chown(listener.address, 12345, 12345)
    assert list(addresses()) == []
    os.chown(meeting_folder(), 12345, 12345)
    with pytest.raises(ServiceError, match="belongs to another user"):
        meeting_folder()
    listener.close()
    os.chown(meeting_place, 12345, 12345)  # as under `sudo`, which keeps the variable
    assert meeting_folder() == meeting_place / "codesearch-0"


def test_a_long_path_is_not_used(
    meeting_place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    monkeypatch.setenv("TMPDIR", str(meeting_place))
    assert meeting_folder() == meeting_place / f"codesearch-{os.geteuid()}"
    name = address_name(tmp_path)
    assert len(os.fsencode(meeting_folder() / f"{name}.sock")) <= LONGEST_PATH


def test_a_shell_without_the_variable_finds_what_was_started_without_it(
    meeting_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("TMPDIR", str(meeting_place))
    listener = Listener(meeting_place / "index")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(meeting_place))
    assert list(addresses(address_name(meeting_place / "index"))) == [listener.address]
    listener.close()


def test_a_socket_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    address = meeting_folder() / f"{address_name(tmp_path)}.sock"
    dead.bind(str(address))
    dead.close()
    with pytest.raises(ConnectionRefusedError):
        dial(address, seconds=1)
    listener = Listener(tmp_path)
    dial(address, seconds=1).close()
    listener.close()
    assert not address.exists()


def test_both_ends_know_whose_the_other_is(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    calling = dial(listener.address, seconds=5)
    called = listener.accept()
    listener.check(called)
    assert is_own_user(calling) and is_own_user(called)
    assert peer_pid(called) in (os.getpid(), None)
    for end in (calling, called):
        end.close()
    listener.close()
