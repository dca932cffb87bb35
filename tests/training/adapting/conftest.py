"""A made-up repository of documented functions, and a tiny encoder that knows nothing yet."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from codesearch.encoder.export import export_folder
from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.encoder.tokenization import train_tokenizer

TINY = ModernBertConfig(
    vocab_size=600, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=1
)
DEEDS = {  # what documentation says, and what the code does
    "removes": "discard",
    "orders": "sort",
    "counts": "len",
    "copies": "replicate",
    "joins": "concat",
    "prints": "emit",
    "checks": "verify",
    "merges": "unify",
}
THINGS = {
    "invoices": "bill",
    "letters": "mail",
    "branches": "fork",
    "pictures": "bitmap",
    "sockets": "plug",
    "windows": "pane",
    "tokens": "lexeme",
    "users": "account",
    "prices": "cost",
    "rows": "record",
    "threads": "fiber",
    "roads": "route",
    "trees": "plant",
    "lamps": "bulb",
    "rivers": "stream",
    "songs": "track",
    "books": "volume",
    "clocks": "timer",
    "doors": "gate",
    "boats": "vessel",
}


def module(thing: str) -> str:
    """The source of a file with one function a deed."""
    functions = [
        f"def {code}_{THINGS[thing]}(first, second):\n"
        f'    """{deed.title()} the {thing} that the caller names."""\n'
        f"    {THINGS[thing]} = first.{code}(second)\n    log({deed[0]}{thing[0]}, {THINGS[thing]})\n"
        f"    return {code}({THINGS[thing]}, {len(deed) * len(thing)})\n"
        for deed, code in DEEDS.items()
    ]
    return "\n\n".join(functions)


def write_repository(root: Path, things: Sequence[str] = tuple(THINGS)) -> Path:
    """Write a repository of documented functions, one file a thing."""
    (root / "src").mkdir(parents=True)
    for thing in things:
        (root / "src" / f"{THINGS[thing]}.py").write_text(module(thing), encoding="utf-8")
    return root


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "repository")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, an empty one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(5)
    folder = tmp_path_factory.mktemp("encoder") / "tiny"
    corpus = [module(thing) for thing in THINGS]
    export_folder(ModernBert(TINY), TINY, train_tokenizer(corpus, TINY.vocab_size), folder, name="tiny")
    return folder
