"""JSON to rows: one object a line, a list of objects, or one object that maps something to something."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codesearch.errors import DataError
from codesearch.evaluation.collections.lines import read_lines
from codesearch.evaluation.collections.rows import Row

_NEXT = re.compile(r"[^\s,:]")  # where a member of a list or an object begins, or the bracket that ends it


def read_json_lines(path: Path) -> Iterator[Row]:
    """Yield the objects of a file in JSON Lines; blank lines are passed over.

    Raises:
        DataError: the file cannot be read, is empty, or a line is not a JSON object.
    """
    is_empty = True
    for number, line in enumerate(read_lines(path), start=1):
        if line.strip():
            is_empty = False
            yield _row(path, number, _loaded(path, number, line))
    if is_empty:
        raise DataError(f"{path} is empty")


def read_json_list(path: Path) -> Iterator[Row]:
    """Yield the objects of a file that is one JSON list, each with the line it begins on.

    Raises:
        DataError: the file cannot be read, is empty, or is not a list of JSON objects.
    """
    for line, value in _members(path, list):
        yield _row(path, line, value)


def read_json_map(path: Path, key: str, value: str) -> Iterator[Row]:
    """Yield each entry of a file that is one JSON object as a row of two fields, called `key` and `value`.

    Entries with the same key all count.

    Raises:
        DataError: the file cannot be read, is empty, or is not a JSON object.
    """
    members = _members(path, dict)
    for (line, before), (_, after) in zip(members, members, strict=True):
        yield Row(path, line, {key: before, value: after})


def _members(path: Path, kind: type) -> Iterator[tuple[int, Any]]:
    """The items of a list, or keys and values of an object in turn, each with its line."""
    text = "".join(read_lines(path))
    whole = _loaded(path, 1, text)
    if not isinstance(whole, kind) or not whole:
        wanted = "a list of objects" if kind is list else "an object"
        raise DataError(f"{path}, line 1: this has to be {wanted} in JSON, with something in it")
    decoder = json.JSONDecoder()
    line, end = 1, 1 + text.index("[" if kind is list else "{")
    while (found := _NEXT.search(text, end)) and found[0] not in "]}":
        line += text.count("\n", end, found.start())
        value, end = decoder.raw_decode(text, found.start())
        yield line, value
        line += text.count("\n", found.start(), end)


def _loaded(path: Path, first: int, text: str) -> Any:
    """The value of a text that begins on the line `first` of a file."""
    if not text.strip():
        raise DataError(f"{path} is empty")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line, problem = first, str(error)
        if isinstance(error, json.JSONDecodeError):
            line, problem = first + error.lineno - 1, error.msg
        if text.lstrip().startswith(("{", "[{")) and not text.rstrip().endswith(("}", "]")):
            raise DataError(f"{path}, line {line}: the JSON is cut short: fetch the file again") from error
        raise DataError(f"{path}, line {line}: this is not JSON ({problem})") from error


def _row(path: Path, line: int, value: Any) -> Row:
    if not isinstance(value, dict):
        raise DataError(f"{path}, line {line}: this has to be a JSON object, as in {{…}}")
    return Row(path, line, value)
