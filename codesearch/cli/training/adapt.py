"""`codesearch train adapt`: the bundled encoder learns the user's own code, and is kept where that helps."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.options import index_dir_option, quiet_option, roots_argument, yes_option
from codesearch.cli.terminal import tell
from codesearch.cli.training.options import needing_torch
from codesearch.tui.inert import inert_line

if TYPE_CHECKING:
    from codesearch.training.adapting.adapt import Adaptation

DEFAULT_MINUTES = 8.0


@click.command("adapt", short_help="Train the bundled encoder on with your own repositories.")
@roots_argument
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    default=DEFAULT_MINUTES,
    show_default=True,
    help="Train for at most so long; reading and measuring take some more.",
)
@click.option("--undo", is_flag=True, help="Go back to the bundled encoder.")
@index_dir_option
@yes_option
@quiet_option
def adapt(
    roots: tuple[Path, ...], *, minutes: float, undo: bool, index_dir: Path | None, yes: bool, quiet: bool
) -> int:
    """Train the bundled encoder on the documentation, tests and commits of ROOTs, on this machine alone.

    A fifth of the questions is held out, with whole files. If the encoder answers them better than before, by
    more than chance, the indexes of the ROOTs use it from then on; if not, nothing changes, and the exit code
    is 1. Several ROOTs share one encoder. It is kept in your data folder, where nobody else may read it.
    """
    from codesearch.cli.places import places_of

    chosen = [place.root.resolve() for place in places_of(roots, index_dir)]
    if undo:
        return _undone(chosen, index_dir)
    return _adapted(chosen, minutes, index_dir, is_agreed=yes, quiet=quiet)


def _adapted(
    roots: list[Path], minutes: float, index_dir: Path | None, *, is_agreed: bool, quiet: bool
) -> int:
    with needing_torch():
        from codesearch.training.adapting.adapt import adapt as adapt_to
        from codesearch.training.adapting.lessons import lessons_of_all
        from codesearch.training.running.budget import Budget
    from codesearch.cli.root import agreed_walk, open_root

    walks = {
        index.root: agreed_walk(index, is_agreed=is_agreed)
        for index in (open_root(root, index_dir) for root in roots)
    }

    def report(done: str) -> None:
        if not quiet:
            tell(done)

    outcome = adapt_to([*walks], lessons_of_all(walks), Budget(seconds=60 * minutes), report=report)
    print(_told(outcome))
    if outcome.adapted is None:
        print("Not kept: that is no more than chance makes, and nothing has changed.")
        return NOTHING_FOUND
    _renewed(roots, index_dir)
    print(f"Kept for {_listed(roots)}; `codesearch train adapt --undo` goes back.")
    return FOUND


def _undone(roots: list[Path], index_dir: Path | None) -> int:
    from codesearch.encoder.adapted import forget

    had = forget(roots)
    if not had:
        print(f"No encoder was adapted to {_listed(roots)}; nothing has changed.")
        return NOTHING_FOUND
    _renewed(had, index_dir)
    print(f"{_listed(had)} has the bundled encoder again.")
    return FOUND


def _renewed(roots: list[Path], index_dir: Path | None) -> None:
    """Have the vectors of indexes that are there computed anew, behind this command."""
    from codesearch.cli.background import finish_in_background
    from codesearch.index.location import has_index
    from codesearch.parsers.regular import MAX_FILE_BYTES

    for root in roots:
        if has_index(root, base=index_dir):
            finish_in_background(root, index_dir, MAX_FILE_BYTES)
            tell(f"{inert_line(str(root))}: its vectors are being computed anew")


def _told(outcome: "Adaptation") -> str:
    """The figures, in a line."""
    record, difference = outcome.record, outcome.trial.difference
    return (
        f"Mean reciprocal rank on {record.questions:,} held-out questions: "
        f"{record.before:.3f} before, {record.after:.3f} after, {difference.value:+.3f} "
        f"(95 %: {difference.low:+.3f} to {difference.high:+.3f}), in {record.seconds / 60:.1f} minutes"
    )


def _listed(roots: list[Path]) -> str:
    return ", ".join(inert_line(str(root)) for root in roots)
