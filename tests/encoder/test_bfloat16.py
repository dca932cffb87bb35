"""Half precision is chosen by what it takes here, not by what the processor says it can."""

import sys
from collections.abc import Iterator

import pytest
import torch

from codesearch.encoder import bfloat16
from codesearch.encoder.bfloat16 import bfloat16_pays
from codesearch.training.running.machine import Machine


@pytest.fixture(autouse=True)
def unmeasured() -> Iterator[None]:
    bfloat16_pays.cache_clear()
    yield
    bfloat16_pays.cache_clear()


def taking(monkeypatch: pytest.MonkeyPatch, *, half: float, single: float, can: bool = True) -> list[object]:
    """Products take so many seconds; returns the types that were timed."""
    timed: list[object] = []

    def seconds(dtype: torch.dtype) -> float:
        timed.append(dtype)
        return half if dtype == torch.bfloat16 else single

    monkeypatch.setattr(bfloat16, "_seconds", seconds)
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: can)
    return timed


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="torch has no oneDNN here")
@pytest.mark.parametrize(("half", "single", "pays"), [(1.0, 2.3, True), (1.0, 1.1, False), (2.0, 1.0, False)])
def test_it_must_be_clearly_faster(
    monkeypatch: pytest.MonkeyPatch, half: float, single: float, *, pays: bool
) -> None:
    timed = taking(monkeypatch, half=half, single=single)
    supported = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    assert bfloat16_pays() is (pays and supported)
    assert Machine(torch.device("cpu")).dtype == (torch.bfloat16 if pays and supported else torch.float32)
    assert len(timed) == 2 * supported  # and not once more for the machine


def test_a_processor_without_it_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = taking(monkeypatch, half=1.0, single=2.3, can=False)
    assert not bfloat16_pays()
    assert not timed


def test_without_torch_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert not bfloat16_pays()


def test_a_gpu_multiplies_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    taking(monkeypatch, half=2.0, single=1.0)
    assert Machine(torch.device("cuda")).dtype == torch.bfloat16


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_product_is_timed(dtype: torch.dtype) -> None:
    assert 0 < bfloat16._seconds(dtype) < 10
