"""`codesearch train average`: weights between those that two stages left."""

from pathlib import Path

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.training.options import needing_torch, shape_option


@click.command("average", short_help="Mix the weights of two stages.")
@click.argument("run", type=FolderParam())
@click.argument("before", metavar="STAGE")
@click.argument("after", metavar="STAGE")
@shape_option
@click.option(
    "--share",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="How much of the second stage's weights to take.",
)
@click.option(
    "--as", "stage", default="average", show_default=True, metavar="STAGE", help="Call the outcome this."
)
def average(run: Path, before: str, after: str, *, shape: str, share: float, stage: str) -> int:
    """Write weights on the line between those of two stages of RUN, one of which went on from the other.

    They may answer better than either: `codesearch eval pairs` tells, after `export --stage average`.
    """
    with needing_torch():
        from codesearch.training.averaging import average as write_average
    write_average(run, shape, before, after, share=share, stage=stage)
    print(f"{stage}: {1 - share:.0%} of {before}, {share:.0%} of {after}")
    return FOUND
