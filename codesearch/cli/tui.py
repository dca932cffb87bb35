"""`codesearch tui`: search as you type, with the code beside the results."""

import os
import sys
from pathlib import Path

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.options import index_dir_option, root_argument
from codesearch.cli.root import default_root
from codesearch.errors import CodesearchError, RootError
from codesearch.tui.inert import inert_line

THEMES = ("dark", "light", "contrast", "plain")


@click.command("tui", short_help="Search as you type.")
@root_argument
@click.option("--query", default="", metavar="TEXT", help="Begin with this question.")
@click.option(
    "--print",
    "is_picker",
    is_flag=True,
    help="Write what is chosen as path:line to stdout, one a line, instead of opening it.",
)
@click.option("--theme", type=click.Choice(THEMES), help="Colours; otherwise those chosen last.")
@index_dir_option
def command(
    root: Path | None, *, query: str, is_picker: bool, theme: str | None, index_dir: Path | None
) -> int:
    """Search ROOT as you type, read the code, and open it in $VISUAL or $EDITOR.

    ROOT is the repository around the current folder unless given. All keys are listed on F1. With --print,
    exits with 0 if something was chosen, 1 if not.

    \b
    vim "+$(codesearch tui --print | cut -d: -f2)"
    """
    from codesearch.tui.app import SearchApp, end_process, wait_for_threads
    from codesearch.tui.terminal import terminal_driver

    if not (sys.stdin.isatty() or sys.stdout.isatty()):
        raise NoTerminalError("`codesearch tui` needs a terminal: use `codesearch search` in scripts")
    folder = Path(root or default_root()).resolve()
    if not folder.is_dir():
        raise RootError(f"{root} is not a folder: give the folder of a repository")
    with terminal_driver() as driver:
        app = SearchApp(
            folder,
            query=query,
            index_dir=index_dir,
            is_picker=is_picker,
            theme=f"codesearch-{theme}" if theme else "",
            driver_class=driver,
        )
        chosen = app.search()
    for place in chosen or ():
        print(f"{inert_line(_argument(os.path.relpath(place.path)))}:{place.line}")
    code = FOUND if chosen or not is_picker else NOTHING_FOUND
    return code if wait_for_threads(0) else end_process(code)


def _argument(path: str) -> str:
    """The path in a form that no command takes for an option: a repository may hold "-rf" or "+!cmd"."""
    return f".{os.sep}{path}" if path.startswith(("-", "+")) else path


class NoTerminalError(CodesearchError):
    """There is no terminal to draw on."""
