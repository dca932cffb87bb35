"""Text to the terms that full text is searched by: identifiers split into words, words cut to their stems."""

import re
from collections.abc import Iterator
from functools import lru_cache

from codesearch.types import Unit

TERMS_VERSION = 1  # raise it whenever the same unit yields other terms
NAME_WEIGHT = 3  # how often the words of a unit's name are counted
PATH_WEIGHT = 2  # … and of its path
MAX_TERM_CHARS = 40  # longer runs are keys and hashes, which nobody types
MAX_QUERY_TERMS = 64  # a pasted function has more; the first ones say enough

IDENTIFIER = re.compile(r"[^\W\d_][\w$]*|\d+")
CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
SUFFIXES = re.compile(
    r"(?:ations?|ators?|ating|ated|ates?|ions?|ings?|ers?|ors?|ments?|ables?|ably|ed|es|s|e|y)$"
)
STOP_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have how i if in into is it its me my of on "
    "or our should so that the their them then there these they this to us use used uses using was we were what when "
    "where which who why will with would you your".split()
)


def query_terms(query: str) -> list[str]:
    """The terms of a question in order, each once, without words that every question has unless it has no others."""
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


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A crude stem of a lower-case word: router, routes, routing and route are all `rout`."""
    if len(word) < 4 or not word.isascii() or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3]
    cut = SUFFIXES.sub("", word)
    if len(cut) < 3:
        return word.removesuffix("s") if len(word) > 3 else word
    if len(cut) > 4 and cut[-1] == cut[-2] and cut[-1] not in "ls":
        return cut[:-1]  # running, mapped
    return cut


def _words(text: str) -> Iterator[str]:
    """Lower-case words of all identifiers, and each compound identifier as a whole."""
    for identifier in IDENTIFIER.findall(text):
        yield from _split(identifier)


@lru_cache(maxsize=100_000)
def _split(identifier: str) -> tuple[str, ...]:
    if len(identifier) > 4 * MAX_TERM_CHARS:
        return ()
    if CJK.search(identifier):  # no spaces between words: pairs of characters stand in for them
        return tuple(identifier[i : i + 2] for i in range(max(1, len(identifier) - 1)))
    words = [word.lower() for word in WORD.findall(identifier) if len(word) <= MAX_TERM_CHARS]
    if len(words) > 1 and len(identifier) <= MAX_TERM_CHARS:
        words.append(identifier.replace("_", "").replace("$", "").lower())
    return tuple(words)
