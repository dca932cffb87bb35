"""What of a hit answers the question: words by their stems, or what a regular expression matches."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from codesearch.ranking.terms import term_spans
from codesearch.tui.excerpt import BEST_LINES, Line, best_line, excerpt, lines_around
from codesearch.types import Hit

if TYPE_CHECKING:  # it imports pyarrow
    from codesearch.index.regex import Regex

Span = tuple[int, int]  # of characters


class Marking(Protocol):
    """Says which lines to show, and what to bring out in them."""

    def spans(self, text: str) -> list[Span]:
        """Where in a line the matches are, in order and apart from each other."""

    def lines(self, hit: Hit, *, best: int = BEST_LINES, context: int = 0) -> list[Line]:
        """The lines that answer best, in order, and lines around each; else those that introduce the hit."""

    def places(self, hit: Hit) -> list[Line]:
        """The lines to go through one after another, in order."""

    def line_to_open(self, hit: Hit) -> int:
        """The number of the line that answers best."""


@dataclass(frozen=True, slots=True)
class WordMarking:
    """Marks words; `words` are stems as `query_terms` gives them."""

    words: frozenset[str] = frozenset()

    def spans(self, text: str) -> list[Span]:
        """Where the words are."""
        return term_spans(text, self.words) if self.words else []

    def lines(self, hit: Hit, *, best: int = BEST_LINES, context: int = 0) -> list[Line]:
        """The lines with the most telling words."""
        return excerpt(hit, self.words, best=best, context=context)

    def places(self, hit: Hit) -> list[Line]:
        """The one line with the most telling words."""
        return [best_line(hit, self.words)]

    def line_to_open(self, hit: Hit) -> int:
        """The line with the most telling words."""
        return best_line(hit, self.words).number


NO_MARKS = WordMarking()


@dataclass(frozen=True, slots=True)
class PatternMarking:
    """Marks what a regular expression matches: of each line the first match, by RE2, which is never slow."""

    regex: "Regex"

    def spans(self, text: str) -> list[Span]:
        """Where the first match is."""
        import pyarrow as pa
        import pyarrow.compute as pc

        (offset,) = self.regex.offsets_in(pa.array([text]))
        if offset < 0:
            return []
        flags = "(?i)" if self.regex.ignores_case else ""
        matched = pc.extract_regex(pa.array([text]), f"{flags}(?P<match>{self.regex.pattern})")[0].as_py()
        start = len(text.encode()[:offset].decode(errors="ignore"))
        return [(start, start + len(matched["match"]))] if matched and matched["match"] else []

    def lines(self, hit: Hit, *, best: int = BEST_LINES, context: int = 0) -> list[Line]:
        """The first lines that match."""
        found = frozenset(self._rows(hit)[:best])
        return lines_around(hit, found, found, context=context)

    def places(self, hit: Hit) -> list[Line]:
        """All lines that match."""
        found = frozenset(self._rows(hit))
        return lines_around(hit, found, found)

    def line_to_open(self, hit: Hit) -> int:
        """The first line that matches."""
        return hit.start_line + next(iter(self._rows(hit)), 0)

    def _rows(self, hit: Hit) -> list[int]:
        """The rows that match; of a match over several lines, which no row has, the one that it begins on."""
        import pyarrow as pa

        found: list[int] = self.regex.found_in(pa.array(hit.text.split("\n"))).nonzero()[0].tolist()
        if found:
            return found
        (offset,) = self.regex.offsets_in(pa.array([hit.text]))
        return [hit.text.encode()[:offset].count(b"\n")] if offset >= 0 else []
