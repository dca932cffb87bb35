"""Settings on disk: read whole, replaced in one step, with a copy of what was there; never through a link."""

import difflib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from codesearch.agents.setup.errors import SetupError

MAX_BYTES = 8_000_000


def read_settings(path: Path, base: Path) -> str | None:
    """Return the text of settings below the folder `base`, None where there are none yet.

    Raises:
        SetupError: they are no text, or a link is on the way.
    """
    if not _is_straight(path, base):
        raise SetupError(f"{path} leads through a link")
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror})") from None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            raise SetupError(f"{path} is no file of settings")
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError:
            raise SetupError(f"{path} is no text in UTF-8") from None


def write_settings(path: Path, base: Path, text: str, *, before: str | None) -> None:
    """Replace settings that still are as `before`; on an error they stay as they are.

    Raises:
        SetupError: they changed meanwhile, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if read_settings(path, base) != before:
            raise SetupError(f"{path} changed meanwhile: try again")
        if before is None:
            _replace(path, text, mode=0o644 & ~_umask())
        else:
            _replace(path, text, mode=stat.S_IMODE(path.stat().st_mode))
    except OSError as error:
        raise SetupError(f"{path} cannot be written ({error.strerror})") from None


def delete_settings(path: Path, base: Path, *, before: str) -> None:
    """Delete settings that still are as `before`, and their folder if nothing else is in it.

    Raises:
        SetupError: they changed meanwhile, or cannot be deleted.
    """
    if read_settings(path, base) != before:
        raise SetupError(f"{path} changed meanwhile: try again")
    try:
        path.unlink()
        if path.parent != base and not any(path.parent.iterdir()):
            path.parent.rmdir()
    except OSError as error:
        raise SetupError(f"{path} cannot be deleted ({error.strerror})") from None


def backup_file(path: Path) -> Path:
    """Return where the copy of settings is kept: in the user's data, not beside them in a project."""
    digest = hashlib.blake2b(os.fsencode(path), digest_size=8).hexdigest()
    folder = platformdirs.user_data_path("codesearch", appauthor=False) / "agents"
    return folder / f"{digest}-{path.name.lstrip('.')}"


def keep_backup(path: Path, text: str) -> Path:
    """Write the copy of settings, for the user alone, and return where it is.

    Raises:
        SetupError: it cannot be written.
    """
    backup = backup_file(path)
    try:
        backup.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _replace(backup, text, mode=0o600)
    except OSError as error:
        raise SetupError(f"{backup} cannot be written ({error.strerror})") from None
    return backup


def difference(path: Path, before: str | None, after: str | None) -> Iterator[str]:
    """Yield the lines of a unified diff."""
    old, new = (before or "").splitlines(), (after or "").splitlines()
    names = (
        str(path) if before is not None else "(no file)",
        str(path) if after is not None else "(no file)",
    )
    return iter(list(difflib.unified_diff(old, new, *names, lineterm="")))


def _is_straight(path: Path, base: Path) -> bool:
    """Whether no link is on the way from `base`, which may itself have been reached by one."""
    place = path
    while place != base:
        if place.is_symlink() or place == place.parent:
            return False
        place = place.parent
    return True


def _replace(path: Path, text: str, *, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(descriptor)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
