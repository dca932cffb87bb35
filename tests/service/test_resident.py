import threading
from pathlib import Path

import pytest

from codesearch.errors import AlreadyServedError, RootError, ServiceError
from codesearch.service.callers import Callers
from codesearch.service.lock import is_served, serving_lock
from codesearch.service.log import bound_log, last_complaint, tail
from codesearch.service.resident import Resident
from codesearch.service.running import running, stop

from .conftest import OnDemand, Opened, reached


def test_a_process_tells_what_it_keeps_live(opened: Opened) -> None:
    (state,) = running()
    assert (state.root, state.folder) == (opened.root, opened.index.folder)
    assert state.live is not None and state.live.how == "events"
    assert state.coverage == opened.index.coverage
    assert running(opened.root) == []


def test_a_root_is_let_go_when_told(opened: Opened) -> None:
    remote = reached(opened.root, opened.index_dir)
    (state,) = running()
    stop(state)
    assert running() == []
    assert not is_served(opened.index.folder)
    with pytest.raises(ServiceError, match="went away"):  # no answer from what is not kept true any more
        remote.search("retry", mode="lexical")
    remote.close()


def test_an_index_has_one_process(opened: Opened) -> None:
    second = Resident(print, idle_seconds=600, keep=OnDemand)
    with pytest.raises(AlreadyServedError, match="watched already"):
        second.open([opened.root], index_dir=opened.index_dir, max_file_bytes=1_000_000)
    remote = reached(opened.root, opened.index_dir)
    remote.close()


def test_one_process_serves_what_is_left(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    said: list[str] = []
    second = Resident(said.append, idle_seconds=600, keep=OnDemand)
    roots = [opened.root, tmp_path / "other"]
    second.open(roots, index_dir=opened.index_dir, max_file_bytes=1_000_000)
    assert sorted(str(state.root) for state in running()) == sorted(map(str, roots))
    assert any("watched already" in line for line in said)
    second.close()


def test_the_encoder_goes_when_nobody_asks_and_comes_back(repository: Path, tmp_path: Path) -> None:
    opened = Opened(repository, tmp_path / "indexes")
    opened.resident._idle_seconds = 0
    opened.open()
    remote = reached(repository, tmp_path / "indexes")
    for _ in range(2):
        assert remote.search("send a request again", mode="semantic")
        end = threading.Event()
        for _ in range(1000):
            if not opened.resident.encoder.is_loaded:
                break
            end.wait(0.01)
        assert not opened.resident.encoder.is_loaded
    remote.close()
    opened.leave()


def test_the_last_root_that_is_gone_ends_it_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codesearch.service.resident.GONE_SECONDS", 0.0)
    roots = [tmp_path / "one", tmp_path / "two"]
    for root in roots:
        root.mkdir()
    said: list[str] = []
    resident = Resident(said.append, idle_seconds=600, keep=OnDemand)
    resident.open(roots, index_dir=tmp_path / "indexes", max_file_bytes=1_000_000)
    roots[0].rmdir()

    def look(served: object) -> None:
        if len(served) == 1 and roots[1].exists():  # type: ignore[arg-type]
            roots[1].rmdir()

    with pytest.raises(RootError, match="two is gone"):
        resident.mind(look, 0.01)
    assert any("one is gone" in line for line in said)
    assert running() == []


def test_a_lock_in_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServiceError, match="--index-dir"):
        serving_lock(tmp_path / "file" / "index", root=tmp_path)


def test_leaving_waits_for_the_answer_under_way() -> None:
    callers = Callers()
    begun, left = threading.Event(), threading.Event()

    def answer() -> None:
        with callers.answering():
            begun.set()
            assert not left.wait(0.05)

    answering = threading.Thread(target=answer)
    answering.start()
    begun.wait()
    callers.leave(seconds=30)
    left.set()
    answering.join()


def test_a_log_that_is_not_stderr_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("line\n" * 100)
    bound_log(log, max_bytes=10)
    assert tail(log, 2) == ["line", "line"]
    assert tail(tmp_path / "missing", 2) == []


def test_the_last_sentence_of_a_process_is_found() -> None:
    lines = ["2026-01-31 watching", "codesearch: first", "codesearch: no space is left", "Traceback"]
    assert last_complaint(lines, "codesearch") == "no space is left"
    assert last_complaint([], "codesearch") == ""
