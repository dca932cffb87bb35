"""Attention over jagged sequences where there is no kernel for it: laid out in tiles of queries and keys.

Scores are spelt out and kept: on a CPU in bfloat16 that is several times as fast as torch's fused attention.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.encoder.attention import BLOCKS_PAY_FROM, Attend

_MASKED = -1e4
_LARGE_TILE = 1_024 * 1_024  # scores; above, keeping them for the backward pass takes too much memory


def tiled_attention(starts: Tensor, longest: int, reach: int | None) -> Attend:
    """Return attention within sequences that begin at `starts` (N + 1,), to all tokens or to those in reach.

    Tiles are whole sequences; where those are long and reach is not, 2·reach queries and 4·reach keys.
    """
    if reach is not None and longest >= BLOCKS_PAY_FROM * 2 * reach:
        return _attention(_tiles(starts, 2 * reach, reach, reach))
    return _attention(_tiles(starts, longest, 0, reach))


@dataclass(frozen=True, slots=True)
class _Tiles:
    """What attends to what, in rectangles: a whole sequence each, or a block and what is around it."""

    queries: Tensor  # (n, Q), which token
    keys: Tensor  # (n, K), which token
    is_seen: Tensor  # (n, 1, Q or 1, K)
    back: Tensor  # (T,), where among the queries each token is


def _tiles(starts: Tensor, size: int, margin: int, reach: int | None) -> _Tiles:
    """Tiles of `size` queries, whose keys are they and `margin` tokens on each side."""
    lengths = starts.diff().long()
    counts = (lengths + size - 1) // size
    sequence = torch.repeat_interleave(counts)  # (n,)
    number = torch.arange(len(sequence), device=lengths.device) - (counts.cumsum(0) - counts)[sequence]
    query_at, key_at = (
        (number * size)[:, None] + torch.arange(begin, end, device=lengths.device)
        for begin, end in ((0, size), (-margin, size + margin))
    )  # (n, Q) and (n, K), positions in the sequence
    first, length = starts[sequence, None], lengths[sequence, None]
    is_seen = ((key_at >= 0) & (key_at < length))[:, None]  # (n, 1, K)
    if reach is not None:
        is_seen = is_seen & ((query_at[:, :, None] - key_at[:, None]).abs() <= reach)  # (n, Q, K)
    # What stands for a token that is not there is masked as a key and not read as a query.
    queries, keys = ((first + at).clamp(min=0).minimum(lengths.sum() - 1) for at in (query_at, key_at))
    return _Tiles(queries, keys, is_seen[:, None], (query_at < length).flatten().nonzero().squeeze(1))


def _attention(tiles: _Tiles) -> Attend:
    (count, query_size), key_size = tiles.queries.shape, tiles.keys.shape[1]
    mix = _fused if query_size * key_size > _LARGE_TILE else _spelt_out
    bias = torch.zeros(tiles.is_seen.shape, device=tiles.is_seen.device).masked_fill_(~tiles.is_seen, _MASKED)

    def tiled(x: Tensor, tokens: Tensor) -> Tensor:  # (T, H, d) → (n, H, Q or K, d)
        rows = x.index_select(0, tokens.flatten())
        return rows.view(count, -1, *x.shape[1:]).transpose(1, 2).contiguous()

    def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q = q * q.shape[-1] ** -0.5
        mixed = mix(tiled(q, tiles.queries), tiled(k, tiles.keys), tiled(v, tiles.keys), bias.to(q.dtype))
        return mixed.transpose(1, 2).flatten(0, 1).index_select(0, tiles.back)

    return attend


def _spelt_out(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
    scores = q @ k.transpose(2, 3)
    scores += bias
    return scores.softmax(dim=-1) @ v


def _fused(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
    return F.scaled_dot_product_attention(q, k, v, attn_mask=bias, scale=1.0)
