"""Documentation and comments taken out of source code: what they are is asked of the grammar."""

import re
from collections.abc import Callable, Iterable, Iterator

from codesearch.parsers.comment_query import comments_and_documentation
from codesearch.parsers.definitions import Definition, statement_span
from codesearch.parsers.fragments import Parsed, parse_fragment
from codesearch.parsers.languages import LANGUAGES, Language, language_of
from codesearch.parsers.nodes import is_comment
from codesearch.parsers.outline import outline
from codesearch.parsers.removal import Span, blanked, without
from codesearch.parsers.units import parse_units
from codesearch.types import Unit

_PASSES = 10  # what is taken out can lay bare a docstring behind it, but no code is a tower of them
_EMPTY_BODY = "..."  # of a function in Python whose docstring was all of it
_BLANKS = b" \t\n\r\f\v"
_SHEBANG = re.compile(rb"#!(?!\[)[^\n]*")


def without_comments(text: str, language: str) -> str:
    """`text`, a file or a fragment of one, without comments and docstrings.

    Rows that held nothing else are dropped, all others stay as they are; so does a `#!` line. `language` is a
    name in LANGUAGES: text in another, or in one without a grammar, comes back unchanged.
    """
    return _stripped(text, language, _comments)


def without_documentation(text: str, language: str) -> str:
    """`text`, a file or a fragment of one, without what documents the definitions in it.

    That is docstrings, and the comments right above a function or class or, where a language has such,
    behind it; other comments stay. Rows and languages are treated as in `without_comments`.
    """
    return _stripped(text, language, _documentation)


def undocumented(path: str, text: str, chosen: Callable[[Unit], bool]) -> str:
    """The file `path` without the documentation of the functions and methods that are `chosen`.

    `chosen` is asked about each as `parse_units` gives it, about the first part of one that has several.
    Every row stays, empty where nothing is left of it, so that all else keeps its line. A function of Python
    whose docstring was all of its body gets the body `...`. What is only declared, such as a prototype in
    C, is no unit any more without its documentation.
    """
    language = language_of(path, text)
    wanted = {
        (unit.start_line, unit.signature, unit.docstring)
        for unit in parse_units(path, text)
        if unit.kind in ("function", "method") and unit.part == 0 and chosen(unit)
    }
    functions = _functions(text, language)
    places = {_place(f) for f in functions if (f.first_row + 1, f.signature, f.docstring) in wanted}
    for _ in range(_PASSES):
        spans = [span for function in functions if _place(function) in places for span in _spans(function)]
        if not spans:
            break
        text = blanked(text, _within(_encoded(text), spans))
        functions = _functions(text, language)
    return text


def _functions(text: str, language: Language) -> list[Definition]:
    outlined = outline(_encoded(text), language) if language.grammar else None
    return [d for d in _definitions(outlined.definitions) if d.kind == "function"] if outlined else []


def _definitions(outermost: Iterable[Definition]) -> Iterator[Definition]:
    """Definitions and all that are inside them."""
    pending = list(outermost)
    while pending:
        definition = pending.pop()
        pending.extend(definition.members)
        yield definition


def _place(function: Definition) -> tuple[int, str]:
    """What tells a function from all others in its file and stays when documentation goes."""
    return function.signature_row, function.name


def _spans(function: Definition) -> Iterator[Span]:
    """The bytes of a function's documentation."""
    body = function.body
    for start, end in function.documentation:
        is_body = body.start_byte <= start < body.end_byte and all(
            (start <= node.start_byte and node.end_byte <= end) or is_comment(node)
            for node in body.named_children
        )
        yield Span(start, end, _EMPTY_BODY if is_body else "")


def _stripped(text: str, language: str, spans_in: Callable[[Parsed, Language], Iterable[Span]]) -> str:
    known = LANGUAGES.get(language)
    if known is None or not known.grammar:
        return text
    for _ in range(_PASSES):
        source = _encoded(text)
        parsed = parse_fragment(source, known)
        spans = list(_within(source, spans_in(parsed, known), parsed.offset)) if parsed else []
        if not spans:
            break
        text = without(text, spans)
    return text


def _comments(parsed: Parsed, language: Language) -> Iterator[Span]:
    comments, documentation = comments_and_documentation(parsed.root, language.grammar)
    yield from (Span(node.start_byte, node.end_byte) for node in comments)
    yield from (Span(*statement_span(node, None)) for node in documentation)


def _documentation(parsed: Parsed, language: Language) -> Iterator[Span]:
    _, documentation = comments_and_documentation(parsed.root, language.grammar)
    yield from (Span(*statement_span(node, None)) for node in documentation)
    outlined = outline(parsed.source, language)
    for definition in _definitions(outlined.definitions) if outlined else ():
        yield from (Span(start, end) for start, end in definition.documentation)


def _within(source: bytes, spans: Iterable[Span], offset: int = 0) -> Iterator[Span]:
    """The spans, which count `offset` bytes more, where they have text of `source` behind its `#!` line."""
    shebang = _SHEBANG.match(source)
    first = shebang.end() if shebang else 0
    for span in spans:
        start, end = max(span.start - offset, first), min(span.end - offset, len(source))
        while start < end and source[start] in _BLANKS:
            start += 1
        while start < end and source[end - 1] in _BLANKS:
            end -= 1
        if start < end:
            yield Span(start, end, span.filler)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
