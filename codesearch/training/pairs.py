"""Pairs apart: those to train on and those to validate with."""

from collections.abc import Iterable

from codesearch.pairs.records import Pair


def split_by_repository(pairs: Iterable[Pair], held_out: Iterable[str]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to train on and those of the repositories held out."""
    names = set(held_out)
    train: list[Pair] = []
    valid: list[Pair] = []
    for pair in pairs:
        (valid if pair.repository in names else train).append(pair)
    return train, valid
