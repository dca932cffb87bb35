"""The parts of all repositories to one file of pairs and one of whole source files."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path

from codesearch.pairs.records import Pair
from codesearch.training.corpus.excluded import Excluded, bare, bare_functions
from codesearch.training.corpus.manifest import Share
from codesearch.training.corpus.parts import Part
from codesearch.training.corpus.selection import Selection
from codesearch.training.corpus.texts import SourceText

MIN_TELLING_CHARS = 150  # of a function that bars the file it is in: shorter ones are found everywhere
_CHUNK = 64


def merge(parts: Sequence[Part], out: Path, excluded: Excluded | None, pool: Executor) -> dict[str, Share]:
    """Write `pairs.jsonl` and `files.jsonl`; return what each repository gave, by its name."""
    shares: dict[str, Share] = {}
    selection = Selection(excluded)
    pairs = (pair for part in parts for pair in _taken(part, selection, pool if excluded else None))
    _write(out / "pairs.jsonl", _counted_pairs(pairs, shares))
    texts = _unseen(text for part in parts for text in _free(part, excluded, pool))
    _write(out / "files.jsonl", _counted_texts(texts, shares))
    return shares


def _taken(part: Part, selection: Selection, pool: Executor | None) -> Iterator[Pair]:
    pairs = list(part.pairs())
    codes = pool.map(_bare_code, pairs, chunksize=_CHUNK) if pool else [""] * len(pairs)
    return (pair for pair, code in zip(pairs, codes, strict=True) if selection.takes(pair, code))


def _free(part: Part, excluded: Excluded | None, pool: Executor) -> Iterator[SourceText]:
    """The files in which nothing is asked for."""
    if not excluded:
        yield from part.texts()
        return
    texts = list(part.texts())
    for text, codes in zip(texts, pool.map(_telling_functions, texts, chunksize=_CHUNK), strict=True):
        if not any(map(excluded.has_function, codes)):
            yield text


def _unseen(texts: Iterable[SourceText]) -> Iterator[SourceText]:
    """Of files that are the same the first."""
    seen: set[bytes] = set()
    for text in texts:
        digest = hashlib.blake2b(text.text.encode("utf-8", "replace"), digest_size=16).digest()
        if digest not in seen:
            seen.add(digest)
            yield text


def _counted_pairs(pairs: Iterable[Pair], shares: dict[str, Share]) -> Iterator[Pair]:
    for pair in pairs:
        shares.setdefault(pair.repository, Share()).add(pair)
        yield pair


def _counted_texts(texts: Iterable[SourceText], shares: dict[str, Share]) -> Iterator[SourceText]:
    for text in texts:
        shares.setdefault(text.repository, Share()).files += 1
        yield text


def _write(path: Path, records: Iterable[Pair | SourceText]) -> None:
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w", encoding="ascii") as file:
        file.writelines(json.dumps(asdict(record)) + "\n" for record in records)
    partial.replace(path)


def _bare_code(pair: Pair) -> str:
    return bare(pair.code, pair.language)


def _telling_functions(text: SourceText) -> list[str]:
    return [code for code in bare_functions(text.path, text.text) if len(code) >= MIN_TELLING_CHARS]
