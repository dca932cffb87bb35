"""Ignore rules in gitignore's language: an `IgnoreFile` per file, `Ignores` for those in effect in a folder.

A rule is asked about an entry itself, never about the folders above it: a walk that does not enter ignored
folders asks about no entry below one, which is how git keeps nested files and "!" simple. Names are bytes, as
in git. Not pathspec: it asks about the folders above too, and differs on "[[:alpha:]]", "[\\]]" and tabs.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codesearch.parsers.glob import glob_regex
from codesearch.parsers.regular import read_regular

_MAX_BYTES = 1_000_000  # of an ignore file; a longer one is not read


@dataclass(frozen=True, slots=True)
class _Rule:
    regex: bytes  # to match in full
    is_for_names: bool  # against the last part of a path; else the whole path
    ignores: bool  # False for a rule that begins with "!"
    folders_only: bool


class IgnoreFile:
    """The rules of one ignore file; a later rule overrules the earlier ones."""

    def __init__(self, text: bytes) -> None:
        lines = text.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        rules = [rule for line in reversed(lines) if (rule := _parse(line)) is not None]
        self._for_folders = _Verdicts(rules)
        self._for_files = _Verdicts(rule for rule in rules if not rule.folders_only)

    def verdict(self, path: bytes, is_folder: bool) -> bool | None:
        """Whether the entry is ignored, None if no rule tells; `path` is relative to the file's folder."""
        return (self._for_folders if is_folder else self._for_files).first(path)


class _Verdicts:
    """Rules, the weightiest first, those for names apart from those for paths: matching a name is cheap."""

    def __init__(self, rules: Iterable[_Rule]) -> None:
        weighed = tuple(enumerate(rules))
        self._ignores = [rule.ignores for _, rule in weighed]
        self._of_names = _Alternatives((weight, rule.regex) for weight, rule in weighed if rule.is_for_names)
        self._of_paths = _Alternatives(
            (weight, rule.regex) for weight, rule in weighed if not rule.is_for_names
        )

    def first(self, path: bytes) -> bool | None:
        weight = min(self._of_names.first(path[path.rfind(b"/") + 1 :]), self._of_paths.first(path))
        return self._ignores[weight] if weight < len(self._ignores) else None


class _Alternatives:
    """Regular expressions joined into one, whose group tells which of them matched."""

    def __init__(self, weighed: Iterable[tuple[int, bytes]]) -> None:
        choices = tuple(weighed)
        self._weights = [weight for weight, _ in choices]
        self._regex = re.compile(b"|".join(b"(%b)" % regex for _, regex in choices) or rb"(?!)", re.DOTALL)

    def first(self, text: bytes) -> int:
        """The weight of the first that matches, or one greater than any."""
        match = self._regex.fullmatch(text)
        return sys.maxsize if match is None or match.lastindex is None else self._weights[match.lastindex - 1]


@dataclass(frozen=True, slots=True)
class Ignores:
    """The ignore files in effect in a folder, outermost first, each with the bytes in its folder's path."""

    files: tuple[tuple[int, IgnoreFile], ...] = ()

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether the entry at `path`, relative to the walk's root, is ignored: the innermost decides."""
        if not self.files:
            return False
        name = path.encode("utf-8", "surrogateescape")
        for start, file in reversed(self.files):
            if (verdict := file.verdict(name[start:], is_folder)) is not None:
                return verdict
        return False

    def within(self, folder: str, prefix: str, name: str) -> "Ignores":
        """These rules and those of the file `name` in `folder`, if it is there.

        `prefix` is the folder's path relative to the root of the walk: "" or "a/b/".
        """
        try:
            text = read_regular(Path(folder, name), _MAX_BYTES)
        except OSError:
            return self
        if len(text) > _MAX_BYTES:
            return self
        return Ignores((*self.files, (len(prefix.encode("utf-8", "surrogateescape")), IgnoreFile(text))))


def _parse(line: bytes) -> _Rule | None:
    """The rule on a line; None for an empty line, a comment or a malformed rule."""
    if line.startswith(b"#"):
        return None
    line = line.removesuffix(b"\r")
    while line.endswith(b" ") and not _is_escaped(line):
        line = line[:-1]
    glob = line.removeprefix(b"!")
    ignores = glob == line
    folders_only = glob.endswith(b"/")
    glob = glob.removesuffix(b"/")
    anchored = b"/" in glob
    regex = glob_regex(glob.removeprefix(b"/"), anchored=anchored) if glob else None
    return None if regex is None else _Rule(regex, not anchored, ignores, folders_only)


def _is_escaped(line: bytes) -> bool:
    """Whether a backslash stands for the last character of the line."""
    before = line[:-1]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1
