"""Which comments and attributes belong to a definition, wherever a grammar hangs them; which to the file."""

from tree_sitter import Node

from codesearch.parsers.captures import Captured
from codesearch.parsers.docstrings import clean_comment, is_licence
from codesearch.parsers.nodes import is_comment, last_row, text_of

BLANKS = {"CharData"}  # text between the elements of XML


def leading_nodes(node: Node, captured: Captured, source: bytes) -> list[Node]:
    """Comments and attributes right above a definition, top to bottom; a blank line ends them."""
    above: list[Node] = []
    top, column = node.start_point
    current = node
    while (before := _before(current, top, column, source)) is not None:
        current = before
        if not (is_comment(current) or current.id in captured.leading):
            break
        if top - last_row(current, source) > 1 or _is_inner(current) or _is_behind_code(current, source):
            break
        if current.start_byte == 0 and source.startswith(b"#!"):
            break
        above.append(current)
        top = current.start_point.row
    return above[::-1]


def trailing_comment(node: Node, captured: Captured, source: bytes) -> Node | None:
    """The comment on a definition's last row or the next, unless it stands above something else."""
    comment = node.next_sibling if captured.trailing else None
    if comment is None or comment.id not in captured.trailing:
        return None
    distance = comment.start_point.row - last_row(node, source)
    if distance > 1:
        return None
    following = comment.next_sibling
    if distance == 0 or following is None or not following.is_named:
        return comment
    return comment if following.start_point.row - last_row(comment, source) > 1 else None


def file_comment(root: Node, first_row: int, source: bytes) -> str:
    """The words of the comments at the top of a file and above `first_row`, without licences."""
    blocks: list[list[Node]] = []
    for node in root.children:
        if not is_comment(node) or node.start_point.row >= first_row:
            break
        if blocks and node.start_point.row - last_row(blocks[-1][-1], source) <= 1:
            blocks[-1].append(node)
        else:
            blocks.append([node])
    texts = map(joined_text, blocks)
    return clean_comment("\n".join(text for text in texts if not is_licence(text)))


def joined_text(nodes: list[Node]) -> str:
    """The text of comments that follow one another, each from a row of its own."""
    return "\n".join(text_of(node).rstrip("\n") for node in nodes)


def _before(node: Node, row: int, column: int, source: bytes) -> Node | None:
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
    while last is not None and row - last_row(last, source) <= 1:
        if is_comment(last) and last.start_point.column == column:
            return last
        last = last.child(last.child_count - 1) if last.child_count else None
    return previous


def _is_inner(comment: Node) -> bool:
    """Whether a comment documents what it stands in (`//!` of Rust and Zig)."""
    return comment.type == "container_doc_comment" or any(
        child.type == "inner_doc_comment_marker" for child in comment.children
    )


def _is_behind_code(comment: Node, source: bytes) -> bool:
    """Whether a comment stands behind code on its row, and so speaks of that."""
    previous = comment.prev_sibling
    if previous is None or previous.type in BLANKS or is_comment(previous):
        return False
    return last_row(previous, source) == comment.start_point.row
