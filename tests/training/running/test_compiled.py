"""Compiled layers compute the same, under the same names; where nothing can compile, that is said."""

import shutil

import numpy as np
import pytest
import torch
from torch import Tensor

from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.errors import DataError
from codesearch.training.running.compiled import compile_layers
from codesearch.training.running.packing import embed

CPU = torch.device("cpu")
CONFIG = ModernBertConfig(
    vocab_size=50, hidden_size=32, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2
)


def vectors_and_gradients(model: ModernBert) -> list[Tensor]:
    texts = [np.arange(7, 7 + length, dtype=np.uint16) for length in (3, 11, 20)]
    vectors = embed(model, texts, device=CPU, dtype=torch.float32)
    vectors.square().sum().backward()
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    model.zero_grad(set_to_none=True)
    return [vectors, *gradients]


@pytest.mark.filterwarnings("ignore")  # of torch about itself, while it compiles
@pytest.mark.skipif(not shutil.which("g++"), reason="compiling takes a compiler")
def test_a_compiled_model_has_the_same_vectors_and_gradients() -> None:
    model = ModernBert(CONFIG)
    names, expected = list(model.state_dict()), vectors_and_gradients(model)
    compile_layers(model, CPU)
    torch.testing.assert_close(vectors_and_gradients(model), expected, atol=1e-5, rtol=1e-4)
    assert list(model.state_dict()) == names
    assert hasattr(model.layers[0].after, "_torchdynamo_orig_callable")  # or nothing was compared


def test_without_a_compiler_the_user_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(DataError, match=r"install g\+\+, or leave it out"):
        compile_layers(ModernBert(CONFIG), CPU)
