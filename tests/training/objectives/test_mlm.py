"""Pre-training on a corpus of a few made-up files."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.encoder.model import NANO, ModernBert, ModernBertConfig
from codesearch.training.data.prepared import BEGINS_IDENTIFIER, BEGINS_LINE, Ragged, TokenizedTexts
from codesearch.training.objectives.masking import MaskedTexts
from codesearch.training.objectives.mlm import (
    MlmHead,
    MlmSettings,
    before_extension,
    extended,
    mlm_step,
    new_head,
    pretrain,
)
from codesearch.training.running.budget import Budget
from codesearch.training.running.journal import Journal
from codesearch.training.running.loop import LoopSettings
from codesearch.training.running.machine import Machine

CONFIG = ModernBertConfig(
    vocab_size=60, hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2
)
SETTINGS = MlmSettings(seed=3, max_length=24, batch_tokens=512, tokens_at_once=200)
LOOP = LoopSettings(learning_rate=1e-2, report_every=5)
CPU = Machine(torch.device("cpu"))


@pytest.fixture(scope="module")
def texts() -> TokenizedTexts:
    """Files that count up, each from its own number: whatever is hidden follows from what is not."""
    rows = [[10 + (start + i) % 50 for i in range(length)] for start in range(50) for length in (9, 20, 60)]
    marks = [[BEGINS_IDENTIFIER | BEGINS_LINE * (i % 4 == 0) for i in range(len(row))] for row in rows]
    return TokenizedTexts(Ragged.of(rows), Ragged.of(marks), np.zeros(len(rows), dtype=np.uint16))


def model() -> ModernBert:
    torch.manual_seed(0)
    return ModernBert(CONFIG)


def train(texts: TokenizedTexts, folder: Path, budget: Budget) -> ModernBert:
    trained = model()
    journal = Journal(folder)
    pretrain(trained, texts, settings=SETTINGS, loop=LOOP, budget=budget, journal=journal, machine=CPU)
    return trained


def losses(folder: Path) -> list[float]:
    return [json.loads(line)["loss"] for line in (folder / "log.jsonl").read_text().splitlines()]


def gradients(texts: TokenizedTexts, settings: MlmSettings, *machines: Machine) -> list[torch.Tensor]:
    both = nn.ModuleList([encoder := model(), head := new_head(encoder, 0)])
    for machine in machines:
        mlm_step(encoder, head, texts, settings, machine)(0)
    return [parameter.grad for parameter in both.parameters() if parameter.grad is not None]


def test_loss_falls_and_the_encoder_is_what_learnt(texts: TokenizedTexts, tmp_path: Path) -> None:
    trained = train(texts, tmp_path, Budget(steps=40))
    assert losses(tmp_path)[-1] < 0.9 * losses(tmp_path)[0]
    assert not torch.equal(trained.layers[0].attn.Wqkv.weight, model().layers[0].attn.Wqkv.weight)


def test_a_stage_that_was_interrupted_goes_on_with_the_same_losses(
    texts: TokenizedTexts, tmp_path: Path
) -> None:
    whole = train(texts, tmp_path / "whole", Budget(steps=20))

    class Halted(Budget):
        @property
        def progress(self) -> float:
            return 1.0 if self.step >= 10 else self.step / 20

    train(texts, tmp_path / "halted", Halted(steps=20))
    resumed = train(texts, tmp_path / "halted", Budget(steps=20))
    assert losses(tmp_path / "halted") == losses(tmp_path / "whole")
    torch.testing.assert_close(resumed.state_dict(), whole.state_dict())


def test_the_loss_is_the_mean_over_the_masked_tokens_alone(texts: TokenizedTexts) -> None:
    encoder = model()
    head = new_head(encoder, 0)
    losses = []
    for sequence in MaskedTexts(texts, SETTINGS.max_length).draw(np.random.default_rng((3, 0, 0)), 512):
        ids = torch.from_numpy(sequence.ids.astype(np.int64))[None]
        scores = head(encoder(ids, torch.ones_like(ids))[0], encoder.embeddings.tok_embeddings.weight)
        wanted = torch.from_numpy(sequence.hidden.astype(np.int64))
        losses.append(F.cross_entropy(scores[sequence.where], wanted, reduction="none"))
    expected = torch.cat(losses).mean().item()
    assert mlm_step(encoder, head, texts, SETTINGS, CPU)(0).loss == pytest.approx(expected, abs=1e-3)


def test_a_batch_without_masks_moves_nothing(texts: TokenizedTexts) -> None:
    encoder = model()
    settings = MlmSettings(max_length=24, batch_tokens=64, share=0.0)
    assert mlm_step(encoder, new_head(encoder, 0), texts, settings, CPU)(0).loss == 0
    assert all(parameter.grad is None for parameter in encoder.parameters())


def test_micro_batches_add_up_to_the_batch(texts: TokenizedTexts) -> None:
    at_once = MlmSettings(max_length=24, batch_tokens=512, tokens_at_once=10_000)
    piecewise = MlmSettings(max_length=24, batch_tokens=512, tokens_at_once=100)
    for one, other in zip(gradients(texts, at_once, CPU), gradients(texts, piecewise, CPU), strict=True):
        assert torch.cosine_similarity(one.flatten(), other.flatten(), dim=0) > 0.99  # bfloat16
        assert one.norm() / other.norm() == pytest.approx(1, abs=0.02)


def test_processes_draw_their_own_and_weigh_the_same(texts: TokenizedTexts) -> None:
    first, second = (Machine(torch.device("cpu"), rank, 2) for rank in range(2))
    apart = [gradients(texts, SETTINGS, machine) for machine in (first, second)]
    together = gradients(texts, SETTINGS, first, second)
    assert not torch.allclose(apart[0][0], apart[1][0])
    for one, other, both in zip(*apart, together, strict=True):
        torch.testing.assert_close(one + other, both, atol=1e-4, rtol=1e-3)


def test_the_batch_grows_while_it_warms_up() -> None:
    settings = MlmSettings(batch_tokens=800, warm_up_steps=4)
    assert [settings.batch_tokens_at(step) for step in (0, 1, 3, 9)] == [200, 400, 800, 800]
    assert MlmSettings(batch_tokens=800).batch_tokens_at(0) == 800


def test_a_head_shares_no_memory_with_the_encoder(tmp_path: Path) -> None:
    both = nn.ModuleDict({"model": model(), "head": MlmHead(CONFIG)})
    save_file(both.state_dict(), tmp_path / "both.safetensors")


def test_an_extended_model_turns_more_slowly_with_the_same_parameters() -> None:
    short = ModernBert(before_extension(CONFIG))
    long = extended(short)
    assert (short.config.global_rope_theta, long.config.global_rope_theta) == (10_000, 160_000)
    assert long.config.local_rope_theta == 10_000
    assert long.embeddings.tok_embeddings.weight is short.embeddings.tok_embeddings.weight
    assert extended(ModernBert(before_extension(NANO))).config == NANO
