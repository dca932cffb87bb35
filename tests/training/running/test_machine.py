"""Two processes on one machine, as torchrun starts them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

SCRIPT = """
import sys, torch
from codesearch.training.running.machine import opened_machine

vectors = torch.tensor([[1.0, 2.0], [3.0, 5.0], [7.0, 11.0], [13.0, 17.0]])
weight = torch.nn.Parameter(torch.ones(2))
with opened_machine("cpu") as machine:
    own = vectors[machine.rank :: machine.size] * weight
    every = machine.gathered(own)
    (every @ every.T).logsumexp(dim=1).sum().backward()
    machine.sum_gradients([weight])
    agreed = machine.agreed(float(machine.rank))
    if machine.is_first:
        torch.save({"gradient": weight.grad, "agreed": torch.tensor(agreed)}, sys.argv[1])
"""


def gradient(out: Path, size: int) -> torch.Tensor:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shared = os.environ | {"WORLD_SIZE": str(size), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    command = [sys.executable, "-c", SCRIPT, str(out)]
    processes = [subprocess.Popen(command, env=shared | {"RANK": str(rank)}) for rank in range(size)]
    assert [process.wait(timeout=120) for process in processes] == [0] * size
    kept = torch.load(out, weights_only=True)
    assert kept["agreed"] == 0
    found: torch.Tensor = kept["gradient"]
    return found


def test_two_processes_have_the_gradients_of_one(tmp_path: Path) -> None:
    alone, together = gradient(tmp_path / "1", 1), gradient(tmp_path / "2", 2)
    assert together.tolist() == pytest.approx(alone.tolist())
