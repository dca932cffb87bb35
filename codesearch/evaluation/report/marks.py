"""How each system looks in every picture: a colour and shape for what it is, filled where rules are added."""

from collections.abc import Sequence
from dataclasses import dataclass

RULES = " + rules"
COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
)  # Okabe and Ito (2008)
SHAPES = "osD^vPX*"  # as many as do not divide the colours: no two alike among the first 56


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands for a system."""

    colour: str
    shape: str
    is_filled: bool

    @property
    def face(self) -> str:
        """The colour inside."""
        return self.colour if self.is_filled else "white"


def marks_of(systems: Sequence[str]) -> list[Mark]:
    """A mark for each system; with and without rules differ only in being filled or hollow."""
    bare = [system.replace(RULES, "") for system in systems]
    place = {name: number for number, name in enumerate(dict.fromkeys(bare))}
    return [
        Mark(
            COLOURS[place[name] % len(COLOURS)],
            SHAPES[place[name] % len(SHAPES)],
            is_filled=RULES in system or bare.count(name) == 1,
        )
        for system, name in zip(systems, bare, strict=True)
    ]
