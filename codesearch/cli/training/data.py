"""`codesearch train tokenizer` and `prepare`: pairs to the token ids that the stages read."""

from pathlib import Path

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.options import quiet_option
from codesearch.cli.terminal import tell

VOCABULARY = 16_384
PAIRS_FILE, FILES_FILE = "pairs.jsonl", "files.jsonl"

corpus_argument = click.argument("corpus", type=FolderParam())
run_argument = click.argument("run", type=FolderParam())


@click.command("tokenizer", short_help="Learn a tokenizer from a corpus.")
@corpus_argument
@run_argument
@click.option(
    "--vocabulary", type=click.IntRange(264, 65_536), default=VOCABULARY, show_default=True, metavar="N"
)
@click.option("--seed", type=int, default=0, show_default=True, help="Draws the pairs to learn from.")
def tokenizer(corpus: Path, run: Path, *, vocabulary: int, seed: int) -> int:
    """Write RUN/tokenizer.json: byte-level BPE, identifiers split first, from all languages alike."""
    from codesearch.pairs.records import read_pairs
    from codesearch.training.data.vocabulary import write_tokenizer

    count = write_tokenizer(
        read_pairs(corpus / PAIRS_FILE), run / "tokenizer.json", vocabulary=vocabulary, seed=seed
    )
    print(f"learnt from {count:,} pairs")
    return FOUND


@click.command("prepare", short_help="Turn a corpus into token ids.")
@corpus_argument
@run_argument
@click.option(
    "--held-out",
    multiple=True,
    metavar="OWNER/NAME",
    help="Measure by this repository instead of training on it. Repeatable.",
)
@quiet_option
def prepare(corpus: Path, run: Path, *, held_out: tuple[str, ...], quiet: bool) -> int:
    """Write RUN/data: the pairs and files of CORPUS as ids of RUN/tokenizer.json, in files of some 10 MB."""
    from codesearch.encoder.tokenization import load_tokenizer
    from codesearch.pairs.records import read_pairs
    from codesearch.training.data.prepare import prepare as write_data

    files = corpus / FILES_FILE

    def report(what: str, done: int) -> None:
        if not quiet:
            tell(f"{done:,} {what}")

    info = write_data(
        read_pairs(corpus / PAIRS_FILE),
        files if files.is_file() else None,
        load_tokenizer(run / "tokenizer.json"),
        run / "data",
        held_out=held_out,
        report=report,
    )
    print(f"{len(info.repositories)} repositories, {len(info.languages)} languages")
    return FOUND
