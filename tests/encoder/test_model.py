from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import ModernBertConfig as ReferenceConfig
from transformers import ModernBertModel as ReferenceModel

from codesearch.encoder.attention import Attend
from codesearch.encoder.model import (
    NANO,
    SMALL,
    ModernBert,
    ModernBertConfig,
    mean_pool,
    truncate_and_normalize,
)
from codesearch.errors import EncoderError

NARROW = ModernBertConfig(
    vocab_size=300, hidden_size=48, intermediate_size=40, num_hidden_layers=7, num_attention_heads=3,
    local_attention=16,
)  # fmt: skip
STANDARD_WINDOW = replace(NARROW, local_attention=128, num_hidden_layers=4, local_rope_theta=160_000.0)
ALTERNATING = replace(NARROW, global_attn_every_n_layers=2, global_rope_theta=10_000.0)


def reference(config: ModernBertConfig, implementation: str) -> Any:
    values = {**config.to_dict(), "bos_token_id": 2, "eos_token_id": 3, "cls_token_id": 2, "sep_token_id": 3}
    rope = {
        "full_attention": {"rope_type": "default", "rope_theta": config.global_rope_theta},
        "sliding_attention": {"rope_type": "default", "rope_theta": config.local_rope_theta},
    }
    torch.manual_seed(1)
    model = ReferenceModel(
        ReferenceConfig(**values, rope_parameters=rope, attn_implementation=implementation)
    )
    for parameter in model.parameters():
        parameter.data.mul_(4 if parameter.dim() == 2 else 1)  # at its initial scale, attention hardly counts
    return model.eval()


def ids_and_mask(texts: int, tokens: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(tokens)
    ids = torch.randint(7, 300, (texts, tokens), generator=generator)
    mask = torch.ones_like(ids)
    for row in range(1, texts):
        mask[row, tokens * row // texts :] = 0
    return ids, mask


@pytest.mark.parametrize("implementation", ["eager", "sdpa"])
@pytest.mark.parametrize("config", [NARROW, STANDARD_WINDOW, ALTERNATING])
@pytest.mark.parametrize("tokens", [1, 9, 40, 48, 129, 700])
@torch.no_grad()
def test_hidden_states_equal_those_of_transformers(
    config: ModernBertConfig, implementation: str, tokens: int
) -> None:
    theirs = reference(config, implementation)
    ours = ModernBert(config).eval()
    ours.load_state_dict(theirs.state_dict())
    ids, mask = ids_and_mask(3 if tokens > 3 else 1, tokens)
    expected = theirs(input_ids=ids, attention_mask=mask).last_hidden_state
    hidden = ours(ids, mask)
    assert hidden.isfinite().all()
    torch.testing.assert_close(hidden[mask.bool()], expected[mask.bool()], atol=1e-4, rtol=0)


@torch.no_grad()
def test_a_jagged_row_gives_what_a_padded_batch_gives() -> None:
    model = ModernBert(NARROW).eval()
    ids, mask = ids_and_mask(3, 60)
    text_of, position = mask.nonzero(as_tuple=True)
    same_text = text_of[:, None] == text_of
    near = (position[:, None] - position).abs() <= NARROW.local_attention // 2

    def attend(allowed: Tensor) -> Attend:
        def dense(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            scores = torch.einsum("qhd,khd->hqk", q, k) / NARROW.head_size**0.5
            return torch.einsum("hqk,khd->qhd", scores.masked_fill(~allowed, -torch.inf).softmax(-1), v)

        return dense

    jagged = model.run_layers(
        ids[mask.bool()],
        position,
        attend_globally=attend(same_text),
        attend_locally=attend(same_text & near),
    )
    torch.testing.assert_close(jagged, model(ids, mask)[mask.bool()], atol=1e-5, rtol=0)


def test_a_config_of_the_new_spelling_is_read() -> None:
    values = reference(ALTERNATING, "sdpa").config.to_dict()
    assert "layer_types" in values
    assert ModernBertConfig.from_dict(values) == ALTERNATING


def test_a_config_of_the_old_spelling_is_read() -> None:
    assert (
        ModernBertConfig.from_dict({**ALTERNATING.to_dict(), "architectures": ["ModernBertModel"]})
        == ALTERNATING
    )


@pytest.mark.parametrize(
    "change",
    [
        {"hidden_activation": "silu"},
        {"norm_bias": True},
        {"hidden_size": None},
        {"layer_types": ["sliding_attention", "full_attention"]},
    ],
)
def test_a_config_that_cannot_be_run_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(EncoderError):
        ModernBertConfig.from_dict({**NARROW.to_dict(), **change})


@pytest.mark.parametrize(("config", "millions"), [(NANO, 7.5), (SMALL, 21.3)])
def test_sizes_are_as_named(config: ModernBertConfig, millions: float) -> None:
    with torch.device("meta"):
        model = ModernBert(config)
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(millions, abs=0.1)


def test_initial_weights_are_cut_at_two_sigma_and_smaller_at_outputs() -> None:
    state = ModernBert(NARROW).state_dict()
    assert state["layers.3.attn.Wqkv.weight"].abs().max() <= 0.04
    assert state["layers.3.mlp.Wo.weight"].abs().max() <= 0.04 / 14**0.5
    assert (state["final_norm.weight"] == 1).all()


def test_mean_pool_leaves_padding_out() -> None:
    hidden = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [99.0, 99.0]]])
    assert mean_pool(hidden, torch.tensor([[1, 1, 0]])).tolist() == [[2.0, 3.0]]


def test_truncation_comes_before_normalisation() -> None:
    vectors = truncate_and_normalize(torch.tensor([[3.0, 4.0, 100.0]]), 2)
    torch.testing.assert_close(vectors, torch.tensor([[0.6, 0.8]]))
