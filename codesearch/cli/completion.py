"""`codesearch completion`: the script that makes a shell complete, and binds a key to searching."""

from importlib.resources import files

import click
from click.shell_completion import get_completion_class

from codesearch.cli import PROGRAM, cli

VARIABLE = f"_{PROGRAM.upper()}_COMPLETE"  # that click looks for


@click.command("completion", short_help="Print the completion script for a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.option("--keys", "with_keys", is_flag=True, help="Bind Ctrl-G to `codesearch tui` as well.")
def command(shell: str, *, with_keys: bool) -> int:
    """Print the completion script for SHELL.

    \b
    bash   eval "$(codesearch completion bash)"         in ~/.bashrc
    zsh    eval "$(codesearch completion zsh)"          in ~/.zshrc, after compinit
    fish   codesearch completion fish | source          in ~/.config/fish/config.fish

    With --keys, Ctrl-G on an empty line searches, and opens what is chosen in the editor; behind a command it
    puts what is chosen into the line, as the command takes it. CODESEARCH_KEY names another key.
    """
    completion = get_completion_class(shell)
    assert completion is not None, "click knows the three"
    print(completion(cli, {}, PROGRAM, VARIABLE).source())
    if with_keys:
        print(key_script(shell))
    return 0


def key_script(shell: str) -> str:
    """What binds a key of `shell` to the terminal interface."""
    return files("codesearch.cli").joinpath("shells", f"keys.{shell}").read_text("utf-8")
