"""What a set is made of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.records import Pair


@dataclass(frozen=True, slots=True)
class Taken:
    """What the set has of one repository."""

    repository: str
    revision: str
    licence: str
    rows: Mapping[str, int]  # language → functions


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a set is made of, and how many documented functions were left out for which reason."""

    seed: int
    per_language: int
    rows: Mapping[str, int]  # language → functions
    dropped: Mapping[str, int]  # reason → functions
    repositories: tuple[Taken, ...]


def manifest_of(
    sources: Sequence[Checkout],
    drawn: Mapping[str, Sequence[Pair]],
    dropped: Mapping[str, int],
    *,
    per_language: int,
    seed: int,
) -> Manifest:
    """Return the manifest of what was drawn from `sources`; `dropped` counts by reason."""
    rows = {source.repository: Counter[str]() for source in sources}
    for language, pairs in drawn.items():
        for pair in pairs:
            rows[pair.repository][language] += 1
    return Manifest(
        seed=seed,
        per_language=per_language,
        rows={language: len(pairs) for language, pairs in drawn.items()},
        dropped=dict(sorted(dropped.items())),
        repositories=tuple(
            Taken(source.repository, source.revision, source.licence, dict(rows[source.repository]))
            for source in sources
            if rows[source.repository]
        ),
    )
