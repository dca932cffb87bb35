"""What an evaluation is run with, whichever data it asks about."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from codesearch.encoder import Encoder
from codesearch.engine.pace import Listener
from codesearch.evaluation.asking.systems import System


@dataclass(frozen=True, slots=True)
class Plan:
    """Encoders and systems to compare, and where what they need is kept from one run to the next."""

    encoders: tuple[Encoder, ...]
    systems: tuple[System, ...]
    folder: Path  # of indexes and journals
    baselines: tuple[Encoder, ...] = ()  # asked for nothing but the nearest vectors
    listener: Listener | None = None
    is_timed: bool = True  # latency is measured too
    cold_searches: int = 10

    @property
    def needs_vectors(self) -> bool:
        """Whether any system asks for vectors."""
        return any(system.mode != "lexical" for system in self.systems)

    @property
    def all_encoders(self) -> tuple[Encoder, ...]:
        """The encoders, and the baselines behind them."""
        return *self.encoders, *(self.baselines if self.needs_vectors else ())

    def indexed(self, *, baselines: bool = True) -> Iterator[tuple[Encoder, list[System]]]:
        """Yield each encoder that an index is made with, and the systems in which that is asked.

        Full text is the same whatever the encoder, and is asked once.
        """
        first, *others = self.encoders
        yield first, list(self.systems)
        if self.needs_vectors:
            vectors = [system for system in self.systems if system.mode != "lexical"]
            yield from ((encoder, vectors) for encoder in others)
            nearest = [System("semantic", rules=False)]
            yield from ((encoder, nearest) for encoder in (self.baselines if baselines else ()))

    def index_base(self, encoder: Encoder) -> Path:
        """Where the indexes of an encoder lie."""
        return self.folder / "indexes" / encoder.id

    @property
    def journals(self) -> Path:
        """Where answers are kept."""
        return self.folder / "journals"


def default_folder() -> Path:
    """Where evaluations keep indexes and answers unless told otherwise: the user's cache."""
    return platformdirs.user_cache_path("codesearch", appauthor=False) / "evaluations"


def digest_of(parts: Iterable[str]) -> str:
    """16 hex digits (BLAKE2b) of all parts, in order."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
