"""Contrastive learning: queries and documents of a batch find each other among all of them.

Batches larger than memory are embedded twice, in pieces: once without gradients for the loss, once more for
the gradients that the loss asks of each vector (gradient caching, arXiv 2101.06983).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from codesearch.training.data.prepared import Ids, TokenizedPairs
from codesearch.training.data.sampling import BatchSampler
from codesearch.training.data.views import Lengths, draw
from codesearch.training.running.ahead import Ahead
from codesearch.training.running.loop import Step, StepFigures
from codesearch.training.running.machine import Machine

LONG_SHARE, LONG_FACTOR = 0.15, 2  # of the steps, and how much longer their documents may be

Embed = Callable[[Sequence[Ids]], Tensor]  # token ids → (N, D), not normalised
Loss = Callable[[Tensor, Tensor], Tensor]  # queries and documents (B, D) of all processes → ()
# The loss of a batch, given the rows of all processes, in their order, and this process's texts.
LossOf = Callable[[NDArray[np.int64], Sequence[Ids], Sequence[Ids]], Loss]


@dataclass(frozen=True, slots=True)
class ContrastiveSettings:
    """Of one stage."""

    batch_size: int  # pairs, of all processes together
    tokens_at_once: int  # of one process; a larger batch is embedded in pieces of about so many
    lengths: Lengths = field(default_factory=Lengths)
    token_dropout: float = 0.0  # share of the tokens that are not shown, the marker apart
    seed: int = 0


def contrastive_step(
    embed: Embed,
    pairs: TokenizedPairs,
    sampler: BatchSampler,
    language_ids: Sequence[Sequence[int]],
    loss_of: LossOf,
    settings: ContrastiveSettings,
    machine: Machine,
) -> Step:
    """Return the step that draws a batch, shows each process its share, and leaves the gradients."""

    def drawn(number: int) -> tuple[NDArray[np.int64], list[Ids], list[Ids]]:
        rng = np.random.default_rng((settings.seed, number))
        rows = sampler.draw(rng)
        even = rows[: len(rows) - len(rows) % machine.size]
        shares = [even[rank :: machine.size] for rank in range(machine.size)]
        lengths = settings.lengths
        if rng.random() < LONG_SHARE:
            lengths = replace(lengths, document=LONG_FACTOR * lengths.document)
        own = np.random.default_rng((settings.seed, number, machine.rank))
        queries, documents = draw(pairs, shares[machine.rank], own, lengths, language_ids)
        if settings.token_dropout:
            queries, documents = (
                _thinned(texts, settings.token_dropout, own) for texts in (queries, documents)
            )
        return np.concatenate(shares), queries, documents

    batches = Ahead(drawn)

    def step(number: int) -> StepFigures:
        rows, queries, documents = batches(number)
        loss = loss_of(rows, queries, documents)
        return backward(embed, queries, documents, loss, machine, settings.tokens_at_once)

    return step


def backward(
    embed: Embed,
    queries: Sequence[Ids],
    documents: Sequence[Ids],
    loss: Loss,
    machine: Machine,
    tokens_at_once: int,
) -> StepFigures:
    """Leave gradients in the embedder's parameters that, summed over all processes, are the batch's.

    Every process brings as many queries as every other one.
    """
    assert len(queries) == len(documents)
    texts = [*queries, *documents]
    ends = np.cumsum([len(ids) for ids in texts])  # of texts, in tokens
    pieces = _pieces(ends, tokens_at_once)
    if len(pieces) == 1:
        vectors = embed(texts)
        value = _loss(vectors, len(queries), loss, machine)
        value.backward()  # type: ignore[no-untyped-call]
        return StepFigures(value.item(), int(ends[-1]))
    with torch.no_grad():
        vectors = torch.cat([embed(texts[piece]) for piece in pieces])
    vectors.requires_grad_()
    value = _loss(vectors, len(queries), loss, machine)
    value.backward()  # type: ignore[no-untyped-call]
    assert vectors.grad is not None
    for piece in pieces:
        embed(texts[piece]).backward(vectors.grad[piece])  # type: ignore[no-untyped-call]
    return StepFigures(value.item(), int(ends[-1]))


def _pieces(ends: NDArray[np.int64], tokens: int) -> list[slice]:
    """Texts that end at these tokens, cut where so many more are full; none is empty."""
    cuts = np.flatnonzero(np.diff((ends - 1) // tokens)) + 1
    return [slice(begin, end) for begin, end in pairwise([0, *cuts.tolist(), len(ends)])]


def _loss(vectors: Tensor, count: int, loss: Loss, machine: Machine) -> Tensor:
    return loss(machine.gathered(vectors[:count]), machine.gathered(vectors[count:]))


def _thinned(texts: list[Ids], share: float, rng: np.random.Generator) -> list[Ids]:
    """The texts without a share of their tokens; the first, the marker, stays."""
    return [np.append(ids[:1], ids[1:][rng.random(len(ids) - 1) >= share]) for ids in texts]
