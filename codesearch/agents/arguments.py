"""What a tool takes, as JSON Schema for the agent, and the check of what the agent then gives.

Only the keywords that the tools use are known here; what is wrong is told in one sentence, which an agent can
act on, where a general validator would print the schema.
"""

from collections.abc import Mapping
from typing import Any

from codesearch.errors import QueryError
from codesearch.tui.inert import inert_line

Schema = dict[str, Any]

MAX_TOKENS = 100_000
DEFAULT_TOKENS = 3_000
TYPES: dict[str, type | tuple[type, ...]] = {"string": str, "integer": int, "boolean": bool, "array": list}


def text(description: str, **more: Any) -> Schema:
    """Return the schema of a string that is not empty."""
    return {"type": "string", "minLength": 1, "maxLength": 2_000, "description": description, **more}


def whole_number(description: str, least: int, most: int, **more: Any) -> Schema:
    """Return the schema of an integer from `least` to `most`."""
    return {"type": "integer", "minimum": least, "maximum": most, "description": description, **more}


def texts(description: str, **item: Any) -> Schema:
    """Return the schema of a list of strings."""
    items = {"type": "string", "minLength": 1, "maxLength": 500, **item}
    return {"type": "array", "items": items, "maxItems": 50, "description": description}


def arguments(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """Return the schema of a tool's arguments; others than these are refused."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


MAX_TOKENS_ARGUMENT = whole_number(
    "Size of the answer in tokens. What does not fit is left out, and the answer says what.",
    200,
    MAX_TOKENS,
    default=DEFAULT_TOKENS,
)
ROOT_ARGUMENT = text("The root that the path is in; only needed where several roots have such a path.")
PATH_ARGUMENT = text("Path of a file as search shows it, relative to its root.")


def check(given: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Return the arguments with defaults filled in; null counts as not given.

    Raises:
        QueryError: one is missing, unknown, of another type or out of range.
    """
    properties: Mapping[str, Schema] = schema["properties"]
    found = {name: value for name, value in given.items() if value is not None}
    for name in found:
        if name not in properties:
            raise QueryError(f"there is no argument {_shown(name)}: choose from {', '.join(properties)}")
    for name in schema["required"]:
        if name not in found:
            raise QueryError(f"the argument {name!r} is missing: {properties[name]['description']}")
    for name, value in found.items():
        if problem := _problem(value, properties[name]):
            raise QueryError(f"the argument {name!r} {problem}")
    defaults = {name: one["default"] for name, one in properties.items() if "default" in one}
    return {**defaults, **found}


def _problem(value: Any, schema: Schema) -> str:
    """What is wrong with a value; empty if nothing is."""
    kind = schema["type"]
    is_right: bool = isinstance(value, TYPES[kind])
    if not is_right or (kind == "integer" and isinstance(value, bool)):
        return f"must be {'an' if kind[0] in 'aeiou' else 'a'} {kind}, not {_shown(value)}"
    if kind == "integer":
        least, most = schema["minimum"], schema["maximum"]
        return "" if least <= value <= most else f"must be from {least:,} to {most:,}, not {_shown(value)}"
    if kind == "string":
        return _problem_of_text(value, schema)
    if kind == "array":
        return _problem_of_list(value, schema)
    return ""


def _problem_of_list(value: list[Any], schema: Schema) -> str:
    if len(value) > schema["maxItems"]:
        return f"has more than {schema['maxItems']} items"
    problems = (_problem(item, schema["items"]) for item in value)
    problem = next((problem for problem in problems if problem), "")
    return f"has an item that {problem}" if problem else ""


def _problem_of_text(value: str, schema: Schema) -> str:
    if len(value.strip()) < schema["minLength"]:
        return "is empty"
    if len(value) > schema["maxLength"]:
        return f"is longer than {schema['maxLength']:,} characters"
    if "enum" in schema and value not in schema["enum"]:
        return f"must be one of {', '.join(schema['enum'])}, not {_shown(value)}"
    return ""


def _shown(value: object) -> str:
    shown = inert_line(str(value))
    return repr(shown if len(shown) <= 60 else f"{shown[:60]}…")
