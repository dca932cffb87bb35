"""Files as they are now: read safely, and compared with the index."""

import os
import sys
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.errors import SourceError
from tests.conftest import write_files


def test_a_file_is_read_as_it_is_now(index: Index, repository: Path) -> None:
    (repository / "src/pool.py").write_bytes("a = 'ü'\r\nb = 2\r\n".encode())
    assert index.source("src/pool.py") == "a = 'ü'\nb = 2\n"


def test_a_file_that_is_gone_is_said(index: Index, repository: Path) -> None:
    (repository / "src/pool.py").unlink()
    with pytest.raises(SourceError, match=r"src/pool.py is gone since it was indexed: refresh the index"):
        index.source("src/pool.py")


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt",
        "src/../../outside.txt",
        "/etc/passwd",
        "src/../src/pool.py",
        ".git/config",
        "a\0b",
        "\ud800/..",
    ],
)
def test_a_path_that_leads_out_is_refused(index: Index, repository: Path, path: str) -> None:
    write_files(repository, {"../outside.txt": "secret\n", ".git/config": "secret\n"})
    with pytest.raises(SourceError, match="is no file of"):
        index.source(path)


def test_links_are_not_followed(index: Index, repository: Path, tmp_path: Path) -> None:
    write_files(tmp_path, {"outside/secret.py": "secret = 1\n"})
    (repository / "file.py").symlink_to(tmp_path / "outside/secret.py")
    (repository / "folder").symlink_to(tmp_path / "outside")
    (repository / "loop").symlink_to(repository / "loop")
    (repository / "near.py").symlink_to(repository / "src/pool.py")
    for path in ("file.py", "folder/secret.py", "loop", "loop/a", "near.py"):
        with pytest.raises(SourceError):
            index.source(path)


def test_what_is_no_text_any_more_is_refused(index: Index, repository: Path) -> None:
    (repository / "src/pool.py").write_bytes(b"\0\1\2")
    (repository / "src/retry.py").write_bytes(b"a = 1\n" * 200_000)
    os.mkfifo(repository / "pipe")
    for path, reason in (
        ("src/pool.py", "binary"),
        ("src/retry.py", "too large"),
        ("src", "unreadable"),
        ("pipe", "unreadable"),
    ):
        with pytest.raises(SourceError, match=f"{path} cannot be shown, as it is {reason} now"):
            index.source(path)


def test_files_that_changed_or_went_are_stale(index: Index, repository: Path) -> None:
    paths = ["src/pool.py", "src/retry.py", "README.md", "tests/test_retry.py"]
    assert index.stale_paths(paths) == set()
    (repository / "src/pool.py").write_text("other = 1\n")
    (repository / "src/retry.py").unlink()
    os.utime(repository / "README.md", (1e9, 1e9))  # only touched
    assert index.stale_paths(paths) == {"src/pool.py", "src/retry.py"}
    assert index.is_stale(index.units_of("src/pool.py")[0])
    assert not index.is_stale(index.units_of("README.md")[0])
    index.refresh()
    assert index.stale_paths(paths) == {"src/retry.py"}


def test_a_file_of_the_same_size_is_compared_by_its_bytes(index: Index, repository: Path) -> None:
    pool = repository / "src/pool.py"
    pool.write_text(pool.read_text().replace("open", "shut"))
    assert index.stale_paths(["src/pool.py"]) == {"src/pool.py"}


def test_a_link_in_the_place_of_a_file_is_stale(index: Index, repository: Path) -> None:
    (repository / "src/pool.py").rename(repository / "elsewhere.py")
    (repository / "src/pool.py").symlink_to(repository / "elsewhere.py")
    assert index.stale_paths(["src/pool.py"]) == {"src/pool.py"}


def test_paths_that_are_not_indexed_are_stale(index: Index) -> None:
    hostile = {"../../etc/passwd", "/etc/passwd", "a\0b", "'", "", "\udce9", "\ud800/.."}
    assert index.stale_paths(hostile) == hostile
    assert index.stale_paths([]) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_name_that_is_no_utf8_is_never_indexed_and_so_stale(index: Index, repository: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    (repository / name).write_text("def sip():\n    return 1\n")
    assert index.refresh() == 0
    assert index.stale_paths([name, "src/pool.py"]) == {name}
    assert index.unit_at(name, 1) is None


def test_skipped_files_are_listed_by_reason(index: Index, repository: Path) -> None:
    for name in ("b.bin", "a.bin"):
        (repository / name).write_bytes(b"\0\1" * 100)
    index.refresh()
    assert index.skipped_files("binary") == ["a.bin", "b.bin"]
    assert index.skipped_files("binary", limit=1) == ["a.bin"]
    assert index.skipped_files("no such reason") == []
