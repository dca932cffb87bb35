"""A tiny encoder with random weights, exported once: enough for every fact but how good it is."""

from pathlib import Path

import pytest
import torch

from codesearch.encoder.export import export_folder
from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.encoder.runtime import OnnxEncoder
from codesearch.encoder.tokenization import TextTokenizer, train_tokenizer

CORPUS = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py"))]

TINY = ModernBertConfig(
    vocab_size=600,
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=4,
    num_attention_heads=2,
    local_attention=16,  # so that short inputs reach past the window
)


@pytest.fixture(scope="session")
def tokenizer() -> TextTokenizer:
    return TextTokenizer(train_tokenizer(CORPUS, vocab_size=TINY.vocab_size))


@pytest.fixture(scope="session")
def tiny_model() -> ModernBert:
    torch.manual_seed(7)
    model = ModernBert(TINY).eval()
    for parameter in model.parameters():
        parameter.data.mul_(4 if parameter.dim() == 2 else 1)  # at its initial scale, attention hardly counts
    return model


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory, tiny_model: ModernBert) -> Path:
    folder = tmp_path_factory.mktemp("encoder") / "tiny"
    tokenizer = train_tokenizer(CORPUS, vocab_size=TINY.vocab_size)
    export_folder(tiny_model, TINY, tokenizer, folder, name="tiny")
    return folder


@pytest.fixture(scope="session")
def float_folder(tmp_path_factory: pytest.TempPathFactory, tiny_model: ModernBert) -> Path:
    folder = tmp_path_factory.mktemp("encoder") / "tiny-float"
    tokenizer = train_tokenizer(CORPUS, vocab_size=TINY.vocab_size)
    export_folder(tiny_model, TINY, tokenizer, folder, name="tiny", precision="float16")
    return folder


@pytest.fixture(scope="session")
def encoder(tiny_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(tiny_folder)
