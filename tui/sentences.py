"""Sentences as they are shown: one form for whatever went wrong, wherever that was said."""

from codesearch.errors import CodesearchError, SourceError
from codesearch.tui.inert import inert_line

REFRESH = "f5 brings the index up to date"
ENDS = (".", "…", "?", "!")


def whole(clause: str) -> str:
    """A clause as a sentence: with a capital letter, unless it begins with a name, and a full stop."""
    first, _, _ = clause.partition(" ")
    begun = clause[:1].upper() + clause[1:] if first.isalpha() and first.islower() else clause
    return begun if begun.endswith(ENDS) else f"{begun}."


def sentence(error: Exception) -> str:
    """What to tell of an error: one sentence, inert."""
    if isinstance(error, CodesearchError):
        return whole(inert_line(str(error)))
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        return whole(inert_line(f"{error.strerror or error}{place}"))
    return whole(inert_line(f"this should not have happened, please report it: {error!r}"))


def outdated(error: SourceError, path: str) -> str:
    """Why a file, which is named beside it, is not what was indexed, and the key that helps."""
    clause = str(error).rpartition(": ")[0] or str(error)
    told = clause.removeprefix(f"{path} ").removeprefix("is ")
    return whole(inert_line(f"{told}: {REFRESH}"))
