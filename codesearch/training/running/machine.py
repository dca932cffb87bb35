"""Where training runs: one device, or several under torchrun, which then work on one batch together."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn

from codesearch.encoder.bfloat16 import bfloat16_pays
from codesearch.errors import DataError


@dataclass(frozen=True, slots=True)
class Machine:
    """One process's device, and its place among the others."""

    device: torch.device
    rank: int = 0
    size: int = 1

    @property
    def dtype(self) -> torch.dtype:
        """What matrices are multiplied in here."""
        return fastest_dtype(self.device)

    @property
    def is_first(self) -> bool:
        """Whether this process writes what is written once."""
        return self.rank == 0

    def agreed(self, value: float) -> float:
        """Return the first process's value, so that all of them decide alike."""
        if self.size == 1:
            return value
        shared = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.broadcast(shared, src=0)
        return float(shared)

    def gathered(self, vectors: Tensor) -> Tensor:
        """Return all processes' vectors (B, D) as (size · B, D), by rank; gradients reach one's own only."""
        if self.size == 1:
            return vectors
        parts = [torch.empty_like(vectors) for _ in range(self.size)]
        distributed.all_gather(parts, vectors.detach())
        parts[self.rank] = vectors
        return torch.cat(parts)

    def sum_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Leave in each process the sum of all processes' gradients."""
        if self.size == 1:
            return
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            distributed.all_reduce(parameter.grad)

    def wait(self) -> None:
        """Return when all processes are here."""
        if self.size > 1:
            distributed.barrier()


def fastest_dtype(device: torch.device) -> torch.dtype:
    """Return bfloat16, or float32 for a CPU that multiplies faster in it."""
    return torch.float32 if device.type == "cpu" and not bfloat16_pays() else torch.bfloat16


@contextmanager
def opened_machine(device: str | None = None, threads: int | None = None) -> Iterator[Machine]:
    """Yield what torchrun's environment says, or this process alone on its best device.

    Raises DataError for a device that is not here.
    """
    if device and device.startswith("cuda") and not torch.cuda.is_available():
        raise DataError("torch sees no GPU here: leave out --device, or install a torch with CUDA")
    if threads:
        torch.set_num_threads(threads)
    size, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    kind = device or ("cuda" if torch.cuda.is_available() else "cpu")
    if size == 1:
        yield Machine(torch.device(kind))
        return
    if kind == "cuda":
        kind = f"cuda:{os.environ.get('LOCAL_RANK', '0')}"
        torch.cuda.set_device(kind)
    distributed.init_process_group("nccl" if kind.startswith("cuda") else "gloo")
    try:
        yield Machine(torch.device(kind), rank, size)
    finally:
        distributed.destroy_process_group()
