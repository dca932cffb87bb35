"""Whether indexes are sound: rows against files, vectors against units, and folders that serve nobody."""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from codesearch.engine.leftovers import leftovers
from codesearch.engine.orphans import orphans
from codesearch.engine.repository import Index
from codesearch.errors import CodesearchError, IndexLockedError
from codesearch.index.disk import bytes_on_disk
from codesearch.index.location import has_index, indexes_folder
from codesearch.index.lock import writer_lock
from codesearch.index.manifest import read_manifest
from codesearch.index.schema import FILES, UNITS, VECTORS
from codesearch.index.tables import Tables
from codesearch.index.upkeep import verify

WRITER_SECONDS = 3.0  # to wait for another process to finish what it writes
MB = 1e6


class Level(enum.Enum):
    """How a finding stands."""

    WELL = "ok"
    WARNING = "warning"  # works, but something should be done
    PROBLEM = "problem"  # does not work


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and the numbers behind that."""

    subject: str
    level: Level
    told: str  # not yet inert
    values: Mapping[str, Any] = field(default_factory=dict)


def check_index(index: Index) -> list[Finding]:
    """Return how the index of a root stands, all rows compared; it is not changed.

    A process that writes is waited for; what one left half done when it was killed is no problem, as the next
    refresh undoes it.
    """
    if not has_index(index.root, base=index.folder.parent):
        return [Finding("index", Level.WELL, f"none of {index.root} yet: `codesearch index` builds it")]
    try:
        return [*_check_manifest(index), *_check_rows(index)]
    except CodesearchError as error:
        return [Finding("index", Level.PROBLEM, str(error), {"folder": index.folder})]


def check_indexes(index_dir: Path | None = None) -> Finding:
    """Return how many indexes there are, what they take, and what `clean` would remove, encoders included."""
    base = indexes_folder(index_dir)
    folders = [folder for folder in base.iterdir() if folder.is_dir()] if base.is_dir() else []
    left = [*leftovers(index_dir), *orphans()]
    total, lost = sum(map(bytes_on_disk, folders)), sum(one.bytes for one in left)
    values = {"folder": base, "indexes": len(folders), "bytes": total, "leftovers": len(left)}
    told = f"{len(folders)} in {base}, {total / MB:,.1f} MB"
    if not left:
        return Finding("all indexes", Level.WELL, told, values)
    told += f"; {len(left)} of no use with {lost / MB:,.1f} MB: `codesearch clean` removes them"
    return Finding("all indexes", Level.WARNING, told, {**values, "bytes_of_leftovers": lost})


def _check_manifest(index: Index) -> Iterator[Finding]:
    manifest = read_manifest(index.folder)
    size = bytes_on_disk(index.folder)
    encoder = manifest.encoder_id if manifest else ""
    values = {"root": index.root, "folder": index.folder, "bytes": size, "encoder": encoder}
    told = f"{index.root}, {size / MB:,.1f} MB in {index.folder}, made with the encoder {encoder}"
    yield Finding("index", Level.WELL, told, values)
    if index.outdated:
        yield Finding("version", Level.WARNING, f"{index.outdated}: run `codesearch index`")


def _check_rows(index: Index) -> Iterator[Finding]:
    tables = Tables(index.folder)
    try:
        with writer_lock(index.folder, wait_seconds=WRITER_SECONDS):
            tables.open()
            unfinished = _unfinished(tables)
            if not unfinished:
                verify(tables)
    except IndexLockedError:
        yield Finding("rows", Level.WELL, "being written by another process, so they were not compared")
        tables.open()
    else:
        yield _told_rows(tables, unfinished)
    yield _told_vectors(tables, is_being_filled=index.is_being_filled)


def _unfinished(tables: Tables) -> Sequence[str]:
    """The files whose units were written, but not their own row."""
    known = tables.rows(FILES, ["path"])["path"]
    found = tables.rows(UNITS, ["path"])["path"].unique()
    lost: list[str] = found.filter(pc.invert(pc.is_in(found, known.combine_chunks()))).to_pylist()
    return lost


def _told_rows(tables: Tables, unfinished: Sequence[str]) -> Finding:
    files, units = tables.count(FILES), tables.count(UNITS)
    values = {"files": files, "units": units, "unfinished": len(unfinished)}
    if unfinished:
        told = f"a process was killed while it wrote {unfinished[0]}: `codesearch index` makes up for it"
        return Finding("rows", Level.WARNING, told, values)
    return Finding("rows", Level.WELL, f"{units:,} units of {files:,} files, as many as were read", values)


def _told_vectors(tables: Tables, *, is_being_filled: bool) -> Finding:
    units = tables.rows(UNITS, ["text_hash"])["text_hash"].combine_chunks()
    stored = tables.rows(VECTORS, ["text_hash"])["text_hash"].combine_chunks()
    missing = len(units) - int(pc.sum(pc.is_in(units, stored)).as_py() or 0)
    spare = len(stored) - int(pc.sum(pc.is_in(stored, units.unique())).as_py() or 0)
    twice = len(stored) - len(stored.unique())
    values = {"vectors": len(stored), "missing": missing, "spare": spare, "doubled": twice}
    told = f"{len(stored):,}, {spare:,} of them kept for code that may come back"
    if twice:
        return Finding("vectors", Level.WARNING, f"{told}; {twice:,} are stored twice", values)
    if missing and not is_being_filled:
        told += f"; {missing:,} units have none yet: `codesearch index` computes them"
        return Finding("vectors", Level.WARNING, told, values)
    told += (
        f"; {missing:,} units have none yet, which is being seen to"
        if missing
        else "; every unit has its own"
    )
    return Finding("vectors", Level.WELL, told, values)
