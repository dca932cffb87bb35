"""A unit and a query as a pair to learn from, or nothing where there is little to learn."""

import re
from collections.abc import Iterator

from codesearch.pairs.documentation import MAX_QUERY_CHARS, is_query, repeats_name, without_own_name
from codesearch.pairs.mining import is_test, pair_of
from codesearch.pairs.records import Kind, Pair
from codesearch.parsers.strip import without_comments, without_documentation
from codesearch.ranking.terms import WORD, query_terms, words_of
from codesearch.types import Unit

MAX_CHARS = 3_000  # of code and of documentation: more than training looks at
MIN_BODY_CHARS = 40  # without blanks
FUNCTIONS = ("function", "method")

_GENERIC = words_of(  # said of any code
    "add adds added adding allow avoid better bug call change check class clean code correct crash "
    "create data default define do does drop enable ensure error example fail feature file fix fixed "
    "fixes fixing function get handle if improve in issue list make method more move name new not "
    "object option parameter pass prevent problem refactor remove rename replace return returns set "
    "should simplify small some support test tests type update use used using value values when with "
    "work works wrong"
)
_DIVIDER = re.compile(r"MARK\b|region\b|pragma\b")  # a comment that parts a file, not one on what follows
_TEST_MARK = re.compile(
    r"@(?:[\w.]*\.)?(?:Parameterized|Repeated)?Test\b|\[(?:Fact|Theory|Test|TestMethod|TestCase)\b"
    r"|#\[(?:[\w:]+::)?test\b|@test\b"
)
_FEW_WORDS = 5
_FEWEST_IN_CODE = 2  # words
_MARKED_CHARS = 400  # of a unit, among which its annotations are


def lesson(unit: Unit, repository: str, query: str, kind: Kind) -> Pair | None:
    """Return the unit without documentation and what is asked for it.

    None where the query is no English, or says the unit's name alone, or where the body is short.
    """
    if unit.name.lower() in query.lower():  # building a pattern for each name takes as long as parsing does
        query = without_own_name(query, unit.qualified_name)
    if not _is_said(query, kind) or repeats_name(query, unit.name) or _DIVIDER.match(query):
        return None
    code = _undocumented(unit)
    if len(re.sub(r"\s", "", code.partition("\n")[2])) < MIN_BODY_CHARS:
        return None
    query = query[:MAX_QUERY_CHARS]
    return pair_of(unit, repository, query=query, code=code, max_chars=MAX_CHARS, kind=kind)


def is_consistent(pair: Pair) -> bool:
    """Whether a telling word of the query stands in the name or the path, or two of them in the code.

    A commit's "Fix crash on Windows" has nothing to do with the function that it happened to touch.
    """
    telling = set(query_terms(pair.query)) - _GENERIC
    if not telling.isdisjoint(words_of(f"{pair.name} {pair.path}")):
        return True
    return len(telling & words_of(pair.code)) >= _FEWEST_IN_CODE


def is_of_tests(unit: Unit) -> bool:
    """Whether a unit tests others, or stands among those that do, or is marked as a test."""
    return is_test(unit) or is_marked_as_test(unit)


def is_marked_as_test(unit: Unit) -> bool:
    """Whether an annotation calls a unit a test."""
    return _TEST_MARK.search(unit.text[:_MARKED_CHARS].partition(unit.name)[0]) is not None


def _is_said(query: str, kind: Kind) -> bool:
    """Whether a query is English; names do without the small words that a long sentence is told by."""
    return is_query(" ".join(query.split()[:_FEW_WORDS]) if kind in ("test", "class") else query)


def _undocumented(unit: Unit) -> str:
    """The text of a unit without documentation; empty where it cannot be taken out."""
    if not unit.docstring:
        return unit.text
    said = unit.docstring.strip().partition("\n")[0].strip()
    code = without_documentation(unit.text, unit.language)
    if said in code:  # a class whose members are left blank may be no grammatical piece of code
        code = without_comments(code, unit.language)
    return "" if said in code else code


def name_words(name: str) -> Iterator[str]:
    """Yield the words of an identifier in lower case, without numbers."""
    return (word.lower() for word in WORD.findall(name) if not word.isdigit())
