"""Which documented functions make a question, after CodeSearchNet (arXiv 1909.09436, section 2)."""

import re
from itertools import dropwhile

from codesearch.pairs.documentation import as_query, is_query, names_itself, repeats_name, without_own_name
from codesearch.pairs.mining import MAX_UNIT_CHARS, is_test, pair_of
from codesearch.pairs.records import Pair
from codesearch.parsers.strip import without_comments
from codesearch.types import Unit

MIN_BODY_LINES = 3
_STANDARD = frozenset(  # constructors, and methods that any class may have
    (
        *("constructor", "initialize", "init", "new", "clone", "drop", "finalize", "dispose"),
        *("tostring", "to_s", "to_str", "inspect", "string", "fmt", "tojson", "valueof"),
        *("equals", "eql?", "hashcode", "gethashcode", "compareto"),
    )
)
_CLOSING = re.compile(r"\s*(?:end\b)?\W*")
_ANNOTATION = re.compile(r"\s*(?:@|#?\[)")


def question(unit: Unit, repository: str) -> Pair | str:
    """Return a function without comments and the question that it answers, or why it makes none."""
    if unit.kind == "class":
        return "a class"
    if is_test(unit) or "test" in unit.name.lower():
        return "a test"
    if _is_standard(unit):
        return "a constructor or standard method"
    if not (query := as_query(unit.docstring)):
        return "no question in its documentation"
    name = unit.qualified_name
    query = without_own_name(query, name)
    if not is_query(query) or names_itself(query, name) or repeats_name(query, name):
        return "documented by its own name"
    code = without_comments(unit.text, unit.language)
    if _body_lines(code) < MIN_BODY_LINES:
        return f"a body of fewer than {MIN_BODY_LINES} lines"
    return pair_of(unit, repository, query=query, code=code, max_chars=MAX_UNIT_CHARS)


def _is_standard(unit: Unit) -> bool:
    name = unit.name
    owner = re.split(r"::|[.\\]", unit.qualified_name)[-2:][0]
    return (
        name.startswith(("__", "operator"))
        or name.lower() in _STANDARD
        or (unit.kind == "method" and name == owner)
        or not re.search(r"[^\W\d_]", name)
    )


def _body_lines(code: str) -> int:
    """How many lines below annotations and the first say something: not a bracket or `end` alone."""
    lines = list(dropwhile(_ANNOTATION.match, code.split("\n")))
    return sum(_CLOSING.fullmatch(line) is None for line in lines[1:])
