"""Definitions, made of what a query found and of the comments and wrappers around it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from codesearch.parsers.captures import Captured, Match
from codesearch.parsers.comments import joined_text, leading_nodes, trailing_comment
from codesearch.parsers.docstrings import clean_comment, is_licence
from codesearch.parsers.nodes import is_comment, last_row, text_of
from codesearch.parsers.signatures import signature_of

KINDS = {"declaration": "function", "scope.open": "scope"}  # of captures that are not called as their kind


@dataclass(slots=True)
class Definition:
    """A definition and those inside it. Rows are 0-based, inclusive; `first_row` includes what leads it."""

    kind: str  # "function", "class", "scope" or "block"
    name: str
    receiver: str
    signature: str
    docstring: str
    first_row: int
    signature_row: int
    last_row: int
    start_byte: int  # without what leads it
    end_byte: int
    outer: Node  # the outermost of its wrappers, or its own node
    body: Node  # or its own node
    is_open: bool
    documentation: tuple[tuple[int, int], ...] = ()  # first byte and end of each comment or docstring
    members: list["Definition"] = field(default_factory=list)


def definitions_of(captured: Captured, source: bytes) -> Iterator[Definition]:
    """The definitions that a query found, in order of position; no declaration without documentation."""
    outers = [_outer(match.node, captured.wrappers) for match in captured.matches]
    shares = Counter(outer.id for outer in outers)
    begun: set[int] = set()
    for match, outer in zip(captured.matches, outers, strict=True):
        # A wrapper of several (`export const a = …, b = …`) begins the first and ends none.
        top = match.node if outer.id in begun else outer
        last = match.node if shares[outer.id] > 1 else outer
        begun.add(outer.id)
        definition = _definition(match, top, last, captured, source)
        if match.capture != "declaration" or definition.docstring:
            yield definition


def _outer(node: Node, wrappers: set[int]) -> Node:
    """The outermost of the wrappers right around a node, or the node."""
    while (parent := node.parent) is not None and parent.id in wrappers:
        node = parent
    return node


def _definition(match: Match, top: Node, last: Node, captured: Captured, source: bytes) -> Definition:
    """The definition that begins with what leads `top` and ends with `last`, or with a body behind that."""
    node = match.node
    before = leading_nodes(top, captured, source)
    if top is not node:
        before += leading_nodes(node, captured, source)
    last = max(last, match.last, key=lambda node: node.end_byte)
    leads = [lead for lead in before if captured.leading.get(lead.id) or is_comment(lead)]
    if not before and (comment := trailing_comment(last, captured, source)) is not None:
        last, leads = comment, [comment]
    text = joined_text([captured.leading.get(lead.id) or lead for lead in leads])
    if is_licence(text):
        text, leads = "", []
    return Definition(
        kind=KINDS.get(match.capture, match.capture),
        name=match.name,
        receiver=match.receiver,
        signature=signature_of(match, source),
        docstring=clean_comment(text if match.doc is None else text_of(match.doc)),
        first_row=min(first.start_point.row for first in (top, *before[:1])),
        signature_row=max(match.name_row, node.start_point.row),
        last_row=last_row(last, source),
        start_byte=node.start_byte,
        end_byte=_end_byte(match, last),
        outer=top,
        body=match.body or node,
        is_open=match.is_open,
        documentation=(
            *((lead.start_byte, lead.end_byte) for lead in leads),
            *([] if match.doc is None else [statement_span(match.doc, match.body)]),
        ),
    )


def statement_span(docstring: Node, body: Node | None) -> tuple[int, int]:
    """First byte and end of the statement in `body` that a docstring is or is in, with its semicolon."""
    node = docstring
    if body is not None and body.start_byte <= node.start_byte < body.end_byte:
        while (parent := node.parent) is not None and parent.id != body.id:
            node = parent
    following = node.next_sibling
    last = following if following is not None and following.type == ";" else node
    return node.start_byte, last.end_byte


def _end_byte(match: Match, last: Node) -> int:
    parent = match.node.parent if match.capture == "scope.open" else None
    return parent.end_byte if parent is not None else last.end_byte
