"""`codesearch completion`: the script that makes a shell complete commands, options, languages and kinds."""

import click
from click.shell_completion import get_completion_class

from codesearch.cli import PROGRAM, cli

VARIABLE = f"_{PROGRAM.upper()}_COMPLETE"  # that click looks for


@click.command("completion", short_help="Print the completion script for a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script for SHELL.

    \b
    bash   eval "$(codesearch completion bash)"         in ~/.bashrc
    zsh    eval "$(codesearch completion zsh)"          in ~/.zshrc, after compinit
    fish   codesearch completion fish > ~/.config/fish/completions/codesearch.fish
    """
    completion = get_completion_class(shell)
    assert completion is not None, "click knows the three"
    print(completion(cli, {}, PROGRAM, VARIABLE).source())
    return 0
