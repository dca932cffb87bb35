"""ModernBERT (arXiv 2412.13663) in plain torch, tensor names as in Hugging Face's `ModernBertModel`.

What attends to what is passed down as a function, so that the layers serve padded batches, blocks and jagged
sequences alike; `attention.py` has the ways for a padded batch.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.encoder.attention import Attend, global_attention, local_attention
from codesearch.errors import EncoderError


@dataclass(frozen=True, slots=True)
class ModernBertConfig:
    """The shape of a model; field names are those of Hugging Face's `config.json` of the first release."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int  # width of the GeGLU after gating
    num_hidden_layers: int
    num_attention_heads: int
    local_attention: int = 128  # tokens seen by a local layer, half on each side
    global_attn_every_n_layers: int = 3
    global_rope_theta: float = 160_000.0
    local_rope_theta: float = 10_000.0
    norm_eps: float = 1e-5
    max_position_embeddings: int = 8192
    pad_token_id: int = 0

    @property
    def head_size(self) -> int:
        """Width of one attention head."""
        return self.hidden_size // self.num_attention_heads

    def is_global(self, layer: int) -> bool:
        """Whether this layer (from 0) attends to the whole sequence."""
        return layer % self.global_attn_every_n_layers == 0

    def rope_theta(self, layer: int) -> float:
        """Base of the rotary frequencies of this layer."""
        return self.global_rope_theta if self.is_global(layer) else self.local_rope_theta

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as `from_dict` and Hugging Face read them."""
        return {"model_type": "modernbert", **asdict(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "ModernBertConfig":
        """Read a Hugging Face `config.json`, of the first spelling or of the second.

        The second has `layer_types` and `rope_parameters` where the first has `global_attn_every_n_layers`,
        `global_rope_theta` and `local_rope_theta`. Raises EncoderError for a model that this code cannot run.
        """
        _refuse_variants(values)
        known = {name: values[name] for name in cls.__dataclass_fields__ if values.get(name) is not None}
        if values.get("layer_types"):
            known["global_attn_every_n_layers"] = _global_every(values["layer_types"])
        rope = values.get("rope_parameters") or {}
        for kind, name in (
            ("full_attention", "global_rope_theta"),
            ("sliding_attention", "local_rope_theta"),
        ):
            if kind in rope:
                known[name] = rope[kind]["rope_theta"]
        try:
            return cls(**known)
        except TypeError as error:
            raise EncoderError(f"The model's config.json is incomplete: {error}.") from error


def _refuse_variants(values: Mapping[str, Any]) -> None:
    if values.get("hidden_activation", "gelu") != "gelu":
        raise EncoderError(
            f"The activation {values['hidden_activation']!r} is not supported; use a gelu model."
        )
    for name in ("attention_bias", "mlp_bias", "norm_bias"):
        if values.get(name):
            raise EncoderError(f"A model with {name} is not supported; use a ModernBERT without biases.")


def _global_every(layer_types: list[str]) -> int:
    positions = [i for i, kind in enumerate(layer_types) if kind == "full_attention"]
    every = positions[1] - positions[0] if len(positions) > 1 else len(layer_types)
    if positions != list(range(0, len(layer_types), every)):
        raise EncoderError(f"Global layers at {positions} are not supported; they must stand at 0, n, 2n, ….")
    return every


NANO = ModernBertConfig(
    vocab_size=16_384, hidden_size=256, intermediate_size=384, num_hidden_layers=6, num_attention_heads=4
)
SMALL = ModernBertConfig(
    vocab_size=16_384, hidden_size=384, intermediate_size=576, num_hidden_layers=12, num_attention_heads=6
)


class Rope:
    """Cosines and sines of rotary position embeddings over the full head width (arXiv 2104.09864)."""

    def __init__(self, positions: Tensor, theta: float, head_size: int) -> None:
        steps = torch.arange(0, head_size, 2, device=positions.device, dtype=torch.float32)
        angles = positions.float()[..., None] * theta ** (-steps / head_size)  # (T, d/2)
        cos, sin = angles.cos(), angles.sin()
        self.cos = torch.cat((cos, cos), dim=-1)[:, None]  # (T, 1, d), broadcast over heads
        self.sin = torch.cat((-sin, sin), dim=-1)[:, None]  # the sign is that of the half it turns into

    def rotate(self, x: Tensor) -> Tensor:
        """Return x (…, T, H, d) turned by its positions, computed in its own type."""
        turned = x.roll(x.shape[-1] // 2, dims=-1)
        return torch.addcmul(x * self.cos.to(x.dtype), turned, self.sin.to(x.dtype))


class Embeddings(nn.Module):
    """Token embedding and its norm."""

    def __init__(self, config: ModernBertConfig) -> None:
        super().__init__()
        self.tok_embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.norm = _norm(config)

    def forward(self, input_ids: Tensor) -> Tensor:
        """Return (…, T, D) for ids (…, T)."""
        embedded: Tensor = self.norm(self.tok_embeddings(input_ids))
        return embedded


class Attention(nn.Module):
    """Fused projections around an attention function."""

    def __init__(self, config: ModernBertConfig) -> None:
        super().__init__()
        self.heads = config.num_attention_heads
        self.Wqkv = nn.Linear(config.hidden_size, 3 * config.hidden_size, bias=False)
        self.Wo = nn.Linear(config.hidden_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor, rope: Rope, attend: Attend) -> Tensor:
        """Return (…, T, D) for x (…, T, D)."""
        q, k, v = self.Wqkv(x).unflatten(-1, (3, self.heads, -1)).unbind(-3)  # each (…, T, H, d)
        mixed: Tensor = self.Wo(attend(rope.rotate(q), rope.rotate(k), v).flatten(-2))
        return mixed


class Mlp(nn.Module):
    """GeGLU with the exact (erf) gelu."""

    def __init__(self, config: ModernBertConfig) -> None:
        super().__init__()
        self.Wi = nn.Linear(config.hidden_size, 2 * config.intermediate_size, bias=False)
        self.Wo = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return (…, T, D) for x (…, T, D)."""
        value, gate = self.Wi(x).chunk(2, dim=-1)
        projected: Tensor = self.Wo(F.gelu(value) * gate)
        return projected


class Layer(nn.Module):
    """A pre-norm encoder layer; the first of a model has no attention norm, the embedding just had one."""

    def __init__(self, config: ModernBertConfig, index: int) -> None:
        super().__init__()
        self.attn_norm = _norm(config) if index else nn.Identity()
        self.attn = Attention(config)
        self.mlp_norm = _norm(config)
        self.mlp = Mlp(config)

    def forward(self, x: Tensor, rope: Rope, attend: Attend) -> Tensor:
        """Return (…, T, D) for x (…, T, D)."""
        x = x + self.attn(self.attn_norm(x), rope, attend)
        after: Tensor = x + self.mlp(self.mlp_norm(x))
        return after


class ModernBert(nn.Module):
    """The encoder from token ids to one vector a token."""

    def __init__(self, config: ModernBertConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.layers = nn.ModuleList(Layer(config, index) for index in range(config.num_hidden_layers))
        self.final_norm = _norm(config)
        self._init_weights()

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return hidden states (B, T, D) for ids (B, T); rows of padding (mask 0) hold nothing of use."""
        assert input_ids.shape == attention_mask.shape
        valid = attention_mask.bool()
        return self.run_layers(
            input_ids,
            torch.arange(input_ids.shape[1], device=input_ids.device),
            attend_globally=global_attention(valid),
            attend_locally=local_attention(valid, self.config.local_attention // 2),
        )

    def run_layers(
        self, input_ids: Tensor, positions: Tensor, *, attend_globally: Attend, attend_locally: Attend
    ) -> Tensor:
        """Return hidden states (…, T, D) for ids (…, T) at positions (T,), under any two ways to attend."""
        size = self.config.head_size
        global_rope = Rope(positions, self.config.global_rope_theta, size)
        local_rope = Rope(positions, self.config.local_rope_theta, size)
        x = self.embeddings(input_ids)
        for index, layer in enumerate(self.layers):
            if self.config.is_global(index):
                x = layer(x, global_rope, attend_globally)
            else:
                x = layer(x, local_rope, attend_locally)
        hidden: Tensor = self.final_norm(x)
        return hidden

    def _init_weights(self) -> None:
        output_scale = 1 / math.sqrt(2 * self.config.num_hidden_layers)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                std = 0.02 * (output_scale if name.endswith("Wo.weight") else 1)
                nn.init.trunc_normal_(parameter, std=std, a=-2 * std, b=2 * std)


def _norm(config: ModernBertConfig) -> nn.LayerNorm:
    return nn.LayerNorm(config.hidden_size, eps=config.norm_eps, bias=False)


def mean_pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean (B, D) of hidden (B, T, D) over the tokens where mask (B, T) is not 0."""
    weights = mask.to(hidden.dtype)[..., None]  # (B, T, 1)
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)


def truncate_and_normalize(vectors: Tensor, width: int) -> Tensor:
    """Return the first `width` numbers of vectors (…, D), L2-normalised (Matryoshka, arXiv 2205.13147)."""
    return F.normalize(vectors[..., :width], dim=-1)
