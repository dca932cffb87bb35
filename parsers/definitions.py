"""Source text to a forest of definitions, by one tree-sitter query a language.

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

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import zip_longest

from tree_sitter import Node, Parser, Query, QueryCursor, Tree
from tree_sitter_language_pack import get_language

from codesearch.parsers.docstrings import clean_comment, is_licence
from codesearch.parsers.languages import Language
from codesearch.parsers.macros import without_macros

KINDS = ("function", "class", "scope", "block")
CAPTURED_KINDS = {**{kind: kind for kind in KINDS}, "declaration": "function", "scope.open": "scope"}
MAX_SIGNATURE_CHARS = 400
INNER_BLANKS = re.compile(r"(?<=[(\[]) |,? (?=[)\]])")  # where a list of parameters stood on several rows
ANNOTATIONS = {"annotation", "marker_annotation", "attribute", "attribute_list", "decorator"}
COMMENTS = {"Comment", "haddock", "marginalia"}  # kinds of node whose name does not say so
BLANKS = {"CharData"}  # text between the elements of XML
MAX_DEPTH = 40  # of definitions in definitions; deeper ones are left to the one around them
ANNOTATION_LISTS = {"modifiers"}  # of annotations and keywords


@dataclass(slots=True)
class Definition:
    """A definition and those inside it. Rows are 0-based, inclusive; `first_row` includes what leads it."""

    kind: str  # one of KINDS
    name: str
    receiver: str
    signature: str
    docstring: str
    first_row: int
    signature_row: int
    last_row: int
    end_byte: int
    node: Node
    outer: Node  # the outermost of its wrappers, or `node`
    body: Node | None
    is_open: bool = False
    members: list["Definition"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file defines: its top-level definitions in order, its own documentation, and its syntax tree."""

    definitions: list[Definition]
    docstring: str
    tree: Tree


def outline(source: bytes, language: Language) -> Outline | None:
    """Parse `source` (UTF-8) and find its definitions; None when its grammar cannot be loaded.

    Broken code yields what tree-sitter could make of it.
    """
    parser = _parser(language.grammar)
    if parser is None:
        return None
    tree = parser.parse(without_macros(source) if language.has_macros else source)
    query = _query(language.query, language.grammar)
    if query is None:
        return Outline([], "", tree)
    found, neighbours, module_doc = _run(query, tree.root_node, source)
    outers = [_outer(match.node, neighbours.wrappers) for match in found]
    shared, seen = Counter(outer.id for outer in outers), Counter[int]()
    definitions: list[Definition] = []
    for match, outer in zip(found, outers, strict=True):
        seen[outer.id] += 1
        share = seen[outer.id] if shared[outer.id] > 1 else 0
        definitions.append(_definition(match, outer, source, neighbours, share=share))
    definitions = [made for made, match in zip(definitions, found, strict=True) if _is_wanted(made, match)]
    forest = _forest(definitions, merges_clauses=language.merges_clauses)
    _settle(forest, source.rstrip().count(b"\n"))
    return Outline(forest, module_doc or _file_comment(tree.root_node, definitions), tree)


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


@dataclass(frozen=True, slots=True)
class _Match:
    kind: str
    node: Node
    name: str
    name_row: int
    receiver: str
    body: Node | None
    last: Node  # the last of its bodies where they are siblings after it, else `node`
    signature: Node | None
    doc: Node | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The ids of nodes that belong to a definition beside or inside them."""

    wrappers: set[int] = field(default_factory=set)
    leading: dict[int, Node | None] = field(default_factory=dict)  # with the documentation that it holds
    trailing: set[int] = field(default_factory=set)


def _run(query: Query, root: Node, source: bytes) -> tuple[list[_Match], _Neighbours, str]:
    """All definitions in order of position, one a node; what belongs to them; the file's documentation."""
    found: dict[int, tuple[int, _Match]] = {}
    neighbours = _Neighbours()
    module_doc = ""
    for pattern, captures in QueryCursor(query).matches(root):
        for node in captures.get("wrapper", ()):
            neighbours.wrappers.add(node.id)
        for node in captures.get("trailing", ()):
            neighbours.trailing.add(node.id)
        for node in captures.get("leading", ()):
            neighbours.leading[node.id] = next(iter(captures.get("doc", ())), neighbours.leading.get(node.id))
        if doc := captures.get("module.doc"):
            module_doc = module_doc or clean_comment(_text(doc[0]))
        kind = next((kind for kind in CAPTURED_KINDS if kind in captures), None)
        if kind is None or not (
            name_nodes := sorted(captures.get("name", ()), key=lambda node: node.start_byte)
        ):
            continue
        if not (name := _name(name_nodes, source)):
            continue
        node = captures[kind][0]
        if node.has_error and b"{" in source[_after_annotations(node) : name_nodes[0].start_byte]:
            continue  # several definitions, which the parser took for one
        bodies = sorted(captures.get("body", ()), key=lambda body: body.start_byte)
        match = _Match(
            kind,
            node,
            name,
            name_nodes[0].start_point.row,
            "".join(_text(node) for node in captures.get("receiver", ())[:1]),
            bodies[0] if bodies else node.child_by_field_name("body"),
            bodies[-1] if bodies and bodies[-1].end_byte > node.end_byte else node,
            next(iter(captures.get("signature", ())), None),
            next(iter(captures.get("doc", ())), None),
            "open" in captures,
        )
        known = found.get(node.id)
        if known is None or pattern < known[0]:
            found[node.id] = (pattern, match)
        elif known[1].doc is None and match.doc is not None:
            found[node.id] = (known[0], replace(known[1], doc=match.doc))
    matches = sorted(
        (match for _, match in found.values()), key=lambda m: (m.node.start_byte, -m.node.end_byte)
    )
    return _one_a_body(matches), neighbours, module_doc


def _one_a_body(matches: list[_Match]) -> list[_Match]:
    """Without the definitions that an outer one with the same body stands for (`typedef struct x {…} y`)."""
    bodies: set[int] = set()
    kept = []
    for match in matches:
        if match.body is None or match.body.id not in bodies:
            kept.append(match)
        if match.body is not None:
            bodies.add(match.body.id)
    return kept


def _name(nodes: list[Node], source: bytes) -> str:
    """The name that `nodes`, in order, span; the string that names a test comes without its quotes."""
    name = " ".join(source[nodes[0].start_byte : nodes[-1].end_byte].decode("utf-8", "replace").split())
    is_quoted = len(name) > 2 and name[0] == name[-1] and name[0] in "\"'`"
    return name[1:-1].strip() if is_quoted else name.lstrip(":")


def _is_wanted(definition: Definition, match: _Match) -> bool:
    return match.kind != "declaration" or bool(definition.docstring)


def _outer(node: Node, wrappers: set[int]) -> Node:
    while (parent := node.parent) is not None and parent.id in wrappers:
        node = parent
    return node


def _definition(
    match: _Match, outer: Node, source: bytes, neighbours: _Neighbours, *, share: int
) -> Definition:
    """`share` is 0 when its wrapper holds only this definition, else its number among them, from 1."""
    node, body = match.node, match.body
    top = node if share > 1 else outer
    before = list(_leading_nodes(top, neighbours.leading))
    if outer is not node and share <= 1:
        before += _leading_nodes(node, neighbours.leading)
    last = node if share else outer
    if match.last.end_byte > last.end_byte:
        last = match.last
    docs = [neighbours.leading.get(lead.id) or (lead if _is_comment(lead) else None) for lead in before]
    if not before and (comment := _trailing_comment(last, neighbours.trailing)) is not None:
        last, docs = comment, [comment]
    doc = (
        _text(match.doc)
        if match.doc
        else "\n".join(_text(part).rstrip("\n") for part in docs if part is not None)
    )
    return Definition(
        kind=CAPTURED_KINDS[match.kind],
        name=match.name,
        receiver=match.receiver,
        signature=_signature(match, source),
        docstring=clean_comment(doc) if match.doc or not is_licence(doc) else "",
        first_row=min([top.start_point.row, *(lead.start_point.row for lead in before)]),
        signature_row=max(match.name_row, node.start_point.row),
        last_row=_last_row(last, source),
        end_byte=_end_byte(match, last),
        node=node,
        outer=top,
        body=body,
        is_open=match.is_open or match.kind == "scope.open",
    )


def _end_byte(match: _Match, last: Node) -> int:
    if match.kind == "scope.open" and (parent := match.node.parent) is not None:
        return parent.end_byte
    return last.end_byte


def _signature(match: _Match, source: bytes) -> str:
    """The definition without its annotations up to its body, or its first line, on one line."""
    node, body = match.node, match.body
    if match.signature is not None:
        return " ".join(_text(match.signature).split())[:MAX_SIGNATURE_CHARS]
    start = _after_annotations(node)
    end = body.start_byte if body is not None and body.start_byte > start else node.end_byte
    comments = [child for child in node.children if _is_comment(child)]
    if body is not None and (around := body.parent) is not None and start < around.start_byte < end:
        comments += [child for child in around.children if _is_comment(child)]
    end = min((child.start_byte for child in comments if start < child.start_byte < end), default=end)
    head = source[start : min(end, start + 4 * MAX_SIGNATURE_CHARS)].decode("utf-8", "replace")
    if match.kind != "declaration" and (end == node.end_byte or body is None):
        head = head.strip().partition("\n")[0]
    head = INNER_BLANKS.sub("", " ".join(head.split())).rstrip(" {=,:;\\")
    return head.removesuffix("->").rstrip()[:MAX_SIGNATURE_CHARS]


def _after_annotations(node: Node) -> int:
    """The byte on which a definition begins behind annotations that the grammar counts as its own."""
    for child in node.children:
        if child.type in ANNOTATION_LISTS and (start := _after_annotations(child)) < child.end_byte:
            return start
        if child.type not in ANNOTATION_LISTS and child.type not in ANNOTATIONS and not _is_comment(child):
            return child.start_byte
    return node.end_byte if node.type in ANNOTATION_LISTS else node.start_byte


def _leading_nodes(node: Node, leading: dict[int, Node | None]) -> Iterator[Node]:
    """Comments and attributes right above a definition, top to bottom; a blank line ends them."""
    above: list[Node] = []
    top, column = node.start_point
    current: Node | None = node
    while current is not None and (current := _before(current, top, column)) is not None:
        if not (_is_comment(current) or current.id in leading) or top - _last_row(current) > 1:
            break
        if _is_inner(current):
            break
        previous = current.prev_sibling
        behind = previous is not None and _last_row(previous) == current.start_point.row
        if previous is not None and behind and previous.type not in BLANKS and not _is_comment(previous):
            break  # it stands behind code on that line and speaks of that
        if current.start_byte == 0 and _text(current).startswith("#!"):
            break
        above.append(current)
        top = current.start_point.row
    yield from reversed(above)


def _trailing_comment(node: Node, trailing: set[int]) -> Node | None:
    """The comment on a definition's last row or the next, unless it stands above something else."""
    comment = node.next_sibling if trailing else None
    if comment is None or comment.id not in trailing or comment.start_point.row - _last_row(node) > 1:
        return None
    following = comment.next_sibling
    if following is None or not following.is_named or comment.start_point.row == _last_row(node):
        return comment
    return comment if following.start_point.row - _last_row(comment) > 1 else None


def _before(node: Node, row: int, column: int) -> Node | None:
    """The node before `node`, wherever the grammar hangs it.

    Some count a comment above a definition as the end of what stands before that (Haskell, TOML, YAML), or
    put it outside the body whose first member the definition is (Ruby).
    """
    while (previous := node.prev_sibling) is None or previous.type in BLANKS:
        if previous is not None:
            node = previous
        elif (parent := node.parent) is not None and parent.start_byte == node.start_byte:
            node = parent
        else:
            return None
    last: Node | None = previous
    while last is not None and row - _last_row(last) <= 1:
        if _is_comment(last) and last.start_point.column == column:
            return last
        last = last.child(last.child_count - 1) if last.child_count else None
    return previous


def _file_comment(root: Node, definitions: list[Definition]) -> str:
    """The comment at the top of a file, unless it belongs to a definition or is a licence."""
    first = next((d.first_row for d in definitions if d.kind != "block"), root.end_point.row + 1)
    blocks: list[list[Node]] = []
    for node in root.children:
        if not _is_comment(node) or node.start_point.row >= first:
            break
        if blocks and node.start_point.row - _last_row(blocks[-1][-1]) <= 1:
            blocks[-1].append(node)
        else:
            blocks.append([node])
    texts = ["\n".join(_text(node).rstrip("\n") for node in block) for block in blocks]
    return clean_comment("\n".join(text for text in texts if not is_licence(text)))


def _forest(definitions: list[Definition], *, merges_clauses: bool) -> list[Definition]:
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
            definition.members = first.members
        else:
            siblings.append(definition)
        open_.append(definition)
    return roots


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


def _encloses(outer: Definition, inner: Definition) -> bool:
    if outer.kind == inner.kind == "scope" and outer.end_byte == inner.end_byte:
        return False  # one `scope.open` after another
    return outer.node.start_byte <= inner.node.start_byte and inner.end_byte <= outer.end_byte


def _is_comment(node: Node) -> bool:
    return "comment" in node.type or node.type in COMMENTS


def _is_inner(comment: Node) -> bool:
    """Whether a comment documents what it stands in (`//!` of Rust and Zig)."""
    return comment.type == "container_doc_comment" or any(
        child.type == "inner_doc_comment_marker" for child in comment.children
    )


def _last_row(node: Node, source: bytes = b"") -> int:
    """The last row a node stands on; some grammars count the line breaks behind it as part of it.

    All of them are passed over where `source` is given, else one.
    """
    end, row = node.end_byte, node.end_point.row
    if not source:
        return row - 1 if node.end_point.column == 0 and row > node.start_point.row else row
    while end > node.start_byte and source[end - 1] in b" \t\r\n":
        end -= 1
        row -= source[end] == 10
    return row


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
