"""One file's text to its units, so that every line belongs to at least one.

A function is a unit with all that is inside it. A class, and the file itself as a `module`, is a unit over
all of its lines in which the bodies of members that are units of their own are left blank: what remains
reads as an outline, and line i of the text is still line `start_line + i` of the file. Whatever is longer
than a window is cut into parts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codesearch.parsers.cut import cut_rows
from codesearch.parsers.definitions import Definition
from codesearch.parsers.languages import Language, language_of
from codesearch.parsers.names import name_parts
from codesearch.parsers.outline import outline
from codesearch.parsers.sections import sections
from codesearch.types import Unit

MAX_CHARS = 2_400  # of one part: some screens of code, of which vectors read the first half
MIN_BLOCK_ROWS = 5  # a shorter block of configuration stays with its neighbours
PARSER_VERSION = 2  # raise it whenever the same file yields other units


def parse_units(
    path: str, text: str, *, max_chars: int = MAX_CHARS, custom_languages: Mapping[str, str] | None = None
) -> list[Unit]:
    """The units of the file `path` (POSIX, relative to the root) with contents `text` (line breaks are LF).

    `custom_languages` maps extensions (".foo") and file names to languages, see `language_of`.
    """
    rows = text.removesuffix("\n").split("\n")
    language = language_of(path, text, custom_languages)
    file = _File(path, language, rows, max_chars)
    outlined = outline(text.encode("utf-8", "replace"), language) if language.grammar else None
    if outlined is None:
        return list(_prose_units(file))
    boundaries = [node.start_point.row for node in outlined.root.children]
    units = list(_module_units(file, outlined.definitions, outlined.docstring, boundaries))
    for definition in outlined.definitions:
        units.extend(_units(file, definition, "", in_class=False))
    units.sort(key=lambda unit: (unit.start_line, -unit.end_line, unit.part))
    return units


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    language: Language
    rows: Sequence[str]
    max_chars: int

    def chars(self, first: int, last: int) -> int:
        """The characters of the rows `first` to `last` with their line breaks."""
        rows = self.rows[first : last + 1]
        return sum(map(len, rows)) + len(rows)

    def units(
        self,
        first: int,
        last: int,
        *,
        kind: str,
        name: str,
        qualified_name: str,
        signature: str = "",
        docstring: str = "",
        hidden: Iterable[range] = (),
        boundaries: Sequence[int] = (),
    ) -> Iterator[Unit]:
        """The rows `first` to `last` as one unit, or as parts where too long; `hidden` rows are blank."""
        rows = list(self.rows[first : last + 1])
        for span in hidden:
            for row in span:
                rows[row - first] = ""
        parts = cut_rows(rows, [row - first for row in boundaries], self.max_chars)
        for number, (start, end) in enumerate(parts):
            yield Unit(
                path=self.path,
                language=self.language.name,
                kind=kind,
                name=name,
                qualified_name=qualified_name,
                signature=signature,
                docstring=docstring,
                start_line=first + start + 1,
                end_line=first + end + 1,
                text="\n".join(rows[start : end + 1]),
                part=number,
            )


def _module_units(
    file: _File, definitions: Sequence[Definition], docstring: str, boundaries: Sequence[int]
) -> Iterator[Unit]:
    stem = PurePosixPath(file.path).name.partition(".")[0] or PurePosixPath(file.path).name
    yield from file.units(
        0,
        len(file.rows) - 1,
        kind="module",
        name=stem,
        qualified_name=stem,
        docstring=docstring,
        hidden=_hidden_rows(_outermost_units(file, definitions)),
        boundaries=boundaries,
    )


def _outermost_units(file: _File, definitions: Sequence[Definition]) -> Iterator[Definition]:
    """The definitions that are units, seen through the scopes that are not."""
    for definition in definitions:
        if definition.kind == "scope":
            yield from _outermost_units(file, definition.members)
        elif _is_unit(file, definition):
            yield definition


def _is_unit(file: _File, definition: Definition) -> bool:
    """Whether a definition is worth a unit: not a short block, nor one of many on a row of minified code."""
    if definition.kind == "block":
        return definition.last_row - definition.first_row + 1 >= MIN_BLOCK_ROWS
    return definition.last_row > definition.first_row or len(file.rows[definition.first_row]) < file.max_chars


def _hidden_rows(members: Iterable[Definition]) -> Iterator[range]:
    """What an outline leaves out of its members: all but the rows they are introduced on."""
    for member in members:
        yield range(member.first_row, member.signature_row)
        yield range(member.signature_row + 1, member.last_row + 1)


def _units(file: _File, definition: Definition, prefix: str, *, in_class: bool) -> Iterator[Unit]:
    """The units of a definition, whose qualified names begin with `prefix`."""
    separator = file.language.separator
    receiver = name_parts(definition.receiver) if definition.receiver else []
    splits = file.language.splits_names and definition.kind != "block"
    names = name_parts(definition.name) if splits else [definition.name]
    qualified_name = prefix + separator.join([*receiver, *names])
    if definition.kind == "scope":
        for member in definition.members:
            yield from _units(file, member, qualified_name + file.language.scope_separator, in_class=in_class)
        return
    if not _is_unit(file, definition):
        return
    is_long = file.chars(definition.first_row, definition.last_row) > file.max_chars
    is_outline = definition.kind == "class" or (is_long and bool(definition.members))
    members = list(_outermost_units(file, definition.members)) if is_outline else []
    belongs = bool(receiver) or (file.language.has_methods and (in_class or len(names) > 1))
    is_method = definition.kind == "function" and belongs
    yield from file.units(
        definition.first_row,
        definition.last_row,
        kind="method" if is_method else definition.kind,
        name=names[-1],
        qualified_name=qualified_name,
        signature=definition.signature,
        docstring=definition.docstring,
        hidden=_hidden_rows(members),
        boundaries=_boundaries(definition) if is_long else (),
    )
    if is_outline:
        for member in definition.members:
            yield from _units(file, member, qualified_name + separator, in_class=definition.kind == "class")


def _boundaries(definition: Definition) -> list[int]:
    """Rows on which a statement or member of the definition begins."""
    children = definition.body.children
    while 0 < len(children) < 3:
        children = max(children, key=lambda child: child.end_byte - child.start_byte).children
    return [child.start_point.row for child in children]


def _prose_units(file: _File) -> Iterator[Unit]:
    for section in sections(file.rows, file.language.name):
        name = section.titles[-1] if section.titles else PurePosixPath(file.path).name.partition(".")[0]
        yield from file.units(
            section.first_row,
            section.last_row,
            kind="section" if section.titles else "block",
            name=name,
            qualified_name=" > ".join(section.titles) or name,
            boundaries=section.boundaries,
        )
