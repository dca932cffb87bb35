"""Tables with a header, separated by commas or tabs, to rows."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from codesearch.errors import DataError
from codesearch.evaluation.collections.lines import read_lines
from codesearch.evaluation.collections.rows import Row


def read_csv(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table as of RFC 4180; a row of several lines has the number of its last.

    Raises:
        DataError: the file cannot be read, has no rows, or its header lacks one of the columns.
    """
    return _rows(path, columns, csv.DictReader(read_lines(path), strict=True))


def read_tsv(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table separated by tabs, where quotation marks are marks like any other.

    Raises:
        DataError: the file cannot be read, has no rows, or its header lacks one of the columns.
    """
    return _rows(path, columns, csv.DictReader(read_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE))


def _rows(path: Path, columns: Sequence[str], table: "csv.DictReader[str]") -> Iterator[Row]:
    is_empty = True
    try:
        if table.fieldnames is None:
            raise DataError(f"{path} is empty")
        lacking = [column for column in columns if column not in table.fieldnames]
        if lacking:
            raise DataError(
                f"{path}, line 1: the header lacks {', '.join(lacking)}: it has to name {', '.join(columns)}"
            )
        for fields in table:
            is_empty = False
            yield Row(path, table.line_num, fields)
    except csv.Error as error:
        raise DataError(f"{path}, line {table.reader.line_num}: this is not a table ({error})") from error
    if is_empty:
        raise DataError(f"{path} has no rows below its header")
