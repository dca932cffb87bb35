"""`outline`: what a file defines."""

from collections.abc import Mapping, Sequence
from typing import Any

from codesearch.agents.answer import Answer, cost
from codesearch.agents.arguments import MAX_TOKENS_ARGUMENT, PATH_ARGUMENT, ROOT_ARGUMENT, arguments
from codesearch.agents.fitting import signature_of
from codesearch.agents.keeper import Report
from codesearch.agents.source import all_notes
from codesearch.agents.tools.places import indexed_file
from codesearch.agents.tools.tool import INTEGER, STRING, STRINGS, Tool, list_schema, object_schema
from codesearch.agents.workspace import Workspace
from codesearch.tui.inert import inert_line
from codesearch.types import Hit

DESCRIPTION = """\
List what a file defines: functions, classes, methods and sections in order, with lines and signatures but \
without bodies. Use it to see how a file is built before reading any of it: a large file costs a few \
hundred tokens. Then read_unit reads the one that matters."""

TAKES = arguments(("path",), path=PATH_ARGUMENT, root=ROOT_ARGUMENT, max_tokens=MAX_TOKENS_ARGUMENT)

GIVES = object_schema(
    path=STRING,
    language=STRING,
    units=list_schema(
        object_schema(start_line=INTEGER, end_line=INTEGER, kind=STRING, name=STRING, signature=STRING)
    ),
    left_out=STRING,
    notes=STRINGS,
)
ENVELOPE_TOKENS = 120


def outline(workspace: Workspace, given: Mapping[str, Any], report: Report | None) -> Answer:
    """Return the units of a file by their first line, as many as the budget allows.

    Raises:
        CodesearchError: it is no indexed file, or the index cannot be read.
    """
    file = indexed_file(workspace, given["path"], given.get("root", ""), report)
    units = [unit for unit in file.wholes() if unit.kind != "module"] or list(file.units[:1])
    notes = all_notes([file.source], [file.freshness], with_vectors=False)
    path = inert_line(file.path)
    budget = given["max_tokens"] - ENVELOPE_TOKENS - cost([path, *notes], path)
    shown = _fitting(units, budget)
    missing = len(units) - len(shown)
    left_out = (
        f"left out: {missing} of {len(units)} units, which a larger max_tokens shows" if missing else ""
    )
    record = {
        "path": path,
        "language": file.units[0].language,
        "units": [_record(unit) for unit in shown],
        "left_out": left_out,
        "notes": notes,
    }
    body = f"{path}  {file.units[0].language}\n{''.join(_text(unit, units) for unit in shown)}"
    return Answer(record, "\n".join(part for part in (body, left_out, *notes) if part))


def _fitting(units: Sequence[Hit], tokens: int) -> Sequence[Hit]:
    for count, unit in enumerate(units):
        tokens -= cost(_record(unit), _text(unit, units))
        if tokens < 0:
            return units[: max(count, 1)]
    return units


def _record(unit: Hit) -> dict[str, Any]:
    return {
        "start_line": unit.start_line,
        "end_line": unit.end_line,
        "kind": unit.kind,
        "name": inert_line(unit.qualified_name),
        "signature": signature_of(unit),
    }


def _text(unit: Hit, units: Sequence[Hit]) -> str:
    """A line, indented by the units that it stands in."""
    depth = sum(
        other is not unit and other.start_line <= unit.start_line and unit.end_line <= other.end_line
        for other in units
    )
    said = signature_of(unit) or f"{unit.kind} {inert_line(unit.name)}".rstrip()
    return f"{'  ' * depth}{unit.start_line}-{unit.end_line}\t{said}\n"


OUTLINE = Tool("outline", "Outline a file", DESCRIPTION, TAKES, GIVES, outline)
