"""What masked-language modelling hides: single tokens, whole identifiers or whole lines.

Every token chosen becomes [MASK], none a random one: for code that is better than BERT's 80-10-10, and so is
hiding identifiers whole, which leaves only their meaning to guess them by (CodeSage, arXiv 2402.01935).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.tokenization import MASK_ID
from codesearch.training.data.prepared import BEGINS_IDENTIFIER, BEGINS_LINE, Ids, TokenizedTexts
from codesearch.training.data.views import framed

SHARE = 0.3  # of the tokens, as in ModernBERT
_FRAME = 2  # [DOC] and [SEP]


@dataclass(frozen=True, slots=True)
class Spans:
    """Shares of the sequences that are masked by whole identifiers or lines; others are by single tokens."""

    identifiers: float = 0.4
    lines: float = 0.2


SPANS = Spans()  # unless others are asked for


@dataclass(frozen=True, slots=True)
class Masked:
    """A sequence to guess at."""

    ids: Ids  # (T,)
    where: NDArray[np.int64]  # (M,), which of the ids are masked
    hidden: Ids  # (M,), what stood there


class MaskedTexts:
    """Draws sequences from texts; a text of twice the longest length is drawn twice as often."""

    def __init__(
        self, texts: TokenizedTexts, max_length: int, share: float = SHARE, spans: Spans = SPANS
    ) -> None:
        self._texts = texts
        self._max_length, self._share, self._spans = max_length, share, spans
        self._pieces = np.cumsum(-(-texts.text.lengths // self._room))

    def draw(self, rng: np.random.Generator, tokens: float) -> list[Masked]:
        """Return sequences framed as documents, of that many tokens together or a little more."""
        drawn: list[Masked] = []
        while tokens > 0:
            drawn.append(self._one(rng))
            tokens -= len(drawn[-1].ids)
        return drawn

    @property
    def _room(self) -> int:
        return self._max_length - _FRAME

    def _one(self, rng: np.random.Generator) -> Masked:
        row = int(np.searchsorted(self._pieces, rng.integers(self._pieces[-1]), side="right"))
        ids, marks = self._texts.text[row], self._texts.marks[row]
        start = rng.integers(max(0, len(ids) - self._room) + 1)
        ids, marks = ids[start : start + self._room], marks[start : start + self._room]
        masked, where = mask(ids, marks, rng, self._share, self._spans)
        return Masked(framed([masked], "document", self._max_length), where + 1, ids[where])


def mask(
    ids: Ids, marks: Ids, rng: np.random.Generator, share: float = SHARE, spans: Spans = SPANS
) -> tuple[Ids, NDArray[np.int64]]:
    """Return the ids (T,) with spans of them masked, and where they are, (M,), ascending.

    `marks` (T,) says where spans begin, as in `TokenizedTexts`. M is `share` of T on average. Where a span is
    longer than that, single tokens are masked.
    """
    assert len(ids) == len(marks) > 0
    lengths = _span_lengths(marks, rng.random(), spans)
    if lengths.max() > share * len(ids):
        lengths = np.ones(len(ids), dtype=np.int64)
    where = np.flatnonzero(np.repeat(_chosen(lengths, share * len(ids), rng), lengths))
    masked = ids.copy()
    masked[where] = MASK_ID
    return masked, where


def _span_lengths(marks: Ids, way: float, spans: Spans) -> NDArray[np.int64]:
    """Of a sequence that `way`, from 0 to 1, says how to cut, (S,)."""
    if way >= spans.identifiers + spans.lines:
        return np.ones(len(marks), dtype=np.int64)
    begins = marks & (BEGINS_IDENTIFIER if way < spans.identifiers else BEGINS_LINE) != 0
    begins[0] = True  # a text may be cut within a span
    return np.diff(np.flatnonzero(begins), append=len(marks))


def _chosen(lengths: NDArray[np.int64], wanted: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which spans are masked, (S,): in random order while they fit, the last by a fair chance."""
    order = rng.permutation(len(lengths))
    taken = lengths[order]
    chosen = np.zeros(len(lengths), dtype=np.bool_)
    chosen[order[np.cumsum(taken) - taken + rng.random() * taken < wanted]] = True
    return chosen
