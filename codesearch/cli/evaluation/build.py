"""`codesearch eval build`: a set in the format of CodeSearchNet, made of checkouts."""

from collections.abc import Mapping
from pathlib import Path

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.evaluation.options import FILE
from codesearch.cli.options import language_option, quiet_option
from codesearch.cli.progress import progress_bar


@click.command("build", short_help="Make a set of questions with known answers from checkouts.")
@click.argument("sources", type=FILE)
@click.argument("out", type=FolderParam())
@language_option
@click.option(
    "--exclude",
    multiple=True,
    type=FILE,
    metavar="pairs.jsonl",
    help="Pairs that were trained on. Repeatable.",
)
@click.option("--per-language", type=click.IntRange(1), default=1_000, show_default=True, metavar="N")
@click.option(
    "--fewest",
    type=click.IntRange(1),
    default=150,
    show_default=True,
    metavar="N",
    help="Leave out a language with fewer functions.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Draws the functions.")
@quiet_option
def build(
    sources: Path,
    out: Path,
    *,
    languages: tuple[tuple[str, ...], ...],
    exclude: tuple[Path, ...],
    per_language: int,
    fewest: int,
    seed: int,
    quiet: bool,
) -> int:
    """Write LANGUAGE.jsonl.gz and manifest.json into OUT, for `codesearch eval pairs OUT`.

    SOURCES lists checkouts in JSON: {"folder", "repository", "revision", "licence"}, all of them under a
    permissive licence. Each documented function becomes a question, its code without comments the answer;
    copies, tests and what is in the pairs of --exclude are left out.
    """
    from codesearch.evaluation.building import ASKED
    from codesearch.evaluation.building import build as build_set
    from codesearch.pairs.checkouts import read_checkouts

    with progress_bar(quiet=quiet) as listener:
        manifest = build_set(
            read_checkouts(sources),
            out,
            languages=[name for family in languages for name in family] or ASKED,
            exclude=exclude,
            per_language=per_language,
            fewest=fewest,
            seed=seed,
            listener=listener,
        )
    _show("rows", manifest.rows)
    _show("left out", manifest.dropped)
    return FOUND


def _show(what: str, counts: Mapping[str, int]) -> None:
    print(f"{what}:", ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none")
