"""What an index was made with: `manifest.json`, written last, read first."""

import contextlib
import enum
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from codesearch.errors import CorruptIndexError, IndexStoreError, NewerIndexError
from codesearch.index.location import MANIFEST_FILE as MANIFEST_FILE
from codesearch.index.schema import SCHEMA_VERSION

FORMAT = "codesearch-index"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the rows of an index depend on."""

    root: str  # the folder that is indexed
    parser_version: str  # of the units, and of what is embedded for one
    terms_version: str  # of the splitting of text into terms
    encoder_id: str
    width: int  # of a vector
    schema_version: int = SCHEMA_VERSION


class Outdated(enum.Enum):
    """What of an index has to be made again."""

    NOTHING = enum.auto()
    VECTORS = enum.auto()
    EVERYTHING = enum.auto()


def outdated(found: Manifest, wanted: Manifest) -> Outdated:
    """Return what an index made with `found` must drop to become `wanted`. A moved root costs nothing."""
    if (found.schema_version, found.parser_version, found.terms_version) != (
        wanted.schema_version,
        wanted.parser_version,
        wanted.terms_version,
    ):
        return Outdated.EVERYTHING
    if (found.encoder_id, found.width) != (wanted.encoder_id, wanted.width):
        return Outdated.VECTORS
    return Outdated.NOTHING


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of the index in `folder`, None where there is none.

    Raises:
        CorruptIndexError: the file is damaged, or not ours.
        NewerIndexError: a newer version of codesearch wrote it.
        IndexStoreError: it cannot be read.
    """
    try:
        content = (folder / MANIFEST_FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IndexStoreError(f"the index in {folder} cannot be read: {error.strerror}") from error
    try:
        values = json.loads(content)
    except ValueError:
        values = None
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise _damaged(folder, f"{MANIFEST_FILE} is not one of codesearch")
    version = values.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise NewerIndexError(
            f"a newer version of codesearch wrote the index in {folder}: upgrade, or delete that folder"
        )
    known: dict[str, Any] = {field.name: values.get(field.name) for field in fields(Manifest)}
    if any(type(known[field.name]) is not field.type for field in fields(Manifest)):
        raise _damaged(folder, f"{MANIFEST_FILE} lacks an entry")
    return Manifest(**known)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step: a reader or a crash finds the old one or the new one.

    Raises:
        IndexStoreError: the folder cannot be written.
    """
    draft = folder / f"{MANIFEST_FILE}.tmp"
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"format": FORMAT, **asdict(manifest)}, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / MANIFEST_FILE)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise IndexStoreError(f"the index folder {folder} cannot be written: {error.strerror}") from error


def _damaged(folder: Path, reason: str) -> CorruptIndexError:
    return CorruptIndexError(
        f"{folder} holds no index that codesearch can read ({reason}): "
        "delete that folder or run `codesearch index --rebuild`"
    )
