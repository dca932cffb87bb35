"""`codesearch index`: build or refresh the index of a repository, vectors included."""

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from codesearch.cli.options import (
    index_dir_option,
    max_file_bytes_option,
    quiet_option,
    root_argument,
    yes_option,
)
from codesearch.cli.progress import progress_bar
from codesearch.cli.root import agreed_walk, open_root
from codesearch.cli.terminal import tell
from codesearch.tui.inert import inert_line

LOCK_SECONDS = 5.0  # to wait for a process that fills in vectors to take a break


@click.command("index", short_help="Build an index, or bring it up to date.")
@root_argument
@click.option("--rebuild", is_flag=True, help="Throw away what is there and start anew.")
@click.option("--in-turns", is_flag=True, hidden=True, help="Fill in vectors behind other processes.")
@yes_option
@quiet_option
@index_dir_option
@max_file_bytes_option
def command(
    root: Path | None,
    *,
    rebuild: bool,
    in_turns: bool,
    yes: bool,
    quiet: bool,
    index_dir: Path | None,
    max_file_bytes: int,
) -> int:
    """Build the index of ROOT, or bring it up to date.

    ROOT is the repository around the current folder unless given. Only files that changed are read, and only
    code that changed is embedded. A run that is interrupted goes on where it stopped.
    """
    start = time.monotonic()
    index = open_root(root, index_dir, max_file_bytes)
    if in_turns:
        index.fill_vectors()
        return 0
    walk = agreed_walk(index, is_agreed=yes)
    if index.outdated and not (quiet or rebuild):
        tell(index.outdated)
    with progress_bar(quiet=quiet) as listener:
        changed = index.refresh(listener, rebuild=rebuild, walk=walk, wait_seconds=LOCK_SECONDS)
    if not quiet:
        coverage = index.coverage
        tell(
            f"{inert_line(str(index.root))}: {coverage.units:,} units, {coverage.embedded:,} with vectors; "
            f"{changed:,} {'file' if changed == 1 else 'files'} changed, {time.monotonic() - start:.1f} s"
        )
        _tell_skipped(Counter(walk.skipped) + Counter(index.status().skipped))
    return 0


def _tell_skipped(skipped: Mapping[str, int]) -> None:
    if skipped:
        reasons = ", ".join(
            f"{count:,} {reason}" for reason, count in sorted(skipped.items(), key=lambda s: -s[1])
        )
        tell(f"left out: {reasons}")
