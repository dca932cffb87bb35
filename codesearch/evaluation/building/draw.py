"""Which of the candidates a set has: so many of a language, drawn at random from several repositories."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence

from codesearch.pairs.records import Pair


def draw(candidates: Iterable[Pair], per_language: int, fewest: int, seed: int) -> dict[str, list[Pair]]:
    """Return at most `per_language` pairs a language, by name; no language with fewer than `fewest`."""
    by_language: dict[str, list[Pair]] = {}
    for pair in candidates:
        by_language.setdefault(pair.language, []).append(pair)
    drawn = {
        language: balanced_sample(by_language[language], per_language, random.Random(f"{seed} {language}"))
        for language in sorted(by_language)
    }
    return {language: pairs for language, pairs in drawn.items() if len(pairs) >= fewest}


def balanced_sample(pairs: Sequence[Pair], size: int, chance: random.Random) -> list[Pair]:
    """Return at most `size` pairs, in their order; at most half from one repository of several."""
    available = Counter(pair.repository for pair in pairs)
    largest = max(available.values(), default=0)
    limit = min(size // 2, len(pairs) - largest) if len(available) > 1 else size
    count: Counter[str] = Counter()
    drawn: list[int] = []
    for at in chance.sample(range(len(pairs)), len(pairs)):
        if len(drawn) < size and count[pairs[at].repository] < limit:
            count[pairs[at].repository] += 1
            drawn.append(at)
    return [pairs[at] for at in sorted(drawn)]
