"""One full-text query: BM25 over the column `terms`."""

from typing import Any

import numpy as np
import numpy.typing as npt

from codesearch.index.records import Matches


def text_matches(table: Any, terms: str, limit: int, condition: str) -> Matches:
    """Return the best `limit` units that hold any of `terms` and fulfil the SQL `condition`.

    Equal scores are ordered by id, so that an answer does not depend on how the rows lie on disk.
    """
    from lancedb.query import MatchQuery

    match: Any = MatchQuery  # its fields with defaults look required to mypy
    query = table.search(match(terms, "terms")).select(["id", "_score"]).limit(limit)
    found = (query.where(condition) if condition else query).to_arrow()
    ids = found["id"].to_numpy()
    scores = found["_score"].to_numpy()
    order = np.lexsort((ids, -scores))
    return Matches(ids[order], scores[order])


def text_matches_among(
    table: Any, terms: str, limit: int, condition: str, allowed: npt.NDArray[np.int64]
) -> Matches:
    """Return the best `limit` of the units `allowed`, ids (A,), as `text_matches` would.

    More and more answers are looked at until enough of them are allowed: with thousands of ids that is faster
    than to name them all in the condition.
    """
    asked = 4 * limit
    while True:
        found = text_matches(table, terms, asked, condition)
        kept = np.flatnonzero(np.isin(found.ids, allowed))[:limit]
        if len(kept) == limit or len(found) < asked:
            return Matches(found.ids[kept], found.scores[kept])
        asked *= 8
