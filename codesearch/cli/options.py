"""Arguments and options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

from codesearch.cli.choices import FolderParam, LanguageParam
from codesearch.parsers.regular import MAX_FILE_BYTES

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

root_argument: Decorator = click.argument("root", required=False, type=FolderParam())
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
yes_option: Decorator = click.option(
    "-y", "--yes", is_flag=True, help="Index a home folder or a very large tree without asking."
)
quiet_option: Decorator = click.option("-q", "--quiet", is_flag=True, help="Show no progress and no notes.")
max_file_bytes_option: Decorator = click.option(
    "--max-file-bytes",
    type=click.IntRange(1),
    default=MAX_FILE_BYTES,
    show_default=True,
    envvar="CODESEARCH_MAX_FILE_BYTES",
    show_envvar=True,
    help="Leave out files that are larger.",
)
