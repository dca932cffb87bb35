"""The command line: parses input, calls the engine, shows output, and turns errors into one sentence and exit code 2."""

import os
import sys
from typing import NoReturn

import click

from codesearch import __version__
from codesearch.errors import CodesearchError
from codesearch.tui.inert import inert

FOUND, NOTHING_FOUND, FAILED = 0, 1, 2  # exit codes as grep's
INTERRUPTED = 130

COMMANDS = {
    "index": "codesearch.cli.index",
    "search": "codesearch.cli.search",
    "status": "codesearch.cli.status",
}


class _Commands(click.Group):
    """Imports a command's module when the command is called, so that `--help` and completion stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="codesearch %(version)s")
def cli() -> None:
    """Answers natural-language questions about the code on your disk, offline.

    \b
    codesearch search "where are retries handled"
    codesearch search parse_header src/ -t python
    """


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("stopped", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(FAILED)
    except CodesearchError as error:
        _fail(str(error), FAILED)
    except KeyboardInterrupt:
        _fail("stopped; what was done is kept, and the next run goes on from there", INTERRUPTED)
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FOUND)
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", FAILED)
    sys.exit(code if isinstance(code, int) else FOUND)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"codesearch: {inert(message)}", err=True)
    sys.exit(code)
