"""Weights leave a machine in small files and come back the same to within half precision."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from codesearch.errors import DataError
from codesearch.training.handover.weights import (
    copy_weights,
    names_in,
    read_facts,
    read_weights,
    write_weights,
)

MAX_BYTES = 4_000


@pytest.fixture
def state() -> dict[str, Tensor]:
    torch.manual_seed(0)
    table = torch.randn(200, 32)  # 12,800 bytes as float16
    return {"table": table, "norm": torch.randn(32), "Wo": torch.randn(32, 32), "Wi": torch.randn(32, 48)}


def test_weights_come_back_as_they_went(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_weights(tmp_path, "small-mlm", state, max_bytes=MAX_BYTES)
    back = read_weights(tmp_path, "small-mlm")
    assert set(back) == set(state)
    for key, tensor in state.items():
        assert back[key].dtype == torch.float32
        assert torch.equal(back[key], tensor.half().float())


def test_no_shard_is_larger_than_asked(tmp_path: Path, state: dict[str, Tensor]) -> None:
    paths = write_weights(tmp_path, "small-mlm", state, max_bytes=MAX_BYTES)
    assert len(paths) == 7
    assert paths[0].name == "small-mlm-00001-of-00007.safetensors"
    assert all(path.stat().st_size <= MAX_BYTES for path in paths)


def test_a_table_of_many_parts_keeps_the_order_of_its_rows(tmp_path: Path) -> None:
    table = torch.arange(1200).reshape(600, 2).float()
    write_weights(tmp_path, "a", {"table": table}, max_bytes=400)
    assert torch.equal(read_weights(tmp_path, "a")["table"], table)


def test_facts_travel_with_the_weights(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_weights(tmp_path, "a", state, facts={"model": {"hidden_size": 32}})
    assert read_facts(tmp_path, "a") == {"model": {"hidden_size": 32}}


def test_weights_of_the_same_name_are_replaced(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_weights(tmp_path, "small", state, max_bytes=MAX_BYTES)
    write_weights(tmp_path, "small-mlm", state)
    write_weights(tmp_path, "small", {"norm": torch.zeros(4)})
    assert names_in(tmp_path) == ["small", "small-mlm"]
    assert read_weights(tmp_path, "small")["norm"].tolist() == [0, 0, 0, 0]


def test_a_checkpoint_beside_them_is_no_weights(tmp_path: Path, state: dict[str, Tensor]) -> None:
    (tmp_path / "small-mlm.safetensors").write_bytes(b"")
    write_weights(tmp_path, "small-mlm", state)
    assert set(read_weights(tmp_path, "small-mlm")) == set(state)


def test_copies_are_whole(tmp_path: Path, state: dict[str, Tensor]) -> None:
    paths = write_weights(tmp_path, "a", state, max_bytes=MAX_BYTES)
    assert len(copy_weights(tmp_path, "a", tmp_path / "b")) == len(paths)
    assert set(read_weights(tmp_path / "b", "a")) == set(state)


def test_missing_shards_are_named(tmp_path: Path, state: dict[str, Tensor]) -> None:
    paths = write_weights(tmp_path, "a", state, max_bytes=MAX_BYTES)
    paths[2].unlink()
    with pytest.raises(DataError, match="lacks a-00003-of-00007"):
        read_weights(tmp_path, "a")
    with pytest.raises(DataError, match="no weights of b"):
        read_weights(tmp_path, "b")


def test_a_damaged_shard_is_named(tmp_path: Path, state: dict[str, Tensor]) -> None:
    [path] = write_weights(tmp_path, "a", state)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DataError, match="a-00001-of-00001"):
        read_weights(tmp_path, "a")


@pytest.mark.parametrize("number", [float("nan"), 1e6])
def test_numbers_that_would_be_lost_are_refused(tmp_path: Path, number: float) -> None:
    with pytest.raises(DataError, match="w of a holds numbers that are not finite"):
        write_weights(tmp_path, "a", {"w": torch.tensor([number])})
