"""`read_unit`: the whole unit at a place, or the lines around it, as the file is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codesearch.agents.answer import Answer
from codesearch.agents.arguments import (
    MAX_TOKENS_ARGUMENT,
    PATH_ARGUMENT,
    ROOT_ARGUMENT,
    arguments,
    whole_number,
)
from codesearch.agents.code import Stretch, altered_note
from codesearch.agents.fitting import signature_of
from codesearch.agents.keeper import Report
from codesearch.agents.source import all_notes
from codesearch.agents.tools.places import IndexedFile, indexed_file
from codesearch.agents.tools.tool import CODE, INTEGER, STRING, STRINGS, Tool, object_schema
from codesearch.agents.workspace import Workspace
from codesearch.errors import QueryError
from codesearch.tui.inert import inert_line

DESCRIPTION = """\
Read the whole function, method, class or section that a line is in, with exact line numbers, as the file \
is now. Use it after search or outline: path and any line of the unit are enough, and no more than the \
unit is read. With lines_around it reads that many lines before and after the line instead. Only indexed \
files can be read."""

TAKES = arguments(
    ("path", "line"),
    path=PATH_ARGUMENT,
    line=whole_number("Any line of the unit, from 1.", 1, 10_000_000),
    root=ROOT_ARGUMENT,
    lines_around=whole_number("Read this many lines before and after the line, not the unit.", 0, 5_000),
    max_tokens=MAX_TOKENS_ARGUMENT,
)

GIVES = object_schema(
    path=STRING,
    start_line=INTEGER,
    end_line=INTEGER,
    kind=STRING,
    name=STRING,
    signature=STRING,
    code=CODE,
    left_out=STRING,
    notes=STRINGS,
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Lines to read, 1-based and inclusive, and what they are."""

    start: int
    end: int
    kind: str = ""
    name: str = ""
    signature: str = ""


def read_unit(workspace: Workspace, given: Mapping[str, Any], report: Report | None) -> Answer:
    """Return the lines of a unit, or those around a line, as many as the budget allows.

    Raises:
        CodesearchError: there is no such file or line, or the file cannot be read.
    """
    file = indexed_file(workspace, given["path"], given.get("root", ""), report)
    text = file.source.ask_again(lambda index: index.source(file.path))
    rows = text.removesuffix("\n").split("\n")
    line = given["line"]
    if line > len(rows):
        raise QueryError(f"{inert_line(file.path)} has {len(rows):,} lines: there is no line {line:,}")
    wanted = _wanted(file, line, given.get("lines_around"), len(rows))
    notes = all_notes([file.source], [file.freshness], with_vectors=False)
    return _fitting(file, rows, wanted, line, given["max_tokens"], notes)


def _wanted(file: IndexedFile, line: int, around: int | None, last: int) -> _Wanted:
    unit = file.unit_at(line)
    if around is not None:
        return _Wanted(max(line - around, 1), min(line + around, last))
    if unit is None:
        raise QueryError(
            f"{inert_line(file.path)} has no unit at line {line:,}: give another line, or lines_around"
        )
    end = min(unit.end_line, last)  # the file may have become shorter since
    return _Wanted(unit.start_line, end, unit.kind, inert_line(unit.qualified_name), signature_of(unit))


def _fitting(
    file: IndexedFile, rows: Sequence[str], wanted: _Wanted, line: int, tokens: int, notes: Sequence[str]
) -> Answer:
    """The wanted lines from the first on; if `line` would not be among them, from `line` on."""
    for start in dict.fromkeys((wanted.start, line)):
        end = _last_fitting(file, rows, wanted, start, tokens, notes)
        if line <= end:
            break
    return _answer(file, rows, wanted, (start, max(end, start)), notes)


def _last_fitting(
    file: IndexedFile, rows: Sequence[str], wanted: _Wanted, start: int, tokens: int, notes: Sequence[str]
) -> int:
    """The last line, from `start` on, up to which an answer fits; before `start` if none does."""
    low, high = start - 1, wanted.end
    while low < high:
        middle = (low + high + 1) // 2
        if _answer(file, rows, wanted, (start, middle), notes).tokens <= tokens:
            low = middle
        else:
            high = middle - 1
    return low


def _answer(
    file: IndexedFile, rows: Sequence[str], wanted: _Wanted, shown: tuple[int, int], notes: Sequence[str]
) -> Answer:
    start, end = shown
    code = Stretch(start, tuple(rows[start - 1 : end]))
    path = inert_line(file.path)
    said = [*notes, *altered_note([f"{path}:{number}" for number in code.altered])]
    left_out = _left_out(wanted, start, end)
    record = {
        "path": path,
        "start_line": wanted.start,
        "end_line": wanted.end,
        "kind": wanted.kind,
        "name": wanted.name,
        "signature": wanted.signature,
        "code": [code.record],
        "left_out": left_out,
        "notes": said,
    }
    title = f"{path}:{wanted.start}-{wanted.end}  {wanted.kind} {wanted.name}".rstrip()
    return Answer(record, "\n".join(part for part in (f"{title}\n{code.text}", left_out, *said) if part))


def _left_out(wanted: _Wanted, start: int, end: int) -> str:
    spans = [(wanted.start, start - 1), (end + 1, wanted.end)]
    missing = " and ".join(f"{first}-{last}" for first, last in spans if first <= last)
    if not missing:
        return ""
    on = f"; read_unit with line={end + 1} goes on" if end < wanted.end else ""
    return f"left out: lines {missing}, which a larger max_tokens shows{on}"


READ_UNIT = Tool("read_unit", "Read a unit of code", DESCRIPTION, TAKES, GIVES, read_unit)
