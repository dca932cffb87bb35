"""Which repository a command means, and whether it is wise to index it."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.errors import IndexStoreError, RootError, UnsafeRootError
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.tui.inert import inert
from codesearch.types import Walk

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index


def default_root() -> Path:
    """The repository around the current folder, or the folder itself outside of any.

    Raises:
        RootError: the current folder has been deleted.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError:
        raise RootError(
            "the current folder is gone: go to another, or name the folder of a repository"
        ) from None
    return repository_around(here) or here


def repository_around(folder: Path) -> Path | None:
    """The nearest folder at or above `folder` that git keeps, but not the home folder; None without."""
    for around in (folder, *folder.parents):
        if (around / ".git").exists() and around != Path.home():
            return around
    return None


def open_root(root: Path | None, index_dir: Path | None, max_file_bytes: int = MAX_FILE_BYTES) -> "Index":
    """The index of `root`, or of the repository around the current folder.

    Raises:
        RootError: it is not a folder.
    """
    from codesearch.engine import Index
    from codesearch.index.lancedb_import import import_lancedb

    index = Index(root or default_root(), index_dir=index_dir, max_file_bytes=max_file_bytes)
    import_lancedb(trim=True)  # this process is ours alone
    return index


def display_prefix(root: Path) -> str:
    """What leads from the current folder to `root`, so that paths can be opened: "", "../" or "path/to/"."""
    try:
        relative = os.path.relpath(root)
    except (OSError, ValueError):  # the current folder is gone; another drive
        relative = str(root)
    return "" if relative == "." else f"{relative}/"


def agreed_walk(index: "Index", *, is_agreed: bool) -> Walk:
    """The files to index, once the user agreed where the root is a home folder or very large.

    What is indexed already was agreed to.

    Raises:
        UnsafeRootError: nobody is there to ask, or the answer was no.
    """
    is_settled = (
        is_agreed or _is_indexed(index) or _agrees(index.root, files=0)
    )  # before a walk that takes long
    walk = index.walk()
    if not is_settled:
        _agrees(index.root, files=len(walk.files))
    return walk


def _is_indexed(index: "Index") -> bool:
    try:
        return index.exists
    except IndexStoreError:  # a refresh says more of it, or makes it anew
        return False


def _agrees(root: Path, files: int) -> bool:
    """Whether the user was asked, and agreed; False where there was no need to ask."""
    from codesearch.parsers.safety import check_root

    try:
        check_root(root, files)
    except UnsafeRootError as error:
        if sys.stdin is None or not sys.stdin.isatty():
            raise
        if click.confirm(f"{inert(str(error))}\nIndex it all the same?", err=True):
            return True
        raise UnsafeRootError(f"nothing was indexed: name a project's folder instead of {root}") from None
    return False
