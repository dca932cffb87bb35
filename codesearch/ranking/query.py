"""What a question asks for: its terms, the name that it is, and whether tests or documentation are meant."""

import re
from dataclasses import dataclass, replace
from typing import Self

from codesearch.errors import QueryError
from codesearch.ranking.terms import query_terms, words_of

MAX_QUERY_CHARS = 20_000
SYMBOL = re.compile(r"[A-Za-z_$][\w$]*(?:(?:::|\.|#|->)[A-Za-z_$][\w$]*)*[!?]?")
SEPARATORS = re.compile(r"::|\.|#|->")
PREDICATE_MARKS = "!?"  # with which Ruby and Elixir end names

TEST_WORDS = words_of("test spec mock fixture assert assertion stub")
DOC_WORDS = words_of("document documentation docs readme tutorial guide changelog license")
EXAMPLE_WORDS = words_of("example demo sample benchmark bench")


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart."""

    text: str
    terms: tuple[str, ...]
    name: str  # the name that is all of it, as typed but for its scope: "get" for `Session.get`; else empty

    def asks_for(self, words: frozenset[str]) -> bool:
        """Whether one of these stems is among its terms."""
        return not words.isdisjoint(self.terms)

    def without(self, words: frozenset[str]) -> Self:
        """The question without these stems; as it is if it has no others."""
        return replace(self, terms=tuple(term for term in self.terms if term not in words) or self.terms)


def parse_query(text: str) -> Query:
    """Take a question apart.

    Raises:
        QueryError: it is empty, has no letter or digit, or is longer than MAX_QUERY_CHARS.
    """
    text = text.strip()
    if not text:
        raise QueryError(
            'the query is empty: ask a question or give a name, such as "where are retries handled"'
        )
    if len(text) > MAX_QUERY_CHARS:
        raise QueryError(f"the query has {len(text):,} characters; give at most {MAX_QUERY_CHARS:,}")
    terms = query_terms(text)
    if not terms:
        raise QueryError("the query has no letter or digit: give words or a name to look for")
    name = SEPARATORS.split(text)[-1] if SYMBOL.fullmatch(text) else ""
    return Query(text=text, terms=tuple(terms), name=bare(name))


def bare(name: str) -> str:
    """The name without what marks predicates and the like."""
    return name.rstrip(PREDICATE_MARKS)
