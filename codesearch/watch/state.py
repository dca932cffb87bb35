"""How the index of a watched root stands."""

from dataclasses import dataclass
from typing import Literal

How = Literal["events", "polling"]


@dataclass(frozen=True, slots=True)
class LiveState:
    """What `Live` knows and does at one moment."""

    how: How = "polling"  # how changes are noticed
    is_settled: bool = False  # whether every change that was noticed is in the index, vectors included
    stage: str = ""  # "parse" (files), "embed" (units), or nothing at hand
    done: int = 0  # of the stage
    total: int = 0
    changed_at: float = (
        0.0  # of the last refresh that changed files or vectors; seconds since 1970, 0 for none
    )
    refreshes: int = 0  # that came to their end
    problem: str = ""  # one sentence, while the index cannot be kept true
    note: str = ""  # one sentence that says why there are no events, where there could be
