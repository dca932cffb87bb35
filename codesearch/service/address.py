"""Where the process of an index listens: named by the index folder, in a folder that only its user can enter.

Both sides work the place out for themselves, so there is no list of processes to keep true.
"""

import hashlib
import os
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from codesearch.errors import ServiceError

HAS_UNIX = hasattr(socket, "AF_UNIX")
SOCKET, PORT = ".sock", ".port"  # a Unix socket; a file that says where on loopback, and how to prove oneself
LONGEST_PATH = 103 if sys.platform == "darwin" else 107  # bytes of a Unix socket's, without the NUL
NAME_LENGTH = 16 + len(SOCKET)


def meeting_folder() -> Path:
    """Return the folder in which a process listens, made if it is missing.

    Raises:
        ServiceError: it is not ours alone, or cannot be made.
    """
    candidates = list(_candidates())
    if not candidates:
        raise ServiceError("the temporary folder's path is too long: set XDG_RUNTIME_DIR to a shorter one")
    folder = candidates[0]
    try:
        folder.mkdir(mode=0o700, parents=not HAS_UNIX, exist_ok=True)
        problem = why_not_private(folder)
    except OSError as error:
        problem = f"cannot be made ({error.strerror})"
    if problem:
        raise ServiceError(f"{folder} {problem}: remove it, or set XDG_RUNTIME_DIR to a folder of your own")
    return folder


def address_name(folder: Path) -> str:
    """Return what the address of the index in `folder` is called, without its suffix."""
    return hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()


def addresses(name: str = "*") -> Iterator[Path]:
    """Yield the addresses of this name, or all, that a process of this user has made; it may be gone since.

    What others could have put there is passed over.
    """
    suffixes = (SOCKET, PORT) if HAS_UNIX else (PORT,)
    for folder in _candidates():
        try:
            if why_not_private(folder):
                continue
            names = sorted(os.listdir(folder)) if name == "*" else [name + suffix for suffix in suffixes]  # noqa: PTH208  # names are enough
            yield from (folder / each for each in names if each.endswith(suffixes) and is_ours(folder / each))
        except OSError:  # it is not there
            continue


def why_not_private(folder: Path) -> str:
    """Return what is wrong with a folder that only this user should be able to enter; empty if nothing is.

    Raises:
        OSError: it cannot be looked at.
    """
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode):
        return "is a link, or no folder"
    if not hasattr(os, "geteuid"):  # Windows: the user's own folder says who may enter
        return ""
    if found.st_uid != os.geteuid():
        return "belongs to another user"
    return "can be entered by other users" if stat.S_IMODE(found.st_mode) & 0o077 else ""


def is_ours(path: Path) -> bool:
    """Whether a socket, or a file that says where one is, is there and belongs to this user."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    is_right_kind = (stat.S_ISSOCK if path.suffix == SOCKET else stat.S_ISREG)(found.st_mode)
    return is_right_kind and (not hasattr(os, "geteuid") or found.st_uid == os.geteuid())


def _candidates() -> Iterator[Path]:
    """The folders to meet in, best first; a shell without the session's variables finds the later ones."""
    if not HAS_UNIX:
        yield Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "codesearch" / "run"
        return
    if (folder := _in_runtime_folder(os.environ.get("XDG_RUNTIME_DIR", ""))) and _is_short(folder):
        yield folder
    for base in (os.environ.get("TMPDIR", ""), "/tmp"):
        folder = Path(base) / f"codesearch-{os.geteuid()}"
        if folder.is_absolute() and _is_short(folder):
            yield folder
            return


def _is_short(folder: Path) -> bool:
    """Whether a socket in it may have a path of that length."""
    return len(os.fsencode(folder)) + 1 + NAME_LENGTH <= LONGEST_PATH


def _in_runtime_folder(base: str) -> Path | None:
    """Ours in XDG_RUNTIME_DIR, unless that is somebody else's, as it is under `sudo`."""
    try:
        return (
            Path(base, "codesearch") if Path(base).is_absolute() and not why_not_private(Path(base)) else None
        )
    except OSError:
        return None
