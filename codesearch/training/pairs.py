"""What the encoder learns from: a sentence of documentation and the function it was written for."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pair:
    """One function and its documentation, apart from each other."""

    query: str  # the first sentences of the documentation, without markup
    name: str  # qualified
    signature: str  # on one line
    documentation: str  # all of it, as the parser gives it
    code: str  # without documentation
    language: str
    repository: str


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for pair in pairs:
            file.write(json.dumps(asdict(pair)) + "\n")


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield what `write_pairs` wrote."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield Pair(**json.loads(line))


def split_by_repository(pairs: Iterable[Pair], held_out: Iterable[str]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to train on and those of the repositories held out."""
    names = set(held_out)
    train: list[Pair] = []
    valid: list[Pair] = []
    for pair in pairs:
        (valid if pair.repository in names else train).append(pair)
    return train, valid
