"""Adapted encoders whose roots are gone, and what points at them from roots that are gone."""

import stat
from collections.abc import Sequence
from pathlib import Path

from codesearch.encoder.adapted import (
    ENCODERS,
    FILES,
    NAMED,
    Pointer,
    data_folder,
    pointer_of,
    pointers,
    read_record,
)
from codesearch.engine.leftovers import Leftover, is_gone
from codesearch.errors import EncoderError
from codesearch.index.disk import bytes_on_disk


def orphans() -> list[Leftover]:
    """Return what can be removed from the user's data folder: encoders, then pointers of roots.

    Looked at are folders that hold the files of an adapted encoder, and nothing else and no link. One that a
    root points at stays as long as that root is there, and so does what a root is about to point at.
    """
    known = pointers()
    try:
        folders = sorted(folder for folder in (data_folder() / ENCODERS).iterdir() if _is_ours(folder))
    except OSError:
        folders = []
    reasons = {folder: reason for folder in folders if (reason := _why_useless(folder, known))}
    lost = [pointer for pointer in known if _is_lost(pointer)]
    return [
        *(Leftover(folder, reason, bytes_on_disk(folder)) for folder, reason in reasons.items()),
        *(Leftover(one.place, f"{one.root} is gone", one.place.stat().st_size) for one in lost),
    ]


def remove_orphan(orphan: Leftover) -> None:
    """Remove it, unless it has come into use since it was found.

    Raises:
        EncoderError: it is no orphan any more, or cannot be removed.
    """
    place = orphan.place
    if place not in (found.place for found in orphans()):
        raise EncoderError(f"{place} has changed: look at `codesearch clean --dry-run` again")
    try:
        if not place.is_dir():
            place.unlink()
            return
        for name in sorted(FILES):
            (place / name).unlink(missing_ok=True)
        place.rmdir()
    except OSError as error:
        raise EncoderError(f"{place} cannot be removed: {error.strerror}") from error


def _is_ours(folder: Path) -> bool:
    """Whether a folder is named as an adapted encoder and holds files of one alone, no link among them."""
    if not NAMED.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
        return False
    try:
        return all(entry.name in FILES and stat.S_ISREG(entry.lstat().st_mode) for entry in folder.iterdir())
    except OSError:
        return False


def _why_useless(folder: Path, known: Sequence[Pointer]) -> str:
    """Why no root has the encoder in `folder`; empty where one has it, or may have it in a moment."""
    mine = [pointer for pointer in known if pointer.encoder == folder.name]
    roots = [pointer.root for pointer in mine] or _learnt_roots(folder)
    if not roots or not all(map(_is_lost, mine)) or not all(map(is_gone, roots)):
        return ""
    others = f" and {len(roots) - 1} more" if len(roots) > 1 else ""
    return f"adapted to {roots[0]}{others}, gone by now"


def _learnt_roots(folder: Path) -> list[Path]:
    """The roots that an encoder was adapted to; none where that cannot be read."""
    try:
        return [Path(str(root)) for root in read_record(folder).roots]
    except EncoderError:
        return []


def _is_lost(pointer: Pointer) -> bool:
    """Whether it is of a root that is gone, and stands where it would for that root."""
    is_gone_now = not pointer.place.is_symlink() and is_gone(pointer.root)
    return is_gone_now and pointer_of(pointer.root) == pointer.place
