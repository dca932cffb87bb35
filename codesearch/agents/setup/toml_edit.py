"""A table of its own, added at the end of TOML text and taken out again; all else stays as it is."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from codesearch.agents.setup.errors import EditError

_HEADER = re.compile(r"\s*\[")


def read(text: str) -> dict[str, Any]:
    """Return what the text says.

    Raises:
        EditError: it is no TOML.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise EditError(f"it is no TOML ({error})") from None


def add(text: str, keys: Sequence[str], entry: Mapping[str, Any]) -> str:
    """Return the text with a table named by `keys` at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    ends = bool(not text or text.endswith("\n"))
    gap = (newline if text else "") if ends else newline * 2
    return text + gap + snippet(keys, entry).replace("\n", newline)


def remove(text: str, keys: Sequence[str]) -> str:
    """Return the text without the lines from the table's header to the next one, and the blank line before.

    Raises:
        EditError: the table has no header of its own.
    """
    lines = text.splitlines(keepends=True)
    header = f"[{'.'.join(keys)}]"
    start = next((n for n, line in enumerate(lines) if line.strip() == header), None)
    if start is None:
        raise EditError("the entry is not written as a table of its own")
    inner = range(start + 1, len(lines))
    end = next((n for n in inner if _HEADER.match(lines[n]) or lines[n].lstrip().startswith("#")), len(lines))
    while end > start + 1 and end < len(lines) and not lines[end - 1].strip():
        end -= 1
    if start and not lines[start - 1].strip():
        start -= 1
    return "".join(lines[:start] + lines[end:])


def snippet(keys: Sequence[str], entry: Mapping[str, Any]) -> str:
    """Return the table."""
    return f"[{'.'.join(keys)}]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in entry.items())


def _value(value: Any) -> str:
    """A string, a list of them, or a boolean; JSON's strings are TOML's, once DEL is escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
