"""Hits cut to fit a budget of tokens: places first, then code, most of it for the best hits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codesearch.agents.answer import cost
from codesearch.agents.code import Stretch, stretches
from codesearch.tui.inert import inert_line
from codesearch.tui.marking import Marking
from codesearch.types import Hit

PLACES_SHARE = 0.5  # of the budget at most, so that there is room for code
LARGEST_SHARE = 3  # a hit takes at most this part of what is left, unless fewer are to come
SIGNATURE_CHARACTERS = 300
GAP = "⋮\n"
OUTLINES = frozenset({"module", "class"})
EXCERPTS = ((24, 4), (12, 2), (6, 1), (3, 0), (1, 0))  # best lines, and lines around each


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as an agent sees it."""

    hit: Hit
    root: str  # empty where there is one root only
    code: Sequence[Stretch] = ()

    @property
    def place(self) -> str:
        """path:first-last."""
        return f"{inert_line(self.hit.path)}:{self.hit.start_line}-{self.hit.end_line}"

    @property
    def is_whole(self) -> bool:
        """Whether all lines are shown."""
        wanted = self.hit.end_line - self.hit.start_line + 1
        return sum(len(stretch.lines) for stretch in self.code) >= wanted

    @property
    def is_introduced(self) -> bool:
        """Whether the code shows what the signature says."""
        start = " ".join(self.hit.signature.split())[:40]
        rows = (row for stretch in self.code for row in stretch.lines)
        return not start or any(start in " ".join(row.split()) for row in rows)

    @property
    def record(self) -> dict[str, Any]:
        """The form in an answer's record."""
        return {
            **({"root": self.root} if self.root else {}),
            "path": inert_line(self.hit.path),
            "start_line": self.hit.start_line,
            "end_line": self.hit.end_line,
            "kind": self.hit.kind,
            "name": inert_line(self.hit.qualified_name),
            **({} if self.is_introduced else {"signature": signature_of(self.hit)}),
            "code": [stretch.record for stretch in self.code],
            "is_whole": self.is_whole,
        }

    @property
    def text(self) -> str:
        """A line with the place and name, the signature unless code shows it, the code."""
        root = f"  [{self.root}]" if self.root else ""
        title = f"{self.place}  {self.hit.kind} {inert_line(self.hit.qualified_name)}".rstrip() + root
        signature = "" if self.is_introduced else f"\t{signature_of(self.hit)}\n"
        code = GAP.join(stretch.text for stretch in self.code)
        return f"{title}\n{signature}{code}"


def signature_of(hit: Hit) -> str:
    """Return the signature of a unit, cut where it is very long."""
    signature = inert_line(hit.signature)
    is_long = len(signature) > SIGNATURE_CHARACTERS
    return f"{signature[:SIGNATURE_CHARACTERS]}…" if is_long else signature


def fit_hits(hits: Sequence[tuple[str, Hit]], marking: Marking, *, tokens: int) -> list[Shown]:
    """Return the best of `hits`, given with their roots, that fit, each with as much of its code as fits.

    `marking` says which lines come first. At least one hit is returned, if there is any, whatever it takes.
    """
    shown = _places(hits, int(tokens * PLACES_SHARE))
    left = tokens - sum(cost(one.record, one.text) for one in shown)
    for place, one in enumerate(shown):
        share = left // min(LARGEST_SHARE, len(shown) - place)
        fuller = _with_code(one, marking, share)
        left -= cost(fuller.record, fuller.text) - cost(one.record, one.text)
        shown[place] = fuller
    return shown


def _places(hits: Sequence[tuple[str, Hit]], tokens: int) -> list[Shown]:
    shown: list[Shown] = []
    for root, hit in hits:
        one = Shown(hit, root)
        tokens -= cost(one.record, one.text)
        if tokens < 0 and shown:
            break
        shown.append(one)
    return shown


def _with_code(one: Shown, marking: Marking, tokens: int) -> Shown:
    """The hit with the fullest form of its code that takes at most `tokens` more."""
    bare = cost(one.record, one.text)
    for code in _forms(one.hit, marking):
        fuller = Shown(one.hit, one.root, code)
        if cost(fuller.record, fuller.text) - bare <= tokens:
            return fuller
    return one


def _forms(hit: Hit, marking: Marking) -> Iterator[list[Stretch]]:
    """The code of a hit, from all of it to a single line.

    A unit that holds others has their lines blank in its text, so it is never shown whole.
    """
    rows = hit.text.split("\n")
    if hit.kind not in OUTLINES:
        yield [Stretch(hit.start_line, tuple(rows))]
    for best, context in EXCERPTS:
        numbers = [line.number for line in marking.lines(hit, best=best, context=context)]
        yield stretches(numbers, rows, hit.start_line)
