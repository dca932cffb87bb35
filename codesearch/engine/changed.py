"""Which files changed since a revision of git, by what git knows, or since a date, by their own times."""

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from codesearch.engine.moments import parse_moment
from codesearch.errors import QueryError
from codesearch.index.records import FileState
from codesearch.index.store import Store
from codesearch.parsers.git import Git, git_in
from codesearch.parsers.regular import MAX_FILE_BYTES, read_regular

FRESH_SECONDS = 3.0  # that an answer is given again: while somebody types
EPOCH = datetime.fromtimestamp(0, UTC)


class Changes:
    """Answers which files of `root` changed, and remembers the last answer for a moment."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._last: tuple[Store, str, float, frozenset[str]] | None = None

    def since(self, text: str, store: Store) -> frozenset[str]:
        """Return the paths that changed since `text`, a revision or a date; not all need be indexed.

        Raises:
            QueryError: it is neither.
        """
        last = self._last
        if last and last[0] is store and last[1] == text and time.monotonic() - last[2] < FRESH_SECONDS:
            return last[3]
        paths = changed_paths(self._root, text, store)
        self._last = store, text, time.monotonic(), paths
        return paths


def changed_paths(root: Path, since: str, store: Store) -> frozenset[str]:
    """Return the paths of files that changed since a revision or a date; `root` is a folder without links.

    Since a revision: what is committed, staged, only in the work tree, or not tracked and not ignored; a
    renamed file by its new path. Repositories inside this one are not looked into. Since a date: files whose
    time of modification is not before it.

    Raises:
        QueryError: it is neither.
    """
    git = git_in(str(root))
    commit = _commit(git, since) if git else ""
    if git and commit:
        return frozenset(_differing(git, root, commit)) | frozenset(_untracked(git))
    moment = parse_moment(since, datetime.now().astimezone())
    if moment is None:
        raise QueryError(
            f"{since!r} is neither a revision of git nor a date: "
            "write something like 'HEAD~3', '2026-01-31' or '2 weeks ago'"
        )
    return _younger(root, store.file_states(), moment)


def _commit(git: Git, revision: str) -> str:
    """The commit's full name; empty where there is none."""
    if not revision.isprintable() or revision.startswith("-"):
        return ""
    found = git.run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return found.stdout.decode("ascii", "replace").strip() if found else ""


def _differing(git: Git, root: Path, commit: str) -> Iterator[str]:
    """The files that are not as in the commit.

    `diff-index` goes by times alone where a file may have changed, so one that was only touched is told apart
    here, by its bytes. Without leave to read files, what is committed or staged has to do.
    """
    reader = git.without_filters()
    place = () if reader else ("--cached",)
    options = (
        *("--raw", "-z", "--relative", "--no-renames", "--diff-filter=d"),
        *("--ignore-submodules=all", "--no-ext-diff", "--no-textconv"),
    )
    found = (reader or git).run("diff-index", *place, *options, commit, "--")
    fields = found.stdout.split(b"\0") if found else []
    for about, path in zip(fields[::2], fields[1::2], strict=False):
        before, after = about.split()[2:4]
        name = os.fsdecode(path)
        if before != after and (after.strip(b"0") or _object_name(root / name, len(before)) != before):
            yield name


def _object_name(path: Path, digits: int) -> bytes:
    """What git would name the file as it is on disk, without filters; empty for what is no such file."""
    try:
        data = read_regular(path, MAX_FILE_BYTES)
    except (OSError, ValueError):
        return b""
    digest = hashlib.sha256() if digits == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data) + data)
    return digest.hexdigest().encode()


def _untracked(git: Git) -> Iterator[str]:
    found = git.run("ls-files", "-o", "--exclude-standard", "-z")
    return (os.fsdecode(path) for path in found.stdout.split(b"\0") if path) if found else iter(())


def _younger(root: Path, states: Mapping[str, FileState], moment: datetime) -> frozenset[str]:
    start = int((moment - EPOCH).total_seconds() * 1e9)
    return frozenset(path for path, state in states.items() if _mtime_ns(root, state) >= start)


def _mtime_ns(root: Path, state: FileState) -> int:
    """The time as it was indexed; one that was too young to be trusted is looked up."""
    if state.mtime_ns >= 0:
        return state.mtime_ns
    try:
        return os.lstat(root / state.path).st_mtime_ns
    except OSError:
        return 0
