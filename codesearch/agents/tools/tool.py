"""What a tool is: words for the agent that chooses, the shape of what it takes and gives, its work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from codesearch.agents.answer import Answer
from codesearch.agents.arguments import Schema
from codesearch.agents.keeper import Report
from codesearch.agents.workspace import Workspace

Work = Callable[[Workspace, Mapping[str, Any], Report | None], Answer]


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; `work` gets arguments that were checked, and raises CodesearchError."""

    name: str
    title: str
    description: str
    takes: Schema
    gives: Schema
    work: Work


def object_schema(**properties: Schema) -> Schema:
    """Return the schema of a record that has these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def list_schema(item: Schema) -> Schema:
    """Return the schema of a list of records."""
    return {"type": "array", "items": item}


STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
STRINGS = list_schema(STRING)
CODE = list_schema(object_schema(start_line=INTEGER, text=STRING))
HIT = object_schema(
    path=STRING, start_line=INTEGER, end_line=INTEGER, kind=STRING, name=STRING, code=CODE, is_whole=BOOLEAN
)
HIT["properties"] |= {
    "root": STRING,  # where there are several
    "signature": STRING,  # where the code does not show it
}
HITS = object_schema(hits=list_schema(HIT), left_out=STRING, notes=STRINGS)
