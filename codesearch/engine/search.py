"""A question to hits: both searches fetch candidates, ranking orders them, the store reads their text."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from codesearch.encoder import Encoder
from codesearch.engine.hits import Scored, read_hits
from codesearch.errors import IndexStoreError, QueryError
from codesearch.index.filters import Filter
from codesearch.index.records import NO_MATCHES, Matches
from codesearch.index.store import Store
from codesearch.ranking.constants import CONSTANTS, Constants
from codesearch.ranking.query import PREDICATE_MARKS, Query, parse_query
from codesearch.ranking.rank import Candidate, rank
from codesearch.ranking.terms import words_of
from codesearch.types import Hit

CANDIDATE_COLUMNS = ("id", "path", "name", "qualified_name", "kind", "start_line")
Mode = Literal["hybrid", "lexical", "semantic"]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What both searches fetched for a question, in no order yet."""

    store: Store
    query: Query
    candidates: list[Candidate]
    constants: Constants  # to rank them with


def search(
    store: Store,
    encoder: Encoder,
    question: str,
    *,
    limit: int = 10,
    mode: Mode = "hybrid",
    where: Filter | None = None,
    rules: bool = True,
) -> list[Hit]:
    """The best `limit` units for `question`, best first.

    Raises:
        QueryError: the question, the mode or a filter cannot be understood.
        IndexStoreError: the index cannot be read.
    """
    found = retrieve(store, encoder, question, limit=limit, mode=mode, where=where)
    ranked = rank(found.query, found.candidates, limit=limit, rules=rules, constants=found.constants)
    return read_hits(store, [Scored(hit.candidate.id, hit.score, hit.why) for hit in ranked])


def retrieve(
    store: Store,
    encoder: Encoder,
    question: str,
    *,
    limit: int,
    mode: Mode,
    where: Filter | None = None,
) -> Retrieved:
    """The units among which `search` chooses the best `limit`.

    Raises:
        QueryError: the question, the mode or a filter cannot be understood.
        IndexStoreError: the index cannot be read.
    """
    where = where or Filter()
    if mode not in get_args(Mode):
        raise QueryError(f"there is no mode {mode!r}: choose {', '.join(get_args(Mode))}")
    query = parse_query(question)
    if mode != "lexical":
        check_encoder(store, encoder)
    # Who names the language that most units are in means all of them.
    query = query.without(words_of(store.light_columns().main_language))
    candidates = max(CONSTANTS.candidates, 2 * limit)
    text, vectors = NO_MATCHES, NO_MATCHES
    definitions = _definitions(store, query.name, where) if query.name else NO_MATCHES.ids
    coverage = store.coverage()
    if mode != "semantic":
        text = store.search_text(" ".join(query.terms), limit=candidates, where=where)
    if mode != "lexical" and coverage.embedded:
        vector = encoder.encode_queries([question])[0]
        also = np.concatenate([text.ids, definitions])
        vectors = store.search_vectors(vector, limit=candidates, where=where, also=also)
    constants = CONSTANTS
    if not coverage.is_complete:
        share = coverage.embedded / coverage.units  # what has no vector yet must not lose by it
        constants = replace(constants, vector_weight=constants.vector_weight * share)
    return Retrieved(store, query, _candidates(store, text, vectors, definitions), constants)


def check_encoder(store: Store, encoder: Encoder) -> None:
    """Make sure that the vectors of the store are those of this encoder.

    Raises:
        IndexStoreError: they are of another.
    """
    if store.manifest.encoder_id != encoder.id:
        raise IndexStoreError(
            f"the index has vectors of the encoder {store.manifest.encoder_id}, this is {encoder.id}: "
            "run `codesearch index` to compute them anew"
        )


def _definitions(store: Store, name: str, where: Filter) -> Ids:
    """Units of this name: where its words are everywhere, they need not be among the best of either search.

    Of more than CONSTANTS.candidates those written as typed come first, then those in the order of their ids.
    """
    columns = store.light_columns()
    names = pc.utf8_rtrim(columns.table["name"], PREDICATE_MARKS)
    alike = pc.equal(pc.utf8_lower(names), name.lower()).to_numpy() & columns.mask(where)
    as_typed = pc.equal(names, name).to_numpy()
    found: Ids = np.concatenate([columns.ids[alike & as_typed], columns.ids[alike & ~as_typed]])
    return found[: CONSTANTS.candidates]


def _candidates(store: Store, text: Matches, vectors: Matches, definitions: Ids) -> list[Candidate]:
    text_scores = dict(zip(text.ids.tolist(), text.scores.tolist(), strict=True))
    vector_scores = dict(zip(vectors.ids.tolist(), vectors.scores.tolist(), strict=True))
    columns = store.light_columns()
    is_found = np.isin(columns.ids, np.concatenate([text.ids, vectors.ids, definitions]))
    rows = columns.table.select([*CANDIDATE_COLUMNS]).filter(is_found).to_pylist()
    return [
        Candidate(**row, text_score=text_scores.get(row["id"]), vector_score=vector_scores.get(row["id"]))
        for row in rows
    ]
