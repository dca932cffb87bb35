import math
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from codesearch.errors import CodesearchError, IndexStoreError, QueryError, ServiceError, SourceError
from codesearch.index.location import index_folder
from codesearch.service import RemoteIndex, connect
from codesearch.service.address import address_name, meeting_folder
from codesearch.service.transport import Listener

from .conftest import Opened, reached


def test_hits_are_those_of_the_index(remote: RemoteIndex, opened: Opened) -> None:
    for mode in ("lexical", "hybrid", "semantic"):
        hits = remote.search("send a request again", mode=mode, languages=["python"], limit=3)
        assert hits == opened.index.search("send a request again", mode=mode, languages=["python"], limit=3)
        assert hits
    assert remote.search_regex(r"def \w+") == opened.index.search_regex(r"def \w+")
    assert remote.similar("src/retry.py", 4) == opened.index.similar("src/retry.py", 4)
    assert remote.search("retry", paths=["src/**"], kinds=["function"], regex="attempts", rules=False)


def test_everything_else_is_that_of_the_index(remote: RemoteIndex, opened: Opened) -> None:
    index = opened.index
    (opened.root / "data.bin").write_bytes(b"\x00\x01" * 100)
    index.refresh()
    assert (remote.root, remote.folder) == (index.root, index.folder)
    assert remote.units_of("src/pool.py") == index.units_of("src/pool.py")
    assert remote.unit_at("src/pool.py", 5) == index.unit_at("src/pool.py", 5)
    assert remote.unit_at("nowhere.py", 5) is None
    assert remote.source("README.md") == index.source("README.md")
    assert remote.coverage == index.coverage
    assert remote.status() == index.status()
    assert sorted(remote.paths()) == sorted(index.paths())
    assert remote.skipped_files("binary") == ["data.bin"]


def test_stale_files_are_told(remote: RemoteIndex, opened: Opened) -> None:
    (hit, *_) = remote.search("retry request", mode="lexical")
    assert not remote.is_stale(hit)
    (opened.root / hit.path).write_text("other")
    assert remote.stale_paths([hit.path, "src/pool.py"]) == {hit.path}
    assert remote.is_stale(hit)


def test_an_answer_rests_on_changes_made_before(remote: RemoteIndex, opened: Opened) -> None:
    (opened.root / "new.py").write_text("def freshly_written():\n    pass\n")
    assert [hit.name for hit in remote.search("freshly written", mode="lexical", limit=1)] == [
        "freshly_written"
    ]
    assert remote.is_current


def test_an_answer_that_cannot_wait_says_so(remote: RemoteIndex, opened: Opened) -> None:
    keeper = opened.keepers[0]
    keeper.is_behind = True
    keeper.state = replace(keeper.state, is_settled=False, stage="embed", done=0, total=100_000)
    assert remote.search("retry", mode="lexical")
    assert not remote.is_current
    assert (remote.live().stage, remote.live().total) == ("embed", 100_000)
    keeper.is_behind = False
    assert remote.search("retry", mode="lexical")
    assert remote.is_current


def test_errors_keep_their_class_and_sentence(remote: RemoteIndex, opened: Opened) -> None:
    def told(index: object, method: str, *arguments: object, **options: object) -> tuple[type, str]:
        with pytest.raises(CodesearchError) as raised:
            getattr(index, method)(*arguments, **options)
        return raised.type, str(raised.value)

    cases = [
        (QueryError, "search", ("retry",), {"languages": ["klingon"]}),
        (QueryError, "search_regex", ("(",), {}),
        (QueryError, "similar", ("nowhere.py", 1), {}),
        (SourceError, "source", ("../../etc/passwd",), {}),
    ]
    for kind, method, arguments, options in cases:
        answer = told(remote, method, *arguments, **options)
        assert answer == told(opened.index, method, *arguments, **options)
        assert answer[0] is kind


def test_a_name_that_is_no_unicode_travels(remote: RemoteIndex) -> None:
    with pytest.raises(SourceError, match="is gone since"):
        remote.source("caf\udce9.py")


def test_threads_may_share_a_client(remote: RemoteIndex, opened: Opened) -> None:
    want = opened.index.search("connections", mode="lexical")
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(remote.search("connections", mode="lexical")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [want] * 8


def test_scores_arrive_whole(remote: RemoteIndex) -> None:
    (hit, *_) = remote.search("retry")
    assert isinstance(hit.score, float) and math.isfinite(hit.score)
    assert all(isinstance(worth, float) for worth in hit.why.values())


def test_a_process_that_goes_away_is_said(remote: RemoteIndex, opened: Opened) -> None:
    opened.resident.leave()
    opened.leave()
    with pytest.raises(ServiceError, match="codesearch watch"):
        remote.search("retry")


def test_a_process_that_came_back_is_asked_again(repository: Path, tmp_path: Path) -> None:
    first, second = (Opened(repository, tmp_path / "indexes") for _ in range(2))
    first.open()
    remote = reached(repository, tmp_path / "indexes")
    first.leave()
    second.open()
    try:
        assert remote.search("retry", mode="lexical")
    finally:
        remote.close()
        second.leave()


def test_no_process_is_none(repository: Path, tmp_path: Path) -> None:
    assert connect(repository, index_dir=tmp_path / "indexes") is None
    assert connect(tmp_path / "missing") is None


def test_a_root_without_an_index_yet_is_none(repository: Path, tmp_path: Path) -> None:
    opened = Opened(repository, tmp_path / "indexes")
    opened.open()
    try:
        (opened.index.folder / "manifest.json").rename(tmp_path / "aside")
        assert connect(repository, index_dir=tmp_path / "indexes") is None
        (tmp_path / "aside").rename(opened.index.folder / "manifest.json")
        remote = reached(repository, tmp_path / "indexes")
        (opened.index.folder / "manifest.json").rename(tmp_path / "aside")
        with pytest.raises(IndexStoreError):
            remote.paths()
        remote.close()
    finally:
        opened.leave()


def test_a_listener_that_never_answers_is_none(repository: Path, tmp_path: Path) -> None:
    folder = index_folder(repository, base=tmp_path / "indexes")
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(meeting_folder() / f"{address_name(folder)}.sock"))
        assert connect(repository, index_dir=tmp_path / "indexes") is None  # nobody listens
        silent.listen()
        assert connect(repository, index_dir=tmp_path / "indexes") is None


def test_what_is_no_process_of_ours_is_none(repository: Path, tmp_path: Path) -> None:
    listener = Listener(index_folder(repository, base=tmp_path / "indexes"))

    def answer() -> None:
        with listener.accept() as connection:
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

    answering = threading.Thread(target=answer)
    answering.start()
    assert connect(repository, index_dir=tmp_path / "indexes") is None
    answering.join()
    listener.close()


def test_asking_imports_nothing_heavy() -> None:
    program = (
        "import sys; from pathlib import Path; from codesearch.service import connect\n"
        "connect(Path('.'))\n"
        "heavy = {'numpy', 'lancedb', 'pyarrow', 'click', 'watchdog', 'filelock', 'asyncio'}\n"
        "heavy |= {'codesearch.' + name for name in ('engine', 'watch', 'encoder', 'service.resident')}\n"
        "print(heavy & set(sys.modules))"
    )
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    ran = subprocess.run([sys.executable, "-P", "-c", program], env=environment, capture_output=True)
    assert ran.stdout == b"set()\n", ran.stderr
