"""What the grammars do not tell of a syntax node alike: its text, its last row, whether it is a comment."""

from tree_sitter import Node

COMMENTS = {"Comment", "haddock", "marginalia"}  # kinds of node whose name does not say so
ANNOTATIONS = {"annotation", "marker_annotation", "attribute", "attribute_list", "decorator"}
ANNOTATION_LISTS = {"modifiers"}  # of annotations and keywords


def text_of(node: Node) -> str:
    """The text of a node, with a mark for each byte that is no UTF-8."""
    return (node.text or b"").decode("utf-8", "replace")


def is_comment(node: Node) -> bool:
    """Whether a node is a comment of any sort."""
    kind = node.type
    return "comment" in kind or kind in COMMENTS


def last_row(node: Node, source: bytes) -> int:
    """The last row a node has text on; some grammars count the line breaks behind it as part of it."""
    end, row = node.end_byte, node.end_point.row
    while end > node.start_byte and source[end - 1] in b" \t\r\n":
        end -= 1
        row -= source[end] == 10
    return row


def after_annotations(node: Node) -> int:
    """The byte on which a definition begins behind annotations that the grammar counts as its own."""
    for child in node.children:
        if child.type in ANNOTATION_LISTS:
            if (start := after_annotations(child)) < child.end_byte:
                return start
        elif child.type not in ANNOTATIONS and not is_comment(child):
            return child.start_byte
    return node.end_byte if node.type in ANNOTATION_LISTS else node.start_byte
