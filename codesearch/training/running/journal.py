"""What a run leaves behind while it runs: a line of figures now and then, and checkpoints to go on from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from codesearch.errors import DataError

LOG_FILE = "log.jsonl"
_FIGURES = "figures"
State = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Named groups of tensors and a few figures: all that a stage needs to go on."""

    groups: dict[str, State] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)


class Journal:
    """A run's folder; one that is not `writing`, as of a second process, says and writes nothing."""

    def __init__(self, folder: Path, *, is_writing: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._is_writing = is_writing

    def log(self, stage: str, **figures: float) -> None:
        """Append a line to log.jsonl and print it."""
        if not self._is_writing:
            return
        line = {"stage": stage} | {name: round(value, 4) for name, value in figures.items()}
        print(json.dumps(line), flush=True)
        with (self.folder / LOG_FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def save(self, name: str, checkpoint: Checkpoint) -> None:
        """Write a checkpoint; the one before stays until this one is whole."""
        if not self._is_writing:
            return
        tensors = {
            f"{group}/{key}": tensor.contiguous()
            for group, state in checkpoint.groups.items()
            for key, tensor in state.items()
        }
        partial = self._path(name).with_suffix(".partial")
        save_file(tensors, partial, metadata={_FIGURES: json.dumps(checkpoint.figures)})
        partial.replace(self._path(name))

    def load(self, name: str) -> Checkpoint | None:
        """Return the last checkpoint of this name, on the CPU, or None; raises DataError if it is damaged."""
        path = self._path(name)
        if not path.is_file():
            return None
        groups: dict[str, State] = {}
        try:
            with safe_open(path, framework="pt") as stored:
                figures: dict[str, float] = json.loads(stored.metadata()[_FIGURES])
                for key in stored.keys():  # noqa: SIM118  # it is no mapping
                    group, _, rest = key.partition("/")
                    groups.setdefault(group, {})[rest] = stored.get_tensor(key)
        except (OSError, SafetensorError, TypeError, KeyError, ValueError) as error:
            raise DataError(
                f"the checkpoint {path} cannot be read ({error}): delete it to begin anew"
            ) from error
        return Checkpoint(groups, figures)

    def seconds_of(self, name: str) -> float:
        """Return how long a stage has taken by its checkpoint, 0 where there is none."""
        checkpoint = self.load(name)
        return checkpoint.figures.get("seconds", 0.0) if checkpoint else 0.0

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.safetensors"


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> State:
    """Return the optimizer's state by parameter number and name."""
    states: Mapping[int, Mapping[str, Any]] = optimizer.state_dict()["state"]
    return {
        f"{n}/{key}": torch.as_tensor(value) for n, state in states.items() for key, value in state.items()
    }


def restore_optimizer(optimizer: torch.optim.Optimizer, tensors: State) -> None:
    """Give an optimizer of the same parameters the state that `optimizer_tensors` returned."""
    states: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        number, _, key = name.partition("/")
        states.setdefault(int(number), {})[key] = tensor
    optimizer.load_state_dict({"state": states, "param_groups": optimizer.state_dict()["param_groups"]})
