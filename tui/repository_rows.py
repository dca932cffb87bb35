"""Indexed repositories as rows of a picker: which fit what is typed, and what is said of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from codesearch.tui.amounts import ago, short_path, size
from codesearch.tui.icons import mark
from codesearch.tui.inert import inert_line
from codesearch.tui.widgets.spans import cut_left

if TYPE_CHECKING:  # the engine imports LanceDB, which the first paint does not wait for
    from codesearch.engine.catalogue import Known

MIN_PATH = 20  # columns that a path keeps, whatever else there is to say
WIDE = 80  # columns from which on disk use is shown, too


@dataclass(frozen=True, slots=True)
class Details:
    """What takes a look into an index; `units` is None where it could not be opened."""

    units: int | None
    bytes: int


def matching(known: "Iterable[Known]", typed: str) -> "list[Known]":
    """Those whose path, as it is shown, holds all words that were typed, in any case."""
    words = typed.casefold().split()
    return [one for one in known if all(word in short_path(one.root).casefold() for word in words)]


def row_of(known: "Known", details: Details | None, width: int, current: Path | None) -> Content:
    """A row of `width` columns: the path on the left, units, age and disk on the right."""
    told = _told(known, details, width)
    sign = f"{mark('marked')} " if known.root == current else "  "
    room = max(width - cell_len(sign) - cell_len(told) - 2, MIN_PATH)
    path = cut_left(inert_line(short_path(known.root)), room)
    gap = " " * max(width - cell_len(sign) - cell_len(path) - cell_len(told), 1)
    style = "" if known.exists else "$text-muted italic"
    return Content.assemble((sign, "bold"), (path, style), gap, (told, "$text-muted"))


def _told(known: "Known", details: Details | None, width: int) -> str:
    age = ago(known.updated)
    if not known.exists:
        units = "folder is gone"
    elif details is None:
        units = ""
    else:
        units = "unreadable" if details.units is None else f"{details.units:,} units"
    disk = f"  {size(details.bytes) if details else '':>9}" if width >= WIDE else ""
    return f"{units}  {age:>14}{disk}"
