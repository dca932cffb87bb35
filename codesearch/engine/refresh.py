"""Files on disk to rows in the store: only what changed is read; each batch is searchable once written."""

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codesearch.encoder import document_hash, document_text
from codesearch.engine.pace import Listener, Pace
from codesearch.index.records import FileState, UnitRow
from codesearch.index.store import Store
from codesearch.parsers.contents import read_source
from codesearch.parsers.units import parse_units
from codesearch.ranking.terms import unit_terms
from codesearch.types import SourceFile, Unit, Walk

BATCH_BYTES = 8_000_000  # of source read before rows are written: bounds memory
BATCH_FILES = 2_000
MANY_ROWS = 1_000  # after which the store is tidied at once; an edit's vectors need not wait for that
ROWS_WITHOUT_INDEX = 20_000  # full text scans rows that it has not indexed yet: 0.1 s for so many
RACY_NS = 2_000_000_000  # a younger file may change within one tick of its clock: it is read again


def refresh_text(
    store: Store,
    root: Path,
    walk: Walk,
    listener: Listener | None = None,
    *,
    max_file_bytes: int,
    suspects: Collection[str] = (),
) -> int:
    """Bring files, units and full text of `store` up to what `walk` found; return how many files changed.

    A file is read if its size or time is another, or if it is or lies in one of the `suspects`: what moved in
    its place may have the same. Files with the content that is known do not count. The caller holds the
    writer lock and calls `tidy` in the end. With nothing to do, this costs the comparison of `stat` results.

    Raises:
        IndexStoreError: the disk is full or the index cannot be written.
    """
    known = store.file_states()
    changed = [
        file
        for file in walk.files
        if not _is_unchanged(known.get(file.path), file) or (suspects and _is_among(file.path, suspects))
    ]
    gone = known.keys() - {file.path for file in walk.files}
    pace = Pace("parse", len(changed), listener)
    rows = replaced = 0
    for batch in _batches(changed):
        written = _write(store, root, batch, known, max_file_bytes)
        replaced += written.files
        rows += written.units
        if rows >= ROWS_WITHOUT_INDEX:
            store.optimize()
            rows = 0
        pace.advance(len(batch))
    if gone:
        store.remove_files(sorted(gone))
    if rows >= MANY_ROWS:
        tidy(store)
    return replaced + len(gone)


def tidy(store: Store) -> None:
    """Bring the store into order after what was written, if anything was, and check it.

    Raises:
        IndexStoreError: the disk is full or the index cannot be written.
        CorruptIndexError: rows are missing, doubled or left over.
    """
    if not store.is_tidy:
        store.optimize()
    if not store.is_verified:
        store.verify()


@dataclass(frozen=True, slots=True)
class _Written:
    files: int
    units: int


def _is_unchanged(state: FileState | None, file: SourceFile) -> bool:
    return state is not None and (state.size, state.mtime_ns) == (file.size, file.mtime_ns)


def _is_among(path: str, places: Collection[str]) -> bool:
    """Whether the path or a folder above it is one of them."""
    while path and path not in places:
        path = path.rpartition("/")[0]
    return bool(path)


def _batches(files: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    batch: list[SourceFile] = []
    size = 0
    for file in files:
        batch.append(file)
        size += file.size
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _write(
    store: Store,
    root: Path,
    batch: Iterable[SourceFile],
    known: dict[str, FileState],
    max_file_bytes: int,
) -> _Written:
    """Read these files and write those whose content is new; return how many files and units that were."""
    replaced: list[FileState] = []
    touched: list[FileState] = []
    rows: list[UnitRow] = []
    for file in batch:
        contents = read_source(root / file.path, max_bytes=max_file_bytes)
        mtime_ns = file.mtime_ns if time.time_ns() - file.mtime_ns > RACY_NS else -1
        before = known.get(file.path)
        if (
            before is not None
            and contents.digest
            and before.sha == contents.digest
            and before.skipped == contents.skipped
        ):
            touched.append(
                FileState(file.path, file.size, mtime_ns, before.sha, before.units, before.skipped)
            )
            continue
        units = [] if contents.skipped else [_row(unit) for unit in parse_units(file.path, contents.text)]
        rows.extend(units)
        replaced.append(
            FileState(file.path, file.size, mtime_ns, contents.digest, len(units), contents.skipped)
        )
    if replaced:
        store.replace_files(replaced, rows)
    if touched:
        store.touch_files(touched)
    return _Written(len(replaced), len(rows))


def _row(unit: Unit) -> UnitRow:
    return UnitRow(unit, unit_terms(unit), document_hash(document_text(unit)))
