"""A fragment of code, such as a method without its class, parsed within what usually stands around it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from codesearch.parsers.languages import Language
from codesearch.parsers.outline import parse

_CLASS = (b"class X {\n", b"\n}")
_SURROUNDINGS = {
    **dict.fromkeys(("apex", "csharp", "dart", "java", "kotlin"), (_CLASS,)),
    **dict.fromkeys(("javascript", "tsx", "typescript"), (_CLASS, (b"({\n", b"\n})"))),
    "objc": ((b"@implementation X\n", b"\n@end"),),
    "ocaml": ((b"class x = object\n", b"\nend"),),
    "php": ((b"<?php\n", b""), (b"<?php\nclass X {\n", b"\n}")),
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A syntax tree and what it was parsed from: `offset` bytes put in front, then the fragment."""

    root: Node
    source: bytes
    offset: int


def parse_fragment(fragment: bytes, language: Language) -> Parsed | None:
    """The tree of a file or fragment (UTF-8); None when the grammar cannot be loaded.

    The first surroundings in which it has no error are taken; where it is broken in all, the first of all.
    """
    broken = None
    for before, after in _ways(fragment, language.name):
        source = before + fragment + after
        root = parse(source, language)
        if root is None:
            return None
        parsed = Parsed(root, source, len(before))
        if not root.has_error:
            return parsed
        broken = broken or parsed
    return broken


def _ways(fragment: bytes, language: str) -> Iterator[tuple[bytes, bytes]]:
    """What to put before and behind a fragment, the likeliest first."""
    plain = b"", b"\n"
    is_bare_php = language == "php" and not fragment.lstrip().startswith((b"<", b"#!"))
    if not is_bare_php:
        yield plain
    yield from _SURROUNDINGS.get(language, ())
    if is_bare_php and b"<?" in fragment:  # else it would all be text, without an error
        yield plain
