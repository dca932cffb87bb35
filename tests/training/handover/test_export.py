"""What is exported answers as what was trained."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from codesearch.cli.training.export import export
from codesearch.encoder.model import ModernBert, ModernBertConfig, mean_pool
from codesearch.encoder.runtime import OnnxEncoder
from codesearch.encoder.tokenization import train_tokenizer
from codesearch.encoder.torch_runtime import TorchEncoder
from codesearch.encoder.weights import Precision
from codesearch.errors import DataError, EncoderError
from codesearch.training.handover.export import export_stage
from codesearch.training.handover.weights import WEIGHTS, write_weights

DEEP = ModernBertConfig(  # as many layers as *small*
    vocab_size=400, hidden_size=128, intermediate_size=192, num_hidden_layers=12, num_attention_heads=2
)
TINY = ModernBertConfig(
    vocab_size=400, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=1
)


def trained(config: ModernBertConfig) -> ModernBert:
    torch.manual_seed(3)
    model = ModernBert(config).eval()
    for parameter in model.parameters():
        parameter.data.mul_(2 if parameter.dim() == 2 else 1)  # at its initial scale, attention hardly counts
    return model


def keep(folder: Path, label: str, model: ModernBert) -> None:
    write_weights(folder, label, model.state_dict(), facts=model.config.to_dict())


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    train_tokenizer(["read every file", "def write_rows(rows): return rows"] * 4, 400).save(
        str(folder / "tokenizer.json")
    )
    return folder


@pytest.mark.parametrize(("precision", "likeness"), [("int8", 0.999), ("float16", 0.999999)])
def test_all_forms_of_a_deep_model_agree(
    run: Path, tmp_path: Path, precision: Precision, likeness: float
) -> None:
    keep(run / WEIGHTS, "small-hard", model := trained(DEEP))
    export_stage(run, tmp_path / "out", name="deep-1", shape="small", precision=precision)
    ids = np.random.default_rng(0).integers(7, 300, (2, 500))  # blocks of local attention
    mask = np.ones_like(ids)
    mask[1, 300:] = 0
    with torch.no_grad():
        hidden = model(torch.from_numpy(ids), torch.from_numpy(mask))
        before = mean_pool(hidden, torch.from_numpy(mask)).numpy()
    in_torch = TorchEncoder(tmp_path / "out", device="cpu").pooled(ids, mask)
    in_onnx = OnnxEncoder(tmp_path / "out").pooled(ids, mask)
    np.testing.assert_allclose(in_onnx, in_torch, atol=2e-4)
    assert cosines(before, in_torch).min() > likeness


def cosines(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    products: np.ndarray = (first * second).sum(axis=1)
    return products / np.linalg.norm(first, axis=1) / np.linalg.norm(second, axis=1)


def test_the_last_stage_is_taken_unless_one_is_named(run: Path, tmp_path: Path) -> None:
    for stage in ("contrastive", "mlm", "bag"):
        keep(run / WEIGHTS, f"nano-{stage}", trained(TINY))
    assert export_stage(run, tmp_path / "a", name="a", shape="nano") == "contrastive"
    assert export_stage(run, tmp_path / "b", name="b", shape="nano", stage="mlm") == "mlm"


def test_a_stage_by_a_name_of_its_own_has_to_be_named(run: Path, tmp_path: Path) -> None:
    for stage in ("bag", "longer"):
        keep(run / WEIGHTS, f"nano-{stage}", trained(TINY))
    with pytest.raises(DataError, match=r"holds weights of bag, longer: choose one with --stage"):
        export_stage(run, tmp_path / "a", name="a", shape="nano")
    assert export_stage(run, tmp_path / "a", name="a", shape="nano", stage="longer") == "longer"


def test_a_folder_that_was_handed_over_is_a_run(run: Path, tmp_path: Path) -> None:
    keep(run, "nano-distil", trained(TINY))
    assert export_stage(run, tmp_path / "out", name="a", shape="nano") == "distil"
    assert OnnxEncoder(tmp_path / "out").encode_queries(["read a file"]).shape == (1, 64)


def test_the_command_says_what_was_exported(run: Path, tmp_path: Path) -> None:
    keep(run / WEIGHTS, "nano-distil", trained(TINY))
    answer = CliRunner().invoke(export, [str(run), str(tmp_path / "out"), "--name", "nano-1"])
    assert answer.output == f"{tmp_path / 'out'}: nano-1, nano after distil, 0.1 MB\n"
    assert OnnxEncoder(tmp_path / "out").id.startswith("nano-1-")


def test_what_is_missing_is_named(run: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no weights of the shape small: there are none at all"):
        export_stage(run, tmp_path / "out", name="a", shape="small")
    keep(run / WEIGHTS, "nano-mlm", trained(TINY))
    with pytest.raises(DataError, match="there are those of nano-mlm"):
        export_stage(run, tmp_path / "out", name="a", shape="small")
    (run / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"tokenizer\.json"):
        export_stage(run, tmp_path / "out", name="a", shape="nano")


def test_a_tokenizer_of_other_weights_is_refused(run: Path, tmp_path: Path) -> None:
    small = replace(TINY, vocab_size=100)
    keep(run / WEIGHTS, "nano-mlm", trained(small))
    with pytest.raises(DataError, match="give the tokenizer that they were trained with"):
        export_stage(run, tmp_path / "out", name="a", shape="nano")
