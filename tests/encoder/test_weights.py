from pathlib import Path

import numpy as np
import pytest

from codesearch.encoder.weights import load_packed, pack, save_packed, unpack
from codesearch.errors import EncoderError


def test_a_matrix_comes_back_within_half_a_step_of_its_row() -> None:
    rows = np.random.default_rng(0).normal(size=(40, 33)) * np.logspace(-6, 2, 40)[:, None]
    state = {"w": rows.astype(np.float32)}
    step = np.abs(state["w"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(unpack(pack(state))["w"] - state["w"]) <= step * 0.5001).all()


def test_half_precision_keeps_three_digits_of_every_number() -> None:
    rows = np.random.default_rng(2).normal(size=(40, 33)).astype(np.float32)
    packed = pack({"w": rows, "norm": rows[0]}, "float16")
    assert {name: tensor.dtype for name, tensor in packed.items()} == {"w": np.float16, "norm": np.float32}
    np.testing.assert_allclose(unpack(packed)["w"], rows, rtol=1e-3, atol=1e-6)
    assert unpack(packed)["w"].dtype == np.float32


def test_packing_twice_changes_nothing() -> None:
    state = {"w": np.random.default_rng(1).normal(size=(8, 8)).astype(np.float32)}
    once = unpack(pack(state))
    np.testing.assert_allclose(unpack(pack(once))["w"], once["w"], rtol=1e-6)


def test_vectors_and_rows_of_zeros_are_exact(tmp_path: Path) -> None:
    state = {"norm": np.array([1, 0.1, -3], np.float32), "w": np.zeros((2, 3), np.float32)}
    save_packed(tmp_path / "w.safetensors", state)
    loaded = load_packed(tmp_path / "w.safetensors")
    assert set(loaded) == set(state)
    for name in state:
        np.testing.assert_array_equal(loaded[name], state[name])


def test_a_file_takes_one_byte_a_number(tmp_path: Path) -> None:
    save_packed(tmp_path / "w.safetensors", {"w": np.ones((1000, 256), np.float32)})
    assert (tmp_path / "w.safetensors").stat().st_size < 1.02 * 256_000


@pytest.mark.parametrize("content", [None, b"", b"not safetensors at all"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "w.safetensors").write_bytes(content)
    with pytest.raises(EncoderError, match=r"w\.safetensors"):
        load_packed(tmp_path / "w.safetensors")
