"""An exported encoder, trained on with the pairs of one user, and what it makes of questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.encoder.folder import TOKENIZER_FILE, WEIGHTS_FILE, read_config
from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.encoder.tokenization import load_tokenizer
from codesearch.encoder.weights import load_packed, pack, unpack
from codesearch.pairs.records import Pair
from codesearch.training.data.prepare import NAME_LENGTH, Numbering, tokenize
from codesearch.training.data.prepared import Ids, TokenizedPairs
from codesearch.training.data.sampling import BatchSampler
from codesearch.training.data.views import Lengths, plain
from codesearch.training.objectives.contrastive import ContrastiveSettings, Embed, contrastive_step
from codesearch.training.objectives.losses import contrastive_loss
from codesearch.training.running.budget import Budget
from codesearch.training.running.journal import Journal, State
from codesearch.training.running.loop import LoopSettings, run_stage
from codesearch.training.running.machine import Machine
from codesearch.training.running.muon import muon
from codesearch.training.running.packing import embed

MEASURED = Lengths(query=64, document=256)
MACHINE = Machine(torch.device("cpu"))


@dataclass(frozen=True, slots=True)
class Settings:
    """How it is trained on."""

    learning_rate: float = 1e-3
    batch_size: int = 128  # pairs
    epochs: int = 8  # at most: what is seen more often is learnt by heart
    lengths: Lengths = field(default_factory=Lengths)
    tokens_at_once: int = 16_384
    temperature: float = 0.05
    table_share: float = 0.5  # of the learning rate, for the token embeddings
    seed: int = 0


class Student:
    """The model of an exported folder, and texts as it reads them.

    Raises:
        EncoderError: the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.config = read_config(folder)
        self.model = ModernBert(ModernBertConfig.from_dict(self.config.model))
        self.model.load_state_dict(
            {name: torch.from_numpy(values) for name, values in load_packed(folder / WEIGHTS_FILE).items()}
        )
        self._tokenizer = load_tokenizer(folder / TOKENIZER_FILE)
        self._languages, self._repositories = Numbering(), Numbering()
        self._embed: Embed = partial(embed, self.model, device=MACHINE.device, dtype=MACHINE.dtype)

    def read(self, pairs: Sequence[Pair]) -> TokenizedPairs:
        """Return the pairs as token ids."""
        return tokenize(pairs, self._tokenizer, self._languages, self._repositories)

    def learn(self, pairs: TokenizedPairs, budget: Budget, settings: Settings, scratch: Path) -> None:
        """Train on the pairs until the budget is spent, or all were seen `settings.epochs` times.

        Nothing is left in the folder `scratch`.
        """
        most = -(-settings.epochs * len(pairs) // settings.batch_size)
        budget.steps = min(budget.steps or most, most)
        names = self._tokenizer.encode(self._languages.names, "query", NAME_LENGTH)
        widths = sorted({self.config.width, min(96, self.config.width)}, reverse=True)
        loss = partial(contrastive_loss, widths=widths, temperature=settings.temperature)
        step = contrastive_step(
            self._embed,
            pairs,
            BatchSampler(pairs, settings.batch_size),
            [ids[1:-1] for ids in names],
            lambda *_: loss,
            ContrastiveSettings(
                settings.batch_size, settings.tokens_at_once, settings.lengths, seed=settings.seed
            ),
            MACHINE,
        )
        run_stage(
            "adapt",
            self.model.train(),
            step,
            optimizer=muon(self.model, table_share=settings.table_share),
            settings=LoopSettings(settings.learning_rate),
            budget=budget,
            journal=Journal(scratch, is_writing=False),
            machine=MACHINE,
        )

    def state(self) -> State:
        """Return a copy of the weights."""
        return {name: tensor.detach().clone() for name, tensor in self.model.state_dict().items()}

    def load(self, state: Mapping[str, Tensor]) -> None:
        """Take these weights, as they are after they were written to a folder."""
        stored = unpack(pack({name: tensor.numpy() for name, tensor in state.items()}))
        self.model.load_state_dict({name: torch.from_numpy(values) for name, values in stored.items()})

    def reciprocal_ranks(self, questions: TokenizedPairs, others: TokenizedPairs) -> NDArray[np.float64]:
        """Return for each question (Q,) 1 / rank of its own function among all functions and others.

        Documentation is not shown; of functions that score alike, the question's own is the last.
        """
        shown = [plain(questions, row, MEASURED) for row in range(len(questions))]
        beside = [plain(others, row, MEASURED)[1] for row in range(len(others))]
        queries = self._vectors([query for query, _ in shown])
        documents = self._vectors([*(document for _, document in shown), *beside])
        similarity = queries @ documents.T  # (Q, Q + N)
        ranks = (similarity >= similarity.diagonal()[:, None]).sum(dim=1)
        found: NDArray[np.float64] = 1 / ranks.double().numpy()
        return found

    def _vectors(self, texts: Sequence[Ids]) -> Tensor:
        """Return (N, width), L2-normalised."""
        with torch.no_grad():
            return F.normalize(self._embed(texts)[:, : self.config.width].float(), dim=-1)
