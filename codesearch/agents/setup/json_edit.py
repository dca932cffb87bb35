"""Members of JSON objects, added and removed in the text itself: comments, order and spacing stay.

Reads what agents read: JSON (RFC 8259) with // and /* */ comments and commas at the end.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from codesearch.agents.setup.errors import EditError

_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|\ufeff)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_WORD = re.compile(r"[-+.\w]+")
_REST_OF_LINE = re.compile(r"(?:[ \t]|/\*[^\r\n]*?\*/)*(?://[^\r\n]*)?(?=\r?\n)")
INDENT = "  "
MAX_DEPTH = 200


@dataclass(slots=True)
class _Member:
    key: str
    start: int  # of the key
    value: "_Value"
    comma: int = -1  # where the comma after it is


@dataclass(slots=True)
class _Value:
    """A value and where it stands: text[start:end]."""

    start: int
    end: int
    plain: Any
    members: list[_Member] = field(default_factory=list)


def read(text: str) -> dict[str, Any]:
    """Return what the text says; nothing but blanks and comments says {}.

    Raises:
        EditError: it is no JSON object.
    """
    value = _parse(text)
    return value.plain if value else {}


def add(text: str, keys: Sequence[str], entry: Mapping[str, Any]) -> str:
    """Return the text with a member at `keys`, which is not there, after all other members of its object."""
    root = _parse(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    if root is None:
        gap = "" if not text or text.endswith("\n") else newline
        return text + gap + snippet(keys, entry).replace("\n", newline)
    holder, rest = _deepest(root, keys)
    if holder is None:
        raise EditError(f"{keys[0]!r} is no table of settings")
    return _insert(text, holder, rest[0], _nested(rest[1:], entry), newline)


def remove(text: str, keys: Sequence[str]) -> str:
    """Return the text without the member at `keys`, which is there, nor its line and comma."""
    holder = _parse(text)
    for key in keys[:-1]:
        holder = holder and next((m.value for m in holder.members if m.key == key), None)
    if holder is None:
        raise EditError("the entry is not there")
    at = next(n for n, member in enumerate(holder.members) if member.key == keys[-1])
    member = holder.members[at]
    end = member.comma + 1 if member.comma >= 0 else member.value.end
    before = text[: member.start]
    start = len(before.rstrip(" \t\r\n")) if _is_blank_before(before) else member.start
    cut = text[:start] + text[end:]
    if at and member.comma < 0:  # the one before it is the last now
        comma = holder.members[at - 1].comma
        cut = cut[:comma] + cut[comma + 1 :]
    if len(holder.members) == 1:
        cut = _closed(cut, start)
    return cut


def snippet(keys: Sequence[str], entry: Mapping[str, Any]) -> str:
    """Return an object with nothing but the entry."""
    return json.dumps(_nested(keys, entry), indent=len(INDENT), ensure_ascii=False) + "\n"


def _is_blank_before(before: str) -> bool:
    """Whether only white space is between the member and the line before it."""
    return not before.rpartition("\n")[2].strip()


def _closed(text: str, at: int) -> str:
    """The text with an object that has become empty drawn together, unless a comment is in it."""
    rest = text[at:]
    inner = len(rest) - len(rest.lstrip())
    is_empty = text[:at].endswith("{") and rest[inner : inner + 1] == "}"
    return text[:at] + rest[inner:] if is_empty else text


def _nested(keys: Sequence[str], entry: Any) -> Any:
    for key in reversed(keys):
        entry = {key: entry}
    return entry


def _deepest(root: _Value, keys: Sequence[str]) -> tuple[_Value | None, Sequence[str]]:
    """The innermost object on the way that is there, and the keys that lead on from it."""
    holder = root
    for depth, key in enumerate(keys):
        inner = next((member.value for member in holder.members if member.key == key), None)
        if inner is None:
            return holder, keys[depth:]
        if not isinstance(inner.plain, dict):
            return None, ()
        holder = inner
    return None, ()


def _insert(text: str, holder: _Value, key: str, value: Any, newline: str) -> str:
    """The text with a member at the end of an object."""
    outer = _indentation(text, holder.start)
    first = holder.members[0].start if holder.members else -1
    inner = _indentation(text, first) if first >= 0 and "\n" in text[holder.start : first] else outer + INDENT
    step = inner[len(outer) :] if inner.startswith(outer) and len(inner) > len(outer) else INDENT
    written = json.dumps(value, indent=step, ensure_ascii=False).replace("\n", f"{newline}{inner}")
    member = f"{inner}{json.dumps(key)}: {written}"
    if not holder.members:
        gap = text[holder.start + 1 : holder.end - 1]
        is_spread = "\n" in gap
        head = text[: holder.start + 1] + (gap.rstrip(" \t\r\n") if is_spread else gap.rstrip())
        return f"{head}{newline}{member}{newline}{outer}{text[holder.end - 1 :]}"
    last = holder.members[-1]
    end = last.comma + 1 if last.comma >= 0 else last.value.end
    rest = _REST_OF_LINE.match(text, end)
    after = rest.end() if rest else end
    comma, closing = ("", ",") if last.comma >= 0 else (",", "")
    tail = text[after:]
    if "\n" not in tail[: holder.end - 1 - after]:  # the object ends on the line of its last member
        tail = f"{newline}{outer}{tail.lstrip(' ')}"
    return f"{text[:end]}{comma}{text[end:after]}{newline}{member}{closing}{tail}"


def _indentation(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _parse(text: str) -> _Value | None:
    at = _blank(text, 0)
    if at == len(text):
        return None
    value = _value(text, at, 0)
    if _blank(text, value.end) != len(text) or not isinstance(value.plain, dict):
        raise EditError("it is no single JSON object")
    return value


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> _Value:
    if depth > MAX_DEPTH:
        raise EditError("it is nested too deep")
    if text.startswith("{", at):
        return _object(text, at, depth)
    if text.startswith("[", at):
        return _array(text, at, depth)
    found = _STRING.match(text, at) or _WORD.match(text, at)
    if found is None:
        raise EditError(f"line {_line(text, at)} is no JSON")
    try:
        return _Value(at, found.end(), json.loads(found[0]))
    except ValueError:
        raise EditError(f"line {_line(text, at)} is no JSON") from None


def _object(text: str, start: int, depth: int) -> _Value:
    made = _Value(start, start, {})
    at = _blank(text, start + 1)
    while not text.startswith("}", at):
        key = _STRING.match(text, at)
        colon = _blank(text, key.end()) if key else at
        if key is None or not text.startswith(":", colon):
            raise EditError(f"line {_line(text, at)} is no JSON")
        value = _value(text, _blank(text, colon + 1), depth + 1)
        member = _Member(json.loads(key[0]), at, value)
        if member.key in made.plain:
            raise EditError(f"{member.key!r} is there twice")
        made.members.append(member)
        made.plain[member.key] = value.plain
        at, member.comma = _after_item(text, value.end, "}")
    made.end = at + 1
    return made


def _array(text: str, start: int, depth: int) -> _Value:
    made = _Value(start, start, [])
    at = _blank(text, start + 1)
    while not text.startswith("]", at):
        value = _value(text, at, depth + 1)
        made.plain.append(value.plain)
        at, _ = _after_item(text, value.end, "]")
    made.end = at + 1
    return made


def _after_item(text: str, end: int, closing: str) -> tuple[int, int]:
    """Where the next item or the closing bracket is, and where the comma before it, -1 for none."""
    at = _blank(text, end)
    if text.startswith(",", at):
        return _blank(text, at + 1), at
    if not text.startswith(closing, at):
        raise EditError(f"line {_line(text, min(at, len(text)))} is no JSON")
    return at, -1


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
