"""`codesearch train` as a person calls it; what the stages do is tested in tests/training."""

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


def test_without_torch_it_says_what_to_install(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("codesearch.training.r")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert "pip install 'codesearch[torch]'" in said(ask, "train", "bag", "run", "--steps", "1")
