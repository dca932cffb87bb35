"""Weights on the line between those of two stages."""

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from torch import Tensor

from codesearch.cli.training import command
from codesearch.errors import DataError
from codesearch.training.averaging import average
from codesearch.training.handover.weights import WEIGHTS, read_facts, read_weights, write_weights

BEFORE, AFTER = {"Wo": torch.tensor([[0.0, 4.0]])}, {"Wo": torch.tensor([[8.0, 0.0]])}


def left(run: Path, stage: str, state: dict[str, Tensor], width: int = 2) -> None:
    write_weights(run / WEIGHTS, f"nano-{stage}", state, facts={"hidden_size": width})


@pytest.mark.parametrize(
    ("arguments", "expected"), [([], [[4.0, 2.0]]), (["--share", "0.25", "--as", "quarter"], [[2.0, 3.0]])]
)
def test_a_share_of_the_second_stage_s_weights_is_taken(
    tmp_path: Path, arguments: list[str], expected: list[list[float]]
) -> None:
    left(tmp_path, "contrastive", BEFORE)
    left(tmp_path, "hard", AFTER)
    result = CliRunner().invoke(command, ["average", str(tmp_path), "contrastive", "hard", *arguments])
    name = f"nano-{arguments[-1] if arguments else 'average'}"
    assert result.exit_code == 0, result.output
    assert read_weights(tmp_path / WEIGHTS, name)["Wo"].tolist() == expected
    assert read_facts(tmp_path / WEIGHTS, name) == {"hidden_size": 2}
    assert read_weights(tmp_path / WEIGHTS, "nano-hard")["Wo"].tolist() == [[8.0, 0.0]]


def test_models_of_two_shapes_have_nothing_between_them(tmp_path: Path) -> None:
    left(tmp_path, "contrastive", BEFORE)
    left(tmp_path, "hard", {"Wo": torch.ones(1, 3)}, width=3)
    with pytest.raises(DataError, match="contrastive and hard are models of different shapes"):
        average(tmp_path, "nano", "contrastive", "hard", share=0.5, stage="average")


def test_a_stage_that_left_nothing_is_named(tmp_path: Path) -> None:
    left(tmp_path, "contrastive", BEFORE)
    with pytest.raises(DataError, match="no weights of nano-hard"):
        average(tmp_path, "nano", "contrastive", "hard", share=0.5, stage="average")
