"""What the terminal can show: colours, and how many columns; and what is said beside the answer."""

import contextlib
import os
import shutil
import sys


def wants_colour(choice: str) -> bool:
    """Whether to write colours to stdout; `choice` is "always", "never" or "auto".

    With "auto", NO_COLOR (no-color.org) goes before CLICOLOR_FORCE and CLICOLOR (bixense.com/clicolors); both
    go before what stdout is.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    is_plain = os.environ.get("CLICOLOR") == "0" or os.environ.get("TERM") == "dumb"
    return not is_plain and is_terminal()


def terminal_width() -> int | None:
    """The columns of the terminal on stdout; None where there is none, so nothing is cut in a pipe."""
    return shutil.get_terminal_size().columns if is_terminal() else None


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def tell(message: str) -> None:
    """Write a line to stderr, if anybody reads there."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(message, file=sys.stderr, flush=True)
