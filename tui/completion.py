"""What a person may be about to type: the names of filters, and values that the index knows."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codesearch.errors import QueryError
from codesearch.parsers.language_names import languages_named
from codesearch.tui.inert import ACTING
from codesearch.tui.query_line import Span, parse_line, values_written, written_value
from codesearch.types import KINDS

MAX_CANDIDATES = 8
MIN_LETTERS = 2  # of a name: shorter ones are words as likely as not
FILTER_NAMES = ("lang:", "path:", "-path:", "kind:", "changed:")
MOMENTS = ("1d", "1w", "2w", "1mo", "3mo", "1y", "today", "yesterday")
_MAGIC = re.compile(r"[\\*?\[\]{}]|^!")
_REST = re.compile(r'[^\s,"]*')
_QUOTED_REST = re.compile(r'[^":]*"|')  # a colon is another filter's


@dataclass(frozen=True, slots=True)
class Known:
    """What can be completed; what stands first is offered first."""

    languages: Sequence[str] = ()  # those in the index
    folders: Sequence[str] = ()  # POSIX, relative to the root
    kinds: Sequence[str] = KINDS
    changed: Sequence[str] = ()  # given lately


@dataclass(frozen=True, slots=True)
class Completion:
    """What may take the place of a span of the line, the likeliest first; at least one."""

    span: Span
    candidates: tuple[str, ...]

    def applied(self, line: str, candidate: str) -> tuple[str, int]:
        """Return the line with a candidate in its place, and the cursor behind it."""
        start, end = self.span
        return f"{line[:start]}{candidate}{line[end:]}", start + len(candidate)


def complete(line: str, cursor: int, known: Known) -> Completion | None:
    """Return what may be meant at the cursor, at most MAX_CANDIDATES; None where nothing else is."""
    typed = line[:cursor]
    chips = parse_line(typed).chips
    if chips and chips[-1].span[1] == cursor:
        return _value(line, cursor, chips[-1].span[0], chips[-1].name, known)
    word = re.split(r"\s", typed)[-1]
    names = [name for name in FILTER_NAMES if name.startswith(word.lower())]
    if len(word.removeprefix("-")) < MIN_LETTERS or not names or not re.match(r"\s|$", line[cursor:]):
        return None
    return Completion((cursor - len(word), cursor), tuple(names))


def moments_in(lines: Iterable[str]) -> tuple[str, ...]:
    """The moments of `changed:` in lines that were searched for, the newest line last; the newest first."""
    moments = [parse_line(line).changed_since for line in lines]
    return tuple(dict.fromkeys(moment for moment in reversed(moments) if moment))


def folders_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders of POSIX `paths`: those at the top first, and of these the ones that hold most."""
    files = Counter(str(folder) for path in paths for folder in PurePosixPath(path).parents[:-1])
    return tuple(sorted(files, key=lambda folder: (folder.count("/"), -files[folder], folder)))


def _value(line: str, cursor: int, chip_start: int, name: str, known: Known) -> Completion | None:
    colon = line.index(":", chip_start)
    written = values_written(line[colon + 1 : cursor])
    *others, typed = written.values
    negation = "!" if name == "path" and typed.startswith("!") else ""
    found = _best(typed.removeprefix(negation), _values(name, known), preferred=_named(name, typed))
    candidates = [negation + written_value(name, value) for value in found if value not in others]
    if not candidates:
        return None
    rest = (_REST if written.is_closed else _QUOTED_REST).match(line, cursor)
    span = (colon + 1 + written.last_start, rest.end() if rest else cursor)
    return Completion(span, tuple(candidates[:MAX_CANDIDATES]))


def _values(name: str, known: Known) -> Iterable[str]:
    if name == "path":
        return [_glob(folder) for folder in known.folders]
    values = {"lang": known.languages, "kind": known.kinds, "changed": [*known.changed, *MOMENTS]}
    return dict.fromkeys(values[name])


def _glob(folder: str) -> str:
    """A glob for all that is in a folder; what could act on a terminal is any character to it."""
    literal = _MAGIC.sub(lambda found: f"\\{found[0]}", folder.rstrip("/"))
    return re.sub(r"[\t\n]", "?", ACTING.sub("?", literal)) + "/**"


def _named(name: str, typed: str) -> tuple[str, ...]:
    """The languages that `typed` is a name of already, as `ts` is of TypeScript."""
    try:
        return languages_named(typed) if name == "lang" and typed else ()
    except QueryError:
        return ()


def _best(typed: str, values: Iterable[str], *, preferred: Sequence[str]) -> list[str]:
    """The values that `typed` may become, nearest first; itself is none of them."""
    found = {}
    for value in values:
        distance = (0, 0) if value in preferred else _distance(typed.lower(), value.lower())
        if distance is not None and value != typed:
            found[value] = distance
    return sorted(found, key=found.__getitem__)


def _distance(typed: str, value: str) -> tuple[int, int] | None:
    """How far `typed` is from `value`: how it stands in it, over how many characters; None if not."""
    at = value.find(typed)
    if at == 0:
        return 1, 0
    if at > 0:
        return (3 if value[at - 1].isalnum() else 2), 0
    first = end = value.find(typed[0])
    for char in typed:
        found = value.find(char, end)
        if found < 0:
            return None
        end = found + 1
    return 4, end - first
