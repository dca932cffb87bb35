"""Candidates to an order: the evidence of words and of vectors, and what file and place of a unit say."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codesearch.ranking.constants import CONSTANTS, Constants
from codesearch.ranking.paths import PathTraits, path_traits
from codesearch.ranking.query import DOC_WORDS, EXAMPLE_WORDS, TEST_WORDS, Query, bare


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that full text or vectors found; a score is None where it has none."""

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
    """A candidate's final score and the parts of it: those that are added, then factors of the sum."""

    candidate: Candidate
    score: float
    why: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Judged:
    candidate: Candidate
    added: Mapping[str, float]
    factors: Mapping[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(self.added.values()) * math.prod(self.factors.values())


def rank(
    query: Query,
    candidates: Iterable[Candidate],
    *,
    limit: int,
    rules: bool = True,
    constants: Constants = CONSTANTS,
) -> list[Ranked]:
    """The best `limit` candidates, best first; equal scores are ordered by path and line."""
    judged = _by_evidence(list(candidates), constants)
    if rules:
        support = _file_support(judged)
        alone = sorted((_as_unit(query, one, constants) for one in judged), key=_order)
        judged = list(_with_files(query, alone, support, constants))
    return [_ranked(one) for one in sorted(judged, key=_order)[:limit]]


def damped(score: float) -> float:
    """What a candidate gives its file: much for a good one, next to nothing for many poor ones."""
    return score * score


def named(stem_words: frozenset[str], terms: Sequence[str]) -> float:
    """How far a question asks for a file by its name, from 0 to 1.

    It is the share of the stem's words that are among the terms, and the less the longer the question is: of
    ten words one will be the name of some file.
    """
    return len(stem_words.intersection(terms)) / len(stem_words) / math.sqrt(len(terms)) if stem_words else 0


def defines(query: Query, candidate: Candidate) -> float:
    """How far a unit is what a query names: 1, or a half where only the case of letters differs, or 0."""
    name = bare(candidate.name)
    if not query.name or candidate.kind in ("module", "block", "section"):
        return 0.0
    if name == query.name:
        return 1.0
    return 0.5 if name.lower() == query.name.lower() else 0.0


def _by_evidence(found: Sequence[Candidate], constants: Constants) -> list[_Judged]:
    """Each candidate with what both searches say of it; the best has 1.

    BM25 is a sum of what independent words tell (Robertson and Zaragoza 2009), and the cosine is one more
    thing to tell: it is added as it is. Words that are common, or missing, then leave more to the vectors.
    The cosine is squared, as those near the best say something and the middle of the field says nothing.
    """
    text = [candidate.text_score or 0.0 for candidate in found]
    vector = [constants.vector_weight * max(candidate.vector_score or 0.0, 0.0) ** 2 for candidate in found]
    best = max(map(sum, zip(text, vector, strict=True)), default=0.0) or 1.0
    return [
        _Judged(candidate, {"text": t / best, "vector": v / best})
        for candidate, t, v in zip(found, text, vector, strict=True)
    ]


def _as_unit(query: Query, one: _Judged, constants: Constants) -> _Judged:
    """A candidate with what its own name and place say."""
    candidate, added = one.candidate, dict(one.added)
    if definition := defines(query, candidate):
        added["definition"] = constants.defines_symbol * definition
    return _Judged(candidate, added, _place(query, candidate, constants))


def _file_support(judged: Iterable[_Judged]) -> Mapping[str, float]:
    """What the candidates of each file score, damped; its leftovers say nothing of what it defines."""
    support: dict[str, float] = defaultdict(float)
    for one in judged:
        if one.candidate.kind != "module":
            support[one.candidate.path] += damped(one.score)
    return support


def _with_files(
    query: Query, judged: Iterable[_Judged], support: Mapping[str, float], constants: Constants
) -> Iterator[_Judged]:
    """Yield candidates, which come best first: the first of a file with what speaks for the file.

    The others stand for themselves, so that a file does not fill the list by its name. Of a unit that was cut
    the first part stands for the others.
    """
    paths: set[str] = set()
    units: set[tuple[str, str, str]] = set()
    for one in judged:
        candidate, added, factors = one.candidate, dict(one.added), dict(one.factors)
        if candidate.path not in paths:
            own = 0.0 if candidate.kind == "module" else damped(added["text"] + added["vector"])
            others = max(support.get(candidate.path, 0.0) - own, 0.0)
            added["stem"] = constants.stem_words * named(path_traits(candidate.path).stem_words, query.terms)
            added["file"] = constants.file_support * math.log1p(others)
        unit = (candidate.path, candidate.kind, candidate.qualified_name)
        if unit in units:
            factors["part"] = constants.aside_factor
        paths.add(candidate.path)
        units.add(unit)
        yield _Judged(candidate, added, factors)


def _place(query: Query, candidate: Candidate, constants: Constants) -> dict[str, float]:
    """What the place of a unit costs it, by the name of the rule."""
    reason = _aside(query, candidate)
    if reason:
        return {reason: constants.aside_factor}
    return {"outline": constants.outline_factor} if candidate.kind == "module" else {}


def _aside(query: Query, candidate: Candidate) -> str:
    """Why a unit is not what is usually asked for; empty if it is."""
    traits = path_traits(candidate.path)
    is_wanted = _is_wanted(query, traits)
    if traits.is_test and not is_wanted:
        return "test"
    if traits.is_example and not is_wanted:
        return "example"
    if traits.is_generated:
        return "generated"
    if (traits.is_docs or candidate.kind == "section") and not query.asks_for(DOC_WORDS):
        return "docs"
    return ""


def _is_wanted(query: Query, traits: PathTraits) -> bool:
    return (traits.is_test and query.asks_for(TEST_WORDS)) or (
        traits.is_example and query.asks_for(EXAMPLE_WORDS)
    )


def _ranked(one: _Judged) -> Ranked:
    added = {part: worth for part, worth in one.added.items() if worth}
    return Ranked(one.candidate, one.score, {**added, **one.factors})


def _order(one: _Judged) -> tuple[float, str, int]:
    return -one.score, one.candidate.path, one.candidate.start_line
