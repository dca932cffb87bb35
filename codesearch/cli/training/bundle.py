"""`codesearch train bundle`: what a GPU machine needs, in folders that can be carried there."""

from pathlib import Path

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam


@click.command("bundle", short_help="Write a folder that trains anywhere: code, tokenizer, data.")
@click.argument("run", type=FolderParam())
@click.argument("out", type=FolderParam())
@click.option(
    "--max-mb",
    type=click.IntRange(1),
    default=60,
    show_default=True,
    metavar="N",
    help="Write several folders, OUT-1, OUT-2, …, where one would be larger.",
)
@click.option(
    "--weights",
    type=FolderParam(),
    help="Weights to go on from: the folder `handover` of an earlier run.",
)
def bundle(run: Path, out: Path, *, max_mb: int, weights: Path | None) -> int:
    """Write into OUT all that training on the data of RUN takes, to be carried to a machine with a GPU.

    That machine needs Python 3.11 with torch 2.10 or newer, numpy, tokenizers and safetensors, and no
    network. The command to give there is printed, and stands in OUT/README.txt.
    """
    from codesearch.training.handover.bundle import MEGABYTE, command_of, write_bundle

    folders = write_bundle(run, out, max_bytes=max_mb * MEGABYTE, weights=weights)
    for folder in folders:
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"{folder}: {size / MEGABYTE:.1f} MB")
    print(f"cd {folders[0].name} && {command_of(folders, has_weights=weights is not None)}")
    return FOUND
