"""What a language's query finds in a syntax tree: a match for each definition, and what stands around them.

The captures that a file in `queries/` may use:

    @function @class @scope @block  a definition: a function or method; a class, struct, trait, …; a
                  namespace, which names its members but is no unit; a named block of configuration
    @declaration  a function that is only announced; a definition where it is documented
    @scope.open   a scope written without braces, which reaches to the end of its parent
    @open         marks a definition without an end, which reaches to the next (stages of a Dockerfile)
    @name         its name (in the same match); several captures span it, as in `operator +`
    @receiver     the type a function stands for when it is written outside it (Go, Kotlin, Lua)
    @body         where its signature ends, when the grammar has no field called `body`; it may be one or more
                  siblings after the definition, which then reaches to their end
    @signature    its signature, when that is a node
    @doc          its documentation, where that is not a comment above it (Python, Elixir)
    @wrapper      a node around a definition that belongs to it (decorators, `export`, `template <…>`)
    @leading      a sibling before a definition that belongs to it, as comments do (Rust attributes); a @doc
                  in the same match is the documentation of that definition
    @trailing     a comment behind a definition that documents it, unless another follows at once
    @module.doc   the documentation of the file

A definition without a name is passed over. Of two definitions at one node, the first pattern of the file
wins; of two with one body, the outer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tree_sitter import Node, Query, QueryCursor

from codesearch.parsers.docstrings import clean_comment
from codesearch.parsers.names import spanned_name
from codesearch.parsers.nodes import after_annotations, text_of

DEFINING = ("function", "class", "scope", "block", "declaration", "scope.open")


@dataclass(frozen=True, slots=True)
class Match:
    """A definition as its query captured it."""

    capture: str  # one of DEFINING
    node: Node
    name: str
    name_row: int
    receiver: str
    body: Node | None
    last: Node  # the last of its bodies where they are siblings after it, else `node`
    signature: Node | None
    doc: Node | None
    is_open: bool


@dataclass(slots=True)
class Captured:
    """A file's definitions in order of position, one a node, and the nodes that belong to them, by id."""

    matches: list[Match] = field(default_factory=list)
    wrappers: set[int] = field(default_factory=set)
    leading: dict[int, Node | None] = field(default_factory=dict)  # with the documentation that it holds
    trailing: set[int] = field(default_factory=set)
    docstring: str = ""  # of the file


def run_query(query: Query, root: Node, source: bytes) -> Captured:
    """All that `query` captures in the tree under `root`, which was parsed from `source`."""
    captured = Captured()
    found: dict[int, tuple[int, Match]] = {}
    for pattern, captures in QueryCursor(query).matches(root):
        for node in captures.get("wrapper", ()):
            captured.wrappers.add(node.id)
        for node in captures.get("trailing", ()):
            captured.trailing.add(node.id)
        for node in captures.get("leading", ()):
            captured.leading[node.id] = _first(captures, "doc") or captured.leading.get(node.id)
        if file_doc := _first(captures, "module.doc"):
            captured.docstring = captured.docstring or clean_comment(text_of(file_doc))
        match = _match(captures, source)
        if match is None:
            continue
        first, known = found.get(match.node.id, (pattern, None))
        if known is None or pattern < first:
            found[match.node.id] = (pattern, match)
        elif known.doc is None and match.doc is not None:
            found[match.node.id] = (first, replace(known, doc=match.doc))
    captured.matches = _one_a_body(
        sorted((match for _, match in found.values()), key=lambda m: (m.node.start_byte, -m.node.end_byte))
    )
    return captured


def _match(captures: dict[str, list[Node]], source: bytes) -> Match | None:
    """The definition among `captures`, if they hold one with a name."""
    capture = next((capture for capture in captures if capture in DEFINING), None)
    if capture is None or "name" not in captures:
        return None
    node, names = captures[capture][0], _in_order(captures["name"])
    name = spanned_name(names, source)
    if not name:
        return None
    if node.has_error and b"{" in source[after_annotations(node) : names[0].start_byte]:
        return None  # several definitions, which the parser took for one
    bodies = _in_order(captures.get("body", []))
    receiver = _first(captures, "receiver")
    return Match(
        capture,
        node,
        name,
        name_row=names[0].start_point.row,
        receiver=text_of(receiver) if receiver else "",
        body=bodies[0] if bodies else node.child_by_field_name("body"),
        last=bodies[-1] if bodies and bodies[-1].end_byte > node.end_byte else node,
        signature=_first(captures, "signature"),
        doc=_first(captures, "doc"),
        is_open="open" in captures or capture == "scope.open",
    )


def _first(captures: dict[str, list[Node]], name: str) -> Node | None:
    return captures[name][0] if name in captures else None


def _in_order(nodes: list[Node]) -> list[Node]:
    return nodes if len(nodes) < 2 else sorted(nodes, key=lambda node: node.start_byte)


def _one_a_body(matches: Iterable[Match]) -> list[Match]:
    """Without the definitions that an outer one with the same body stands for (`typedef struct x {…} y`)."""
    bodies: set[int] = set()
    kept = []
    for match in matches:
        if match.body is None or match.body.id not in bodies:
            kept.append(match)
        if match.body is not None:
            bodies.add(match.body.id)
    return kept
