"""What was found in one repository, kept in files of its own, so that a stopped run goes on."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from codesearch.pairs.records import Pair
from codesearch.training.corpus.sources import Source
from codesearch.training.corpus.texts import SourceText

VERSION = 2  # raise it whenever the same repository yields other pairs


@dataclass(frozen=True, slots=True)
class Part:
    """Where the pairs and the files of one repository are kept, and what they were made from."""

    pairs_path: Path
    texts_path: Path
    made_from: str  # JSON

    @property
    def is_done(self) -> bool:
        """Whether all of it was written, by this version, from the same revision and languages."""
        try:
            with self.pairs_path.open(encoding="utf-8") as file:
                return file.readline() == f"{self.made_from}\n" and self.texts_path.is_file()
        except (OSError, UnicodeDecodeError):
            return False

    def write(self, pairs: Iterable[Pair], texts: Iterable[SourceText]) -> None:
        """Write both files; the part is not done before the last line."""
        self.pairs_path.parent.mkdir(parents=True, exist_ok=True)
        self.pairs_path.unlink(missing_ok=True)
        _write(self.texts_path, (json.dumps(asdict(text)) for text in texts))
        _write(self.pairs_path, (self.made_from, *(json.dumps(asdict(pair)) for pair in pairs)))

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs."""
        return (Pair(**values) for values in _read(self.pairs_path, skip=1))

    def texts(self) -> Iterator[SourceText]:
        """Yield the files."""
        return (SourceText(**values) for values in _read(self.texts_path))


def part_of(source: Source, languages: Sequence[str], folder: Path) -> Part:
    """Return where a source's findings are kept below `folder`, done or not."""
    made_from = {
        "version": VERSION,
        "repository": source.checkout.repository,
        "revision": source.checkout.revision,
        "languages": sorted(languages),
        "mirror": bool(source.mirror),
    }
    name = source.file_name
    return Part(folder / f"{name}.jsonl", folder / f"{name}.files.jsonl", json.dumps(made_from))


def _write(path: Path, rows: Iterable[str]) -> None:
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)
    partial.replace(path)


def _read(path: Path, skip: int = 0) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number >= skip:
                yield json.loads(line)
