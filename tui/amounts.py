"""Sizes, times and places as people say them."""

import math
from datetime import UTC, datetime
from pathlib import Path

UNITS_OF_TIME = (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60))


def size(count: int) -> str:
    """Bytes: "812 B", "12.3 MB"."""
    amount, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while amount >= 999.95 and len(units) > 1:
        amount /= 1_000
        units.pop(0)
    return f"{amount:.1f} {units[0]}" if units[0] != "B" else f"{count} B"


def ago(moment: datetime, *, now: datetime | None = None) -> str:
    """How long ago a moment was: "3 days ago", or "just now"."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    for unit, length in UNITS_OF_TIME:
        if seconds >= length:
            return f"{plural(int(seconds // length), unit)} ago"
    return "just now"


def left(seconds: float) -> str:
    """How long something will still take, to two places: "34 s left", "2 min 5 s left", "1 h 12 min left"."""
    whole = max(round(seconds), 0)
    if whole < 60:
        return f"{whole} s left"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60} s left"
    return f"{whole // 3_600} h {whole % 3_600 // 60} min left"


def about_left(seconds: float) -> str:
    """How long something will still take, to one place: "34 s left", "2 min left", "1 h left"."""
    whole = max(round(seconds), 0)
    unit, length = next((one for one in (("h", 3_600), ("min", 60)) if whole >= one[1]), ("s", 1))
    return f"{round(whole / length)} {unit} left"


def percent(share: float) -> str:
    """A part of a whole: "36 %"; "100 %" only when nothing is missing."""
    return f"{math.floor(100 * share + 1e-9)} %"


def plural(count: int, noun: str) -> str:
    """ "1 file", "1,234 files"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def short_path(path: Path, *, home: Path | None = None) -> str:
    """A folder with ~ for the user's home folder; not yet inert."""
    home = Path.home() if home is None else home
    if path == home:
        return "~"
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
