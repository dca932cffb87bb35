"""The records that go in and out of the store; the units themselves are `codesearch.types.Unit`."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from codesearch.types import Unit

Vector = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class FileState:
    """What the index knows of a file; the stat pass compares it with the disk. Paths as in `Unit`."""

    path: str
    size: int  # bytes
    mtime_ns: int
    sha: str = ""  # of the content, as the caller makes it
    units: int = 0  # number of rows that the file has in the index
    skipped: str = ""  # why the file has no units; empty if it was read


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with what the index needs beside it."""

    unit: Unit
    terms: str  # what full text finds it by: words between spaces, already split and lower-cased
    text_hash: str  # of the text that gets embedded: units with the same hash share one vector


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Units that answer a query, best first: ids (N,) int64 and scores (N,) float32, higher is better."""

    ids: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.ids)


NO_MATCHES = Matches(np.empty(0, np.int64), np.empty(0, np.float32))
