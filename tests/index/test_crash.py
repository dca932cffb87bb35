import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codesearch.index.commit import remove_files, replace_files
from codesearch.index.filters import Filter
from codesearch.index.lock import writer_lock
from codesearch.index.manifest import Manifest
from codesearch.index.records import FileState, UnitRow
from codesearch.index.schema import FILES, UNITS, VECTORS
from codesearch.index.store import Store
from codesearch.index.tables import Tables

from .conftest import Write

MakeRow = Callable[[str, int, str], UnitRow]

WRITER = Path(__file__).with_name("endless_writer.py")


def contents(store: Store) -> tuple[object, object, object]:
    units = store.read_units(store.light_columns().ids)
    return (
        sorted(units.values(), key=lambda unit: (unit.path, unit.start_line)),
        store.file_states(),
        store.coverage(),
    )


def redo(store: Store, make_row: MakeRow) -> None:
    """Bring ten files of three units to their last state, where needed, as an indexing run does."""
    states = [FileState(f"{number}.py", 1, mtime_ns=-1, units=3) for number in range(10)]
    known = store.file_states()
    stale = [state for state in states if known.get(state.path) != state]
    store.remove_files([path for path in known if path not in {state.path for state in states}])
    for state in stale:
        rows = [make_row(state.path, line, f"last {state.path} {line}") for line in (1, 2, 3)]
        store.replace_files([state], rows)
    for chunk in store.missing_vectors(chunk=7):
        store.add_vectors([text_hash for text_hash, _ in chunk], np.ones((len(chunk), 2)))
    store.verify()
    store.optimize()
    store.verify()


def test_a_killed_writer_leaves_nothing_that_the_next_run_does_not_mend(
    tmp_path: Path, manifest: Manifest, make_row: MakeRow
) -> None:
    folder = tmp_path / "index"
    with writer_lock(tmp_path / "fresh"):
        fresh = Store.prepare(tmp_path / "fresh", manifest)
        redo(fresh, make_row)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    waits = random.Random(7)
    with subprocess.Popen(
        [sys.executable, str(WRITER), str(folder)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as writers:
        assert writers.stdin is not None and writers.stdout is not None
        for _ in range(10):
            writers.stdin.write(f"{waits.uniform(0.0, 0.4)}\n")
            writers.stdin.flush()
            assert writers.stdout.readline() == "killed\n"
            with writer_lock(folder):
                store = Store.prepare(folder, manifest)
                store.verify()
                redo(store, make_row)
            assert contents(Store.open(folder)) == contents(fresh)


class DyingTables(Tables):
    """Tables of a process that dies at a commit."""

    commits_left = 0

    def write(self, name: str, change: Callable[[Any], object]) -> None:
        if not self.commits_left:
            raise KeyboardInterrupt
        self.commits_left -= 1
        super().write(name, change)


@pytest.mark.parametrize("commits", range(5))
@pytest.mark.parametrize("work", ["replace", "remove"])
def test_between_any_two_commits_a_file_row_tells_the_truth(
    folder: Path, manifest: Manifest, write: Write, make_row: MakeRow, work: str, commits: int
) -> None:
    old = {"a.py": ["old", "old"], "b.py": ["old"]}
    new = {"a.py": ["new", "new"], "c.py": ["new"]}
    write(old)
    tables = DyingTables(folder)
    tables.open()
    tables.commits_left = commits
    with contextlib.suppress(KeyboardInterrupt):
        if work == "remove":
            remove_files(tables, ["a.py"])
        else:
            states = [FileState(path, 1, mtime_ns=2, units=len(texts)) for path, texts in new.items()]
            rows = [
                make_row(path, line, text)
                for path, texts in new.items()
                for line, text in enumerate(texts, 1)
            ]
            replace_files(tables, states, rows)
    again = Store.prepare(folder, manifest)
    again.verify()
    for path, state in again.file_states().items():
        truth = old if state.mtime_ns == 1 else new
        matches = again.search_text("old new", limit=9, where=Filter(paths=(path,)))
        assert [unit.text for unit in again.read_units(matches.ids).values()] == truth[path]


@pytest.mark.parametrize("emptied", [[VECTORS], [FILES], [FILES, UNITS]], ids=", ".join)
def test_a_change_of_versions_that_was_cut_short_can_be_taken_back(
    folder: Path, manifest: Manifest, store: Store, write: Write, emptied: list[str]
) -> None:
    write({"a.py": ["red"]})
    for name in emptied:
        store._tables.empty(name, width=3)
    again = Store.prepare(folder, manifest)
    again.verify()
    again.add_vectors(["hash of red"], np.ones((1, 2)))
    assert again.coverage().embedded == len(again.file_states())
