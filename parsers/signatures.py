"""The signature of a definition: what of it a reader needs to use it, on one line."""

import re
from itertools import chain

from codesearch.parsers.captures import Match
from codesearch.parsers.nodes import after_annotations, is_comment, text_of

MAX_SIGNATURE_CHARS = 400
INNER_BLANKS = re.compile(r"(?<=[(\[]) |,? (?=[)\]])")  # where a list of parameters stood on several rows


def signature_of(match: Match, source: bytes) -> str:
    """The definition without its annotations up to its body or a comment, or its first line."""
    if match.signature is not None:
        return " ".join(text_of(match.signature).split())[:MAX_SIGNATURE_CHARS]
    node, body = match.node, match.body
    start = after_annotations(node)
    end = body.start_byte if body is not None and body.start_byte > start else node.end_byte
    around = [node]
    if body is not None and (parent := body.parent) is not None and start < parent.start_byte < end:
        around.append(parent)
    for child in chain.from_iterable(outer.children for outer in around):
        if start < child.start_byte < end and is_comment(child):
            end = child.start_byte
    head = source[start : min(end, start + 4 * MAX_SIGNATURE_CHARS)].decode("utf-8", "replace")
    if match.capture != "declaration" and (end == node.end_byte or body is None):
        head = head.strip().partition("\n")[0]
    head = INNER_BLANKS.sub("", " ".join(head.split())).rstrip(" {=,:;\\")
    return head.removesuffix("->").rstrip()[:MAX_SIGNATURE_CHARS]
