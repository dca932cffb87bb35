"""What a corpus is made of, for the model card and for whoever asks about licences."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.records import Pair


@dataclass(slots=True)
class Share:
    """What one repository gave."""

    pairs: dict[str, Counter[str]] = field(default_factory=dict)  # kind → language → pairs
    files: int = 0

    def add(self, pair: Pair) -> None:
        """Count a pair."""
        self.pairs.setdefault(pair.kind, Counter())[pair.language] += 1


def manifest(checkouts: Iterable[Checkout], shares: dict[str, Share]) -> list[dict[str, object]]:
    """Return for each repository that gave something where it is from and what it gave.

    {"repository": "owner/name", "revision": …, "licence": SPDX, "pairs": {kind: {language: pairs}},
    "languages": {language: pairs of all kinds}, "files": whole source files}
    """
    return [
        {
            "repository": checkout.repository,
            "revision": checkout.revision,
            "licence": checkout.licence,
            "pairs": {kind: dict(sorted(share.pairs[kind].items())) for kind in sorted(share.pairs)},
            "languages": dict(sorted(sum(share.pairs.values(), Counter[str]()).items())),
            "files": share.files,
        }
        for checkout in checkouts
        if (share := shares.get(checkout.repository)) and (share.pairs or share.files)
    ]
