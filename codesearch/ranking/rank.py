"""Candidates to an order: scores of full text and vectors, rules about code, and one file not ten times."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from codesearch.ranking.constants import CONSTANTS, Constants
from codesearch.ranking.paths import PathTraits, path_traits
from codesearch.ranking.query import DOC_WORDS, EXAMPLE_WORDS, TEST_WORDS, Query


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that full text or vectors found; a score is None where that search did not find it."""

    id: int
    path: str
    name: str
    qualified_name: str
    kind: str
    start_line: int
    text_score: float | None  # BM25
    vector_score: float | None  # cosine


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's final score and the parts of it."""

    candidate: Candidate
    score: float
    why: Mapping[str, float] = field(default_factory=dict)


def rank(
    query: Query,
    candidates: Iterable[Candidate],
    *,
    limit: int,
    rules: bool = True,
    constants: Constants = CONSTANTS,
) -> list[Ranked]:
    """The best `limit` candidates, best first; equal scores are ordered by path and line."""
    found = list(candidates)
    parts = _base_scores(query, found, constants)
    if not rules:
        ranked = [Ranked(c, sum(why.values()), why) for c, why in zip(found, parts, strict=True)]
        return sorted(ranked, key=_order)[:limit]
    support = _file_support(found, parts)
    ranked = []
    for candidate, why in zip(found, parts, strict=True):
        base = sum(why.values())
        why |= _bonuses(query, candidate, constants)
        why["file"] = constants.file_support * (support[candidate.path] - damped(base))
        factor, reason = _factor(query, candidate, constants)
        score = sum(why.values()) * factor
        if reason:
            why[reason] = factor
        ranked.append(Ranked(candidate, score, {part: worth for part, worth in why.items() if worth}))
    return _spread(sorted(ranked, key=_order), constants)[:limit]


def damped(score: float) -> float:
    """What a candidate gives its file: much for a good one, next to nothing for many poor ones."""
    return score * score


def _base_scores(query: Query, found: Sequence[Candidate], constants: Constants) -> list[dict[str, float]]:
    """Both searches' scores, from 0 to 1, added up.

    The cosine is squared: those near the best say something, the middle of the field says nothing. It is
    added rather than mixed in, so that the rules keep their worth beside full text whatever the weight.
    """
    text = _scaled([c.text_score for c in found], floor=0.0)
    vectors = _scaled([c.vector_score for c in found], floor=None)
    if all(c.text_score is None for c in found):
        return [{"vector": vector} for vector in vectors]
    weight = constants.vector_weight_symbol if query.is_symbol else constants.vector_weight
    return [{"text": t, "vector": weight * v * v} for t, v in zip(text, vectors, strict=True)]


def _scaled(scores: Sequence[float | None], floor: float | None) -> list[float]:
    """Scores with the best as 1 and `floor` (or the worst) as 0; what was not found is 0."""
    known = [score for score in scores if score is not None]
    if not known:
        return [0.0] * len(scores)
    low = min(known) if floor is None else floor
    span = max(known) - low
    return [0.0 if score is None else (score - low) / span if span > 0 else 1.0 for score in scores]


def _file_support(found: Sequence[Candidate], parts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    support: dict[str, float] = defaultdict(float)
    for candidate, why in zip(found, parts, strict=True):
        support[candidate.path] += damped(sum(why.values()))
    return {path: math.log1p(total) for path, total in support.items()}


def _bonuses(query: Query, candidate: Candidate, constants: Constants) -> dict[str, float]:
    traits = path_traits(candidate.path)
    terms = frozenset(query.terms)
    bonuses = {
        "stem": constants.stem_words * _share(traits.stem_words, terms),
        "folder": constants.folder_words * len(traits.folder_words & terms) / len(terms),
    }
    is_definition = candidate.kind not in ("module", "block", "section")
    if is_definition and candidate.name.lower() in query.symbols:
        bonuses["definition"] = constants.defines_symbol
        if _scoped(candidate.qualified_name) in query.scoped:
            bonuses["scope"] = constants.defines_scoped_symbol
    return bonuses


def _scoped(qualified_name: str) -> str:
    return ".".join(qualified_name.lower().replace("::", ".").split(".")[-2:])


def _share(words: frozenset[str], terms: frozenset[str]) -> float:
    return len(words & terms) / len(words) if words else 0.0


def _factor(query: Query, candidate: Candidate, constants: Constants) -> tuple[float, str]:
    """What the place of a unit costs it, and the name of the rule."""
    traits = path_traits(candidate.path)
    is_wanted = _is_wanted(query, traits)
    if traits.is_test and not is_wanted:
        return constants.test_factor, "test"
    if traits.is_example and not is_wanted:
        return constants.example_factor, "example"
    if traits.is_generated:
        return constants.generated_factor, "generated"
    if (traits.is_docs or candidate.kind == "section") and not query.asks_for(DOC_WORDS):
        return constants.docs_factor, "docs"
    if candidate.kind == "module":
        return constants.outline_factor, "outline"
    return 1.0, ""


def _is_wanted(query: Query, traits: PathTraits) -> bool:
    return (traits.is_test and query.asks_for(TEST_WORDS)) or (
        traits.is_example and query.asks_for(EXAMPLE_WORDS)
    )


def _spread(ranked: Sequence[Ranked], constants: Constants) -> list[Ranked]:
    """Each further hit of a file, and each further part of a unit, counts for less."""
    seen: dict[str, int] = defaultdict(int)
    units: set[tuple[str, str, str]] = set()
    spread = []
    for hit in ranked:
        unit = (hit.candidate.path, hit.candidate.kind, hit.candidate.qualified_name)
        factor = constants.next_in_file_factor ** (seen[hit.candidate.path] + (unit in units))
        seen[hit.candidate.path] += 1
        units.add(unit)
        why = hit.why if factor == 1.0 else {**hit.why, "same file": factor}
        spread.append(Ranked(hit.candidate, hit.score * factor, why))
    return sorted(spread, key=_order)


def _order(hit: Ranked) -> tuple[float, str, int]:
    return -hit.score, hit.candidate.path, hit.candidate.start_line
