"""`codesearch train` as a person calls it; what the stages do is tested in tests/training."""

import subprocess
import sys

import pytest

from codesearch.cli.training import COMMANDS

from .conftest import Ask
from .test_errors import said


def test_help_shows_the_stages_in_their_order(ask: Ask) -> None:
    lines = ask("train", "--help").out.splitlines()
    shown = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :] if line[2:3].isalpha()]
    assert shown == list(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tokenizer", "nowhere", "run"], "nowhere/pairs.jsonl cannot be read"),
        (["prepare", "nowhere", "run"], "tokenizer.json"),
        (["contrastive", "nowhere", "--steps", "1"], "run `codesearch train prepare`"),
        (["bag", "nowhere"], "say how long: give --minutes or --steps"),
        (["negatives", "nowhere", "--shape", "huge"], "'huge' is not one of"),
        (["export", "nowhere", "out", "--name", "mine"], "holds no weights of the shape nano"),
        (["bundle", "nowhere", "out"], "nowhere"),
        (["corpus", "nowhere.json", "out"], "nowhere.json cannot be read"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(ask: Ask, arguments: list[str], sentence: str) -> None:
    assert sentence in said(ask, "train", *arguments)


@pytest.mark.parametrize("arguments", [["bag", "run", "--steps", "1"], ["adapt"]])
def test_without_torch_it_says_what_to_install(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.modules['torch'] = None; sys.argv = ['codesearch', 'train', *{arguments!r}]\n"
        "from codesearch.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "codesearch: training needs torch: pip install 'codesearch[torch]'\n"
