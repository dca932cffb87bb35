"""A small repository on disk, with a history where a test asks for one."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.pairs.checkouts import Checkout
from codesearch.training.corpus.sources import Source

IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "a"), ("EMAIL", "a@b.c"), ("DATE", "2020-01-01T00:00:00Z"))
}
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

Write = Callable[..., Path]
Commit = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files below `repo`, by path; return that folder."""

    def to_disk(files: dict[str, str], folder: str = "repo") -> Path:
        root = tmp_path / folder
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return root

    return to_disk


@pytest.fixture
def commit(write: Write) -> Commit:
    """Commit files, and return the name of the commit."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def git(root: Path, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            env=kept | IDENTITY | ALONE,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit_files(subject: str, files: dict[str, str], folder: str = "repo") -> str:
        root = write(files, folder)
        if not (root / ".git").is_dir():
            git(root, "init", "--quiet")
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", subject)
        return git(root, "rev-parse", "HEAD")

    return commit_files


def source_of(
    folder: Path | str, *, repository: str = "owner/repo", revision: str = "abc", mirror: str = ""
) -> Source:
    return Source(Checkout(str(folder), repository, revision, "MIT"), mirror)
