"""`codesearch search`: answer a question, building or refreshing the index on the way."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.background import finish_in_background
from codesearch.cli.options import (
    index_dir_option,
    language_option,
    max_file_bytes_option,
    quiet_option,
    root_argument,
    yes_option,
)
from codesearch.cli.progress import progress_bar
from codesearch.cli.root import agreed_walk, display_prefix, open_root
from codesearch.cli.terminal import tell, terminal_width, wants_colour
from codesearch.errors import IndexLockedError
from codesearch.tui.inert import inert_line
from codesearch.types import KINDS, Coverage, Hit

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index

EMBED_SECONDS = 2.0  # that a search spends on missing vectors before it answers; the rest follows behind it

LOCK_SECONDS = 1.5  # that it waits for a process behind it to take a break


@click.command("search", short_help="Answer a question, or find a name.")
@click.argument("query")
@root_argument
@click.option(
    "-k", "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits to show."
)
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "lexical", "semantic"]),
    default="hybrid",
    show_default=True,
    help="Search words and vectors, words alone, or vectors alone.",
)
@language_option
@click.option(
    "-g",
    "--path",
    "paths",
    multiple=True,
    metavar="GLOB",
    help="Only paths under this glob, e.g. 'src/**', '!tests/**'.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS, case_sensitive=False),
    help="Only units of this kind. Repeatable.",
)
@click.option("-C", "--context", type=click.IntRange(0, 100), default=0, help="Lines around each line shown.")
@click.option("--json", "form", flag_value="json", help="Write one JSON object.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Write a JSON object a hit and line.")
@click.option("--vimgrep", "form", flag_value="vimgrep", help="Write path:line:column:text.")
@click.option("-l", "--files-with-matches", "form", flag_value="files", help="Write file names alone.")
@click.option("--explain", is_flag=True, help="Say how each score came about.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Use colours.",
)
@click.option("--no-refresh", is_flag=True, help="Answer from the index as it is.")
@click.option("--wait", is_flag=True, help="Wait until every unit has its vector.")
@yes_option
@quiet_option
@index_dir_option
@max_file_bytes_option
def command(
    query: str,
    root: Path | None,
    *,
    limit: int,
    mode: str,
    languages: tuple[tuple[str, ...], ...],
    paths: tuple[str, ...],
    kinds: tuple[str, ...],
    context: int,
    form: str | None,
    explain: bool,
    color: str,
    no_refresh: bool,
    wait: bool,
    yes: bool,
    quiet: bool,
    index_dir: Path | None,
    max_file_bytes: int,
) -> int:
    """Answer QUERY, a question or a name, with functions, classes and sections of ROOT.

    ROOT is the repository around the current folder unless given. The index is built on the first search and
    brought up to date on each. Exits with 0 if something was found, 1 if not, 2 on an error.
    """
    words = _checked(query, paths)
    index = open_root(root, index_dir, max_file_bytes)
    if index.outdated and not (quiet or no_refresh):
        tell(index.outdated)
    is_current = no_refresh or _refresh(
        index, is_agreed=yes, quiet=quiet, seconds=_embed_seconds(mode, wait=wait)
    )
    names = [name for family in languages for name in family]
    hits = index.search(query, limit=limit, mode=mode, languages=names, paths=paths, kinds=kinds)  # type: ignore[arg-type]  # click checked mode
    coverage = index.coverage
    if not coverage.is_complete and not no_refresh and is_current:
        finish_in_background(index.root, index_dir, max_file_bytes)
    if not quiet:
        is_filtered = bool(languages or paths or kinds)
        for note in _notes(hits, coverage, query, mode=mode, is_current=is_current, is_filtered=is_filtered):
            tell(note)
    for line in _lines(
        hits, words, index, coverage, query=query, form=form, context=context, explain=explain, color=color
    ):
        print(line)
    return FOUND if hits else NOTHING_FOUND


def _checked(query: str, paths: Sequence[str]) -> frozenset[str]:
    """The stems of the query; what is wrong with it or with a glob is said before anything is built."""
    from codesearch.index.globs import glob_regex
    from codesearch.ranking.query import parse_query

    for glob in paths:
        glob_regex(glob.removeprefix("!"))
    return frozenset(parse_query(query).terms)


def _embed_seconds(mode: str, *, wait: bool) -> float:
    if wait:
        return float("inf")
    return 0.0 if mode == "lexical" else EMBED_SECONDS


def _refresh(index: "Index", *, is_agreed: bool, quiet: bool, seconds: float) -> bool:
    """Bring the index up to date; False if another process is doing that."""
    walk = agreed_walk(index, is_agreed=is_agreed)
    if index.is_being_filled and seconds <= EMBED_SECONDS:
        seconds = 0.0  # a process behind us is computing vectors
    try:
        with progress_bar(quiet=quiet) as listener:
            index.refresh(listener, embed_seconds=seconds, walk=walk, wait_seconds=LOCK_SECONDS)
    except IndexLockedError:
        if not index.exists:
            raise
        return False
    return True


def _notes(
    hits: Sequence[Hit], coverage: Coverage, query: str, *, mode: str, is_current: bool, is_filtered: bool
) -> Iterable[str]:
    """What to know of an answer: what it does not rest on, and why there is none."""
    if not coverage.is_complete and mode != "lexical":
        percent = 100 * coverage.embedded // coverage.units
        yield f"vectors cover {percent} % of {coverage.units:,} units so far; full text covers all"
    elif not is_current:
        yield "another process is indexing: this answer may miss the latest changes"
    if hits:
        return
    shown = inert_line(query if len(query) <= 60 else f"{query[:59]}…")
    if not coverage.units:
        yield "nothing found: the index is empty, and `codesearch status` says what was left out"
    else:
        yield f"nothing found for {shown!r}{' with these filters' if is_filtered else ''}"


def _lines(
    hits: Sequence[Hit],
    words: frozenset[str],
    index: "Index",
    coverage: Coverage,
    *,
    query: str,
    form: str | None,
    context: int,
    explain: bool,
    color: str,
) -> Iterable[str]:
    """What goes to stdout."""
    prefix = display_prefix(index.root)
    if form is None:
        from codesearch.tui.render import render_hits

        return render_hits(
            hits,
            words,
            prefix=prefix,
            context=context,
            explain=explain,
            width=terminal_width(),
            is_coloured=wants_colour(color),
        )
    from codesearch.cli.formats import as_files, as_json, as_jsonl, as_vimgrep

    if form == "json":
        return [as_json(hits, coverage, query=query, root=str(index.root))]
    if form == "jsonl":
        return as_jsonl(hits)
    if form == "vimgrep":
        return as_vimgrep(hits, words, prefix=prefix)
    return as_files(hits, prefix=prefix)
