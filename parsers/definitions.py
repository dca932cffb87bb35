"""Source text to a forest of definitions, by one tree-sitter query a language.

The captures that a file in `queries/` may use:

    @function @class @scope @block   a definition: a function or method; a class, struct, trait, …; a namespace,
                                     which names its members but is no unit; a named block of configuration
    @declaration                     a function that is only announced; a definition where it is documented
    @scope.open                      a scope written without braces, which reaches to the end of its parent
    @open                            marks a definition without an end, which reaches to the next (stages of a Dockerfile)
    @name                            its name (in the same match); several captures span it, as in `operator +`
    @receiver                        the type a function stands for when it is written outside it (Go, Kotlin, Lua)
    @body                            where its signature ends, when the grammar has no field called `body`; it may
                                     be the next sibling of the definition, which then reaches to its end
    @signature                       its signature, when that is a node
    @doc                             its documentation, where that is not a comment above it (Python, Elixir)
    @wrapper                         a node around a definition that belongs to it (decorators, `export`, `template <…>`)
    @leading                         a sibling before a definition that belongs to it, as comments do (Rust attributes);
                                     a @doc in the same match is the documentation of that definition
    @module.doc                      the documentation of the file

A definition without a name is passed over. Of two definitions at one node, the first pattern of the file wins; of two
with one body, the outer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from tree_sitter import Node, Parser, Query, QueryCursor, Tree
from tree_sitter_language_pack import get_language

from codesearch.parsers.docstrings import clean_comment, is_licence
from codesearch.parsers.languages import Language

KINDS = ("function", "class", "scope", "block")
CAPTURED_KINDS = {**{kind: kind for kind in KINDS}, "declaration": "function", "scope.open": "scope"}
MAX_SIGNATURE_CHARS = 400
ANNOTATIONS = {"annotation", "marker_annotation", "attribute", "attribute_list", "decorator"}
SWALLOWING = {"import_list", "import_header"}
ANNOTATION_LISTS = {"modifiers"}  # of annotations and keywords


@dataclass(slots=True)
class Definition:
    """A definition and those inside it. Rows are 0-based and inclusive; `first_row` includes what leads it."""

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
    members: list["Definition"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file defines: its top-level definitions in order, its own documentation, and its syntax tree."""

    definitions: list[Definition]
    docstring: str
    tree: Tree


def outline(source: bytes, language: Language) -> Outline:
    """Parse `source` (UTF-8) and find its definitions. Broken code yields what tree-sitter could make of it."""
    tree = _parser(language.grammar).parse(source)
    query = _query(language.name, language.grammar)
    if query is None:
        return Outline([], "", tree)
    found, wrappers, leading, module_doc = _run(query, tree.root_node, source)
    definitions = [_definition(match, source, wrappers, leading) for match in found]
    definitions = [made for made, match in zip(definitions, found, strict=True) if _is_wanted(made, match)]
    if language.merges_clauses:
        definitions = _merge_clauses(definitions)
    return Outline(_forest(definitions), module_doc or _file_comment(tree.root_node, definitions), tree)


@cache
def _parser(grammar: str) -> Parser:
    return Parser(get_language(grammar))  # type: ignore[arg-type]  # a closed Literal of 173 names


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
    signature: Node | None
    doc: Node | None
    is_open: bool


def _run(query: Query, root: Node, source: bytes) -> tuple[list[_Match], set[int], dict[int, Node | None], str]:
    """All definitions in order of position, one a node, and the nodes that belong to a neighbour."""
    found: dict[int, tuple[int, _Match]] = {}
    wrappers: set[int] = set()
    leading: dict[int, Node | None] = {}
    module_doc = ""
    for pattern, captures in QueryCursor(query).matches(root):
        wrappers.update(node.id for node in captures.get("wrapper", ()))
        for node in captures.get("leading", ()):
            leading[node.id] = next(iter(captures.get("doc", ())), leading.get(node.id))
        if doc := captures.get("module.doc"):
            module_doc = module_doc or clean_comment(_text(doc[0]))
        kind = next((kind for kind in CAPTURED_KINDS if kind in captures), None)
        if kind is None or not (name_nodes := sorted(captures.get("name", ()), key=lambda node: node.start_byte)):
            continue
        if not (name := _name(name_nodes, source)):
            continue
        node = captures[kind][0]
        match = _Match(
            kind,
            node,
            name,
            name_nodes[0].start_point.row,
            "".join(_text(node) for node in captures.get("receiver", ())[:1]),
            next(iter(captures.get("body", ())), None) or node.child_by_field_name("body"),
            next(iter(captures.get("signature", ())), None),
            next(iter(captures.get("doc", ())), None),
            "open" in captures,
        )
        known = found.get(node.id)
        if known is None or pattern < known[0]:
            found[node.id] = (pattern, match)
        elif known[1].doc is None and match.doc is not None:
            found[node.id] = (known[0], replace(known[1], doc=match.doc))
    matches = sorted((match for _, match in found.values()), key=lambda m: (m.node.start_byte, -m.node.end_byte))
    return _one_a_body(matches), wrappers, leading, module_doc


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
    return name[1:-1].strip() if len(name) > 2 and name[0] == name[-1] and name[0] in "\"'`" else name


def _is_wanted(definition: Definition, match: _Match) -> bool:
    return match.kind != "declaration" or bool(definition.docstring)


def _definition(match: _Match, source: bytes, wrappers: set[int], leading: set[int]) -> Definition:
    outer = match.node
    while (parent := outer.parent) is not None and parent.id in wrappers:
        outer = parent
    before = list(_leading_nodes(outer, leading))
    body = match.body
    last = body if body is not None and body.end_byte > outer.end_byte else outer
    doc = _text(match.doc) if match.doc else "\n".join(_text(node) for node in before if _is_comment(node))
    return Definition(
        kind=CAPTURED_KINDS[match.kind],
        name=match.name,
        receiver=match.receiver,
        signature=_signature(match.node, body, source),
        docstring=clean_comment(doc) if match.doc or not is_licence(doc) else "",
        first_row=before[0].start_point.row if before else outer.start_point.row,
        signature_row=max(match.name_row, match.node.start_point.row),
        last_row=_last_row(last),
        end_byte=_end_byte(match, last),
        node=match.node,
        outer=outer,
        body=body,
    )


def _end_byte(match: _Match, last: Node) -> int:
    if match.kind == "scope.open" and (parent := match.node.parent) is not None:
        return parent.end_byte
    return last.end_byte


def _signature(node: Node, body: Node | None, source: bytes) -> str:
    """The definition without its annotations up to its body, or its first line, on one line."""
    start = _after_annotations(node)
    end = body.start_byte if body is not None and body.start_byte > start else node.end_byte
    comments = (child.start_byte for child in node.children if start < child.start_byte < end and _is_comment(child))
    end = min(comments, default=end)
    head = source[start : min(end, start + 4 * MAX_SIGNATURE_CHARS)].decode("utf-8", "replace")
    if end == node.end_byte:
        head = head.strip().partition("\n")[0]
    return " ".join(head.split()).rstrip(" {=").removesuffix("->").rstrip()[:MAX_SIGNATURE_CHARS]


def _after_annotations(node: Node) -> int:
    """The byte on which a definition begins once annotations that the grammar counts as its own are passed over."""
    for child in node.children:
        if child.type in ANNOTATION_LISTS and (start := _after_annotations(child)) < child.end_byte:
            return start
        if child.type not in ANNOTATION_LISTS and child.type not in ANNOTATIONS and not _is_comment(child):
            return child.start_byte
    return node.end_byte if node.type in ANNOTATION_LISTS else node.start_byte


def _leading_nodes(node: Node, leading: set[int]) -> Iterator[Node]:
    """Comments and attributes right above a definition, top to bottom; a blank line ends them."""
    above: list[Node] = []
    top = node.start_point.row
    while (node := _last_comment(node.prev_sibling)) is not None:  # type: ignore[assignment]
        if not (_is_comment(node) or node.id in leading) or top - _last_row(node) > 1:
            break
        previous = node.prev_sibling
        if previous is not None and _last_row(previous) == node.start_point.row and not _is_comment(previous):
            break  # it stands behind code on that line and speaks of that
        above.append(node)
        top = node.start_point.row
    yield from reversed(above)


def _last_comment(node: Node | None) -> Node | None:
    """The comment that a grammar counts as the end of `node` (Kotlin's list of imports takes one in), else `node`."""
    last = node
    while last is not None and last.type in SWALLOWING and last.children:
        last = last.children[-1]
    return last if last is not None and _is_comment(last) else node


def _file_comment(root: Node, definitions: list[Definition]) -> str:
    """The comment at the top of a file, unless it belongs to a definition or is a licence."""
    first = definitions[0].first_row if definitions else root.end_point.row + 1
    blocks: list[list[Node]] = []
    for node in root.children:
        if not _is_comment(node) or node.start_point.row >= first:
            break
        if blocks and node.start_point.row - _last_row(blocks[-1][-1]) <= 1:
            blocks[-1].append(node)
        else:
            blocks.append([node])
    texts = ["\n".join(_text(node) for node in block) for block in blocks]
    return clean_comment("\n".join(text for text in texts if not is_licence(text)))


def _merge_clauses(definitions: list[Definition]) -> list[Definition]:
    """One definition for the clauses of a function, which Haskell and Elixir write one after another."""
    merged: list[Definition] = []
    for definition in definitions:
        last = merged[-1] if merged else None
        if (
            last is not None
            and (last.kind, last.name) == (definition.kind, definition.name)
            and definition.kind == "function"
            and last.outer.parent == definition.outer.parent
        ):
            last.last_row = max(last.last_row, definition.last_row)
            last.end_byte = max(last.end_byte, definition.end_byte)
            last.docstring = last.docstring or definition.docstring
        else:
            merged.append(definition)
    return merged


def _forest(definitions: list[Definition]) -> list[Definition]:
    """Nest definitions, given in order of position, by the rows that they cover."""
    roots: list[Definition] = []
    open_: list[Definition] = []
    for definition in definitions:
        while open_ and not _encloses(open_[-1], definition):
            open_.pop()
        (open_[-1].members if open_ else roots).append(definition)
        open_.append(definition)
    return roots


def _encloses(outer: Definition, inner: Definition) -> bool:
    if outer.kind == inner.kind == "scope" and outer.end_byte == inner.end_byte:
        return False  # one `scope.open` after another
    return outer.node.start_byte <= inner.node.start_byte and inner.end_byte <= outer.end_byte


def _is_comment(node: Node) -> bool:
    return "comment" in node.type or node.type == "haddock"


def _last_row(node: Node) -> int:
    """The last row a node stands on; some grammars count the line break as part of it."""
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
