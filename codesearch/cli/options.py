"""Arguments and options that several commands share, alone or in groups that make one value."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import click

from codesearch.cli.choices import FolderParam, LanguageParam
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.types import KINDS

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def as_one(name: str, make: Callable[..., Any], options: Mapping[str, Decorator]) -> Decorator:
    """A decorator that hands a command what `make` makes of the values of `options`, as `name`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def call(**values: Any) -> Any:
            made = make(**{option: values.pop(option) for option in options})
            return command(**values, **{name: made})

        decorated: Callable[..., Any] = call
        for option in reversed([*options.values()]):
            decorated = option(decorated)
        return decorated

    return decorate


root_argument: Decorator = click.argument("root", required=False, type=FolderParam())
roots_argument: Decorator = click.argument("roots", nargs=-1, type=FolderParam(), metavar="[ROOT]...")
limit_option: Decorator = click.option(
    "-k", "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits to show."
)
index_dir_option: Decorator = click.option(
    "--index-dir",
    type=FolderParam(),
    envvar="CODESEARCH_INDEX_DIR",
    show_envvar=True,
    help="Keep indexes below this folder instead of the user's cache.",
)
language_option: Decorator = click.option(
    "-t",
    "--language",
    "languages",
    multiple=True,
    type=LanguageParam(),
    help="Only this language, e.g. python or py. Repeatable.",
)
path_option: Decorator = click.option(
    "-g",
    "--path",
    "paths",
    multiple=True,
    metavar="GLOB",
    help="Only paths under this glob, e.g. 'src/**', '!tests/**'.",
)
kind_option: Decorator = click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS, case_sensitive=False),
    help="Only units of this kind. Repeatable.",
)
all_option: Decorator = click.option(
    "--all", "is_all", is_flag=True, help="Search all indexes whose roots are still there."
)
mode_option: Decorator = click.option(
    "--mode",
    type=click.Choice(["hybrid", "lexical", "semantic"]),
    default="hybrid",
    show_default=True,
    help="Search words and vectors, words alone, or vectors alone.",
)
context_option: Decorator = click.option(
    "-C", "--context", type=click.IntRange(0, 100), default=0, help="Lines around each line shown."
)
explain_option: Decorator = click.option("--explain", is_flag=True, help="Say how each score came about.")
color_option: Decorator = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Use colours.",
)
FORMS = {  # flags of one option, which forms an answer may have
    ("--json",): ("json", "Write one JSON object."),
    ("--jsonl",): ("jsonl", "Write a JSON object a hit and line."),
    ("--vimgrep",): ("vimgrep", "Write path:line:column:text."),
    ("-l", "--files-with-matches"): ("files", "Write file names alone."),
}


def form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator: the form of an answer, as `form`."""
    for names, (form, told) in reversed(FORMS.items()):
        command = click.option(*names, "form", flag_value=form, help=told)(command)
    return command


yes_option: Decorator = click.option(
    "-y", "--yes", is_flag=True, help="Index a home folder or a very large tree without asking."
)
quiet_option: Decorator = click.option("-q", "--quiet", is_flag=True, help="Show no progress and no notes.")
no_refresh_option: Decorator = click.option(
    "--no-refresh", is_flag=True, help="Answer from the index as it is."
)
wait_option: Decorator = click.option("--wait", is_flag=True, help="Wait until every unit has its vector.")
max_file_bytes_option: Decorator = click.option(
    "--max-file-bytes",
    type=click.IntRange(1),
    default=MAX_FILE_BYTES,
    show_default=True,
    envvar="CODESEARCH_MAX_FILE_BYTES",
    show_envvar=True,
    help="Leave out files that are larger.",
)
