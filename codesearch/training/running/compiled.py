"""Layers compiled: what stands between their matrix products runs in one pass, not in one for each operation.

The first steps wait a minute or two for the compiler.
"""

import os
import shutil

import torch

from codesearch.encoder.model import Layer, ModernBert
from codesearch.errors import DataError

COMPILERS = ("g++", "clang++")  # that torch knows how to find, when $CXX names none


def compile_layers(model: ModernBert, device: torch.device) -> None:
    """Compile the layers of a model, all but attention, for any number of tokens.

    Weights, their names and what is computed stay the same. Raises DataError where a CPU has no compiler.
    """
    if device.type == "cpu" and not any(map(shutil.which, (os.environ.get("CXX", ""), *COMPILERS))):
        raise DataError("--compile needs a C++ compiler: install g++, or leave it out")
    for layer in model.layers:
        assert isinstance(layer, Layer)
        layer.before = torch.compile(layer.before, dynamic=True)  # type: ignore[method-assign]
        layer.after = torch.compile(layer.after, dynamic=True)  # type: ignore[method-assign]
