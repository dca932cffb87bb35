"""What a question asks for: its terms, the symbols it names, and whether tests or documentation are meant."""

import re
from dataclasses import dataclass, replace
from typing import Self

from codesearch.errors import QueryError
from codesearch.ranking.terms import query_terms, words_of

MAX_QUERY_CHARS = 20_000
SYMBOL = re.compile(r"[A-Za-z_$][\w$]*(?:(?:::|\.|#|->)[A-Za-z_$][\w$]*)*[!?]?")
LOOKS_LIKE_CODE = re.compile(r"[a-z\d][A-Z]|[A-Z][a-z]+[A-Z]|\w_\w|::|\w\.\w|->|^_|[A-Z]{2,}[a-z]")
QUOTED = re.compile(r"`([^`]+)`")
SEPARATORS = re.compile(r"::|\.|#|->")

TEST_WORDS = words_of("test spec mock fixture assert assertion stub")
DOC_WORDS = words_of("document documentation docs readme tutorial guide changelog license")
EXAMPLE_WORDS = words_of("example demo sample benchmark bench")


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart."""

    text: str
    terms: tuple[str, ...]
    symbols: frozenset[str]  # names of code in it, lower-case, without their scope: {"get"} for `Session.get`
    scoped: frozenset[str]  # … with it: {"session.get"}
    is_symbol: bool  # it is one name and nothing else

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
    found = [symbol for quoted in QUOTED.findall(text) for symbol in SYMBOL.findall(quoted)]
    found += [symbol for symbol in SYMBOL.findall(text) if LOOKS_LIKE_CODE.search(symbol)]
    is_symbol = SYMBOL.fullmatch(text) is not None
    if is_symbol:
        found.append(text)
    parts = [SEPARATORS.split(symbol.lower()) for symbol in found]
    return Query(
        text=text,
        terms=tuple(terms),
        symbols=frozenset(names[-1].rstrip("!?") for names in parts),
        scoped=frozenset(".".join(names[-2:]) for names in parts if len(names) > 1),
        is_symbol=is_symbol,
    )
