"""The tokenizer, trained on pairs of all languages alike."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from codesearch.encoder.tokenization import train_tokenizer
from codesearch.pairs.records import Pair

PAIRS_A_LANGUAGE = 12_000  # 60,000 in all are enough for 16,384 merges
DOCUMENTATION_CHARS, CODE_CHARS = 600, 1_500


def write_tokenizer(
    pairs: Iterable[Pair], path: Path, *, vocabulary: int, keeps_case: bool = False, seed: int = 0
) -> int:
    """Write a tokenizer of at most `vocabulary` entries, and return how many pairs it has learnt from.

    Each language has at most `PAIRS_A_LANGUAGE` of them, drawn at random (reservoir sampling, Vitter 1985).
    """
    drawn = _drawn(pairs, random.Random(seed))
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer = train_tokenizer(_texts(drawn), vocabulary, keeps_case=keeps_case)
    tokenizer.save(str(path), pretty=False)
    return len(drawn)


def _drawn(pairs: Iterable[Pair], rng: random.Random) -> list[Pair]:
    reservoirs: dict[str, list[Pair]] = {}
    seen: dict[str, int] = {}
    for pair in pairs:
        reservoir = reservoirs.setdefault(pair.language, [])
        seen[pair.language] = seen.get(pair.language, 0) + 1
        if len(reservoir) < PAIRS_A_LANGUAGE:
            reservoir.append(pair)
        elif (place := rng.randrange(seen[pair.language])) < PAIRS_A_LANGUAGE:
            reservoir[place] = pair
    return [pair for reservoir in reservoirs.values() for pair in reservoir]


def _texts(pairs: Iterable[Pair]) -> Iterator[str]:
    for pair in pairs:
        yield pair.query
        yield pair.name
        yield pair.documentation[:DOCUMENTATION_CHARS]
        yield pair.code[:CODE_CHARS]
