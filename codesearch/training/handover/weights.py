"""Weights in and out of a machine that takes and gives small files: float16 in shards below 16 MB.

A shard is NAME-00001-of-00003.safetensors; a tensor larger than that is cut by rows into KEY#0, KEY#1, ….
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from codesearch.errors import DataError

WEIGHTS = "weights"  # the folder of a run that holds what each stage made
MAX_BYTES = 15_500_000
_TENSOR_HEADER = 256  # bytes; more than the name, shape and place of one tensor take
_SHARD = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.safetensors")
_FACTS, _PART = "facts", "#"
State = dict[str, Tensor]


def write_weights(
    folder: Path,
    name: str,
    state: Mapping[str, Tensor],
    *,
    facts: Mapping[str, Any] | None = None,
    max_bytes: int = MAX_BYTES,
) -> list[Path]:
    """Write the state as float16, and facts that are JSON with it; return the shards.

    What had this name is replaced. Raises DataError for a number that float16 cannot hold.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shards = _shards(_pieces(name, state, max_bytes), max_bytes)
    paths = [folder / f"{name}-{n:05}-of-{len(shards):05}.safetensors" for n in range(1, len(shards) + 1)]
    partial = [path.with_suffix(".partial") for path in paths]
    for path, tensors in zip(partial, shards, strict=True):
        save_file(tensors, path, metadata={_FACTS: json.dumps(facts or {})})
    for old in _shards_of(folder, name):
        old.unlink()
    for path, whole in zip(partial, paths, strict=True):
        path.chmod(0o644)  # safetensors makes files that only their owner may read
        path.replace(whole)
    return paths


def read_weights(folder: Path, name: str) -> State:
    """Return the state as float32, on the CPU; raises DataError if shards are missing or damaged."""
    parts: dict[str, dict[int, Tensor]] = {}
    for path in _complete(folder, name):
        with _opened(path) as stored:
            for key in stored.keys():  # noqa: SIM118  # it is no mapping
                whole, _, number = key.partition(_PART)
                parts.setdefault(whole, {})[int(number or 0)] = stored.get_tensor(key).float()
    return {key: _joined(pieces) for key, pieces in parts.items()}


def read_facts(folder: Path, name: str) -> dict[str, Any]:
    """Return what was written with the weights; raises DataError as `read_weights`."""
    with _opened(_complete(folder, name)[0]) as stored:
        facts: dict[str, Any] = json.loads(stored.metadata()[_FACTS])
        return facts


def names_in(folder: Path) -> list[str]:
    """Return the names of the weights in a folder, in alphabetical order."""
    found = (_SHARD.fullmatch(path.name) for path in folder.glob("*.safetensors"))
    return sorted({match[1] for match in found if match})


def copy_weights(source: Path, name: str, folder: Path) -> list[Path]:
    """Copy all shards of a name into a folder; return them; raises DataError if any is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(path, folder / path.name)) for path in _complete(source, name)]


def _pieces(name: str, state: Mapping[str, Tensor], max_bytes: int) -> Iterator[tuple[str, Tensor]]:
    """The tensors in half precision, large ones in several parts."""
    for key, tensor in state.items():
        half = tensor.detach().to("cpu", torch.float16).contiguous()
        if not half.isfinite().all():
            raise DataError(
                f"{key} of {name} holds numbers that are not finite: train again with a lower rate"
            )
        if _bytes(half) <= max_bytes:
            yield key, half
            continue
        rows = max(1, (max_bytes - _TENSOR_HEADER) // _bytes(half[0]))
        for number, part in enumerate(torch.split(half, rows)):
            yield f"{key}{_PART}{number}", part.clone()


def _shards(pieces: Iterator[tuple[str, Tensor]], max_bytes: int) -> list[State]:
    shards: list[State] = [{}]
    filled = 0
    for key, tensor in pieces:
        if shards[-1] and filled + _bytes(tensor) > max_bytes:
            shards.append({})
            filled = 0
        shards[-1][key] = tensor
        filled += _bytes(tensor)
    return shards


def _bytes(tensor: Tensor) -> int:
    return tensor.numel() * tensor.element_size() + _TENSOR_HEADER


def _joined(pieces: Mapping[int, Tensor]) -> Tensor:
    return torch.cat([pieces[number] for number in sorted(pieces)]) if len(pieces) > 1 else pieces[0]


def _shards_of(folder: Path, name: str) -> list[Path]:
    paths = sorted(folder.glob("*.safetensors"))
    return [path for path in paths if (match := _SHARD.fullmatch(path.name)) and match[1] == name]


def _complete(folder: Path, name: str) -> list[Path]:
    """All shards of a name, in order."""
    found = {path.name: path for path in _shards_of(folder, name)}
    if not found:
        raise DataError(
            f"{folder} holds no weights of {name}: run that stage first, or name the folder of its run"
        )
    count = int(next(iter(found)).rpartition("-")[2].removesuffix(".safetensors"))
    wanted = [f"{name}-{number:05}-of-{count:05}.safetensors" for number in range(1, count + 1)]
    if missing := [file for file in wanted if file not in found]:
        raise DataError(f"{folder} lacks {', '.join(missing)}: bring all shards back")
    return [found[file] for file in wanted]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with safe_open(path, framework="pt") as stored:
            yield stored
    except (OSError, SafetensorError, TypeError, KeyError, ValueError) as error:
        raise DataError(f"the weights {path} cannot be read ({error}): bring them back again") from error
