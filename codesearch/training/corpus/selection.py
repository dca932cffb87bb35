"""Which pairs of all repositories stay: no copies, none of an evaluation, not too many of one kind."""

from collections import Counter

from codesearch.pairs.duplicates import NearDuplicates, body_hash
from codesearch.pairs.records import Pair
from codesearch.training.corpus.excluded import Excluded
from codesearch.training.corpus.limits import (
    MAX_BY_KIND,
    MAX_BY_LANGUAGE,
    MAX_OF_FUNCTION,
    MAX_OF_SUBJECT,
)


class Selection:
    """The pairs that were taken so far; what comes first goes first."""

    def __init__(self, excluded: Excluded | None) -> None:
        self._excluded = excluded
        self._documented = NearDuplicates()
        self._taken: set[tuple[str, str]] = set()
        self._queries: Counter[str] = Counter()
        self._bodies: Counter[str] = Counter()
        self._of_repository: Counter[tuple[str, str]] = Counter()

    def takes(self, pair: Pair, code: str) -> bool:
        """Whether a pair is taken; `code` is that of the pair without comments, see `bare`."""
        query, body = pair.query.lower(), body_hash(pair.code)
        if self._is_full(pair) or (query, body) in self._taken or not self._is_new(pair, query, body):
            return False
        if self._excluded and (self._excluded.has_query(pair.query) or self._excluded.has_function(code)):
            return False
        if pair.kind == "documentation" and not self._documented.is_new(pair.code):
            return False
        self._taken.add((query, body))
        self._queries[query] += 1
        self._bodies[body] += 1
        self._of_repository[self._share(pair)] += 1
        return True

    def _is_new(self, pair: Pair, query: str, body: str) -> bool:
        if pair.kind == "documentation":
            return not self._queries[query]
        same = MAX_OF_SUBJECT if pair.kind == "commit" else 1
        return self._queries[query] < same and self._bodies[body] < MAX_OF_FUNCTION

    def _is_full(self, pair: Pair) -> bool:
        return self._of_repository[self._share(pair)] >= MAX_BY_KIND.get(pair.kind, MAX_BY_LANGUAGE)

    @staticmethod
    def _share(pair: Pair) -> tuple[str, str]:
        """Whose limit a pair counts for."""
        of = pair.language if pair.kind == "documentation" else pair.kind
        return pair.repository, of
