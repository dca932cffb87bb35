"""Whether half precision pays on this CPU. torch is imported only when that is asked."""

import time
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_SIDE = 512  # of square products: about a millisecond each
_ROUNDS = 5
_GAIN = 1.2  # by which bfloat16 must be faster


@cache
def bfloat16_pays() -> bool:
    """Whether torch multiplies matrices clearly faster in bfloat16 than in fp32 here; False without torch.

    It is measured, once in a process: a CPU may have the instructions and be slower with them. Two cores of
    a Sapphire Rapids whose hypervisor hides AMX do 175 GFLOP/s in bfloat16 and 345 in fp32, two of an AMD
    EPYC 859 and 410.
    """
    try:
        import torch
    except ImportError:
        return False
    is_there = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    if not (is_there and torch.ops.mkldnn._is_mkldnn_bf16_supported()):
        return False
    return _GAIN * _seconds(torch.bfloat16) < _seconds(torch.float32)


def _seconds(dtype: "torch.dtype") -> float:
    """What a product of two matrices takes: the least of a few rounds."""
    import torch

    matrix = torch.ones(_SIDE, _SIDE, dtype=dtype)
    taken = []
    for _ in range(_ROUNDS + 1):  # the first one chooses and loads its kernel
        began = time.perf_counter()
        matrix @ matrix
        taken.append(time.perf_counter() - began)
    return min(taken)
