"""`codesearch train corpus`: repositories to pairs that the encoder learns from."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.evaluation.options import FILE
from codesearch.cli.options import language_option, quiet_option
from codesearch.cli.terminal import tell
from codesearch.tui.inert import inert_line

if TYPE_CHECKING:
    from codesearch.training.corpus import Mined


@click.command("corpus", short_help="Make pairs to learn from out of repositories.")
@click.argument("sources", type=FILE)
@click.argument("out", type=FolderParam())
@language_option
@click.option("--holdout", type=FILE, metavar="FILE", help="Leave out the repositories that it names.")
@click.option(
    "--exclude",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    help="An evaluation set, of which nothing is to be learnt. Repeatable.",
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N")
@click.option(
    "--clones",
    type=FolderParam(),
    metavar="FOLDER",
    help="Put missing files here, and missing histories from GitHub.",
)
@quiet_option
def corpus(
    sources: Path,
    out: Path,
    *,
    languages: tuple[tuple[str, ...], ...],
    holdout: Path | None,
    exclude: tuple[Path, ...],
    workers: int,
    clones: Path | None,
    quiet: bool,
) -> int:
    """Write pairs.jsonl, files.jsonl and manifest.json into OUT.

    SOURCES lists checkouts in JSON: {"folder", "repository", "revision", "licence"}, all of them under a
    permissive licence, and "mirror" where a git repository has the history. Documentation, subjects of
    commits, names of tests, and paragraphs of documents become queries, what they speak of the answers. A
    stopped run goes on where it was.
    """
    from codesearch.training.corpus import LEARNT, build_corpus, read_holdout, read_sources

    chosen = read_sources(sources, read_holdout(holdout) if holdout else ())
    seen: Counter[bool] = Counter()

    def show(mined: "Mined") -> None:
        seen[bool(mined.failure)] += 1
        if mined.failure or not quiet:
            tell(inert_line(f"{seen.total()}/{len(chosen)} {_line(mined)}"))

    shares = build_corpus(
        chosen,
        out,
        languages=[name for family in languages for name in family] or LEARNT,
        exclude=exclude,
        clones=clones,
        workers=workers,
        listener=show,
    )
    kinds: Counter[str] = Counter()
    for share in shares.values():
        kinds.update({kind: counts.total() for kind, counts in share.pairs.items()})
    files = sum(share.files for share in shares.values())
    print(f"{kinds.total():,} pairs and {files:,} files from {len(shares):,} repositories: {_listed(kinds)}")
    return FOUND


def _line(mined: "Mined") -> str:
    if mined.failure:
        return f"{mined.repository} left out: {mined.failure}"
    return f"{mined.repository}: {_listed(mined.pairs)}, {mined.files:,} files ({mined.seconds:.0f} s)"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items()) or "no pairs"
