"""Pairs of a made-up library: four verbs on ten nouns, each in two languages."""

import pytest

from codesearch.encoder.tokenization import TextTokenizer, train_tokenizer
from codesearch.pairs.records import Pair
from codesearch.training.data.prepare import Numbering, tokenize
from codesearch.training.data.prepared import TokenizedPairs

VERBS = {"read": "open", "write": "save", "sort": "order", "count": "len"}
FILE = "library"  # without suffix, where all of them stand
NOUNS = ["file", "row", "user", "token", "branch", "image", "price", "letter", "socket", "window"]


def made_up(verb: str, noun: str, *, repository: str = "owner/repo", language: str = "python") -> Pair:
    head = f"def {verb}_{noun}s({noun}s):"
    return Pair(
        query=f"{verb} every {noun} that was given",
        name=f"{verb}_{noun}s",
        signature=head.rstrip(":"),
        documentation=f"{verb} every {noun} that was given.",
        code=f"{head}\n    {noun}s = list({noun}s)\n    return {VERBS[verb]}({noun}s)",
        language=language,
        repository=repository,
        path=f"src/{FILE}.py",
    )


@pytest.fixture(scope="session")
def pairs() -> list[Pair]:
    return [
        made_up(v, n, repository="held/out" if n == "window" else "owner/repo") for v in VERBS for n in NOUNS
    ]


@pytest.fixture(scope="session")
def tokenizer(pairs: list[Pair]) -> TextTokenizer:
    return TextTokenizer(train_tokenizer([text for p in pairs for text in (p.query, p.code, p.name)], 400))


@pytest.fixture(scope="session")
def tokenized(pairs: list[Pair], tokenizer: TextTokenizer) -> TokenizedPairs:
    return tokenize(pairs, tokenizer, Numbering(), Numbering())
