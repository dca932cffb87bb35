"""`codesearch watch`: keep indexes live, and answer for them from one warm process."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.options import (
    index_dir_option,
    max_file_bytes_option,
    quiet_option,
    roots_argument,
    yes_option,
)
from codesearch.cli.root import agreed_walk, default_root, open_root
from codesearch.cli.terminal import tell
from codesearch.errors import AlreadyServedError, CodesearchError, RootError
from codesearch.tui.inert import inert_line

if TYPE_CHECKING:  # other processes are asked only where it is wanted
    from codesearch.service.running import Running

LOG_LINES = 40


@click.command("watch", short_help="Keep an index live, and answer from one warm process.")
@roots_argument
@click.option("--background", "action", flag_value="background", help="Watch apart from this terminal.")
@click.option("--status", "action", flag_value="status", help="Show what is watched, here or in background.")
@click.option("--stop", "action", flag_value="stop", help="Stop watching.")
@click.option("--log", "action", flag_value="log", help="Show what the process in background said last.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with --status.")
@yes_option
@quiet_option
@index_dir_option
@max_file_bytes_option
def command(
    roots: tuple[Path, ...],
    *,
    action: str | None,
    as_json: bool,
    yes: bool,
    quiet: bool,
    index_dir: Path | None,
    max_file_bytes: int,
) -> int:
    """Keep the index of each ROOT live: what is saved is searchable at once.

    ROOT is the repository around the current folder unless given. While this runs, other commands are
    answered by it and need not start cold. Ctrl-C ends it. --status and --stop mean all that is watched
    unless a ROOT is given, and exit with 1 where nothing is.
    """
    if as_json and action != "status":
        raise click.UsageError("--json goes with --status", click.get_current_context())
    if action == "status":
        return _status(_named(roots, index_dir), as_json=as_json)
    if action == "stop":
        return _stop(_named(roots, index_dir), is_all=not roots)
    places = _checked_roots(roots)
    if action == "log":
        return _log(places[0], index_dir)
    new = _not_watched(places, index_dir, is_enough=action == "background", quiet=quiet)
    for place in new:
        agreed_walk(open_root(place, index_dir, max_file_bytes), is_agreed=yes)
    start = _start_command(new, index_dir, max_file_bytes)
    if not new:
        return FOUND
    if action == "background":
        return _background(start, new, index_dir, quiet=quiet)
    return _foreground(start, new, index_dir, max_file_bytes, quiet=quiet)


def _checked_roots(roots: Sequence[Path]) -> list[Path]:
    """Each root once, whole, or the one around the current folder."""
    places = [root.expanduser().resolve() for root in roots] or [default_root().resolve()]
    for root, place in zip(roots, places, strict=False):
        if not place.is_dir():
            problem = "is not a folder" if place.exists() else "does not exist"
            raise RootError(f"{root} {problem}: give the folder of a repository")
    return list(dict.fromkeys(places))


def _start_command(roots: Sequence[Path], index_dir: Path | None, max_file_bytes: int) -> list[str]:
    """What starts such a process anew; the user has agreed by now."""
    options = ["--yes", "--max-file-bytes", str(max_file_bytes)]
    if index_dir is not None:
        options += ["--index-dir", str(index_dir.expanduser().absolute())]
    program = [sys.executable, "-P", "-m", "codesearch", "watch"]  # -P: no code from the repository
    return [*program, *options, "--", *map(str, roots)]


def _foreground(
    start: Sequence[str], roots: Sequence[Path], index_dir: Path | None, max_file_bytes: int, *, quiet: bool
) -> int:
    from codesearch.cli.watching import PlainLines, StatusLine
    from codesearch.index.location import index_folder
    from codesearch.service import serve
    from codesearch.service.log import log_file

    is_terminal = sys.stderr is not None and sys.stderr.isatty() and not quiet
    log = log_file(index_folder(roots[0], base=index_dir))
    view = StatusLine(sys.stderr) if is_terminal else PlainLines(log, is_quiet=quiet)
    try:
        serve(
            roots,
            index_dir=index_dir,
            max_file_bytes=max_file_bytes,
            report=view.report,
            look=view.look,
            look_seconds=view.seconds,
            command=start,
        )
    finally:
        view.clear()
    return FOUND


def _background(start: Sequence[str], roots: Sequence[Path], index_dir: Path | None, *, quiet: bool) -> int:
    from codesearch.index.location import index_folder
    from codesearch.service.background import start as start_apart

    for state in start_apart(start, [index_folder(root, base=index_dir) for root in roots]):
        if not quiet:
            root = inert_line(str(state.root))
            tell(f"watching {root} in process {state.pid}: `codesearch watch --stop` ends it")
    return FOUND


def _not_watched(
    roots: Sequence[Path], index_dir: Path | None, *, is_enough: bool, quiet: bool
) -> list[Path]:
    """The roots that no process watches; of the others it is said.

    Raises:
        AlreadyServedError: there is none, and that is not enough.
    """
    from codesearch.index.location import index_folder
    from codesearch.service.running import running

    watched = {
        root: state.pid
        for root in roots
        for state in running(index_folder(root, base=index_dir))
        if state.answers
    }
    sentences = [f"{root} is watched already, by process {pid}" for root, pid in watched.items()]
    if len(watched) == len(roots) and not is_enough:
        raise AlreadyServedError(f"{sentences[0]}: `codesearch watch --stop` ends it")
    for sentence in sentences:
        if not quiet:
            tell(inert_line(sentence))
    return [root for root in roots if root not in watched]


def _named(roots: Sequence[Path], index_dir: Path | None) -> "list[Running]":
    """What is watched of these roots, or of all; a root may be gone by now."""
    from codesearch.index.location import index_folder
    from codesearch.service.running import running

    if not roots:
        return running()
    folders = dict.fromkeys(index_folder(root.expanduser(), base=index_dir) for root in roots)
    return [state for folder in folders for state in running(folder)]


def _status(found: "Sequence[Running]", *, as_json: bool) -> int:
    from codesearch.cli.formats import inert_json
    from codesearch.cli.watching import described

    if as_json:
        print(inert_json({"watched": [asdict(state) for state in found]}, indent=1))
    else:
        for state in found:
            print("\n".join(described(state)))
        if not found:
            tell("nothing is watched: start with `codesearch watch`")
    return FOUND if found else NOTHING_FOUND


def _stop(found: "Sequence[Running]", *, is_all: bool) -> int:
    from codesearch.service.running import stop

    if not found:
        tell("nothing is watched" if is_all else "that is not watched")
        return NOTHING_FOUND
    failures: list[CodesearchError] = []
    for state in found:
        try:
            stop(state)
            tell(f"stopped watching {inert_line(str(state.root))}")
        except CodesearchError as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return FOUND


def _log(root: Path, index_dir: Path | None) -> int:
    from codesearch.index.location import index_folder
    from codesearch.service.log import log_file, tail

    log = log_file(index_folder(root, base=index_dir))
    lines = tail(log, LOG_LINES)
    if not lines:
        tell(f"there is no log {inert_line(str(log))}")
        return NOTHING_FOUND
    tell(f"the last lines of {inert_line(str(log))}")
    for line in lines:
        print(inert_line(line))
    return FOUND
