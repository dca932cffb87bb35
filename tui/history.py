"""The lines that were searched for, across runs: one file in the user's state folder, the newest line last.

History serves convenience: where its file cannot be read or written, it lasts as long as the process.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from codesearch.tui.inert import ACTING

FOLDER_VARIABLE = "CODESEARCH_STATE_DIR"
FILE = "history.jsonl"
MAX_ENTRIES = 500
MAX_CHARS = 2_000  # of a line: what is longer was pasted
LOCK_SECONDS = 0.5
Item = TypeVar("Item")
_BLANK = re.compile(r"[\t\n\v\f\r]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line, and the root that it was searched in."""

    root: str
    line: str


class History:
    """The history in `folder`, which is made when there is something to remember."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self._unsaved: list[Entry] = []

    def add(self, root: Path, line: str) -> None:
        """Make a line of `root` the newest; blank ones and those over MAX_CHARS are not remembered."""
        entry = Entry(str(root), _harmless(line))
        if entry.line and len(entry.line) <= MAX_CHARS:
            self._unsaved.append(entry)
            with suppress(OSError):  # a lock that others hold on to is one, too
                self._save()

    def entries(self, root: Path | None = None) -> list[str]:
        """The lines of `root`, or of all roots, each once and the newest last."""
        entries = _latest([*self._saved(), *self._unsaved])
        lines = [entry.line for entry in entries if root is None or entry.root == str(root)]
        return _each_last(lines)

    def search(self, prefix: str, root: Path | None = None) -> list[str]:
        """The `entries` that begin with `prefix`, whatever the case."""
        wanted = prefix.casefold()
        return [line for line in self.entries(root) if line.casefold().startswith(wanted)]

    def _saved(self) -> list[Entry]:
        try:
            content = self.file.read_bytes()
        except OSError:
            return []
        return [entry for row in content.split(b"\n") if (entry := _entry(row)) is not None]

    def _save(self) -> None:
        """Write a new file beside the old one and put it in its place, so that a kill leaves one of them."""
        import filelock  # takes longer to import than the rest of this module

        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = filelock.FileLock(self.file.with_name(f"{FILE}.lock"), mode=0o600, is_singleton=False)
        with lock.acquire(timeout=LOCK_SECONDS):
            entries = _latest([*self._saved(), *self._unsaved])
            # mkstemp gives the user alone the right to read
            handle, name = tempfile.mkstemp(prefix=f"{FILE}.", dir=self.file.parent)
            try:
                with os.fdopen(handle, "w", encoding="ascii") as stream:
                    stream.writelines(map(_row, entries))
                Path(name).replace(self.file)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        self._unsaved.clear()


class Recall:
    """Steps through entries, newest first, and back to the draft that was being typed."""

    def __init__(self, entries: Sequence[str]) -> None:
        self._entries = entries
        self._at = len(entries)  # where the draft stands
        self._draft = ""

    def previous(self, shown: str) -> str:
        """The entry before the one that is `shown`, or `shown` where there is none.

        A line that was typed, or changed, since the last step is the draft.
        """
        if shown != self._expected:
            self._at, self._draft = len(self._entries), shown
        for at in range(self._at - 1, -1, -1):
            if self._entries[at] != shown:
                self._at = at
                return self._entries[at]
        return shown

    def next(self, shown: str) -> str:
        """The entry after the one that is `shown`, and after the newest one the draft."""
        if shown != self._expected:
            self._at, self._draft = len(self._entries), shown
        self._at = min(self._at + 1, len(self._entries))
        return self._expected

    @property
    def _expected(self) -> str:
        """What is shown unless somebody typed since."""
        return self._entries[self._at] if self._at < len(self._entries) else self._draft


def state_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of CODESEARCH_STATE_DIR, or the user's own for what programs remember."""
    given = environ.get(FOLDER_VARIABLE)
    if given:
        return Path(given).expanduser()
    return platformdirs.user_state_path("codesearch", appauthor=False)


def _harmless(line: str) -> str:
    """The line without what could act on a terminal or break it."""
    return ACTING.sub("", _BLANK.sub(" ", line)).strip()


def _row(entry: Entry) -> str:
    return json.dumps({"root": entry.root, "line": entry.line}) + "\n"


def _entry(row: bytes) -> Entry | None:
    """What a row of the file says; None where it is damaged."""
    try:
        values: Any = json.loads(row)
        root, line = values["root"], _harmless(values["line"])
    except (ValueError, RecursionError, TypeError, KeyError):  # no JSON, no object, not these texts
        return None
    return Entry(root, line) if isinstance(root, str) and 0 < len(line) <= MAX_CHARS else None


def _latest(entries: Iterable[Entry]) -> list[Entry]:
    """The newest MAX_ENTRIES, each at its last place."""
    return _each_last(entries)[-MAX_ENTRIES:]


def _each_last(items: Iterable[Item]) -> list[Item]:
    return list(dict.fromkeys(reversed(list(items))))[::-1]
