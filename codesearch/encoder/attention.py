"""Attention over a padded batch: everything, or a sliding window cut into blocks when the input is long."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

# Queries, keys and values (…, T, H, d) to mixed values (…, T, H, d).
Attend = Callable[[Tensor, Tensor, Tensor], Tensor]

BLOCKS_PAY_FROM = 3  # sequences of that many blocks; below, one dense mask is faster


def global_attention(valid: Tensor) -> Attend:
    """Return attention from every token to every valid one; valid is (B, T), bool."""
    mask = valid[:, None, None, :] | _diagonal(valid.shape[1], valid.device)  # (B, 1, T, T)

    def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return _scaled_dot_product(q, k, v, mask)

    return attend


def local_attention(valid: Tensor, reach: int) -> Attend:
    """Return attention from every token to the valid ones within `reach` tokens; valid is (B, T), bool."""
    if valid.shape[1] >= BLOCKS_PAY_FROM * 2 * reach:
        return _blocked_attention(valid, reach)
    offsets = torch.arange(valid.shape[1], device=valid.device)
    near = (offsets[:, None] - offsets).abs() <= reach  # (T, T)
    mask = near & valid[:, None, None, :] | _diagonal(valid.shape[1], valid.device)  # (B, 1, T, T)

    def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return _scaled_dot_product(q, k, v, mask)

    return attend


def _blocked_attention(valid: Tensor, reach: int) -> Attend:
    """Blocks of 2·reach queries over the 4·reach keys around them: work linear in T."""
    length, block = valid.shape[1], 2 * reach
    fill = -length % block

    def to_keys(x: Tensor) -> Tensor:  # (B, T, H, d) → (B·n, 4·reach, H, d)
        halves = F.pad(x, (0, 0, 0, 0, reach, reach + fill))
        before = halves[:, :-block].reshape(-1, block, *x.shape[2:])
        after = halves[:, block:].reshape(-1, block, *x.shape[2:])
        return torch.cat((before, after), dim=1)

    query = torch.arange(block, device=valid.device)[:, None] + reach
    key = torch.arange(2 * block, device=valid.device)
    near = (query - key).abs() <= reach  # (2·reach, 4·reach)
    keys_valid = to_keys(valid[..., None, None])[:, None, None, :, 0, 0]  # (B·n, 1, 1, 4·reach)
    mask = near & keys_valid | (query == key)  # (B·n, 1, 2·reach, 4·reach)

    def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        blocks = F.pad(q, (0, 0, 0, 0, 0, fill)).reshape(-1, block, *q.shape[2:])
        mixed = _scaled_dot_product(blocks, to_keys(k), to_keys(v), mask)  # (B·n, 2·reach, H, d)
        return mixed.reshape(q.shape[0], -1, *q.shape[2:])[:, :length]

    return attend


def _diagonal(length: int, device: torch.device) -> Tensor:
    """A query of padding sees itself, so that no row of a softmax is empty."""
    return torch.eye(length, dtype=torch.bool, device=device)


def _scaled_dot_product(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    q, k, v = (x.transpose(-3, -2) for x in (q, k, v))
    mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return mixed.transpose(-3, -2)
