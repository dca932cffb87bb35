"""Signs of one column: what kind a unit is, bars, marks; letters where the terminal cannot show more."""

import os
import sys
from functools import cache

KINDS = {
    "function": ("ƒ", "f"),
    "method": ("◇", "m"),
    "class": ("◆", "C"),
    "module": ("≡", "M"),
    "section": ("§", "#"),
    "block": ("▪", "b"),
}
MARKS = {
    "marked": ("✓", "*"),
    "open": ("▾", "v"),
    "closed": ("▸", ">"),
    "times": ("×", "x"),
    "dot": ("·", "-"),
    "arrow": ("→", ">"),
    "cut": ("…", "~"),
    "warning": ("!", "!"),
}
EIGHTHS = " ▏▎▍▌▋▊▉"  # of a column, none first


@cache
def is_ascii() -> bool:
    """Whether signs have to be ASCII: CODESEARCH_ASCII is set, or the terminal's encoding is not UTF-8."""
    wanted = os.environ.get("CODESEARCH_ASCII", "")
    if wanted not in ("", "0"):
        return True
    encoding = getattr(sys.__stdout__, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "").replace("_", "") != "utf8"


def kind_icon(kind: str, *, ascii_only: bool | None = None) -> str:
    """The sign of one of `codesearch.types.KINDS`; a dot for any other."""
    return _sign(KINDS.get(kind, MARKS["dot"]), ascii_only)


def mark(name: str, *, ascii_only: bool | None = None) -> str:
    """One of MARKS."""
    return _sign(MARKS[name], ascii_only)


def bar(share: float, width: int, *, ascii_only: bool | None = None) -> str:
    """A bar of `width` columns of which `share` (0 to 1) is filled; what is not nothing shows."""
    share = min(max(share, 0.0), 1.0)
    if is_ascii() if ascii_only is None else ascii_only:
        filled = max(round(share * width), share > 0)
        return ("#" * filled).ljust(width)
    eighths = max(round(share * width * 8), share > 0)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + EIGHTHS[rest].strip()).ljust(width)


def _sign(pair: tuple[str, str], ascii_only: bool | None) -> str:
    return pair[is_ascii() if ascii_only is None else ascii_only]
