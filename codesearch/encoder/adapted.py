"""Encoders adapted to the user's own repositories, in the user's data folder; a root has one or none.

`encoders/ID/` holds an exported encoder and `adapted.json`, `roots/DIGEST.json` says which one a root has.
Both are there whole or not at all, and only their owner may read them: weights remember what they learnt.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from codesearch.encoder.folder import CONFIG_FILE, GRAPH_FILE, TOKENIZER_FILE, WEIGHTS_FILE, read_config
from codesearch.errors import EncoderError

if TYPE_CHECKING:
    from codesearch.encoder.lazy import LazyEncoder
    from codesearch.encoder.protocol import Encoder

RECORD_FILE, CARD_FILE = "adapted.json", "README.md"
FILES = frozenset({RECORD_FILE, CARD_FILE, CONFIG_FILE, GRAPH_FILE, TOKENIZER_FILE, WEIGHTS_FILE})
ENCODERS, ROOTS = "encoders", "roots"
NAMED = re.compile(r"[0-9a-f]{12}")  # the folders of encoders
_OWNER_ALONE, _OWNER_FILE = 0o700, 0o600
_shared: "dict[Path, LazyEncoder]" = {}


@dataclass(frozen=True, slots=True)
class Record:
    """What an encoder was adapted from and to, and what came of it on questions held out."""

    base: str  # id of the encoder that it was trained from
    roots: Sequence[str]
    pairs: int  # trained on
    questions: int  # held out
    before: float  # mean reciprocal rank, 0 to 1
    after: float
    mix: float  # share of the trained weights, from over 0 to 1; the rest is the base's
    seconds: float

    @property
    def told(self) -> str:
        """In a few words."""
        repository = "this repository" if len(self.roots) == 1 else f"{len(self.roots)} repositories"
        return f"adapted to {repository}, MRR {self.before:.3f} → {self.after:.3f} on held-out questions"


_KINDS: dict[str, Any] = {  # of a record as JSON
    "base": str,
    "roots": list,
    "pairs": int,
    "questions": int,
    "before": float,
    "after": float,
    "mix": float,
    "seconds": (int, float),
}


@dataclass(frozen=True, slots=True)
class Adapted:
    """An encoder's folder and its record."""

    folder: Path
    record: Record


@dataclass(frozen=True, slots=True)
class Pointer:
    """A file that says which encoder a root has."""

    place: Path
    root: Path
    encoder: str  # the name of its folder


@dataclass(frozen=True, slots=True)
class Choice:
    """Which encoder a root has."""

    adapted: Adapted | None = None  # None: the base
    note: str = ""  # why one that was adapted is not used


def data_folder() -> Path:
    """Return where adapted encoders are kept."""
    return platformdirs.user_data_path("codesearch", appauthor=False) / "adapted"


def choose(root: Path, base_id: str) -> Choice:
    """Return the encoder that was adapted to a root, if it is whole and was trained from the one named."""
    if not pointer_of(root).is_file():
        return Choice()
    try:
        adapted = _adapted_to(root)
    except EncoderError:
        return Choice(note="the adapted encoder is damaged, so the bundled one is used: adapt it again")
    if adapted.record.base != base_id:
        return Choice(
            note="the adapted encoder is of another version's, so the bundled one is used: adapt it again"
        )
    return Choice(adapted)


def form_for(root: Path, base: "Encoder") -> "Encoder":
    """Return what was adapted to a root from this encoder, or the encoder itself."""
    adapted = choose(root, base.id).adapted
    return shared(adapted.folder) if adapted else base


def shared(folder: Path) -> "LazyEncoder":
    """Return the encoder of an exported folder, the same one for all of a process that ask.

    Raises:
        EncoderError: the folder is not whole.
    """
    from codesearch.encoder.lazy import LazyEncoder

    return _shared.get(folder) or _shared.setdefault(folder, LazyEncoder(folder))


def unload(*, idle_seconds: float = 0.0) -> None:
    """Give the memory of shared encoders back that no text came to for so long."""
    for encoder in list(_shared.values()):
        encoder.unload(idle_seconds=idle_seconds)


def keep(exported: Path, record: Record) -> Adapted:
    """Take an exported folder over for the roots of its record; what they had before is removed.

    Raises:
        EncoderError: the folder is not whole, or the user's data folder cannot be written.
    """
    identity = read_config(exported).fingerprint[:12]
    try:
        encoders = _private(data_folder() / ENCODERS)
        partial = encoders / f".{identity}.{os.getpid()}"
        shutil.copytree(exported, partial)
        (partial / RECORD_FILE).write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
        for file in partial.iterdir():
            file.chmod(_OWNER_FILE)
        partial.chmod(_OWNER_ALONE)
        folder = encoders / identity
        if folder.is_dir():  # the same weights, found again
            shutil.rmtree(folder)
        partial.replace(folder)
        for root in record.roots:
            _point(Path(root), identity)
    except OSError as error:
        raise EncoderError(
            f"The adapted encoder cannot be written to {data_folder()}: {error.strerror or error}."
        ) from error
    _remove_unused()
    return Adapted(folder, record)


def forget(roots: Sequence[Path]) -> list[Path]:
    """Give these roots the bundled encoder again; return those of them that had another.

    Raises:
        EncoderError: the user's data folder cannot be written.
    """
    had = [root for root in roots if pointer_of(root).is_file()]
    try:
        for root in had:
            pointer_of(root).unlink()
    except OSError as error:
        raise EncoderError(
            f"The adapted encoder in {data_folder()} cannot be removed: {error.strerror}."
        ) from error
    _remove_unused()
    return had


def pointers() -> list[Pointer]:
    """Return those of all roots by name, damaged ones left out."""
    found = []
    for place in sorted((data_folder() / ROOTS).glob("*.json")):
        with contextlib.suppress(EncoderError):
            found.append(_read_pointer(place))
    return found


def pointer_of(root: Path) -> Path:
    """Return where it is said which encoder a root has, whether or not it has one."""
    digest = hashlib.blake2b(os.fsencode(root.resolve()), digest_size=8).hexdigest()
    return data_folder() / ROOTS / f"{digest}.json"


def read_record(folder: Path) -> Record:
    """Return what came of the adapted encoder in `folder`.

    Raises:
        EncoderError: the record is missing or damaged.
    """
    values = _read(folder / RECORD_FILE)
    if values.keys() != _KINDS.keys() or not all(isinstance(values[name], _KINDS[name]) for name in _KINDS):
        raise EncoderError(f"{folder / RECORD_FILE} lacks an entry: adapt the encoder again.")
    return Record(**values)


def _adapted_to(root: Path) -> Adapted:
    folder = data_folder() / ENCODERS / _read_pointer(pointer_of(root)).encoder
    read_config(folder)
    return Adapted(folder, read_record(folder))


def _read_pointer(place: Path) -> Pointer:
    values = _read(place)
    root, encoder = values.get("root"), values.get("encoder")
    if not isinstance(root, str) or not isinstance(encoder, str) or not NAMED.fullmatch(encoder):
        raise EncoderError(f"{place} names no encoder: adapt it again.")
    return Pointer(place, Path(root), encoder)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise EncoderError(f"{path} cannot be read ({error}): adapt the encoder again.") from error
    if not isinstance(values, dict):
        raise EncoderError(f"{path} is no record of ours: adapt the encoder again.")
    return values


def _point(root: Path, identity: str) -> None:
    """Say which encoder a root has, in one step."""
    pointer = pointer_of(root)
    _private(pointer.parent)
    partial = pointer.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps({"root": str(root), "encoder": identity}) + "\n", encoding="utf-8")
    partial.chmod(_OWNER_FILE)
    partial.replace(pointer)


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for one in (folder, data_folder()):
        one.chmod(_OWNER_ALONE)
    return folder


def _remove_unused() -> None:
    """Delete encoders that no root has; a reader that has one open keeps it until it ends."""
    used = {pointer.encoder for pointer in pointers()}
    for folder in (data_folder() / ENCODERS).glob("*"):
        if folder.name not in used and (folder / CONFIG_FILE).is_file():
            shutil.rmtree(folder, ignore_errors=True)
