"""One full-text query: BM25 over the column `terms`."""

from typing import Any

import numpy as np

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
