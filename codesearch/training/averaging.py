"""Weights between those of two stages, which may do better than either.

On the line between weights and what further training made of them: WiSE-FT, arXiv 2109.01903.
"""

from pathlib import Path

import torch

from codesearch.errors import DataError
from codesearch.training.handover.weights import WEIGHTS, State, read_facts, read_weights, write_weights


def mixed(before: State, after: State, share: float) -> State:
    """Return weights on the line between two of one shape: `share` of those after."""
    return {name: torch.lerp(tensor, after[name], share) for name, tensor in before.items()}


def average(run: Path, shape: str, before: str, after: str, *, share: float, stage: str) -> None:
    """Write what lies between the weights that two stages of a run left, as what `stage` left.

    Raises:
        DataError: a stage left no weights, or the two are not of one shape.
    """
    folder = run / WEIGHTS
    facts, others = (read_facts(folder, f"{shape}-{name}") for name in (before, after))
    if facts != others:
        raise DataError(f"{before} and {after} are models of different shapes: take two stages of one")
    first, second = (read_weights(folder, f"{shape}-{name}") for name in (before, after))
    write_weights(folder, f"{shape}-{stage}", mixed(first, second, share), facts=facts)
