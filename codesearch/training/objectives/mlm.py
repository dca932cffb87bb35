"""Masked-language modelling as ModernBERT was pre-trained (arXiv 2412.13663, section 2.2.2).

First with sequences of 1,024 tokens and a RoPE theta of 10,000 everywhere, then with 8,192 tokens and a theta
of 160,000 in the global layers. Sequences are packed, and the head runs on the masked tokens only.
"""

import copy
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.encoder.batching import batches_under_budget
from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.training.data.prepared import TokenizedTexts
from codesearch.training.objectives.masking import SHARE, SPANS, Masked, MaskedTexts, Spans
from codesearch.training.running.ahead import Ahead
from codesearch.training.running.budget import Budget
from codesearch.training.running.journal import Journal
from codesearch.training.running.loop import LoopSettings, Step, StepFigures, run_stage
from codesearch.training.running.machine import Machine
from codesearch.training.running.optimizer import stable_adamw
from codesearch.training.running.packing import hidden_states, pack

THETA_BEFORE_EXTENSION, THETA_EXTENDED = 10_000.0, 160_000.0
LONG_LENGTH = 8_192
_SMALLEST_BATCH = 1 / 8  # of the full one, where the warm-up begins
_GUESSES_AT_ONCE = 2_048  # each is as wide as the vocabulary


@dataclass(frozen=True, slots=True)
class MlmSettings:
    """How texts are cut, masked and put together."""

    seed: int = 0
    max_length: int = 1_024  # ids of a sequence, [DOC] and [SEP] included
    batch_tokens: int = 16_384  # of a step, over all processes
    tokens_at_once: int = 8_192  # of one process, in memory with their gradients
    share: float = SHARE  # of the tokens that are masked
    spans: Spans = SPANS
    warm_up_steps: int = 0  # in which the batch grows to its size

    def batch_tokens_at(self, step: int) -> float:
        """Return the tokens of a step."""
        grown = (step + 1) / max(1, self.warm_up_steps)
        return self.batch_tokens * min(1.0, max(_SMALLEST_BATCH, grown))


class MlmHead(nn.Module):
    """Hidden states to scores of tokens; the decoder is the token embedding, which is not held here."""

    def __init__(self, config: ModernBertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.norm_eps, bias=False)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        nn.init.trunc_normal_(self.dense.weight, std=0.02, a=-0.04, b=0.04)

    def forward(self, hidden: Tensor, table: Tensor) -> Tensor:
        """Return scores (M, V) for hidden states (M, D) and a table (V, D)."""
        return F.linear(self.norm(F.gelu(self.dense(hidden))), table, self.bias)


def pretrain(
    model: ModernBert,
    texts: TokenizedTexts,
    *,
    settings: MlmSettings,
    loop: LoopSettings,
    budget: Budget,
    journal: Journal,
    machine: Machine,
    head: MlmHead | None = None,
    name: str = "mlm",
) -> None:
    """Train the model until the budget is spent, going on from the stage's checkpoint where there is one.

    The head is trained as well: a stage of longer sequences goes on with that of the one before.
    """
    head = head or new_head(model, settings.seed)
    both = nn.ModuleDict({"model": model, "head": head})
    run_stage(
        name,
        both,
        mlm_step(model, head, texts, settings, machine),
        optimizer=stable_adamw(both),
        settings=loop,
        budget=budget,
        journal=journal,
        machine=machine,
    )


def new_head(model: ModernBert, seed: int) -> MlmHead:
    """Return a head for the model, on its device; the same one in all processes."""
    torch.manual_seed(seed)
    return MlmHead(model.config).to(model.embeddings.tok_embeddings.weight.device)


def mlm_step(
    model: ModernBert, head: MlmHead, texts: TokenizedTexts, settings: MlmSettings, machine: Machine
) -> Step:
    """Return the step that leaves the gradients of the mean loss of all processes' masked tokens.

    Each process weighs the same, however many of its tokens are masked.
    """
    sequences = MaskedTexts(texts, settings.max_length, settings.share, settings.spans)

    def draw(number: int) -> list[Masked]:
        rng = np.random.default_rng((settings.seed, number, machine.rank))
        return sequences.draw(rng, settings.batch_tokens_at(number) / machine.size)

    batches = Ahead(draw)

    def step(number: int) -> StepFigures:
        batch = batches(number)
        guesses = max(1, sum(len(sequence.where) for sequence in batch))
        lengths = [len(sequence.ids) for sequence in batch]
        losses = [
            _backward(model, head, [batch[i] for i in lot], 1 / (guesses * machine.size), machine)
            for lot in batches_under_budget(lengths, settings.tokens_at_once)
        ]
        return StepFigures(float(sum(losses)) / guesses, sum(lengths))

    return step


def before_extension(config: ModernBertConfig) -> ModernBertConfig:
    """Return the shape with the theta that pre-training begins with in all layers."""
    return replace(config, global_rope_theta=THETA_BEFORE_EXTENSION, local_rope_theta=THETA_BEFORE_EXTENSION)


def extended(model: ModernBert) -> ModernBert:
    """Return a model of the same parameters whose global layers turn by the theta for 8,192 tokens."""
    longer = copy.copy(model)
    longer.config = replace(
        model.config, global_rope_theta=THETA_EXTENDED, max_position_embeddings=LONG_LENGTH
    )
    return longer


def _backward(
    model: ModernBert, head: MlmHead, sequences: list[Masked], scale: float, machine: Machine
) -> Tensor:
    """Add `scale` times the gradients of the summed loss, which is returned; no scores are held for long."""
    device, dtype = machine.device, machine.dtype
    total = torch.zeros((), device=device)
    packed = pack([sequence.ids for sequence in sequences], device)
    starts = np.cumsum([0, *(len(sequence.ids) for sequence in sequences)])
    where = np.concatenate([start + s.where for start, s in zip(starts, sequences, strict=False)])
    wanted = np.concatenate([sequence.hidden for sequence in sequences]).astype(np.int64)
    hidden = hidden_states(model, packed, dtype)
    seen = hidden.index_select(0, torch.from_numpy(where).to(device))  # (M, D)
    cut_off = seen.detach().requires_grad_()
    targets = torch.from_numpy(wanted).to(device)
    for begin in range(0, len(targets), _GUESSES_AT_ONCE):
        part = slice(begin, begin + _GUESSES_AT_ONCE)
        with torch.autocast(device.type, dtype, enabled=dtype != torch.float32):
            scores = head(cut_off[part], model.embeddings.tok_embeddings.weight)
        loss = F.cross_entropy(scores.float(), targets[part], reduction="sum")
        (scale * loss).backward()  # type: ignore[no-untyped-call]
        total += loss.detach()
    if len(targets):
        seen.backward(cut_off.grad)  # type: ignore[no-untyped-call]
    return total
