"""What a run leaves behind while it runs: a line of figures now and then, and checkpoints to go on from."""

import json
from pathlib import Path
from typing import Any

import torch


class Journal:
    """A run's folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def log(self, stage: str, **figures: float) -> None:
        """Append a line to log.jsonl and print it."""
        line = {"stage": stage} | {name: round(value, 4) for name, value in figures.items()}
        print(json.dumps(line), flush=True)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def save(self, stage: str, state: dict[str, Any]) -> None:
        """Write a checkpoint; the one before stays until this one is whole."""
        partial = self.folder / f"{stage}.pt.partial"
        torch.save(state, partial)
        partial.replace(self.folder / f"{stage}.pt")

    def load(self, stage: str) -> dict[str, Any] | None:
        """Return the last checkpoint of a stage, or None."""
        path = self.folder / f"{stage}.pt"
        return torch.load(path, weights_only=True) if path.is_file() else None
