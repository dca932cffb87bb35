"""One line that a person types: words, and filters between them, as in `retry logic lang:go path:src/**`.

A filter that is wrong, or half typed, is reported and not applied, so that each key stroke can be answered.
What looks like a filter and is none (`std::move`, `http://x`, `foo:bar`) is words; so is what stands in
quotes by itself (`"path:x"`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from codesearch.errors import QueryError
from codesearch.index.globs import glob_regex
from codesearch.parsers.language_names import languages_named
from codesearch.tui.inert import inert_line
from codesearch.types import KINDS

Span = tuple[int, int]  # of characters in the line; the end is not part of it

NAMES = {  # what a filter may be called → what it is called
    "lang": "lang",
    "language": "lang",
    "path": "path",
    "in": "path",
    "kind": "kind",
    "is": "kind",
    "type": "kind",
    "changed": "changed",
    "since": "changed",
}
EXAMPLES = {"lang": "lang:go", "path": "path:src/**", "kind": "kind:method", "changed": "changed:2w"}
MOMENT = re.compile(  # what the engine takes for one, beside dates; checked here without importing it
    r"today|yesterday"
    r"|(?:[0-9]{1,4}|an?)\s*(?:min(?:ute)?|h(?:our)?|d(?:ay)?|w(?:eek)?|mo(?:nth)?)s?(?:\s+ago)?"
    r"|(?:[0-9]{1,3}|an?)\s*y(?:ear)?s?(?:\s+ago)?",
    re.I,
)
_TOKEN = re.compile(
    r'"(?=[^\s"])[^"]*(?<=[^\s"])"(?!\S)'  # a phrase, in which nothing is a filter
    rf'|(?P<minus>-?)(?P<name>{"|".join(NAMES)}):(?!:)(?P<values>(?:"(?:[^"\\]|\\.?)*+"?|[^\s"])*+)'
    r"|\S+",
    re.I | re.S,
)
_PIECE = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.?)*+)(?P<closing>"?)|\\(?P<escaped>[{},])|(?P<char>.)', re.S)
_ESCAPE = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a filter is not applied, or not all of it: where it stands, and a sentence that says what to do."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in the line: what it is called in NAMES, what it was understood as, and where it stands."""

    name: str
    values: tuple[str, ...]  # none where nothing of it is applied
    span: Span
    message: str = ""  # of its problem


@dataclass(frozen=True, slots=True)
class Written:
    """The values of a filter as they stand in the line, without their quotes."""

    values: tuple[str, ...]  # never none: the last is the one that is being typed
    last_start: int  # where the last one begins
    is_closed: bool  # whether every quote is


@dataclass(frozen=True, slots=True)
class QueryLine:
    """What a line asks for. Two are equal that ask for the same, wherever its filters stand.

    Its text as `str` gives it has the words first and parses back to an equal one.
    """

    text: str  # the words, without filters
    languages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # globs; those that begin with "!" leave out
    kinds: tuple[str, ...] = ()
    changed_since: str = ""
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    chips: tuple[Chip, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        filters = [
            *(_written("lang", language) for language in self.languages),
            *(_written("path", path) for path in self.paths),
            *(_written("kind", kind) for kind in self.kinds),
            *([_written("changed", self.changed_since)] if self.changed_since else []),
        ]
        return " ".join([self.text, *filters] if self.text else filters)


def is_never(text: str) -> bool:  # noqa: ARG001  # the signature of those that look
    """No, whatever it is."""
    return False


def parse_line(line: str, *, is_revision: Callable[[str], bool] = is_never) -> QueryLine:
    """Take a line apart; no line is wrong, but its `problems` say what of it is not applied.

    `is_revision` says what else than a time `changed` may name: a revision of the repository's git.
    """
    chips: list[Chip] = []
    words = ""
    end = 0  # of what was put into the words, or into a chip
    for token in _TOKEN.finditer(line):
        if token["name"]:
            chips.append(_chip(token, is_revision))
        else:
            is_after_chip = bool(chips) and chips[-1].span[1] == end
            words += (" " if is_after_chip else line[end : token.start()]) + token[0]
        end = token.end()
    chips = _with_one_moment(chips)
    return QueryLine(
        text=words.strip(),
        languages=_values_of(chips, "lang"),
        paths=_values_of(chips, "path"),
        kinds=_values_of(chips, "kind"),
        changed_since=next(iter(_values_of(chips, "changed")), ""),
        problems=tuple(Problem(chip.span, chip.message) for chip in chips if chip.message),
        chips=tuple(chips),
    )


def without(line: str, chip: Chip) -> str:
    """Return the line without one of its chips, and without the blanks that this leaves over."""
    before, after = line[: chip.span[0]].rstrip(), line[chip.span[1] :].lstrip()
    return f"{before} {after}" if before and after else before + after


def with_filter(line: str, name: str, value: str) -> str:
    """Return the line with a filter of one of NAMES, unless it is there; a moment takes the other's place.

    Of a `path`, a `value` that begins with "!" leaves out.
    """
    name = NAMES[name]
    written = _written(name, value.strip())
    new = set(parse_line(written).chips[0].values or [value])
    for chip in reversed(parse_line(line).chips):
        if chip.name == name and new <= set(chip.values):
            return line
        if chip.name == name == "changed":
            line = without(line, chip)
    unclosed = next(
        (chip for chip in parse_line(line).chips if not _is_closed(line[slice(*chip.span)])), None
    )
    if unclosed is None:
        return f"{line.rstrip()} {written}".lstrip()
    at = unclosed.span[0]  # what follows an open quote would be part of it
    return f"{line[:at]}{written} {line[at:]}"


def written_value(name: str, value: str) -> str:
    """Return a value as it is written after the colon of a filter: in quotes where it needs them."""
    return _written(name, value).partition(":")[2]


def values_written(text: str) -> Written:
    """Take apart what stands after the colon of a filter, at its commas.

    Commas in quotes and in braces, as in `*.{c,h}`, are part of a value.
    """
    values = [""]
    last_start = depth = 0
    is_closed = True
    for piece in _PIECE.finditer(text):
        char = piece["char"] or ""
        depth = max(depth + (char == "{") - (char == "}"), 0)
        if char == "," and not depth:
            values.append("")
            last_start = piece.end()
        elif piece["quoted"] is not None:
            values[-1] += _ESCAPE.sub(r"\1", piece["quoted"])
            is_closed = bool(piece["closing"])
        else:
            values[-1] += piece[0]
    return Written(tuple(values), last_start, is_closed)


def _is_closed(chip: str) -> bool:
    return values_written(chip.partition(":")[2]).is_closed


def _written(name: str, value: str) -> str:
    """A filter of one value, as plain as it can be written."""
    minus, rest = ("-", value[1:]) if name == "path" and value.startswith("!") else ("", value)
    plain = f"{minus}{name}:{rest}"
    token = _TOKEN.fullmatch(plain)
    if token and token["name"] and values_written(token["values"]).values == (rest,):
        return plain
    escaped = re.sub(r'(["\\])', r"\\\1", rest)
    return f'{minus}{name}:"{escaped}"'


def _chip(token: re.Match[str], is_revision: Callable[[str], bool]) -> Chip:
    name = NAMES[token["name"].lower()]
    written = values_written(token["values"])
    given = [stripped for value in written.values if (stripped := value.strip())]
    if not written.is_closed:
        return Chip(name, (), token.span(), "a quote is not closed: end the filter with a quotation mark")
    if token["minus"] and name != "path":
        return Chip(name, (), token.span(), "only paths can be left out, as in -path:tests/**")
    if not given:
        return Chip(name, (), token.span(), f"the filter is empty: write something like {EXAMPLES[name]}")
    values: list[str] = []
    message = ""
    for value in given:
        try:
            is_known = name == "changed" and is_revision(value)
            values += (value,) if is_known else _UNDERSTOOD[name](f"{'!' if token['minus'] else ''}{value}")
        except QueryError as error:
            message = message or inert_line(str(error))
    return Chip(name, tuple(dict.fromkeys(values)), token.span(), message)


def _paths(value: str) -> tuple[str, ...]:
    is_left_out = value.startswith("!")
    glob = value.removeprefix("!").strip()
    glob_regex(glob)
    return (f"!{glob}" if is_left_out else glob,)


def _kinds(value: str) -> tuple[str, ...]:
    if value.lower() not in KINDS:
        raise QueryError(f"there is no kind {value[:80]!r}: choose one of {', '.join(KINDS)}")
    return (value.lower(),)


def _moments(value: str) -> tuple[str, ...]:
    if not MOMENT.fullmatch(value) and not _is_date(value):
        raise QueryError(
            f"{value[:80]!r} is neither a time nor a revision of git: "
            "write something like 2w, yesterday, 2026-01-31 or HEAD~3"
        )
    return (value,)


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_UNDERSTOOD: dict[str, Callable[[str], tuple[str, ...]]] = {
    "lang": languages_named,
    "path": _paths,
    "kind": _kinds,
    "changed": _moments,
}


def _with_one_moment(chips: Iterable[Chip]) -> list[Chip]:
    """Chips of which one `changed` counts, the last that is right."""
    kept: list[Chip] = []
    is_given = False
    for chip in reversed(list(chips)):
        if chip.name == "changed" and chip.values:
            if is_given:
                chip = Chip(chip.name, (), chip.span, "another changed: follows, which counts: remove one")
            elif len(chip.values) > 1:
                message = "only one time can be given: remove the others"
                chip = Chip(chip.name, chip.values[-1:], chip.span, message)
            is_given = True
        kept.insert(0, chip)
    return kept


def _values_of(chips: Iterable[Chip], name: str) -> tuple[str, ...]:
    """The values of all chips of a name, each once; of a path given twice, the last place, which decides."""
    values = [value for chip in chips if chip.name == name for value in chip.values]
    if name == "path":
        return tuple(reversed(dict.fromkeys(reversed(values))))
    return tuple(dict.fromkeys(values))
