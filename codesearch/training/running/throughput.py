"""How much of a device's arithmetic training uses: operations a token, and the peak that it reaches."""

import time

import torch

from codesearch.encoder.model import ModernBertConfig

_SIZES = {"cuda": 8_192, "cpu": 1_024}  # of square products, large enough to be limited by arithmetic alone
_PRODUCTS = {"cuda": 10, "cpu": 1}  # in a row, so that waiting for the device counts for little
_ROUNDS = 5


def matmul_peak(device: torch.device, dtype: torch.dtype = torch.bfloat16, size: int | None = None) -> float:
    """Return the floating-point operations a second of square matrix products: the best of five rounds."""
    size = size or _SIZES.get(device.type, 1_024)
    count = _PRODUCTS.get(device.type, 1)
    first, second = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
    _seconds(first, second, count)  # the first ones choose and load their kernels
    best = min(_seconds(first, second, count) for _ in range(_ROUNDS))
    return count * 2 * size**3 / best


def training_flops(config: ModernBertConfig, length: float) -> float:
    """Return the operations that training on one token takes, forwards and backwards.

    `length` is how many tokens a token's own text has in the mean. Counted as in appendix B of PaLM (arXiv
    2204.02311): six a parameter outside of the embedding, and 12 · width · attended tokens a layer; local
    layers attend to their window at most. What is computed again to save memory does not count.
    """
    width, inner = config.hidden_size, config.intermediate_size
    parameters = config.num_hidden_layers * (4 * width**2 + 3 * width * inner)
    window = config.local_attention + 1  # as many on each side, and the token itself
    attended = sum(
        length if config.is_global(layer) else min(length, window)
        for layer in range(config.num_hidden_layers)
    )
    return 6 * parameters + 12 * width * attended


def share_of_peak(tokens_per_second: float, config: ModernBertConfig, length: float, peak: float) -> float:
    """Return which share of the peak, in operations a second, training at this pace uses."""
    return tokens_per_second * training_flops(config, length) / peak


def _seconds(first: torch.Tensor, second: torch.Tensor, count: int) -> float:
    """For so many products, until the device is done."""
    _wait(first.device)
    began = time.perf_counter()
    for _ in range(count):
        first @ second
    _wait(first.device)
    return time.perf_counter() - began


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
