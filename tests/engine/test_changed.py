"""Search among what changed: by revisions of git, and by dates."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.engine.changed import changed_paths
from codesearch.engine.moments import parse_moment
from codesearch.errors import QueryError
from tests.conftest import write_files

NOW = datetime(2026, 3, 15, 12, 30, tzinfo=UTC)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC).timestamp()


def git(root: Path, *arguments: str) -> None:
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", "-C", str(root), *person, *arguments],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "step")


def changed(index: Index, since: str) -> set[str]:
    return set(changed_paths(index.root, since, index._store))


@pytest.fixture
def versioned(repository: Path, index: Index) -> Index:
    """The repository in git, with all files long unchanged."""
    git(repository, "init", "-q", "-b", "main")
    commit(repository)
    return index


def test_committed_staged_edited_and_new_files_have_changed(versioned: Index, repository: Path) -> None:
    assert changed(versioned, "HEAD") == set()
    write_files(repository, {"committed.py": "a = 1\n"})
    commit(repository)
    write_files(repository, {"staged.py": "b = 1\n"})
    git(repository, "add", "staged.py")
    write_files(
        repository, {"src/pool.py": "c = 1\n", "new/naïve file.py": "d = 1\n", ".gitignore": "*.log\n"}
    )
    write_files(repository, {"ignored.log": "e\n"})
    (repository / "README.md").unlink()
    rest = {"staged.py", "src/pool.py", "new/naïve file.py", ".gitignore"}
    assert changed(versioned, "HEAD") == rest
    assert changed(versioned, "HEAD~1") == changed(versioned, "main~") == rest | {"committed.py"}


def test_a_renamed_file_counts_by_its_new_path(versioned: Index, repository: Path) -> None:
    git(repository, "mv", "src/pool.py", "src/pond.py")
    assert changed(versioned, "HEAD") == {"src/pond.py"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_name_that_is_no_utf8_keeps_nothing_from_being_found(versioned: Index, repository: Path) -> None:
    (repository / os.fsdecode(b"caf\xe9.py")).write_text("def retry():\n    return 1\n")
    write_files(repository, {"src/pool.py": "def retry():\n    return 2\n"})
    versioned.refresh()
    assert {hit.path for hit in versioned.search("retry", changed_since="HEAD")} == {"src/pool.py"}
    assert {hit.path for hit in versioned.search_regex("retry", changed_since="HEAD")} == {"src/pool.py"}


def test_a_touched_file_has_not_changed(versioned: Index, repository: Path) -> None:
    os.utime(repository / "src/pool.py", (LONG_AGO, LONG_AGO))
    assert changed(versioned, "HEAD") == set()


def test_paths_are_those_of_the_root_inside_a_repository(
    versioned: Index, repository: Path, tmp_path: Path
) -> None:
    write_files(repository, {"src/new.py": "a = 1\n", "tests/new.py": "a = 1\n"})
    inner = Index(repository / "src", index_dir=tmp_path / "inner", encoder=versioned.encoder)
    inner.refresh()
    assert changed(inner, "HEAD") == {"new.py"}


def test_only_changed_files_are_searched(versioned: Index, repository: Path) -> None:
    write_files(repository, {"src/again.py": "def retry_again():\n    return retry\n"})
    versioned.refresh()
    for mode in ("hybrid", "lexical", "semantic"):
        hits = versioned.search("retry", mode=mode, limit=1, changed_since="HEAD")
        assert [hit.path for hit in hits] == ["src/again.py"]
    assert {hit.path for hit in versioned.search_regex("retry", changed_since="HEAD")} == {"src/again.py"}


def test_nothing_changed_means_no_hit(versioned: Index) -> None:
    assert versioned.search("retry", changed_since="HEAD") == []
    assert versioned.search_regex("retry", changed_since="HEAD") == []


@pytest.mark.parametrize("name", ["evil", "e.v il", "e=vil"])
def test_a_filter_of_a_repository_is_never_run(
    repository: Path, index: Index, tmp_path: Path, name: str
) -> None:
    git(repository, "init", "-q", "-b", "main")
    write_files(repository, {".gitattributes": f"* filter={name} diff={name}\n"})
    os.utime(repository / "README.md", (time.time() + 100,) * 2)  # so young that git looks at what is in it
    commit(repository)
    witness = tmp_path / "ran"
    kinds = (f"filter.{name}.clean", f"filter.{name}.process", f"diff.{name}.textconv", "diff.external")
    for key in (*kinds, "core.fsmonitor"):
        git(repository, "config", key, f"touch {witness}; cat")
    git(repository, "config", f"filter.{name}.required", "true")
    write_files(repository, {"src/pool.py": "c = 1\n"})
    assert changed(index, "HEAD") == (set() if "=" in name else {"src/pool.py"})
    assert not witness.exists()


def test_a_date_goes_by_the_time_of_modification(index: Index, repository: Path) -> None:
    for path in ("README.md", "src/pool.py", "tests/test_retry.py"):
        os.utime(repository / path, (LONG_AGO, LONG_AGO))
    index.refresh()
    assert changed(index, "yesterday") == changed(index, "2 weeks ago") == {"src/retry.py"}
    assert len(changed(index, "2000-12-30")) == len(changed(index, "0001-01-01")) == 4
    assert changed(index, "9999-12-31") == set()
    assert {hit.path for hit in index.search("retry", changed_since="3d")} == {"src/retry.py"}


@pytest.mark.parametrize(
    "since",
    [
        "lately",
        "HEAD~99",
        "--output=x",
        "-1",
        "999999999 years ago",
        "3 moons ago",
        "\0",
        "\ud800",
        "\n",
        "..",
        "2026-13-01",
    ],
)
def test_what_is_neither_revision_nor_date_is_refused(versioned: Index, since: str) -> None:
    with pytest.raises(QueryError, match="neither a revision of git nor a date"):
        versioned.search("retry", changed_since=since)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T10:00:00+02:00", datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ("yesterday", datetime(2026, 3, 14, tzinfo=UTC)),
        ("Today", datetime(2026, 3, 15, tzinfo=UTC)),
        ("3d", datetime(2026, 3, 12, 12, 30, tzinfo=UTC)),
        ("2w", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("2 weeks ago", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("an hour ago", datetime(2026, 3, 15, 11, 30, tzinfo=UTC)),
        ("30 minutes ago", datetime(2026, 3, 15, 12, 0, tzinfo=UTC)),
        ("1 month", datetime(2026, 2, 13, 12, 30, tzinfo=UTC)),
        ("3m", None),  # minutes or months
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, moment: datetime | None) -> None:
    assert parse_moment(text, NOW) == moment
