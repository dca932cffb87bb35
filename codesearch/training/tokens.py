"""Pairs as token ids, once; and the ways in which a pair is shown to the model, drawn anew for each batch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.tokenization import MARKER_IDS, SEP_ID, Marker, TextTokenizer
from codesearch.pairs.records import Pair

Ids = NDArray[np.int32]

WITHOUT_SIGNATURE, WITH_DOCUMENTATION = 0.45, 0.2  # shares of the functions shown; the rest are name and code
DROPPED_WORDS = 0.4  # of a query whose documentation is in the document: else it is a copy
NAMED_LANGUAGE = 0.15  # share of the queries that say which language they are after
_LONGEST = 512
_TEXTS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of unequal length in one array."""

    ids: Ids
    ends: NDArray[np.int64]

    def __getitem__(self, row: int) -> Ids:
        return self.ids[self.ends[row - 1] if row else 0 : self.ends[row]]

    def __len__(self) -> int:
        return len(self.ends)


@dataclass(frozen=True, slots=True)
class TokenizedPairs:
    """Pairs in parts; the ids of parts put together are those of the parts' texts put together."""

    query: Ragged
    name: Ragged
    signature: Ragged  # as the code begins
    documentation: Ragged
    body: Ragged  # the code after its signature
    language: Ragged

    def __len__(self) -> int:
        return len(self.query)

    def save(self, path: Path) -> None:
        """Write all parts to a .npz file."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        arrays = {f"{name}.ids": part.ids for name, part in parts.items()}
        np.savez(path, **arrays, **{f"{name}.ends": part.ends for name, part in parts.items()})

    @classmethod
    def load(cls, path: Path) -> "TokenizedPairs":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            parts = {f.name: Ragged(stored[f"{f.name}.ids"], stored[f"{f.name}.ends"]) for f in fields(cls)}
        return cls(**parts)


def tokenize(pairs: Sequence[Pair], tokenizer: TextTokenizer) -> TokenizedPairs:
    """Return the pairs as ids without markers."""
    heads = [_signature_end(pair) for pair in pairs]
    return TokenizedPairs(
        query=_ragged(tokenizer, [pair.query for pair in pairs]),
        name=_ragged(tokenizer, [pair.name for pair in pairs]),
        signature=_ragged(tokenizer, [pair.code[:end] for pair, end in zip(pairs, heads, strict=True)]),
        documentation=_ragged(tokenizer, [pair.documentation for pair in pairs]),
        body=_ragged(tokenizer, [pair.code[end:] for pair, end in zip(pairs, heads, strict=True)]),
        language=_ragged(tokenizer, [pair.language for pair in pairs]),
    )


def draw(
    pairs: TokenizedPairs,
    rows: NDArray[np.int64],
    rng: np.random.Generator,
    *,
    query_length: int,
    document_length: int,
) -> tuple[list[Ids], list[Ids]]:
    """Return the queries and documents of these rows, each pair shown in a way drawn at random."""
    queries: list[Ids] = []
    documents: list[Ids] = []
    ways = rng.random((len(rows), 2))
    for row, (way, named) in zip(rows, ways, strict=True):
        query, body = pairs.query[row], pairs.body[row]
        if way < WITHOUT_SIGNATURE and len(body) > 8:
            parts = [body]
        elif way > 1 - WITH_DOCUMENTATION:
            parts = [pairs.name[row], pairs.documentation[row], pairs.signature[row], body]
            query = _thinned(query, rng)
        else:
            parts = [pairs.name[row], pairs.signature[row], body]
        if named < NAMED_LANGUAGE:
            sides = [pairs.language[row], query]
            query = np.concatenate(sides if named < NAMED_LANGUAGE / 2 else sides[::-1])
        queries.append(framed([query], "query", query_length))
        documents.append(framed(parts, "document", document_length))
    return queries, documents


def framed(parts: Sequence[Ids], marker: Marker, max_length: int) -> Ids:
    """Return marker, parts and [SEP], cut to `max_length` ids in all, as `TextTokenizer.encode` does."""
    ids = np.concatenate([[MARKER_IDS[marker]], *parts])[: max_length - 1]
    return np.append(ids, SEP_ID).astype(np.int32)


def plain(pairs: TokenizedPairs, row: int, *, query_length: int, document_length: int) -> tuple[Ids, Ids]:
    """Return query and document as they are measured: name and code, no documentation."""
    parts = [pairs.name[row], pairs.signature[row], pairs.body[row]]
    return framed([pairs.query[row]], "query", query_length), framed(parts, "document", document_length)


def _thinned(query: Ids, rng: np.random.Generator) -> Ids:
    kept = query[rng.random(len(query)) >= DROPPED_WORDS]
    return kept if len(kept) else query


def _ragged(tokenizer: TextTokenizer, texts: Sequence[str]) -> Ragged:
    rows: list[Ids] = []
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        encoded = tokenizer.encode(texts[start : start + _TEXTS_AT_ONCE], "document", _LONGEST)
        rows.extend(np.array(ids[1:-1], dtype=np.int32) for ids in encoded)  # without marker and [SEP]
    return Ragged(np.concatenate(rows), np.cumsum([len(row) for row in rows]))


def _signature_end(pair: Pair) -> int:
    """Where the code goes on after its signature, which stands in `pair.signature` with other spacing."""
    first_word = re.escape(pair.signature.split(" ", 1)[0])
    found = re.search(first_word, pair.code) if pair.signature else None
    if found is None:
        return len(pair.code.partition("\n")[0])
    wanted = len(re.sub(r"\s", "", pair.signature))
    for end, character in enumerate(pair.code[found.start() :], start=found.start()):
        if wanted <= 0 and (character.isalnum() or character.isspace()):  # after the colon or the brace
            return end
        wanted -= not character.isspace()
    return len(pair.code)
