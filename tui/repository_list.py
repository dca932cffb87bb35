"""What the picker of repositories asks of the engine, in threads that post what they found."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from codesearch.errors import CodesearchError
from codesearch.tui.inert import inert_line
from codesearch.tui.repository_rows import Details

if TYPE_CHECKING:  # the engine imports LanceDB, which the first paint does not wait for
    from codesearch.engine.catalogue import Known

Post = Callable[[Message], object]  # safe to call from any thread, as `MessagePump.post_message` is


class Listed(Message, bubble=False):
    """The indexes that are there."""

    def __init__(self, known: "Iterable[Known]") -> None:
        super().__init__()
        self.known = list(known)


class Detailed(Message, bubble=False):
    """What is in one of them."""

    def __init__(self, folder: Path, details: Details) -> None:
        super().__init__()
        self.folder = folder
        self.details = details


class Removed(Message, bubble=False):
    """An index was removed; or the one sentence why not."""

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


def list_indexes(index_dir: Path | None, post: Post) -> None:
    """Find the indexes that are there."""
    from codesearch.engine.catalogue import known_indexes

    post(Listed(known_indexes(index_dir)))


def look_into(known: "Iterable[Known]", post: Post) -> None:
    """Open and measure each index; those that cannot be opened are told without a number of units."""
    from codesearch.engine import Index

    for one in known:
        try:
            units = Index(one.root, index_dir=one.folder.parent).coverage.units if one.exists else None
        except CodesearchError:
            units = None
        post(Detailed(one.folder, Details(units, one.bytes)))


def remove(known: "Known", post: Post) -> None:
    """Remove an index, unless another process is writing it."""
    from codesearch.index.lock import writer_lock
    from codesearch.index.removal import remove_index

    problem = ""
    try:
        with writer_lock(known.folder):
            remove_index(known.folder)
    except CodesearchError as error:
        problem = inert_line(str(error))
    post(Removed(problem))
