"""What is asked of an index: a question or a regular expression; each knows how to ask, and what to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from codesearch.cli.filters import Filters
from codesearch.cli.places import Place
from codesearch.tui.inert import inert_line
from codesearch.tui.marking import Marking, PatternMarking, WordMarking
from codesearch.types import Hit

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index
    from codesearch.engine.catalogue import SearchedAll
    from codesearch.service import RemoteIndex

Mode = Literal["hybrid", "lexical", "semantic"]
MAX_SHOWN = 60  # characters of what was asked, in a sentence
EXCERPT_LINES, PATTERN_LINES = 3, 10  # shown of a hit


class Request(Protocol):
    """Something to ask of an index."""

    @property
    def needs_vectors(self) -> bool:
        """Whether the answer rests on vectors."""

    @property
    def lines(self) -> int:
        """How many lines of a hit to show."""

    def ask(self, index: "Index | RemoteIndex", place: Place) -> list[Hit]:
        """Ask the index of `place`; raises QueryError and IndexStoreError as `Index` does."""

    def marking(self) -> Marking:
        """What to bring out in an answer; raises QueryError for what no index could understand."""

    def record(self) -> dict[str, Any]:
        """What was asked, for JSON."""

    def nothing_found(self) -> str:
        """What to say where there is no hit."""


class SharedRequest(Request, Protocol):
    """Something to ask of several indexes at once."""

    def ask_all(self, indexes: "Mapping[Place, Index]") -> "SearchedAll":
        """Ask them as if they were one; raises QueryError where none could understand it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words, by what they mean and say; with `regex`, only units whose text matches it.

    Raises:
        QueryError: the words cannot be understood.
    """

    text: str
    filters: Filters
    limit: int
    mode: Mode = "hybrid"
    changed_since: str = ""
    regex: str = ""

    def __post_init__(self) -> None:
        self._terms()

    @property
    def needs_vectors(self) -> bool:
        """Whether vectors count in this mode."""
        return self.mode != "lexical"

    @property
    def lines(self) -> int:
        """The best few, or those that match."""
        return PATTERN_LINES if self.regex else EXCERPT_LINES

    def ask(self, index: "Index | RemoteIndex", place: Place) -> list[Hit]:
        """The best units."""
        return index.search(self.text, **self.filters.within(place), **self._options())

    def ask_all(self, indexes: "Mapping[Place, Index]") -> "SearchedAll":
        """The best units, ranked once."""
        from codesearch.engine.catalogue import search_all

        within = {index.root: place.globs(self.filters.paths) for place, index in indexes.items()}
        return search_all(
            [*indexes.values()],
            self.text,
            within=within,
            languages=self.filters.languages,
            kinds=self.filters.kinds,
            **self._options(),
        )

    def marking(self) -> Marking:
        """The words, or what the regular expression matches."""
        return _pattern_marking(self.regex) if self.regex else WordMarking(self._terms())

    def record(self) -> dict[str, Any]:
        """The words, and the regular expression if there is one."""
        return {"query": self.text} | ({"regex": self.regex} if self.regex else {})

    def nothing_found(self) -> str:
        """The words, and whether there were filters."""
        is_filtered = self.filters or self.changed_since or self.regex
        return f"nothing found for {shown(self.text)!r}{' with these filters' if is_filtered else ''}"

    def _options(self) -> dict[str, Any]:
        return {
            "limit": self.limit,
            "mode": self.mode,
            "changed_since": self.changed_since,
            "regex": self.regex,
        }

    def _terms(self) -> frozenset[str]:
        from codesearch.ranking.query import parse_query

        return frozenset(parse_query(self.text).terms)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression alone."""

    regex: str
    filters: Filters
    limit: int
    changed_since: str = ""
    needs_vectors: bool = False
    lines: int = PATTERN_LINES

    def ask(self, index: "Index | RemoteIndex", place: Place) -> list[Hit]:
        """The units with the most lines that match."""
        return index.search_regex(
            self.regex, limit=self.limit, changed_since=self.changed_since, **self.filters.within(place)
        )

    def ask_all(self, indexes: "Mapping[Place, Index]") -> "SearchedAll":
        """The units of all with the most lines that match."""
        from codesearch.engine.catalogue import search_regex_all

        within = {index.root: place.globs(self.filters.paths) for place, index in indexes.items()}
        return search_regex_all(
            [*indexes.values()],
            self.regex,
            within=within,
            limit=self.limit,
            languages=self.filters.languages,
            kinds=self.filters.kinds,
            changed_since=self.changed_since,
        )

    def marking(self) -> Marking:
        """What the regular expression matches."""
        return _pattern_marking(self.regex)

    def record(self) -> dict[str, Any]:
        """The regular expression."""
        return {"regex": self.regex}

    def nothing_found(self) -> str:
        """The regular expression, and whether there were filters."""
        is_filtered = self.filters or self.changed_since
        return f"nothing matches {shown(self.regex)!r}{' with these filters' if is_filtered else ''}"


def _pattern_marking(regex: str) -> Marking:
    from codesearch.index.regex import parse_regex

    return PatternMarking(parse_regex(regex))


def shown(text: str) -> str:
    """What was asked, as it is told in a sentence."""
    return inert_line(text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…")
