"""What of a hit answers the question: words by their stems, or what a regular expression matches."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from codesearch.ranking.terms import term_spans
from codesearch.tui.excerpt import BEST_LINES, Line, best_line, excerpt
from codesearch.types import Hit

if TYPE_CHECKING:  # it imports pyarrow
    from codesearch.index.regex import Regex

Span = tuple[int, int]  # of characters


class Marking(Protocol):
    """Says which lines to show, and what to bring out in them."""

    def spans(self, text: str) -> list[Span]:
        """Where in a line the matches are, in order and apart from each other."""

    def lines(self, hit: Hit, *, best: int = BEST_LINES) -> list[Line]:
        """The lines that answer best, in order; without any, those that introduce the hit."""

    def line_to_open(self, hit: Hit) -> int:
        """The number of the line that answers best."""


@dataclass(frozen=True, slots=True)
class WordMarking:
    """Marks words; `words` are stems as `query_terms` gives them."""

    words: frozenset[str] = frozenset()

    def spans(self, text: str) -> list[Span]:
        """Where the words are."""
        return term_spans(text, self.words) if self.words else []

    def lines(self, hit: Hit, *, best: int = BEST_LINES) -> list[Line]:
        """The lines with the most telling words."""
        return excerpt(hit, self.words, best=best)

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

    def lines(self, hit: Hit, *, best: int = BEST_LINES) -> list[Line]:
        """The first lines that match."""
        import pyarrow as pa

        rows = hit.text.split("\n")
        found = self.regex.found_in(pa.array(rows)).nonzero()[0].tolist()
        return [Line(hit.start_line + row, rows[row], is_match=True) for row in found[:best]]

    def line_to_open(self, hit: Hit) -> int:
        """The first line that matches."""
        lines = self.lines(hit, best=1)
        return lines[0].number if lines else hit.start_line
