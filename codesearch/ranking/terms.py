"""Text to the terms that full text is searched by: identifiers split into words, words cut to their stems."""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from unicodedata import normalize

from codesearch.types import Unit

TERMS_VERSION = 3  # raise it whenever the same unit yields other terms
NAME_WEIGHT = 3  # how often the words of a unit's name are counted
PATH_WEIGHT = 2  # … and of its path
MAX_TERM_CHARS = 40  # longer runs are keys and hashes, which nobody types
MAX_QUERY_TERMS = 64  # a pasted function has more; the first ones say enough

IDENTIFIER = re.compile(r"[^\W\d_][\w$]*|\d+")
CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"  # written without spaces between words
# Acronyms, words with or without a capital, numbers; letters of other scripts count as small ones
WORD = re.compile(rf"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z{CJK}]+|[A-Z]+|\d+|[{CJK}]+")
STARTS_IN_CJK = re.compile(f"[{CJK}]")
SUFFIXED = re.compile(
    r"(.{3,}?)(?:ations?|ators?|ating|ated|ates?|ions?|y?ings?|y?ers?|ors?|ables?|ably|ie[sd]?|y?ed|es|ys?|s|e)"
)
STILL_SUFFIXED = re.compile(
    r"(.{3,}?)(?:er|or|ing|ion|(?<!s)s)"
)  # what renderer, filtering, aliases have left
STOP_WORDS = frozenset(
    (  # noqa: SIM905  # a list takes a line a word
        "a an and are as at be been but by can could did do does for from had has have how i if in into is "
        "it its me my of on or our should so that the their them then there these they this to us use used "
        "uses using was we were what when where which who why will with would you your"
    ).split()
)


def query_terms(query: str) -> list[str]:
    """The terms of a question in order, each once; words that any question has only if it has no others."""
    words = list(dict.fromkeys(_words(query)))
    telling = [word for word in words if word not in STOP_WORDS]
    return list(dict.fromkeys(stem(word) for word in telling or words))[:MAX_QUERY_TERMS]


def unit_terms(unit: Unit) -> str:
    """The terms of a unit between spaces; name and path count more often than code."""
    stems = [stem(word) for word in _words(unit.text)]
    names = [stem(word) for word in _words(f"{unit.qualified_name} {unit.name}")]
    paths = [stem(word) for word in _words(unit.path)]
    parts = [*names * NAME_WEIGHT, *paths * PATH_WEIGHT, *stems]
    if unit.part:
        parts += [stem(word) for word in _words(f"{unit.signature} {unit.docstring}")]
    return " ".join(parts)


def words_of(text: str) -> frozenset[str]:
    """The different stems in a name or a path."""
    return frozenset(stem(word) for word in _words(text))


def term_spans(text: str, terms: Set[str]) -> list[tuple[int, int]]:
    """Where in `text` the words lie whose stems are among `terms`, in order and apart from each other."""
    spans: list[tuple[int, int]] = []
    for start, end, word in _placed_words(text):
        if stem(word) in terms:
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
    return spans


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A crude stem of a lower-case word: router, routes, routing and route are all `rout`."""
    if len(word) < 4 or not word.isascii() or word.endswith("ss"):
        return word
    if len(word) == 5 and word.endswith(("ies", "ied")):
        return f"{word[:2]}y"  # tries, tried
    for suffixed in (SUFFIXED, STILL_SUFFIXED):
        if match := suffixed.fullmatch(word):
            word = match[1]
    if len(word) > 3 and word[-1] == word[-2]:  # running, mapped, controlled, but not call and class
        is_natural = word[-1] == "s" or (word[-1] == "l" and len(word) < 6)
        return word if is_natural else word[:-1]
    return word


def _words(text: str) -> Iterator[str]:
    """Lower-case words of all identifiers, and each compound identifier as a whole."""
    for identifier in IDENTIFIER.findall(text if text.isascii() else normalize("NFC", text)):
        yield from _split(identifier)


@lru_cache(maxsize=100_000)
def _split(identifier: str) -> tuple[str, ...]:
    words = [word for _, _, word in _placed_parts(identifier)]
    if len(words) > 1 and len(identifier) <= MAX_TERM_CHARS:
        words.append(identifier.replace("_", "").replace("$", "").lower())
    return tuple(words)


def _placed_parts(identifier: str) -> list[tuple[int, int, str]]:
    """The lower-case words of an identifier, each with where it starts and ends."""
    if len(identifier) > 4 * MAX_TERM_CHARS:
        return [(0, MAX_TERM_CHARS, identifier[:MAX_TERM_CHARS].lower())]
    parts: list[tuple[int, int, str]] = []
    for match in WORD.finditer(identifier):
        start, end = match.span()
        if STARTS_IN_CJK.match(match[0]):  # pairs of characters stand in for words
            pairs = range(start, max(start + 1, end - 1))
            parts.extend((at, min(at + 2, end), identifier[at : min(at + 2, end)]) for at in pairs)
        else:
            parts.append((start, end, match[0][:MAX_TERM_CHARS].lower()))
    return parts


def _placed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of `_words` with where it starts and ends, a compound identifier before its parts."""
    for identifier in IDENTIFIER.finditer(text):
        first, last = identifier.span()
        parts = _placed_parts(identifier[0])
        if len(words := _split(identifier[0])) > len(parts):
            yield first, last, words[-1]
        for start, end, word in parts:
            yield first + start, first + end, word
