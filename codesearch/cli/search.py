"""`codesearch search`: answer a question, building or refreshing the index on the way."""

import sys
from pathlib import Path

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.background import finish_in_background
from codesearch.cli.formats import as_files, as_json, as_jsonl, as_vimgrep
from codesearch.cli.options import index_dir_option, quiet_option, root_argument, yes_option
from codesearch.cli.progress import progress_bar
from codesearch.cli.root import agreed_walk, display_prefix, open_root
from codesearch.engine import Index
from codesearch.errors import IndexLockedError
from codesearch.ranking.query import parse_query
from codesearch.tui.inert import inert
from codesearch.types import KINDS, Coverage, Hit

EMBED_SECONDS = 2.0  # that a search spends on missing vectors before it answers; the rest follows behind it


@click.command("search")
@click.argument("query")
@root_argument
@click.option("-k", "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits to show.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "lexical", "semantic"]),
    default="hybrid",
    show_default=True,
    help="Search words and vectors, words alone, or vectors alone.",
)
@click.option("-t", "--language", "languages", multiple=True, help="Only this language, e.g. python. Repeatable.")
@click.option("-g", "--path", "paths", multiple=True, help="Only paths under this glob, e.g. 'src/**', '!tests/**'.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only units of this kind. Repeatable.")
@click.option("-C", "--context", type=click.IntRange(0, 100), default=0, help="Lines around each line shown.")
@click.option("--json", "form", flag_value="json", help="Write one JSON object.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Write a JSON object a hit and line.")
@click.option("--vimgrep", "form", flag_value="vimgrep", help="Write path:line:column:text.")
@click.option("-l", "--files-with-matches", "form", flag_value="files", help="Write file names alone.")
@click.option("--explain", is_flag=True, help="Say how each score came about.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Use colours."
)
@click.option("--no-refresh", is_flag=True, help="Answer from the index as it is.")
@click.option("--wait", is_flag=True, help="Wait until every unit has its vector.")
@yes_option
@quiet_option
@index_dir_option
def command(
    query: str,
    root: Path | None,
    *,
    limit: int,
    mode: str,
    languages: tuple[str, ...],
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
) -> int:
    """Answer QUERY, a question or a name, with functions, classes and sections of ROOT.

    ROOT is the repository around the current folder unless given. The index is built on the first search and
    brought up to date on each. Exits with 0 if something was found, 1 if not, 2 on an error.
    """
    parsed = parse_query(query)  # a bad query fails before anything is built
    index = open_root(root, index_dir)
    if not (no_refresh and index.exists):
        _refresh(index, is_agreed=yes, quiet=quiet, seconds=_embed_seconds(mode, wait=wait))
    hits = index.search(query, limit=limit, mode=mode, languages=languages, paths=paths, kinds=kinds)  # type: ignore[arg-type]  # click checked mode
    coverage = index.coverage
    if not (coverage.is_complete or quiet or mode == "lexical"):
        click.echo(_coverage_note(coverage), err=True)
    if not (coverage.is_complete or no_refresh):
        finish_in_background(index.root, index_dir)
    _show(hits, coverage, index, frozenset(parsed.terms), query=query, form=form, context=context, explain=explain, color=color)
    return FOUND if hits else NOTHING_FOUND


def _embed_seconds(mode: str, *, wait: bool) -> float:
    if wait:
        return float("inf")
    return 0.0 if mode == "lexical" else EMBED_SECONDS


def _refresh(index: Index, *, is_agreed: bool, quiet: bool, seconds: float) -> None:
    walk = agreed_walk(index, is_agreed=is_agreed)
    try:
        with progress_bar(quiet=quiet) as listener:
            index.refresh(listener, embed_seconds=seconds, walk=walk)
    except IndexLockedError:
        if not index.exists:
            raise
        if not quiet:
            click.echo("another process is refreshing the index; this answer is from before", err=True)


def _coverage_note(coverage: Coverage) -> str:
    percent = 100 * coverage.embedded // coverage.units
    return f"vectors cover {percent} % of {coverage.units:,} units; the rest is being computed, full text is complete"


def _show(
    hits: list[Hit],
    coverage: Coverage,
    index: Index,
    words: frozenset[str],
    *,
    query: str,
    form: str | None,
    context: int,
    explain: bool,
    color: str,
) -> None:
    prefix = display_prefix(index.root)
    if form == "json":
        click.echo(as_json(hits, coverage, query=query, root=str(index.root)))
    elif form:
        lines = {
            "jsonl": lambda: as_jsonl(hits),
            "vimgrep": lambda: as_vimgrep(hits, words, prefix=prefix),
            "files": lambda: as_files(hits, prefix=prefix),
        }[form]()
        for line in lines:
            click.echo(line)
    elif not hits:
        click.echo(f"nothing found for {inert(query[:200])!r}", err=True)
    else:
        from rich.console import Console

        from codesearch.tui.render import render_hits

        console = Console(
            force_terminal={"always": True, "never": False}.get(color),
            no_color=True if color == "never" else None,
            highlight=False,
            soft_wrap=True,
        )
        render_hits(console, hits, words, prefix=prefix, context=context, explain=explain)
        sys.stdout.flush()
