"""Sequences of unequal length through the encoder, one after another, so that no layer works on padding.

Only attention needs to know where a sequence ends: on a GPU its kernel does, elsewhere see `tiles.py`.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor

from codesearch.encoder.attention import Attend
from codesearch.encoder.batching import batches_under_budget
from codesearch.encoder.model import ModernBert
from codesearch.training.data.prepared import Ids
from codesearch.training.running.tiles import tiled_attention

TOKENS_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True)
class Packed:
    """Sequences one after another."""

    input_ids: Tensor  # (T,) int64
    positions: Tensor  # (T,) int64, from 0 in each sequence
    starts: Tensor  # (N + 1,) int32, the last one is T
    longest: int

    def means(self, hidden: Tensor) -> Tensor:
        """Return the mean (N, D) float32 of each sequence's hidden states (T, D)."""
        lengths = self.starts.diff().long()
        rows = torch.repeat_interleave(lengths, output_size=len(hidden))
        sums = hidden.new_zeros((len(lengths), hidden.shape[1]), dtype=torch.float32)
        return sums.index_add(0, rows, hidden.float()) / lengths[:, None]


Pool = Callable[[Packed, Tensor], Tensor]  # hidden states (T, D) → (N, D) float32


def pack(sequences: Sequence[Ids], device: torch.device) -> Packed:
    """Return the sequences, none of them empty, in their order."""
    lengths = np.array([len(ids) for ids in sequences])
    assert lengths.min() > 0
    starts = np.concatenate(([0], np.cumsum(lengths)))
    positions = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
    input_ids = np.concatenate(sequences).astype(np.int64)
    return Packed(
        torch.from_numpy(input_ids).to(device),
        torch.from_numpy(positions).to(device),
        torch.from_numpy(starts.astype(np.int32)).to(device),
        int(lengths.max()),
    )


def hidden_states(model: ModernBert, packed: Packed, dtype: torch.dtype = torch.bfloat16) -> Tensor:
    """Return the hidden states (T, D) in float32; `dtype` is that of matrix products and attention."""
    device = packed.input_ids.device
    kernel = _kernel() if device.type == "cuda" and dtype != torch.float32 else None

    def attention(reach: int | None) -> Attend:
        if kernel:
            return _jagged_attention(kernel, packed, reach)
        return tiled_attention(packed.starts, packed.longest, reach)

    with torch.autocast(device.type, dtype, enabled=dtype != torch.float32):
        return model.run_layers(
            packed.input_ids,
            packed.positions,
            attend_globally=attention(None),
            attend_locally=attention(model.config.local_attention // 2),
        )


def embed(
    model: ModernBert,
    sequences: Sequence[Ids],
    *,
    device: torch.device,
    tokens_at_once: int = TOKENS_AT_ONCE,
    dtype: torch.dtype = torch.bfloat16,
    pool: Pool = Packed.means,
) -> Tensor:
    """Return what `pool` makes, (N, D), of the sequences, computed in batches of like lengths."""
    batches = batches_under_budget([len(ids) for ids in sequences], tokens_at_once)
    packs = (pack([sequences[i] for i in batch], device) for batch in batches)
    pooled = torch.cat([pool(packed, hidden_states(model, packed, dtype)) for packed in packs])
    back = torch.from_numpy(np.argsort(np.concatenate(batches))).to(device)
    return pooled.index_select(0, back)


Kernel = Callable[..., Tensor]


@cache
def _kernel() -> Kernel | None:
    """Attention over jagged sequences in a window: torch's from 2.11 on, else flash-attn's, if installed."""
    from torch.nn.attention.varlen import varlen_attn

    if "window_size" in inspect.signature(varlen_attn).parameters:
        return varlen_attn  # type: ignore[return-value]  # one tensor unless asked for more
    try:
        from flash_attn import flash_attn_varlen_func  # type: ignore[import-not-found]
    except ImportError:
        return None
    return flash_attn_varlen_func  # type: ignore[no-any-return]


def _jagged_attention(kernel: Kernel, packed: Packed, reach: int | None) -> Attend:
    window = (-1, -1) if reach is None else (reach, reach)
    where = (packed.starts, packed.starts, packed.longest, packed.longest)

    def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return kernel(q, k, v, *where, window_size=window)

    return attend
