"""What the list of results shows, and how it stays calm while better answers come in.

An arrangement is a value: each change returns another, and a widget draws its `rows`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from codesearch.types import Hit


class Identity(NamedTuple):
    """What makes a hit the same in another answer; `nth` tells apart those on one line."""

    path: str
    start_line: int
    qualified_name: str
    kind: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A file, above its hits; `position` is that of the best of them."""

    path: str
    count: int
    marked: int  # of its hits
    position: int
    is_collapsed: bool
    is_selected: bool


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit; `position` is its rank from 0 on, whatever it is grouped with."""

    hit: Hit
    position: int
    is_marked: bool
    is_selected: bool


Row = HeaderRow | HitRow
Selected = Identity | str  # a hit, or the file of a header


@dataclass(frozen=True)
class Arrangement:
    """Hits, best first, and what a person did to them."""

    hits: tuple[Hit, ...] = ()
    selected: Selected | None = None  # None before anybody moved: the first hit is
    marks: frozenset[Identity] = frozenset()  # also of hits that are not among these: they may come back
    is_grouped: bool = False
    collapsed: frozenset[str] = frozenset()  # paths

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """One for each hit, all different."""
        seen: Counter[Identity] = Counter()
        found = []
        for hit in self.hits:
            identity = Identity(hit.path, hit.start_line, hit.qualified_name, hit.kind)
            found.append(identity._replace(nth=seen[identity]))
            seen[identity] += 1
        return tuple(found)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What is visible, from the top down; one row is selected unless there is none."""
        if not self.is_grouped:
            return tuple(self._hit_row(position) for position in range(len(self.hits)))
        rows: list[Row] = []
        for path, positions in self._files.items():
            rows.append(self._header_row(path, positions))
            if path not in self.collapsed:
                rows += [self._hit_row(position) for position in positions]
        return tuple(rows)

    @property
    def selected_row(self) -> int:
        """The place among `rows` of the one that is selected; -1 if there are none."""
        return next((place for place, row in enumerate(self.rows) if row.is_selected), -1)

    @property
    def selected_hit(self) -> Hit | None:
        """The hit that is selected, or the best of a file whose header is."""
        return self.hits[self.rows[self.selected_row].position] if self.rows else None

    @property
    def marked(self) -> tuple[Hit, ...]:
        """The marked hits among these, best first."""
        return tuple(
            hit for hit, identity in zip(self.hits, self.identities, strict=True) if identity in self.marks
        )

    @property
    def chosen(self) -> tuple[Hit, ...]:
        """What an action is for: the marked hits, or without any the one that is selected."""
        return self.marked or tuple(hit for hit in [self.selected_hit] if hit)

    def answered(self, hits: Iterable[Hit]) -> "Arrangement":
        """With the answer to another question: the first hit is selected, no file is collapsed."""
        return replace(self, hits=tuple(hits), selected=None, collapsed=frozenset())

    def refined(self, hits: Iterable[Hit]) -> "Arrangement":
        """With a better answer to the same question.

        Who has not moved stays on top; otherwise the same hit is selected, wherever it is now. One that the
        better answer leaves out keeps its place in the list.
        """
        new = replace(self, hits=tuple(hits))
        place = self._place_lost_in(new)
        if place is None:
            return new
        return replace(new, hits=(*new.hits[:place], self.hits[place], *new.hits[place:])).at_hit(place)

    def refreshed(self, hits: Iterable[Hit]) -> "Arrangement":
        """With the answer to the same question after files have changed.

        In place of a selected hit that is gone, the unit of its name is selected, as lines may have shifted,
        or else the hit that stands where it stood.
        """
        new = replace(self, hits=tuple(hits))
        place = self._place_lost_in(new)
        if place is None:
            return new
        old = self.identities[place]
        namesakes = [found for found in new.identities if _is_namesake(found, old)]
        if not namesakes:
            return new.at_hit(place)
        nearest = min(namesakes, key=lambda found: abs(found.start_line - old.start_line))
        marks = self.marks | {nearest} if old in self.marks else self.marks
        return replace(new, selected=nearest, marks=marks)

    def at_hit(self, position: int) -> "Arrangement":
        """With the hit at a position selected, or the last one before it."""
        if not self.hits:
            return self
        return replace(self, selected=self.identities[min(max(position, 0), len(self.hits) - 1)])

    def moved(self, by: int) -> "Arrangement":
        """With the selection so many rows further down (or up), not beyond the ends."""
        return self.at_row(self.selected_row + by)

    def at_row(self, place: int) -> "Arrangement":
        """With the row at a place selected, or the nearest there is."""
        if not self.rows:
            return self
        row = self.rows[min(max(place, 0), len(self.rows) - 1)]
        return replace(self, selected=self._key(row))

    def mark_toggled(self) -> "Arrangement":
        """With the selected hit marked, or no longer; on a header, all hits of its file."""
        if not self.rows:
            return self
        row = self.rows[self.selected_row]
        positions = [row.position] if isinstance(row, HitRow) else self._files[row.path]
        meant = {self.identities[position] for position in positions}
        return replace(self, marks=self.marks - meant if meant <= self.marks else self.marks | meant)

    def unmarked(self) -> "Arrangement":
        """Without marks."""
        return replace(self, marks=frozenset())

    def grouping_toggled(self) -> "Arrangement":
        """By file, or no longer; for a header that was selected stands the best of its hits."""
        return replace(self, is_grouped=not self.is_grouped)

    def collapse_toggled(self, path: str | None = None) -> "Arrangement":
        """With the hits of a file hidden under its header, or shown; without `path`, the selected one's."""
        hit = self.selected_hit
        path = path if path is not None or hit is None else hit.path
        if not self.is_grouped or path not in self._files:
            return self
        return replace(self, collapsed=self.collapsed ^ {path})

    def _place_lost_in(self, new: "Arrangement") -> int | None:
        """Where the hit stands that somebody selected, if the new list is without it."""
        selected = self.selected
        if not isinstance(selected, Identity) or selected in new.identities:
            return None
        return self.identities.index(selected) if selected in self.identities else None

    @cached_property
    def _files(self) -> dict[str, list[int]]:
        """The positions of each file's hits, files and positions best first."""
        files: dict[str, list[int]] = {}
        for position, hit in enumerate(self.hits):
            files.setdefault(hit.path, []).append(position)
        return files

    @cached_property
    def _shown(self) -> Selected | None:
        """What is selected among what is visible."""
        selected = self.selected
        if isinstance(selected, str) and self.is_grouped and selected in self._files:
            return selected
        if isinstance(selected, str):
            selected = self.identities[self._files[selected][0]] if selected in self._files else None
        if selected not in self.identities:
            selected = next(iter(self.identities), None)
        if selected and self.is_grouped and selected.path in self.collapsed:
            return selected.path
        return selected

    def _key(self, row: Row) -> Selected:
        return row.path if isinstance(row, HeaderRow) else self.identities[row.position]

    def _hit_row(self, position: int) -> HitRow:
        identity = self.identities[position]
        return HitRow(self.hits[position], position, identity in self.marks, identity == self._shown)

    def _header_row(self, path: str, positions: Sequence[int]) -> HeaderRow:
        return HeaderRow(
            path=path,
            count=len(positions),
            marked=sum(self.identities[position] in self.marks for position in positions),
            position=positions[0],
            is_collapsed=path in self.collapsed,
            is_selected=path == self._shown,
        )


def _is_namesake(found: Identity, wanted: Identity) -> bool:
    """Whether both are the unit of one name in one file; those without a name have none."""
    return bool(wanted.qualified_name) and found[:1] + found[2:4] == wanted[:1] + wanted[2:4]
