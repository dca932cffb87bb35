"""The secret that a client over HTTP shows: made once, kept where only the user can read it."""

import os
import re
import secrets
import stat
from pathlib import Path

from codesearch.errors import CodesearchError

TOKEN_FILE = "mcp-token"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,128}")


class TokenError(CodesearchError):
    """The file of the token cannot be used."""


def user_token(folder: Path) -> str:
    """Return the token in `folder`, made if there is none.

    Raises:
        TokenError: the file is not the user's alone, or cannot be read or written.
    """
    path = folder / TOKEN_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.path.lexists(path):
            _write(path, secrets.token_urlsafe(32))
        return _read(path)
    except OSError as error:
        raise TokenError(f"the token in {path} cannot be used ({error.strerror}): delete the file") from error


def _write(path: Path, token: str) -> None:
    """Write the file in one step; of two writers at once, the first stays."""
    made = path.with_name(f"{path.name}.{os.getpid()}")
    made.unlink(missing_ok=True)
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{token}\n")
        if not path.exists():
            made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def _read(path: Path) -> str:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as file:
        found = os.fstat(descriptor)
        token = file.read(200).strip()
    is_ours = os.name != "posix" or (found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077)
    if not is_ours or not _TOKEN.fullmatch(token):
        raise TokenError(f"the token in {path} is not yours alone or damaged: delete the file")
    return token
