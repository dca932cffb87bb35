"""What stands in the way of an index is said in a sentence, waited for, and made up for."""

import resource
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from codesearch.encoder.protocol import Vectors
from codesearch.engine import Index
from codesearch.errors import EncoderError
from codesearch.index.lock import background_lock, writer_lock
from codesearch.watch import Live
from tests.conftest import WordEncoder, write_files

from .conftest import DEADLINE, StartLive, wait_until
from .test_live import found, is_as_fresh
from .test_watcher import few_watches, on_linux

MANY = {f"many/m{number}.py": f"def function_{number}(): ...\n" for number in range(400)}


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_another_writer_is_waited_for(live: Live, root: Path) -> None:
    with writer_lock(live.index.folder):
        write_files(root, {"src/new.py": "def quite_new(): ...\n"})
        assert not live.settle(0.5)
        assert not live.state.is_settled
        assert live.index.search("acquire")
    assert live.settle(DEADLINE)
    assert "src/new.py" in found(live.index, "quite new")


def test_two_that_write_take_turns(live: Live, root: Path, tmp_path: Path) -> None:
    other = Index(root, index_dir=tmp_path / "indexes", encoder=WordEncoder())
    for number in range(5):
        write_files(root, {f"src/new_{number}.py": f"def new_{number}(): ...\n"})
        other.refresh(wait_seconds=DEADLINE)
    assert is_as_fresh(live, tmp_path)


def test_a_full_disk_is_said_and_nothing_is_lost(live: Live, root: Path, tmp_path: Path) -> None:
    with full_disk():
        write_files(root, {"empty.py": ""})
        (root / "src/pool.py").rename(root / "src/moved.py")
        wait_until(lambda: live.state.problem != "")
        assert "free some" in live.state.problem or "--index-dir" in live.state.problem
    assert is_as_fresh(live, tmp_path)
    assert live.state.problem == ""


def test_a_damaged_index_is_said_until_it_is_mended(live: Live, root: Path, tmp_path: Path) -> None:
    manifest = live.index.folder / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_text("{")
    write_files(root, {"src/new.py": "def quite_new(): ...\n"})
    wait_until(lambda: "--rebuild" in live.state.problem)
    manifest.write_bytes(whole)
    assert is_as_fresh(live, tmp_path)


def test_an_index_that_is_deleted_is_made_again(live: Live, root: Path, tmp_path: Path) -> None:
    shutil.rmtree(live.index.folder)
    write_files(root, {"src/new.py": "def quite_new(): ...\n"})
    assert is_as_fresh(live, tmp_path)


def test_a_root_that_goes_and_comes_back_is_followed(live: Live, root: Path, tmp_path: Path) -> None:
    root.rename(tmp_path / "away")
    wait_until(lambda: "is gone" in live.state.problem)
    assert "src/pool.py" in live.index.paths()  # nothing is dropped
    root.mkdir()
    write_files(root, {"other.py": "def other(): ...\n"})
    assert is_as_fresh(live, tmp_path)
    write_files(root, {"later.py": "def later(): ...\n"})
    assert is_as_fresh(live, tmp_path)
    assert live.state.problem == ""


def test_a_root_that_is_deleted_is_said(live: Live, root: Path) -> None:
    shutil.rmtree(root)
    wait_until(lambda: "is gone" in live.state.problem)
    assert not live.settle(0.1)


@on_linux
def test_without_watches_it_is_said_and_settling_is_as_true(
    start_live: StartLive, root: Path, tmp_path: Path
) -> None:
    live = start_live(open_events=few_watches(1))
    assert live.state.how == "polling"
    assert "fs.inotify.max_user_watches" in live.state.note
    assert live.state.problem == ""
    write_files(root, {"a/b/new.py": "def quite_new(): ...\n"})
    assert is_as_fresh(live, tmp_path)
    write_files(root, {"a/b/new.py": "def seen_by_looking(): ...\n"})
    wait_until(lambda: "a/b/new.py" in found(live.index, "seen by looking"))


class SlowEncoder(WordEncoder):
    """Waits before each piece until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Semaphore(0)
        self.pieces: list[list[str]] = []

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.pieces.append(list(texts))
        assert self.may_go_on.acquire(timeout=DEADLINE)
        return super().encode_documents(texts)

    def release(self, pieces: int = 10_000) -> None:
        self.may_go_on.release(pieces)


@pytest.fixture
def slow(root: Path, tmp_path: Path) -> Index:
    write_files(root, MANY)
    return Index(root, index_dir=tmp_path / "indexes", encoder=SlowEncoder())


def test_a_save_amid_embedding_is_found_and_embedded_first(
    slow: Index, start_live: StartLive, root: Path
) -> None:
    encoder = slow.encoder
    assert isinstance(encoder, SlowEncoder)
    live = start_live(slow, is_settled=False)
    wait_until(lambda: len(encoder.pieces) == 1)
    write_files(root, {"src/new.py": "def quite_new(): ...\n"})
    wait_until(lambda: live._pending.seconds_left() == 0)
    encoder.release(1)
    wait_until(lambda: len(encoder.pieces) == 2)
    assert "src/new.py" in found(slow, "quite new")
    assert any("quite_new" in text for text in encoder.pieces[1])
    assert not live.state.is_settled
    encoder.release()
    assert live.settle(DEADLINE)
    assert encoder.documents_seen <= slow.coverage.units  # none twice


def test_nobody_else_fills_in_vectors_meanwhile(slow: Index, start_live: StartLive) -> None:
    encoder = slow.encoder
    assert isinstance(encoder, SlowEncoder)
    live = start_live(slow, is_settled=False)
    wait_until(lambda: len(encoder.pieces) == 1)
    with live._news:
        live._pending.add(frozenset(["src/retry.py"]))
        live._pending.hurry()
    encoder.release(1)
    wait_until(lambda: len(encoder.pieces) == 2)
    assert slow.is_being_filled
    encoder.release()
    assert live.settle(DEADLINE)
    assert not slow.is_being_filled


def test_two_that_fill_in_vectors_take_turns(slow: Index, start_live: StartLive) -> None:
    encoder = slow.encoder
    assert isinstance(encoder, SlowEncoder)
    encoder.release()
    slow.refresh(embed_seconds=0)
    with background_lock(slow.folder):
        live = start_live(slow)
        assert live.state.is_settled


def test_stopping_amid_embedding_keeps_what_is_done(slow: Index, start_live: StartLive) -> None:
    encoder = slow.encoder
    assert isinstance(encoder, SlowEncoder)
    live = start_live(slow, is_settled=False)
    wait_until(lambda: len(encoder.pieces) == 1)
    stopping = threading.Thread(target=live.stop)
    stopping.start()
    wait_until(lambda: live._is_stopping)
    encoder.release(1)
    stopping.join(DEADLINE)
    assert live._thread is not None
    assert not live._thread.is_alive()
    assert len(encoder.pieces) == 1
    assert 0 < slow.coverage.embedded < slow.coverage.units
    with writer_lock(slow.folder):
        pass  # it was let go of


class BrokenEncoder(WordEncoder):
    is_broken = True

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        if self.is_broken:
            raise EncoderError("the encoder's files are damaged: install codesearch again")
        return super().encode_documents(texts)


def test_without_an_encoder_full_text_is_kept_true(root: Path, tmp_path: Path, start_live: StartLive) -> None:
    encoder = BrokenEncoder()
    index = Index(root, index_dir=tmp_path / "indexes", encoder=encoder)
    live = start_live(index, is_settled=False)
    wait_until(lambda: "install codesearch again" in live.state.problem)
    write_files(root, {"src/new.py": "def quite_new(): ...\n"})
    wait_until(lambda: "src/new.py" in found(index, "quite new"))
    encoder.is_broken = False
    assert live.settle(DEADLINE)
    assert index.coverage.is_complete


def test_a_listener_that_fails_does_not_end_the_thread(start_live: StartLive, root: Path) -> None:
    def report(_: object) -> None:
        raise ZeroDivisionError

    live = start_live(report=report)
    write_files(root, {"src/new.py": "def quite_new(): ...\n"})
    assert live.settle(DEADLINE)
    assert "src/new.py" in found(live.index, "quite new")
