"""`codesearch train teach`: another encoder's vectors of the pairs, for the student to learn from."""

from pathlib import Path

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.evaluation.options import FILE
from codesearch.cli.options import quiet_option
from codesearch.cli.progress import progress_bar


@click.command("teach", short_help="Compute a teacher's vectors of pairs.")
@click.argument("pairs", type=FILE, metavar="pairs.jsonl")
@click.argument("out", type=FolderParam())
@click.option(
    "--teacher",
    default="all-MiniLM-L6-v2",
    show_default=True,
    metavar="NAME|FOLDER",
    help="An encoder: bundled, all-MiniLM-L6-v2, or a folder.",
)
@click.option(
    "--questions-only", is_flag=True, help="Take each function for what its question says: no code is read."
)
@quiet_option
def teach(pairs: Path, out: Path, *, teacher: str, questions_only: bool, quiet: bool) -> int:
    """Write the teacher's vectors of the queries and functions in pairs.jsonl into OUT.

    Functions are shown without their documentation. A run that was stopped goes on where it was.
    """
    from codesearch.engine.pace import Pace
    from codesearch.evaluation.asking.encoders import open_encoder
    from codesearch.pairs.records import read_pairs
    from codesearch.training.data.teacher import teach as write_vectors

    encoder = open_encoder(teacher)
    with progress_bar(quiet=quiet) as listener:
        pace = Pace("embed", sum(1 for _ in read_pairs(pairs)), listener)
        count = write_vectors(
            encoder, read_pairs(pairs), out, reads_code=not questions_only, report=pace.advance
        )
    print(f"{count:,} pairs, {encoder.width} numbers each")
    return FOUND
