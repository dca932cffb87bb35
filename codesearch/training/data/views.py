"""The ways in which a pair is shown to the model, drawn anew for each batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.text import NAME_REPEATS
from codesearch.encoder.tokenization import MARKER_IDS, SEP_ID, Marker
from codesearch.training.data.prepared import Ids, TokenizedPairs

# Shares of the functions shown; the others are what a search embeds: the name, repeated, and the code.
WITHOUT_SIGNATURE, WITHOUT_NAME, WITH_DOCUMENTATION = 0.3, 0.2, 0.2
WITH_PLACE = 0.5  # of those with a name; the others do not say what their file is called
DROPPED_WORDS = 0.4  # of a query whose documentation is in the document: else it is a copy
NAMED_LANGUAGE = 0.15  # share of the queries that say which language they are after
KEYWORDS = 0.15  # share of the queries that lack words for no reason, as people type them
_SHORT_BODY = 8  # tokens; says too little without its signature


@dataclass(frozen=True, slots=True)
class Lengths:
    """Most ids of a query and of a document, markers included."""

    query: int = 40
    document: int = 128


def draw(
    pairs: TokenizedPairs,
    rows: NDArray[np.int64],
    rng: np.random.Generator,
    lengths: Lengths,
    language_ids: Sequence[Sequence[int]],
) -> tuple[list[Ids], list[Ids]]:
    """Return the queries and documents of these rows, each pair shown in a way drawn at random."""
    queries: list[Ids] = []
    documents: list[Ids] = []
    for row, (way, named, placed) in zip(rows, rng.random((len(rows), 3)), strict=True):
        query, parts = pairs.query[row], _shown(pairs, row, way, has_place=placed < WITH_PLACE)
        if way >= 1 - WITH_DOCUMENTATION or named >= 1 - KEYWORDS:
            query = _thinned(query, rng)
        if named < NAMED_LANGUAGE:
            sides = [np.array(language_ids[pairs.language[row]], dtype=np.uint16), query]
            query = np.concatenate(sides if named < NAMED_LANGUAGE / 2 else sides[::-1])
        queries.append(framed([query], "query", lengths.query))
        documents.append(framed(parts, "document", lengths.document))
    return queries, documents


def plain(pairs: TokenizedPairs, row: int, lengths: Lengths) -> tuple[Ids, Ids]:
    """Return query and document as a search has them, but for the documentation, which is left out."""
    parts = [*_named(pairs, row, has_place=True), pairs.signature[row], pairs.body[row]]
    return framed([pairs.query[row]], "query", lengths.query), framed(parts, "document", lengths.document)


def framed(parts: Sequence[Ids], marker: Marker, max_length: int) -> Ids:
    """Return marker, parts and [SEP], cut to `max_length` ids in all, as `TextTokenizer.encode` does."""
    ids = np.concatenate([[MARKER_IDS[marker]], *parts])[: max_length - 1]
    return np.append(ids, SEP_ID).astype(np.uint16)


def _shown(pairs: TokenizedPairs, row: int, way: float, *, has_place: bool) -> list[Ids]:
    signature, body = pairs.signature[row], pairs.body[row]
    if way < WITHOUT_SIGNATURE and len(body) > _SHORT_BODY:
        return [body]
    if way < WITHOUT_SIGNATURE + WITHOUT_NAME:
        return [signature, body]
    if way >= 1 - WITH_DOCUMENTATION:
        return [*_named(pairs, row, has_place=has_place), pairs.documentation[row], signature, body]
    return [*_named(pairs, row, has_place=has_place), signature, body]


def _named(pairs: TokenizedPairs, row: int, *, has_place: bool) -> list[Ids]:
    name = [pairs.place[row], pairs.name[row]] if has_place else [pairs.name[row]]
    return name * NAME_REPEATS


def _thinned(query: Ids, rng: np.random.Generator) -> Ids:
    kept = query[rng.random(len(query)) >= DROPPED_WORDS]
    return kept if len(kept) else query
