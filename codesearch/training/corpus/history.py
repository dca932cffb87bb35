"""The commits of a repository that changed few files, newest first, and the rows that each changed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codesearch.training.corpus.git import lines

MAX_COMMITS = 3_000  # looked at, of those that changed source files
MAX_FILES = 3  # changed by a commit, tests left out
MAX_ROWS = 60  # of a commit that are new or changed

_FORMAT = "%x01%H %s"
_DIFF = ("--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules")
_REGULAR = ("100644", "100755")  # modes of files that are neither links nor submodules
_HUNK = re.compile(r"@@ -\d+(?:,(?P<old>\d+))? \+(?P<start>\d+)(?:,(?P<new>\d+))? @@")
_COMMIT = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit made of one file."""

    path: str
    blob: str  # the file after the commit
    rows: Sequence[range]  # 1-based, of the file after the commit


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit by what it says and the source files that it changed, tests left out."""

    subject: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class _Listed:
    subject: str
    blobs: Mapping[str, str]  # path → the file after the commit


def commits(
    git_dir: Path,
    revision: str,
    patterns: Sequence[str],
    *,
    says_something: Callable[[str], bool],
    is_source: Callable[[str], bool],
) -> Iterator[Commit]:
    """Yield commits up to `revision` that only changed files which were there.

    Args:
        git_dir: a repository.
        revision: where to begin.
        patterns: of the files to look at, `*.py`.
        says_something: whether a subject is worth looking at its commit.
        is_source: whether a path counts; others, such as tests, may change along.
    """
    listed = dict(_listed(git_dir, revision, patterns, says_something, is_source))
    for name, rows in _changed_rows(git_dir, listed, patterns):
        commit = listed.get(name)
        if commit is None:
            continue
        changes = [Change(path, blob, rows[path]) for path, blob in commit.blobs.items() if path in rows]
        if 0 < sum(len(span) for change in changes for span in change.rows) <= MAX_ROWS:
            yield Commit(commit.subject, changes)


def _listed(
    git_dir: Path,
    revision: str,
    patterns: Sequence[str],
    says_something: Callable[[str], bool],
    is_source: Callable[[str], bool],
) -> Iterator[tuple[str, _Listed]]:
    """Commits by name, without a look into their files."""
    arguments = ("log", "--no-merges", f"--max-count={MAX_COMMITS}", "--raw", "--no-abbrev", *_DIFF)
    entries: list[str] = []
    name, subject = "", ""
    output = lines(git_dir, *arguments, f"--format={_FORMAT}", revision, "--", *patterns)
    for line in (*output, "\x01"):
        if line.startswith(":"):
            entries.append(line)
        elif line.startswith("\x01"):
            blobs = _modified(entries, is_source)
            if blobs and says_something(subject):
                yield name, _Listed(subject, blobs)
            name, _, subject = line[1:].partition(" ")
            entries = []


def _modified(entries: Iterable[str], is_source: Callable[[str], bool]) -> dict[str, str]:
    """Path → blob of the source files; empty where there are many, or one is new, gone or a link."""
    blobs: dict[str, str] = {}
    for entry in entries:
        head, _, path = entry[1:].partition("\t")
        if not is_source(path):
            continue
        before, after, _, blob, status = head.split(" ")
        if status != "M" or not {before, after} <= {*_REGULAR} or len(blobs) == MAX_FILES:
            return {}
        blobs[path] = blob
    return blobs


def _changed_rows(
    git_dir: Path, names: Iterable[str], patterns: Sequence[str]
) -> Iterator[tuple[str, dict[str, list[range]]]]:
    """For each commit the rows that changed by path, white space aside."""
    arguments = ("diff-tree", "--stdin", "-r", "-p", "--unified=0", "--ignore-all-space", *_DIFF)
    prefixes = ("--src-prefix=a/", "--dst-prefix=b/")
    asked = "".join(f"{name}\n" for name in names)
    commit, rows = "", dict[str, list[range]]()
    path, body = "", 0  # rows of a hunk still to come
    for line in lines(git_dir, *arguments, *prefixes, "--", *patterns, asked=asked):
        if body > 0 and line.startswith(("+", "-")):
            body -= 1
        elif line.startswith("+++ b/"):
            path = line[6:].removesuffix("\t")
        elif hunk := _HUNK.match(line):
            new = int(hunk["new"] or 1)
            body = int(hunk["old"] or 1) + new
            start = max(int(hunk["start"]), 1)
            rows.setdefault(path, []).append(range(start, start + max(new, 1)))
        elif _COMMIT.fullmatch(line):
            yield commit, rows
            commit, rows, path, body = line, {}, "", 0
    yield commit, rows
