"""Which repository a command means, and whether it is wise to index it."""

import os
from pathlib import Path

import click

from codesearch.engine import Index
from codesearch.errors import UnsafeRootError
from codesearch.index.lancedb_import import import_lancedb
from codesearch.parsers.safety import check_root
from codesearch.types import Walk


def default_root() -> Path:
    """The repository around the current folder, or the folder itself outside of any."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ".git").exists() and folder != Path.home():
            return folder
    return here


def open_root(root: Path | None, index_dir: Path | None) -> Index:
    """The index of `root`, or of the repository around the current folder.

    Raises:
        RootError: it is not a folder.
    """
    index = Index(root or default_root(), index_dir=index_dir)
    import_lancedb(trim=True)  # this process is ours alone
    return index


def display_prefix(root: Path) -> str:
    """What leads from the current folder to `root`, so that printed paths can be opened: "", "../" or "path/to/"."""
    try:
        relative = os.path.relpath(root)
    except ValueError:  # another drive
        relative = str(root)
    return "" if relative == "." else f"{relative}/"


def agreed_walk(index: Index, *, is_agreed: bool) -> Walk:
    """The files to index, once the user agreed where the root is a home folder or very large.

    Raises:
        UnsafeRootError: nobody is there to ask.
        click.Abort: the answer was no.
    """
    if not is_agreed:
        _ask(index.root, files=0)  # before the walk: a home folder takes long
    walk = index.walk()
    if not is_agreed:
        _ask(index.root, files=len(walk.files))
    return walk


def _ask(root: Path, files: int) -> None:
    try:
        check_root(root, files)
    except UnsafeRootError as error:
        if not click.get_text_stream("stdin").isatty():
            raise
        click.confirm(f"{error}\nIndex it all the same?", abort=True, err=True)
