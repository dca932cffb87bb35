"""Whole source files, which masked-language modelling learns from."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from codesearch.ranking.paths import path_traits

MIN_CHARS, MAX_CHARS = 200, 60_000  # of a file
MAX_TOTAL_CHARS = 2_000_000  # of a repository


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source file."""

    repository: str
    path: str
    language: str
    text: str


def is_worth_reading(path: str, text: str) -> bool:
    """Whether a file is neither a test nor too short or too long."""
    return MIN_CHARS <= len(text) <= MAX_CHARS and not path_traits(path).is_test


def spread(texts: Iterable[SourceText]) -> list[SourceText]:
    """Return as many files as the limit of a repository allows, in the order of their paths.

    Which ones depends on the paths alone, and is as good as drawn at random.
    """
    chosen: list[SourceText] = []
    left = MAX_TOTAL_CHARS
    for text in sorted(
        texts, key=lambda text: hashlib.blake2b(text.path.encode("utf-8", "replace")).digest()
    ):
        if len(text.text) <= left:
            chosen.append(text)
            left -= len(text.text)
    return sorted(chosen, key=lambda text: text.path)
