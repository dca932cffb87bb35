"""Files on disk to rows in the store: only what changed is read; each batch is searchable once written."""

import time
from collections.abc import Iterable, Iterator
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
ROWS_WITHOUT_INDEX = 20_000  # full text scans rows that it has not indexed yet: 0.1 s for so many
RACY_NS = 2_000_000_000  # a younger file may change within one tick of its clock: it is read again


def refresh_text(
    store: Store, root: Path, walk: Walk, listener: Listener | None = None, *, max_file_bytes: int
) -> int:
    """Bring files, units and full text of `store` up to what `walk` found; return how many files changed.

    The caller holds the writer lock. A refresh with nothing to do costs the comparison of `stat` results.

    Raises:
        IndexStoreError: the disk is full or the index cannot be written.
    """
    known = store.file_states()
    changed = [file for file in walk.files if not _is_unchanged(known.get(file.path), file)]
    gone = known.keys() - {file.path for file in walk.files}
    pace = Pace("parse", len(changed), listener)
    rows = 0
    for batch in _batches(changed):
        rows += _write(store, root, batch, known, max_file_bytes)
        if rows >= ROWS_WITHOUT_INDEX:
            store.optimize()
            rows = 0
        pace.advance(len(batch))
    if gone:
        store.remove_files(sorted(gone))
    if changed or gone:
        store.optimize()
        store.verify()
    return len(changed) + len(gone)


def _is_unchanged(state: FileState | None, file: SourceFile) -> bool:
    return state is not None and (state.size, state.mtime_ns) == (file.size, file.mtime_ns)


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
) -> int:
    """Read and write these files; return how many units were written."""
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
    return len(rows)


def _row(unit: Unit) -> UnitRow:
    return UnitRow(unit, unit_terms(unit), document_hash(document_text(unit)))
