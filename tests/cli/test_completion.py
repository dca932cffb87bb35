"""The completion scripts, and what they complete."""

import os
import shutil
import subprocess

import pytest
from click.shell_completion import ShellComplete

from codesearch.cli import PROGRAM, cli
from codesearch.cli.completion import VARIABLE

from .conftest import Ask


def completions(arguments: list[str], incomplete: str) -> list[str]:
    return [
        item.value
        for item in ShellComplete(cli, {}, PROGRAM, VARIABLE).get_completions(arguments, incomplete)
    ]


@pytest.mark.parametrize("options", [(), ("--keys",)])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(ask: Ask, shell: str, options: tuple[str, ...]) -> None:
    answer = ask("completion", shell, *options)
    assert answer.code == 0
    assert f"{VARIABLE}={shell}_complete" in answer.out
    if path := shutil.which(shell):
        subprocess.run([path, "-n"], input=answer.out.encode(), check=True, env=os.environ)


def test_commands_options_languages_and_kinds_are_completed() -> None:
    assert completions([], "sea") == ["search"]
    assert "--files-with-matches" in completions(["search", "x"], "--f")
    assert "python" in completions(["search", "x", "-t"], "py")
    assert completions(["search", "x", "--language"], "KOT") == ["kotlin"]
    assert completions(["search", "x", "--kind"], "m") == ["method", "module"]
    assert completions(["search", "x", "--color"], "al") == ["always"]


def test_a_root_is_completed_by_the_shell() -> None:
    items = ShellComplete(cli, {}, PROGRAM, VARIABLE).get_completions(["search", "x"], "sr")
    assert [item.type for item in items] == ["dir"]
