"""Comments between the rows of a function: what they say of what is done there."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from codesearch.parsers.comment_query import comments_and_documentation
from codesearch.parsers.comments import joined_text
from codesearch.parsers.docstrings import clean_comment
from codesearch.parsers.fragments import Parsed, parse_fragment
from codesearch.parsers.languages import LANGUAGES
from codesearch.parsers.nodes import last_row

_BLANKS = b" \t\n\r\f\v"


def remarks(text: str, language: str) -> list[str]:
    """Return what comments on rows of their own say, top to bottom, those on rows in succession as one.

    `text` is a function; comments above its first row of code, and behind code, are left out. `language` is a
    name in LANGUAGES: there are none in another, or in one without a grammar.
    """
    known = LANGUAGES.get(language)
    if known is None or not known.grammar:
        return []
    parsed = parse_fragment(text.encode("utf-8", "replace"), known)
    if parsed is None:
        return []
    inside = _inside(parsed, _comments(parsed, known.grammar))
    said = (clean_comment(joined_text(block)) for block in _blocks(inside, parsed.source))
    return [remark for remark in said if remark]


def _comments(parsed: Parsed, grammar: str) -> list[Node]:
    """The comments in their order, but for those that document and those that are strings."""
    comments, documentation = comments_and_documentation(parsed.root, grammar)
    documenting = {node.start_byte for node in documentation}
    others = (node for node in comments if node.start_byte not in documenting)
    return sorted(others, key=lambda node: node.start_byte)


def _inside(parsed: Parsed, comments: Iterable[Node]) -> Iterator[Node]:
    """The comments below the first row of code that have their rows for themselves."""
    begin = parsed.offset  # of what is no comment
    for node in comments:
        if not parsed.source[begin : node.start_byte].strip(_BLANKS):
            begin = max(begin, node.end_byte)
        elif not parsed.source[: node.start_byte].rpartition(b"\n")[2].strip(_BLANKS):
            yield node


def _blocks(comments: Iterable[Node], source: bytes) -> Iterator[list[Node]]:
    """Comments that follow each other row by row, together."""
    block: list[Node] = []
    for node in comments:
        if block and node.start_point.row - last_row(block[-1], source) > 1:
            yield block
            block = []
        block.append(node)
    if block:
        yield block
