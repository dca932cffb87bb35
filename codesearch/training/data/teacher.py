"""A teacher's vectors of pairs, computed once and kept as float16 in a folder.

`queries.f16` and `documents.f16` hold a row of numbers a pair, little-endian, in the order of the pairs;
`teacher.json` says how wide a row is and of which texts, block by block, the rows are.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from codesearch.errors import DataError

if TYPE_CHECKING:
    from codesearch.encoder.protocol import Encoder
    from codesearch.pairs.records import Pair

RECORD_FILE = "teacher.json"
FILES = ("queries.f16", "documents.f16")
BLOCK = 1_024  # pairs between two savings
CODE_CHARS = 1_000  # about the 256 tokens that all-MiniLM-L6-v2 reads
_FLOAT16 = np.dtype("<f2")

Vectors = NDArray[np.float16]


@dataclass(slots=True)
class _Record:
    """What a folder holds."""

    encoder: str  # its id
    width: int
    pairs: int = 0
    blocks: list[int] = field(default_factory=list)  # checksums of their texts

    @property
    def size(self) -> int:
        """Bytes of each file."""
        return self.pairs * self.width * _FLOAT16.itemsize

    @classmethod
    def read(cls, folder: Path) -> Self:
        try:
            record = cls(**json.loads((folder / RECORD_FILE).read_text(encoding="utf-8")))
            if record.pairs and min((folder / name).stat().st_size for name in FILES) < record.size:
                raise ValueError("its files are too short")
        except (OSError, TypeError, ValueError) as error:
            advice = "run `codesearch train teach` into an empty one"
            raise DataError(f"the folder {folder} holds no teacher's vectors ({error}): {advice}") from error
        return record

    def write(self, folder: Path) -> None:
        partial = folder / f"{RECORD_FILE}.partial"
        partial.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")
        partial.replace(folder / RECORD_FILE)


@dataclass(frozen=True, slots=True)
class TeacherVectors:
    """A teacher's view of pairs, L2-normalised and memory-mapped, and which of them are trained on."""

    queries: Vectors  # (N, D)
    documents: Vectors  # (N, D)
    rows: NDArray[np.int64]  # (M,), into both

    @classmethod
    def load(cls, folder: Path, rows: NDArray[np.int64]) -> Self:
        """Open what `teach` wrote, for the pairs that stand in these rows of its pairs.

        Raises DataError where there is nothing, or less than these.
        """
        record = _Record.read(folder)
        if not len(rows) or rows.max() >= record.pairs:
            found = f"the folder {folder} holds vectors of {record.pairs} pairs, which are too few"
            raise DataError(f"{found}: run `codesearch train teach` to its end, with the pairs prepared")
        shape = record.pairs, record.width
        queries, documents = (np.memmap(folder / name, _FLOAT16, "r", shape=shape) for name in FILES)
        return cls(queries, documents, rows)

    def of(self, rows: NDArray[np.int64]) -> tuple[Vectors, Vectors]:
        """Return vectors (B, D) of queries and documents, by rows of the pairs trained on."""
        wanted = self.rows[rows]
        return np.asarray(self.queries[wanted]), np.asarray(self.documents[wanted])


def teach(
    encoder: "Encoder",
    pairs: Iterable["Pair"],
    folder: Path,
    *,
    reads_code: bool = True,
    report: Callable[[int], None] | None = None,
) -> int:
    """Write the encoder's vectors of queries and functions into a folder; return of how many pairs.

    A teacher that does not read code, as it knows prose better, takes a function for what its query says.
    A run that was stopped goes on; blocks whose texts have changed, and all after them, are computed anew.
    `report` is told of how many more pairs there are vectors. Raises DataError for another encoder's folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = _known_blocks(encoder, folder)
    record = _Record(encoder.id, encoder.width)
    rest = iter(pairs)
    while block := list(islice(rest, BLOCK)):
        queries = [pair.query for pair in block]
        documents = [document_of(pair) for pair in block] if reads_code else []
        checksum = _checksum([*queries, *documents])
        if known[len(record.blocks) :][:1] != [checksum]:
            known.clear()
            record.write(folder)
            vectors = encoder.encode_queries(queries)
            _write(folder / FILES[0], record.size, vectors)
            _write(
                folder / FILES[1], record.size, encoder.encode_documents(documents) if reads_code else vectors
            )
        record.blocks.append(checksum)
        record.pairs += len(block)
        if report:
            report(len(block))
    record.write(folder)
    return record.pairs


def document_of(pair: "Pair") -> str:
    """Return what the teacher sees of a function: no documentation, as the student."""
    return f"{pair.name}\n{pair.code[:CODE_CHARS]}"


def _known_blocks(encoder: "Encoder", folder: Path) -> list[int]:
    if not (folder / RECORD_FILE).is_file():
        return []
    record = _Record.read(folder)
    if (record.encoder, record.width) != (encoder.id, encoder.width):
        other = f"the folder {folder} holds vectors of {record.encoder}, not of {encoder.id}"
        raise DataError(f"{other}: choose another folder")
    return record.blocks


def _write(path: Path, at: int, vectors: NDArray[np.float32]) -> None:
    """Put the vectors behind the first `at` bytes of the file, in place of what is there."""
    with path.open("r+b" if path.is_file() else "wb") as file:
        file.truncate(at)
        file.seek(at)
        file.write(vectors.astype(_FLOAT16).tobytes())


def _checksum(texts: Sequence[str]) -> int:
    return zlib.crc32("\0".join(texts).encode("utf-8", "surrogatepass"))
