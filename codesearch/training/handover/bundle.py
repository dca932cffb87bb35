"""All that a machine needs to train, and nothing else, in folders small enough to carry there."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from codesearch.errors import DataError
from codesearch.training.data.prepared import DATA_FILE, DataInfo
from codesearch.training.handover.modules import PACKAGE, needed_files
from codesearch.training.run import DATA, TOKENIZER

ENTRY = "codesearch.training.__main__"
WEIGHTS, README_FILE = "weights", "README.txt"
MEGABYTE = 1_000_000
_README_BYTES = 2_000  # at most

_README = """Trains the encoder of codesearch on the data in here.

Needs Python 3.11 or newer, torch 2.10 or newer, numpy, tokenizers and safetensors; no network.
In this folder{others}:

    {command}

Minutes are of the wall clock, for everything. One GPU is used where there is one; for several write
`torchrun --nproc-per-node N -m` in place of `python -m`. Stopped, the same command goes on from the last
checkpoint as long as `run` is there. `run/handover` is what to carry away: the weights in files below 16 MB,
the figures, the tokenizer. On another machine `--resume FOLDER` goes on from it, with a budget of its own.
"""


def write_bundle(run: Path, out: Path, *, max_bytes: int, weights: Path | None = None) -> list[Path]:
    """Write what trains on RUN/data; return the folders: OUT, or OUT-1, OUT-2, … if it exceeds `max_bytes`.

    The first holds code, tokenizer and `weights` to go on from, a folder that a run handed over.

    Raises:
        DataError: something is missing or too large, or a folder is there already.
    """
    data = run / DATA
    DataInfo.read(data)
    code = needed_files(ENTRY)
    extra = _extra_files(run, weights)
    overhead = sum(_size(PACKAGE.parent / file) for file in code) + sum(map(_size, extra))
    lots = _lots(sorted(data.glob("*.npz")), max_bytes, overhead + _size(data / DATA_FILE))
    folders = [out] if len(lots) == 1 else [out.with_name(f"{out.name}-{n}") for n in range(1, len(lots) + 1)]
    _refuse_existing(folders)
    for folder, shards in zip(folders, lots, strict=True):
        for file in (data / DATA_FILE, *shards):
            _copy(file, folder / DATA / file.name)
    for file in code:
        _copy(PACKAGE.parent / file, folders[0] / file)
    for file, place in extra.items():
        _copy(file, folders[0] / place)
    (folders[0] / README_FILE).write_text(_readme(folders, has_weights=weights is not None), encoding="utf-8")
    return folders


def command_of(folders: Sequence[Path], *, has_weights: bool = False) -> str:
    """Return the command that trains on a bundle, given in its first folder with the others beside it."""
    others = "".join(f" ../{folder.name}" for folder in folders[1:])
    resume = f" --resume {WEIGHTS}" if has_weights else ""
    return f"python -m codesearch.training .{others} --out run --budget 25{resume}"


def _readme(folders: Sequence[Path], *, has_weights: bool) -> str:
    names = ", ".join(folder.name for folder in folders[1:])
    others = f", with {names} beside it" if names else ""
    return _README.format(others=others, command=command_of(folders, has_weights=has_weights))


def _extra_files(run: Path, weights: Path | None) -> dict[Path, Path]:
    """Tokenizer and weights, and where they go."""
    tokenizer = run / TOKENIZER
    if not tokenizer.is_file():
        raise DataError(f"{run} holds no {TOKENIZER}: run `codesearch train tokenizer` first")
    shards = sorted(weights.glob("*-of-*.safetensors")) if weights else []
    if weights and not shards:
        raise DataError(f"{weights} holds no weights to go on from: give a folder that a run handed over")
    return {tokenizer: Path(TOKENIZER)} | {shard: Path(WEIGHTS, shard.name) for shard in shards}


def _lots(shards: Sequence[Path], max_bytes: int, overhead: int) -> list[list[Path]]:
    """The shards of each folder, in order; the first folder holds the overhead as well."""
    if not shards:
        raise DataError("there is no data to bundle: run `codesearch train prepare` first")
    lots: list[list[Path]] = [[]]
    filled = overhead + _README_BYTES
    for shard in shards:
        if lots[-1] and filled + _size(shard) > max_bytes:
            lots.append([])
            filled = _size(shard.with_name(DATA_FILE))
        if filled + _size(shard) > max_bytes:
            needed = (filled + _size(shard)) / MEGABYTE
            raise DataError(f"a folder with {shard.name} takes {needed:.1f} MB: raise --max-mb")
        lots[-1].append(shard)
        filled += _size(shard)
    return lots


def _refuse_existing(folders: Sequence[Path]) -> None:
    for folder in folders:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataError(f"{folder} is there already: give another name or remove it")


def _copy(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)


def _size(file: Path) -> int:
    return file.stat().st_size
