"""The three LanceDB tables of one index, held open at one version each until they are refreshed.

A reader keeps its versions for a whole query, so a writer that commits meanwhile changes nothing for it.
"""

from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from typing import Any, Self, TypeVar

import pyarrow as pa

from codesearch.index.failures import is_store_failure, store_errors
from codesearch.index.lancedb_import import import_lancedb
from codesearch.index.schema import FILES, FILES_SCHEMA, UNITS, UNITS_SCHEMA, VECTORS, vectors_schema

NAMES = (UNITS, VECTORS, FILES)
TERMS_INDEX = "terms_idx"  # the name that LanceDB gives to an index of the column `terms`
LONGEST_TERM = 60  # characters; longer ones are hashes and data
ALL_ROWS = 2**31 - 1
INDEX_CACHE_BYTES = 64_000_000  # LanceDB keeps 6 GB unless told, of all versions that it has seen
METADATA_CACHE_BYTES = 32_000_000

T = TypeVar("T")


class Tables:
    """The tables of the index in `folder`. Every method raises IndexStoreError or CorruptIndexError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        lancedb = import_lancedb()
        self._session = lancedb.Session(
            index_cache_size_bytes=INDEX_CACHE_BYTES, metadata_cache_size_bytes=METADATA_CACHE_BYTES
        )
        with store_errors(folder):
            self._database = lancedb.connect(str(folder), session=self._session)
        self._tables: dict[str, Any] = {}

    def open(self) -> None:
        """Open all three tables as they are now on disk."""
        with store_errors(self.folder):
            self._tables = {name: self._database.open_table(name) for name in NAMES}

    def reopened(self) -> Self:
        """Return the same tables as they are now on disk; these here stay at their versions."""
        newest = copy(self)
        newest.open()
        return newest

    def empty(self, name: str, *, width: int) -> None:
        """Make a table anew without rows. Readers that hold the old one keep it until they refresh."""
        schemas = {UNITS: UNITS_SCHEMA, FILES: FILES_SCHEMA, VECTORS: vectors_schema(width)}
        mode = "overwrite" if (self.folder / f"{name}.lance").exists() else "create"
        with store_errors(self.folder):
            self._tables[name] = self._database.create_table(name, schema=schemas[name], mode=mode)
            if name == UNITS:
                self.create_text_index()

    def create_text_index(self) -> None:
        """Make the full-text index, perhaps of no rows: later ones are scanned until `optimize`."""
        from lancedb.index import FTS

        words_as_they_are = FTS(
            base_tokenizer="whitespace",
            lower_case=False,
            stem=False,
            remove_stop_words=False,
            ascii_folding=False,
            with_position=False,
            max_token_length=LONGEST_TERM,
        )
        with store_errors(self.folder):
            self._tables[UNITS].create_index("terms", config=words_as_they_are)

    def refresh(self) -> None:
        """Move on to the newest version of every table."""
        for name in NAMES:
            self.read(name, lambda table: table.checkout_latest())

    @property
    def versions(self) -> tuple[int, ...]:
        """The version of each table, in the order of NAMES."""
        return tuple(self.version(name) for name in NAMES)

    def version(self, name: str) -> int:
        """Return a number that changes with every commit to the table."""
        return self.read(name, lambda table: int(table.version))

    def read(self, name: str, ask: Callable[[Any], T]) -> T:
        """Return `ask(table)`. If that fails, ask once more of the tables as they are now.

        The second try answers readers whose files a writer has cleaned away since they opened them.
        """
        try:
            return ask(self._tables[name])
        except BaseException as error:
            if not is_store_failure(error):
                raise
        self.open()
        with store_errors(self.folder):
            return ask(self._tables[name])

    def write(self, name: str, change: Callable[[Any], object]) -> None:
        """Make one commit."""
        with store_errors(self.folder):
            change(self._tables[name])

    def delete(self, name: str, condition: str) -> None:
        """Delete the rows that fulfil an SQL condition, in one commit."""
        self.write(name, lambda table: table.delete(condition))

    def rows(self, name: str, columns: Sequence[str], *, where: str = "") -> pa.Table:
        """Return the given columns of all rows that fulfil the SQL condition `where`, in stored order."""

        def ask(table: Any) -> pa.Table:
            query = table.search().select(list(columns)).limit(ALL_ROWS)
            return (query.where(where) if where else query).to_arrow()

        return self.read(name, ask)

    def count(self, name: str) -> int:
        """Return the number of rows."""
        return self.read(name, lambda table: int(table.count_rows()))
