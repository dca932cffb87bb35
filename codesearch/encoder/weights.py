"""Weights on disk: matrices as int8 with one scale a row, or as float16, in one safetensors file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from codesearch.errors import EncoderError

EMBEDDING = "embeddings.tok_embeddings.weight"
SCALE_SUFFIX = ".scale"
Tensors = dict[str, NDArray[Any]]
Precision = Literal["int8", "float16"]


def pack(state: Mapping[str, NDArray[Any]], precision: Precision = "int8") -> Tensors:
    """Return each matrix (R, C) as int8 with a float32 `NAME.scale` (R,) or as float16, the rest as float32.

    As int8 a number comes back within half its row's scale, which is the largest absolute value / 127.
    """
    packed: Tensors = {}
    for name, tensor in state.items():
        values = np.ascontiguousarray(tensor, dtype=np.float32)
        if values.ndim == 2 and precision == "float16":
            packed[name] = values.astype(np.float16)
        elif values.ndim == 2:
            scale = np.maximum(np.abs(values).max(axis=1) / 127, np.finfo(np.float32).tiny)
            packed[name] = np.rint(values / scale[:, None]).astype(np.int8)
            packed[name + SCALE_SUFFIX] = scale.astype(np.float32)
        else:
            packed[name] = values
    return packed


def unpack(packed: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Return what `pack` was given, as float32."""
    return {
        name: dequantize(tensor, packed[name + SCALE_SUFFIX])
        if tensor.dtype == np.int8
        else tensor.astype(np.float32, copy=False)
        for name, tensor in packed.items()
        if not name.endswith(SCALE_SUFFIX)
    }


def dequantize(values: NDArray[np.int8], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return values (R, C) times scale (R,), as float32."""
    return np.multiply(values, scale[:, None], dtype=np.float32)


def save_packed(path: Path, state: Mapping[str, NDArray[Any]], precision: Precision = "int8") -> None:
    """Write `pack(state, precision)` to a safetensors file."""
    from safetensors.numpy import save

    path.write_bytes(save(pack(state, precision)))  # `save_file` makes files that only their owner may read


def read_packed(path: Path) -> Tensors:
    """Return the tensors as they are stored; raises EncoderError when the file is missing or damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return load_file(str(path))
    except (OSError, SafetensorError) as error:
        raise EncoderError(f"The encoder's weights {path} cannot be read: {error}.") from error


def load_packed(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the state that `save_packed` was given, as float32; raises EncoderError as `read_packed`."""
    return unpack(read_packed(path))
