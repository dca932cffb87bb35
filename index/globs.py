"""Path globs as regular expressions that mean the same to Python's `re` and to the Rust crate LanceDB uses.

The globs are ripgrep's and git's: a pattern without a slash matches at any depth, one with a slash from the
root; a folder that matches stands for all that is in it.
"""

import re

from codesearch.errors import QueryError

NO_UTF8 = re.compile("[\ud800-\udfff]")  # what stands for other bytes in a name; no path of an index has it
SPECIAL = frozenset("\\.+*?()|[]{}^$")
SPECIAL_IN_CLASS = frozenset("\\[]^-")


def glob_regex(glob: str) -> str:
    """Return a regular expression for whole paths that `glob` matches; `.` in it stands for newlines, too.

    Raises:
        QueryError: a bracket or brace is not closed, a range is reversed, or the glob is empty or no UTF-8.
    """
    pattern = f"/{glob[2:]}" if glob.startswith("./") else glob
    only_folders = pattern.endswith("/")
    pattern = pattern.rstrip("/")
    anchored = "/" in pattern
    pattern = pattern.removeprefix("/")
    if not pattern:
        raise QueryError(f"the path filter {glob!r} is empty: write something like 'src/**' or '*.py'")
    if NO_UTF8.search(glob):
        raise QueryError(f"the path filter {glob!r} cannot be understood: it is no UTF-8")
    body = _Translation(glob, pattern).regex()
    start = "" if anchored else "(?:.*/)?"
    end = "/.*" if only_folders else "(?:/.*)?"
    return f"(?s:{start}{body}{end})"


class _Translation:
    """One walk over a glob, from left to right."""

    def __init__(self, glob: str, pattern: str) -> None:
        self.glob = glob
        self.pattern = pattern
        self.at = 0
        self.open_braces = 0

    def regex(self) -> str:
        parts = []
        while self.at < len(self.pattern):
            parts.append(self._next())
        if self.open_braces:
            raise self._error("a '{' is not closed")
        return "".join(parts)

    def _next(self) -> str:
        rest = self.pattern[self.at :]
        at_start_of_name = self.at == 0 or self.pattern[self.at - 1] == "/"
        if rest.startswith("**/") and at_start_of_name:
            self.at += 3
            return "(?:.*/)?"
        if rest == "**" and at_start_of_name:
            self.at += 2
            return ".+"
        char = rest[0]
        self.at += 1
        if char == "*":
            return "[^/]*"
        if char == "?":
            return "[^/]"
        if char == "[":
            return self._character_class()
        if char == "{":
            self.open_braces += 1
            return "(?:"
        if char == "}" and self.open_braces:
            self.open_braces -= 1
            return ")"
        if char == "," and self.open_braces:
            return "|"
        if char == "\\":
            if len(rest) == 1:
                raise self._error("it ends in a backslash")
            char = rest[1]
            self.at += 1
        return _escaped(char, SPECIAL)

    def _character_class(self) -> str:
        negated = self.pattern[self.at : self.at + 1] in ("!", "^")
        start = self.at + negated
        end = self.pattern.find("]", start + 1)  # a bracket that comes first is a member
        if end < 0:
            raise self._error("a '[' is not closed")
        self.at = end + 1
        members = self._members(self.pattern[start:end])
        if negated:
            return f"[^/{members}]"
        if not members:
            raise self._error("a '[...]' holds nothing but '/'")
        return f"[{members}]"

    def _members(self, members: str) -> str:
        ranges = []
        at = 0
        while at < len(members):
            low = high = members[at]
            if at + 2 < len(members) and members[at + 1] == "-":
                high = members[at + 2]
                at += 2
            at += 1
            if low > high:
                raise self._error(f"the range {low}-{high} is reversed")
            ranges.extend(_without_slash(low, high))
        return "".join(
            f"{_escaped(low, SPECIAL_IN_CLASS)}-{_escaped(high, SPECIAL_IN_CLASS)}" for low, high in ranges
        )

    def _error(self, reason: str) -> QueryError:
        return QueryError(f"the path filter {self.glob!r} cannot be understood: {reason}")


def _without_slash(low: str, high: str) -> list[tuple[str, str]]:
    if not low <= "/" <= high:
        return [(low, high)]
    halves = [(low, "."), ("0", high)]
    return [(first, last) for first, last in halves if first <= last]


def _escaped(char: str, special: frozenset[str]) -> str:
    return f"\\{char}" if char in special else char
