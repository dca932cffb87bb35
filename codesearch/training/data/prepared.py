"""Training data as token ids: compressed arrays in files small enough to carry to another machine.

A folder holds `data.json`, `pairs-000.npz`, … and `texts-000.npz`, …; ids are 16 bits wide, lengths stand in
place of offsets. `prepare.py` writes them from text; reading them takes numpy alone.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import chain
from pathlib import Path
from typing import Any, Self, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from codesearch.errors import DataError

Ids = NDArray[np.uint16]
PAIRS, TEXTS, DATA_FILE = "pairs", "texts", "data.json"
BEGINS_IDENTIFIER, BEGINS_LINE = 1, 2  # bits of a text's marks


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of unequal length in one array."""

    ids: Ids
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Ids | list[int]]) -> Self:
        """Return the rows one after another."""
        ids = np.fromiter(chain.from_iterable(rows), dtype=np.uint16)
        return cls(ids, np.cumsum([len(row) for row in rows], dtype=np.int64))

    @classmethod
    def joined(cls, parts: Sequence["Ragged"]) -> Self:
        """Return the rows of the parts one after another."""
        ends = np.cumsum(np.concatenate([part.lengths for part in parts]))
        return cls(np.concatenate([part.ids for part in parts]), ends)

    def __getitem__(self, row: int) -> Ids:
        return self.ids[self.ends[row - 1] if row else 0 : self.ends[row]]

    def __len__(self) -> int:
        return len(self.ends)

    def take(self, rows: NDArray[np.int64]) -> "Ragged":
        """Return these rows, in this order."""
        lengths = self.lengths[rows]
        ends = np.cumsum(lengths)
        shift = np.repeat(self.ends[rows] - ends, lengths)  # from a token's new place to its old one
        return Ragged(self.ids[np.arange(len(shift)) + shift], ends)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Of the rows, (N,)."""
        return np.diff(self.ends, prepend=0)

    def checksums(self) -> NDArray[np.int64]:
        """Return a number for each row (N,) that equal rows share."""
        return np.array([zlib.crc32(self[row].tobytes()) << 16 | len(self[row]) for row in range(len(self))])


@dataclass(frozen=True, slots=True)
class TokenizedPairs:
    """Pairs in parts; the ids of parts put together are those of the parts' texts put together."""

    query: Ragged
    place: Ragged  # what the file is called; empty where the name says it
    name: Ragged
    signature: Ragged  # as the code begins
    documentation: Ragged  # empty unless the query comes from it
    body: Ragged  # the code after its signature
    language: NDArray[np.uint8]  # (N,), into DataInfo.languages
    repository: NDArray[np.uint16]  # (N,), into DataInfo.repositories

    def __len__(self) -> int:
        return len(self.query)


@dataclass(frozen=True, slots=True)
class TokenizedTexts:
    """Whole files."""

    text: Ragged
    marks: Ragged  # of each token, which of BEGINS_IDENTIFIER and BEGINS_LINE hold
    repository: NDArray[np.uint16]  # (N,), into DataInfo.repositories

    def __len__(self) -> int:
        return len(self.text)


Data = TypeVar("Data", TokenizedPairs, TokenizedTexts)


@dataclass(frozen=True, slots=True)
class DataInfo:
    """What the numbers in the arrays stand for."""

    vocabulary: int
    languages: list[str]
    language_ids: list[list[int]]  # each language's name, tokenized
    repositories: list[str]
    held_out: list[str]  # repositories to measure by, which training leaves out

    def write(self, folder: Path) -> None:
        """Write data.json."""
        (folder / DATA_FILE).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read data.json; raises DataError where it is missing or no such file."""
        try:
            return cls(**json.loads((folder / DATA_FILE).read_text(encoding="utf-8")))
        except (OSError, TypeError, ValueError) as error:
            raise DataError(
                f"{folder} holds no prepared data ({error}): run `codesearch train prepare`"
            ) from error


def split_rows(pairs: TokenizedPairs, info: DataInfo) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of the pairs to train on, and those of the repositories held out."""
    held_out = [number for number, name in enumerate(info.repositories) if name in info.held_out]
    is_held_out = np.isin(pairs.repository, held_out)
    return np.flatnonzero(~is_held_out), np.flatnonzero(is_held_out)


def taken(pairs: TokenizedPairs, rows: NDArray[np.int64]) -> TokenizedPairs:
    """Return these rows of the pairs, in this order."""
    parts = {field.name: getattr(pairs, field.name) for field in fields(pairs)}
    values: dict[str, Any] = {
        name: part.take(rows) if isinstance(part, Ragged) else part[rows] for name, part in parts.items()
    }
    return TokenizedPairs(**values)


def write_shard(folder: Path, stem: str, number: int, data: TokenizedPairs | TokenizedTexts) -> None:
    """Write pairs or texts to FOLDER/STEM-NUMBER.npz; the file is there whole or not at all."""
    arrays: dict[str, NDArray[Any]] = {}
    for field in fields(data):
        value = getattr(data, field.name)
        if isinstance(value, Ragged):
            arrays |= {
                f"{field.name}.ids": value.ids,
                f"{field.name}.lengths": value.lengths.astype(np.uint32),
            }
        else:
            arrays[field.name] = value
    partial = folder / f"{stem}-{number:03}.partial.npz"
    np.savez_compressed(partial, **arrays)  # type: ignore[arg-type]
    partial.replace(folder / f"{stem}-{number:03}.npz")


def read_pairs_of(folders: Iterable[Path]) -> TokenizedPairs:
    """Return the pairs of all shards in these folders; raises DataError where there are none."""
    return _read(TokenizedPairs, PAIRS, folders)


def read_texts_of(folders: Iterable[Path]) -> TokenizedTexts:
    """Return the texts of all shards in these folders; raises DataError where there are none."""
    return _read(TokenizedTexts, TEXTS, folders)


def _read(kind: type[Data], stem: str, folders: Iterable[Path]) -> Data:
    folders = list(folders)
    files = sorted(file for folder in folders for file in folder.glob(f"{stem}-[0-9]*.npz"))
    if not files:
        raise DataError(
            f"{', '.join(map(str, folders))} holds no {stem}: run `codesearch train prepare` first"
        )
    return _joined(kind, [_shard(kind, file) for file in files])


def _shard(kind: type[Data], file: Path) -> Data:
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            values = {field.name: _part(stored, field.name) for field in fields(kind)}
    except (OSError, EOFError, TypeError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise DataError(f"{file} cannot be read ({error}): run `codesearch train prepare` again") from error
    return kind(**values)


def _part(stored: Mapping[str, NDArray[Any]], name: str) -> Any:
    if name in stored:
        return stored[name]
    return Ragged(stored[f"{name}.ids"], np.cumsum(stored[f"{name}.lengths"], dtype=np.int64))


def _joined(kind: type[Data], shards: list[Data]) -> Data:
    values: dict[str, Any] = {}
    for field in fields(kind):
        parts = [getattr(shard, field.name) for shard in shards]
        is_ragged = isinstance(parts[0], Ragged)
        values[field.name] = Ragged.joined(parts) if is_ragged else np.concatenate(parts)
    return kind(**values)
