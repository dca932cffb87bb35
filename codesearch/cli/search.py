"""`codesearch search`: answer a question, building or refreshing the index on the way."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.asking import Upkeep, ask_one, ask_several, upkeep_options
from codesearch.cli.filters import Filters, filter_options
from codesearch.cli.options import all_option, limit_option, mode_option, roots_argument
from codesearch.cli.output import Output, output_options, tell_failures, tell_notes, write_answer
from codesearch.cli.places import known_places, places_of
from codesearch.cli.requests import Mode, Pattern, Question
from codesearch.errors import QueryError


@click.command("search", short_help="Answer a question, or find a name.")
@click.argument("query", required=False)
@roots_argument
@click.option(
    "-e",
    "--regex",
    "patterns",
    multiple=True,
    metavar="REGEX",
    help="Only units whose text matches; without QUERY, most lines first. Repeatable: any.",
)
@click.option(
    "--changed-since",
    metavar="REV|DATE",
    help="Only files that changed since, e.g. 'HEAD~3', main, 2026-01-31, '2 weeks ago'.",
)
@all_option
@limit_option
@mode_option
@filter_options
@output_options
@upkeep_options
def command(
    query: str | None,
    roots: tuple[Path, ...],
    *,
    patterns: tuple[str, ...],
    changed_since: str | None,
    is_all: bool,
    limit: int,
    mode: Mode,
    filters: Filters,
    output: Output,
    upkeep: Upkeep,
) -> int:
    """Answer QUERY, a question or a name, with functions, classes and sections of each ROOT.

    ROOT is the repository around the current folder unless given; a folder of a repository means what is in
    it. With -e, QUERY may be left out: an argument that is there on disk is a ROOT then. The index is built
    on the first search and brought up to date on each, unless `codesearch watch` does that.

    Exits with 0 if something was found, 1 if not, 2 if no ROOT could answer.

    \b
    codesearch search "where are retries handled" src/ ../other
    codesearch search -e 'TODO|FIXME' "error handling" --changed-since main
    """
    if patterns and query is not None and not is_all and _is_root(query):
        roots, query = (Path(query), *roots), None
    if is_all and roots:
        raise click.UsageError("--all is all indexes: leave ROOT out", click.get_current_context())
    request = _request(query, patterns, filters, limit, mode, changed_since)
    places = known_places(upkeep.index_dir) if is_all else places_of(roots, upkeep.index_dir)
    if len(places) == 1:
        answer = ask_one(request, places[0], upkeep)
    else:
        answer = ask_several(request, places, upkeep)
        tell_failures(answer)
    if not upkeep.quiet:
        tell_notes(answer, request)
    write_answer(answer, request, output)
    return FOUND if answer.hits else NOTHING_FOUND


def _request(
    query: str | None,
    patterns: Sequence[str],
    filters: Filters,
    limit: int,
    mode: Mode,
    changed_since: str | None,
) -> Question | Pattern:
    if "" in patterns:
        raise QueryError("the regular expression is empty: give a pattern such as 'def \\w+_retry'")
    if changed_since is not None and not changed_since.strip():
        raise QueryError("--changed-since is empty: give a revision such as 'HEAD~3', or a date")
    regex = patterns[0] if len(patterns) == 1 else "|".join(f"(?:{pattern})" for pattern in patterns)
    if query is None and not regex:
        raise click.UsageError("missing argument 'QUERY'", click.get_current_context())
    if query is None:
        return Pattern(regex, filters, limit, changed_since or "")
    return Question(query, filters, limit, mode, changed_since or "", regex)


def _is_root(argument: str) -> bool:
    """Whether an argument is a path rather than a question: it exists, or is written like one."""
    return (
        os.path.lexists(argument)
        or argument.endswith(os.sep)
        or argument.startswith((f".{os.sep}", f"..{os.sep}"))
    )
