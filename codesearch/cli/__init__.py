"""The command line: input to the engine, answers to the terminal, errors to one sentence and exit code 2."""

import contextlib
import os
import signal
import sys
import warnings
from typing import Any, NoReturn

import click

from codesearch import __version__
from codesearch.cli.lazy import LazyGroup
from codesearch.cli.terminal import tell
from codesearch.errors import CodesearchError
from codesearch.tui.inert import inert_line

PROGRAM = "codesearch"
FOUND, NOTHING_FOUND, FAILED = 0, 1, 2  # exit codes as grep's
INTERRUPTED = 130

COMMANDS = {
    "index": ("codesearch.cli.index", "command"),
    "search": ("codesearch.cli.search", "command"),
    "similar": ("codesearch.cli.similar", "command"),
    "tui": ("codesearch.cli.tui", "command"),
    "status": ("codesearch.cli.status", "command"),
    "mcp": ("codesearch.cli.mcp", "command"),
    "watch": ("codesearch.cli.watch", "command"),
    "eval": ("codesearch.cli.evaluation", "command"),
    "train": ("codesearch.cli.training", "command"),
    "doctor": ("codesearch.cli.doctor", "command"),
    "clean": ("codesearch.cli.clean", "command"),
    "completion": ("codesearch.cli.completion", "command"),
}


class _Commands(LazyGroup):
    """Suggests what an unknown command may have meant, and ends quietly when it is interrupted."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib  # for a slip alone

            close = difflib.get_close_matches(name, COMMANDS, n=1)
            meant = close[0] if close else f'search "{name[:80]}"'
            raise click.UsageError(f"there is no command {name[:80]!r}; did you mean `codesearch {meant}`?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Answer an interrupt and a reader that went away before click does, which would exit with 1."""
        try:
            code = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()  # a full disk or a closed pipe shows here, not while Python ends
        except KeyboardInterrupt:
            raise Interrupted from None
        except BrokenPipeError:
            _forget_output()
            return FOUND
        return code


class Interrupted(Exception):  # noqa: N818  # not an error
    """Somebody pressed Ctrl-C."""


@click.group(
    cls=_Commands,
    modules=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message=f"{PROGRAM} %(version)s")
def cli() -> None:
    """Answers natural-language questions about the code on your disk, offline.

    \b
    codesearch search "where are retries handled"
    codesearch search parse_header -t python -g 'src/**'
    """


def main() -> NoReturn:
    """Run the command line and exit."""
    if hasattr(sys.stdout, "reconfigure"):  # a locale without the character is no reason to stop
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(prog_name=PROGRAM, standalone_mode=False)
        sys.exit(code if isinstance(code, int) else FOUND)
    except Interrupted:
        _end_quietly()
        _fail("stopped; what was done is kept, and the next run goes on from there", INTERRUPTED)
    except click.exceptions.Abort:
        _fail("stopped", INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(FAILED)
    except click.ClickException as error:
        _fail(_sentence(error), FAILED)
    except CodesearchError as error:
        _fail(str(error), FAILED)
    except BrokenPipeError:
        _forget_output()
        sys.exit(FOUND)
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", FAILED)


def _sentence(error: click.ClickException) -> str:
    """What click complains of, on one line and with what to do next."""
    message = " ".join(error.format_message().split()).rstrip(".")
    if not isinstance(error, click.UsageError) or error.ctx is None or message.endswith("?"):
        return message
    if isinstance(error, click.NoSuchOption) and error.ctx.info_name == "search":
        message += "; put -- before a query that begins with a dash"
    return f"{message[:1].lower()}{message[1:]}; see `{error.ctx.command_path} --help`"


def _fail(message: str, code: int) -> NoReturn:
    tell(f"{PROGRAM}: {inert_line(message)}")
    with contextlib.suppress(OSError):
        if sys.stdout is not None:
            sys.stdout.flush()
        sys.exit(code)
    _forget_output()
    sys.exit(code)


def _end_quietly() -> None:
    """Let a second Ctrl-C end the process at once, and nothing complain of what the first left undone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    warnings.filterwarnings("ignore", "coroutine .* was never awaited")  # LanceDB's call was not yet made


def _forget_output() -> None:
    """Send what is still in the buffer nowhere, so that Python does not complain of it while it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
