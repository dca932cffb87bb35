"""Stretches of source for an agent: exact, save for characters that act on a terminal or hide text.

An agent edits by what it reads, so tabs, spaces and blank lines stay. What `inert` replaces would show a
person at the agent's terminal something else than the agent reads; the lines it was replaced on are named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from codesearch.tui.inert import inert

NAMED = 5  # places of altered lines in one note


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that follow one another, the first of them 1-based."""

    start_line: int
    lines: tuple[str, ...]

    @property
    def record(self) -> dict[str, Any]:
        """The form in an answer's record."""
        return {"start_line": self.start_line, "text": inert("\n".join(self.lines))}

    @property
    def text(self) -> str:
        """Each line behind its number and a tab."""
        rows = enumerate(self.lines, self.start_line)
        return "".join(f"{number}\t{inert(line)}\n" for number, line in rows)

    @property
    def altered(self) -> list[int]:
        """The lines that are shown otherwise than they are."""
        return [number for number, line in enumerate(self.lines, self.start_line) if inert(line) != line]


def stretches(numbers: Iterable[int], lines: Sequence[str], first: int) -> list[Stretch]:
    """Return the stretches that the lines of these numbers make, of `lines` that begin with number `first`.

    Blank lines between two of them are theirs as well.
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and not any(line.strip() for line in lines[runs[-1][1] + 1 - first : number - first]):
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [Stretch(start, tuple(lines[start - first : end + 1 - first])) for start, end in runs]


def altered_note(places: Sequence[str]) -> list[str]:
    """Return what to say of altered lines, given as path:line; nothing where there are none."""
    if not places:
        return []
    more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    named = ", ".join(places[:NAMED])
    return [
        f"control or invisible characters are replaced by pictures on {named}{more}: do not copy those lines"
    ]
