"""Why a result stands where it stands: the parts of its score in words, which add up to it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codesearch.tui.inert import inert_line
from codesearch.tui.render import FACTORS
from codesearch.types import Hit

WORDS = {  # part of a score → what it is called, and the rule behind it
    "text": (
        "full text",
        "How well the words of the question fit the words here; with the meaning, the best has 1.",
    ),
    "vector": ("meaning", "How near its vector is to that of the question; the nearest has the most."),
    "definition": ("definition", "The question is its name."),
    "stem": ("file name", "The file's name is made of words that the question has."),
    "file": ("rest of file", "What else was found in its file; only the best of a file has this."),
    "matches": ("lines", "So many of its lines match the pattern."),
    "test": ("test", "It is a test, and the question does not ask for any."),
    "example": ("example", "It is an example, and the question does not ask for any."),
    "generated": ("generated", "It is vendored, generated, out of date, or declares types alone."),
    "docs": ("documentation", "It is documentation, and the question does not ask for any."),
    "outline": ("outline", "It is what a file holds beside its functions and classes."),
    "part": ("part", "It is a further part of something long, of which a better one comes before it."),
}


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A part of a score."""

    part: str  # as in Hit.why
    label: str
    worth: float  # what is added to the score, or what the sum is multiplied with
    share: float  # length of its bar, 0 to 1: of the largest that is added; of a factor, what it takes away
    is_factor: bool
    explanation: str  # a sentence; empty for a part that has no rule here


def score_rows(hit: Hit) -> tuple[ScoreRow, ...]:
    """The parts of a hit's score: what is added, most first, then what the sum is multiplied with."""
    largest = max((abs(worth) for part, worth in hit.why.items() if part not in FACTORS), default=0.0)
    parts = sorted(hit.why.items(), key=lambda item: (item[0] in FACTORS, -item[1], item[0]))
    return tuple(_row(part, worth, largest) for part, worth in parts)


def score_of(rows: Iterable[ScoreRow]) -> float:
    """The score that the parts make: their sum times the factors."""
    parts = list(rows)
    added = math.fsum(row.worth for row in parts if not row.is_factor)
    return added * math.prod(row.worth for row in parts if row.is_factor)


def bar_shares(hits: Sequence[Hit]) -> list[float]:
    """The length of each hit's score bar, 0 to 1: its score beside the best."""
    best = max((hit.score for hit in hits), default=0.0)
    return [_within(hit.score / best) if best > 0 else 0.0 for hit in hits]


def _row(part: str, worth: float, largest: float) -> ScoreRow:
    label, explanation = WORDS.get(part, (inert_line(part), ""))
    is_factor = part in FACTORS
    share = 1 - worth if is_factor else abs(worth) / largest if largest else 0.0
    return ScoreRow(part, label, worth, _within(share), is_factor, explanation)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
