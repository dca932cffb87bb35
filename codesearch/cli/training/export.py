"""`codesearch train export`: trained weights to the files that a search opens."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.evaluation.options import FILE
from codesearch.cli.training.options import shape_option

if TYPE_CHECKING:
    from codesearch.encoder.weights import Precision


@click.command("export", short_help="Write what a search needs of a run: weights, graph, tokenizer.")
@click.argument("run", type=FolderParam())
@click.argument("out", type=FolderParam())
@click.option("--name", required=True, help="What vectors of this encoder are called by, e.g. nano-1.")
@click.option("--stage", help="Take what this stage left; the last one unless given.")
@shape_option
@click.option(
    "--precision",
    type=click.Choice(["int8", "float16"]),
    default="int8",
    show_default=True,
    help="Of the weights on disk; float16 takes twice the space.",
)
@click.option(
    "--manifest",
    type=FILE,
    metavar="manifest.json",
    help="The corpus's: it is put beside the weights, and its repositories into README.md if that is there.",
)
def export(
    run: Path,
    out: Path,
    *,
    name: str,
    stage: str | None,
    shape: str,
    precision: "Precision",
    manifest: Path | None,
) -> int:
    """Write into OUT the encoder that RUN trained: weights, the ONNX graph, the tokenizer, config.json.

    RUN is a run's folder, or the folder `handover` that one left on another machine.
    """
    from codesearch.training.handover.card import add_manifest
    from codesearch.training.handover.export import export_stage

    taken = export_stage(run, out, name=name, shape=shape, stage=stage, precision=precision)
    if manifest:
        add_manifest(manifest, out)
    size = sum(file.stat().st_size for file in out.iterdir())
    print(f"{out}: {name}, {shape} after {taken}, {size / 1e6:.1f} MB")
    return FOUND
