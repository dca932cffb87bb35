"""Source text to a forest of definitions: one tree-sitter grammar and one query a language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest

from tree_sitter import Node, Parser, Query
from tree_sitter_language_pack import get_language

from codesearch.parsers.captures import run_query
from codesearch.parsers.comments import file_comment
from codesearch.parsers.definitions import Definition, definitions_of
from codesearch.parsers.fragile import harmless
from codesearch.parsers.languages import Language
from codesearch.parsers.macros import without_macros

MAX_DEPTH = 40  # of definitions in definitions; deeper ones are left to the one around them


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file defines: its top-level definitions in order, its documentation, and its syntax tree."""

    definitions: list[Definition]
    docstring: str
    root: Node


def outline(source: bytes, language: Language) -> Outline | None:
    """Parse `source` (UTF-8) and find its definitions; None when its grammar cannot be loaded.

    Broken code yields what tree-sitter could make of it.
    """
    root = parse(source, language)
    if root is None:
        return None
    query = _query(language.query, language.grammar)
    if query is None:
        return Outline([], "", root)
    captured = run_query(query, root, source)
    definitions = list(definitions_of(captured, source))
    first_row = next((d.first_row for d in definitions if d.kind != "block"), root.end_point.row + 1)
    docstring = captured.docstring or file_comment(root, first_row, source)
    forest = _forest(definitions, merges_clauses=language.merges_clauses)
    _settle(forest, source.rstrip().count(b"\n"))
    return Outline(forest, docstring, root)


def parse(source: bytes, language: Language) -> Node | None:
    """The root of the syntax tree of `source` (UTF-8); None when its grammar cannot be loaded."""
    parser = _parser(language.grammar)
    if parser is None:
        return None
    source = harmless(source, language.grammar)
    return parser.parse(without_macros(source) if language.has_macros else source).root_node


@cache
def _parser(grammar: str) -> Parser | None:
    try:
        return Parser(get_language(grammar))  # type: ignore[arg-type]  # a closed Literal of 173 names
    except (LookupError, ImportError, OSError, ValueError):
        return None  # not in this version of the pack, or built for another version of tree-sitter


@cache
def _query(name: str, grammar: str) -> Query | None:
    file = files("codesearch.parsers").joinpath("queries", f"{name}.scm")
    return Query(get_language(grammar), file.read_text("utf-8")) if file.is_file() else None  # type: ignore[arg-type]


def _forest(definitions: Iterable[Definition], *, merges_clauses: bool) -> list[Definition]:
    """Nest definitions, given in order of position, by the bytes that they cover."""
    roots: list[Definition] = []
    open_: list[Definition] = []
    for definition in definitions:
        while open_ and not _encloses(open_[-1], definition):
            open_.pop()
        if len(open_) == MAX_DEPTH:
            continue
        siblings = open_[-1].members if open_ else roots
        if merges_clauses and siblings and _is_clause(definition, siblings[-1]):
            first = siblings[-1]
            first.last_row = max(first.last_row, definition.last_row)
            first.end_byte = max(first.end_byte, definition.end_byte)
            first.docstring = first.docstring or definition.docstring
            first.documentation += definition.documentation
            definition.members = first.members
        else:
            siblings.append(definition)
        open_.append(definition)
    return roots


def _encloses(outer: Definition, inner: Definition) -> bool:
    if outer.kind == inner.kind == "scope" and outer.end_byte == inner.end_byte:
        return False  # one `scope.open` after another
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _is_clause(definition: Definition, first: Definition) -> bool:
    """Whether `definition` goes on with a function that Haskell and Elixir write one clause after another."""
    return (
        (first.kind, first.name) == (definition.kind, definition.name)
        and definition.kind == "function"
        and first.outer.parent == definition.outer.parent
    )


def _settle(siblings: list[Definition], last_row: int) -> None:
    """Let open definitions reach to the next or to `last_row`; end each before the comment above the next."""
    for definition, following in zip_longest(siblings, siblings[1:]):
        limit = last_row if following is None else following.first_row - 1
        if definition.is_open:
            definition.last_row = max(limit, definition.last_row)
        elif following is None or following.first_row < following.signature_row:
            definition.last_row = min(definition.last_row, max(limit, definition.signature_row))
        _settle(definition.members, definition.last_row)
