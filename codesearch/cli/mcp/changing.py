"""Changes of settings: shown, asked for, made."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from codesearch.cli import FAILED, FOUND
from codesearch.cli.terminal import tell
from codesearch.tui.inert import inert_line

if TYPE_CHECKING:
    from codesearch.agents.setup.change import Change, Settings


def change_all(
    settings: "Sequence[Settings]", make: "Callable[[Settings], Change]", *, is_agreed: bool, nothing: str
) -> int:
    """Make a change to each of some settings and return the exit code; one that fails keeps no other from it.

    Where settings cannot be changed safely, what to write by hand goes to stdout.
    """
    codes = [_changed(one, make, is_agreed=is_agreed, nothing=nothing) for one in settings]
    return max(codes, default=FOUND)


def _changed(
    settings: "Settings", make: "Callable[[Settings], Change]", *, is_agreed: bool, nothing: str
) -> int:
    from codesearch.agents.setup.errors import SetupError

    title = settings.agent.title
    try:
        change = make(settings)
    except SetupError as error:
        return _by_hand(settings, error)
    if not change.is_needed:
        tell(f"{title} {nothing}: {inert_line(str(settings.path))}")
        return FOUND
    if not _agrees(change, is_agreed=is_agreed):
        tell(f"{title}: nothing was written")
        return FOUND
    try:
        backup = change.apply()
    except SetupError as error:
        return _by_hand(settings, error)
    kept = f"; as it was: {inert_line(str(backup))}" if backup else ""
    done = "wrote" if change.after is not None else "deleted"
    tell(f"{title}: {done} {inert_line(str(settings.path))}{kept}")
    return FOUND


def _by_hand(settings: "Settings", error: Exception) -> int:
    """Say why settings were left alone, and what to write there."""
    place = inert_line(str(settings.path))
    tell(f"{settings.agent.title}: {inert_line(str(error))}; nothing was written; for {place}:")
    print(settings.snippet, end="")
    return FAILED


def _agrees(change: "Change", *, is_agreed: bool) -> bool:
    """Show the change, and ask unless the user has agreed; without a terminal nobody can.

    Raises:
        SetupError: there is no terminal.
    """
    from codesearch.agents.setup.errors import SetupError
    from codesearch.agents.setup.files import difference

    for line in difference(change.settings.path, change.before, change.after):
        tell(inert_line(line).replace("\u2409", "\t"))
    if is_agreed:
        return True
    if sys.stdin is None or not sys.stdin.isatty():
        raise SetupError("there is no terminal to ask on: add --yes to write it")
    return click.confirm(f"Write {inert_line(str(change.settings.path))}?", err=True)
