"""`codesearch clean`: remove what lies among the indexes and adapted encoders and serves nobody."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.options import index_dir_option
from codesearch.cli.terminal import tell
from codesearch.errors import CodesearchError
from codesearch.tui.amounts import plural, size
from codesearch.tui.inert import inert_line

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine.leftovers import Leftover


@click.command("clean", short_help="Remove indexes and adapted encoders that serve nobody.")
@click.option("-y", "--yes", is_flag=True, help="Remove without asking.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be removed.")
@index_dir_option
def command(*, yes: bool, dry_run: bool, index_dir: Path | None) -> int:
    """Remove indexes and adapted encoders of folders that are gone, damaged indexes and drafts; asks first.

    Only folders that hold an index or an encoder and nothing else are touched, no link is followed, and what
    is in use stays. Exits with 0 if nothing is left, 1 if something stayed, 2 if nobody could be asked.
    """
    from codesearch.engine.leftovers import leftovers, remove_leftover
    from codesearch.engine.orphans import orphans, remove_orphan
    from codesearch.index.lancedb_import import import_lancedb

    import_lancedb(trim=True)  # this process is ours alone
    indexes, encoders = leftovers(index_dir), orphans()
    found = [*indexes, *encoders]
    for leftover in found:
        place = inert_line(str(leftover.place))
        print(f"{size(leftover.bytes):>9}  {place}  {inert_line(leftover.reason)}", flush=True)
    if not found:
        tell("nothing to remove")
        return FOUND
    if dry_run or not (yes or _agrees(found)):
        return NOTHING_FOUND
    removed = [
        *(leftover for leftover in indexes if _is_removed(leftover, remove_leftover)),
        *(orphan for orphan in encoders if _is_removed(orphan, remove_orphan)),
    ]
    tell(f"removed {_told(removed)}")
    return FOUND if len(removed) == len(found) else NOTHING_FOUND


class NobodyToAskError(CodesearchError):
    """Something is to be removed, and nobody is there to agree."""


def _agrees(found: "Sequence[Leftover]") -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise NobodyToAskError("nothing was removed, as nobody can be asked: add --yes, or --dry-run to look")
    return click.confirm(f"Remove {_told(found)}?", err=True)


def _is_removed(leftover: "Leftover", remove: Callable[["Leftover"], None]) -> bool:
    """Whether it could be removed; if not, it is said why."""
    try:
        remove(leftover)
    except CodesearchError as error:
        tell(f"codesearch: {inert_line(str(error))}")
        return False
    return True


def _told(found: "Sequence[Leftover]") -> str:
    return f"{plural(len(found), 'leftover')}, {size(sum(leftover.bytes for leftover in found))}"
