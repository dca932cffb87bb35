"""A run's folder: tokenizer, prepared data, checkpoints, log, and the weights that each stage left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from codesearch.encoder.model import NANO, SMALL, ModernBert, ModernBertConfig
from codesearch.errors import DataError
from codesearch.training.data.prepared import (
    DataInfo,
    TokenizedPairs,
    TokenizedTexts,
    read_pairs_of,
    read_texts_of,
    split_rows,
    taken,
)
from codesearch.training.handover.weights import WEIGHTS, read_facts, read_weights, write_weights
from codesearch.training.objectives.bag import Bag
from codesearch.training.objectives.contrastive import Embed
from codesearch.training.objectives.table import bag_as_model
from codesearch.training.plan import BAG
from codesearch.training.recipe import TOY_RECIPE, Recipe, recipe_for
from codesearch.training.running.journal import Journal
from codesearch.training.running.machine import Machine
from codesearch.training.running.packing import Packed, Pool, embed

SHAPES = {"nano": NANO, "small": SMALL}
TOY = replace(NANO, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=1)
TOKENIZER, DATA = "tokenizer.json", "data"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a run, apart."""

    train: TokenizedPairs
    rows: NDArray[np.int64]  # of those to train on, among all
    held_out: TokenizedPairs


@dataclass(frozen=True)
class Run:
    """What the stages share."""

    folder: Path
    machine: Machine
    data: Sequence[Path]  # folders of prepared data; the first one's data.json counts
    is_toy: bool = False  # all shapes are tiny: to try the path, not the quality

    @cached_property
    def journal(self) -> Journal:
        """Of the first process; the others' write nothing."""
        return Journal(self.folder, is_writing=self.machine.is_first)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer; raises DataError where there is none."""
        path = self.folder / TOKENIZER
        if not path.is_file():
            raise DataError(f"{self.folder} has no {TOKENIZER}: run `codesearch train tokenizer` first")
        return Tokenizer.from_file(str(path))

    @cached_property
    def info(self) -> DataInfo:
        """What the numbers in the data stand for."""
        return DataInfo.read(self.data[0])

    @cached_property
    def pairs(self) -> Pairs:
        """The pairs to train on and those to measure by; raises DataError if all are held out."""
        every = read_pairs_of(self.data)
        rows, held_out = split_rows(every, self.info)
        if not len(rows):
            raise DataError(f"every pair of {self.folder} is held out: hold out fewer repositories")
        return Pairs(taken(every, rows), rows, taken(every, held_out))

    @cached_property
    def texts(self) -> TokenizedTexts:
        """The files for masked-language modelling."""
        return read_texts_of(self.data)

    def recipe(self, shape: str) -> Recipe:
        """Return how the stages of a shape train here."""
        return TOY_RECIPE if self.is_toy else recipe_for(shape, self.machine.device.type)

    def config(self, shape: str) -> ModernBertConfig:
        """Return a shape with this run's vocabulary; raises DataError for a name that is none."""
        if shape not in SHAPES:
            raise DataError(f"there is no shape {shape}: take one of {', '.join(SHAPES)}")
        return replace(TOY if self.is_toy else SHAPES[shape], vocab_size=self.info.vocabulary)

    def begin(self, shape: str, start: str | None) -> ModernBert:
        """Return a model to go on from: a stage's, the bag of token vectors, or a random one for None.

        Raises DataError if that stage has left no weights, or those of another shape.
        """
        if start is None:
            return ModernBert(self.config(shape)).to(self.machine.device)
        if start == BAG:
            return bag_as_model(self.bag(shape).table.detach(), self.config(shape)).to(self.machine.device)
        return self.model(shape, start)

    def model(self, shape: str, stage: str) -> ModernBert:
        """Return the model that a stage left; raises DataError if there is none."""
        name = f"{shape}-{stage}"
        model = ModernBert(ModernBertConfig.from_dict(read_facts(self.folder / WEIGHTS, name)))
        model.load_state_dict(read_weights(self.folder / WEIGHTS, name))
        return model.to(self.machine.device)

    def embedder(self, shape: str, model: ModernBert, pool: Pool = Packed.means) -> Embed:
        """Return what makes a text's vector with a model of this shape: the mean over its tokens."""
        machine, pack = self.machine, self.recipe(shape).tokens_a_pack
        return partial(
            embed, model, device=machine.device, tokens_at_once=pack, dtype=machine.dtype, pool=pool
        )

    def keep(self, shape: str, stage: str, model: ModernBert) -> None:
        """Write what a stage made, in half precision; all processes come back when it is written."""
        if self.machine.is_first:
            state, facts = model.state_dict(), model.config.to_dict()
            write_weights(self.folder / WEIGHTS, f"{shape}-{stage}", state, facts=facts)
        self.machine.wait()

    def bag(self, shape: str) -> Bag:
        """Return the bag of token vectors for a shape; raises DataError if there is none."""
        return Bag(read_weights(self.folder / WEIGHTS, f"{shape}-{BAG}")["table"])

    def keep_bag(self, shape: str, bag: Bag) -> None:
        """Write the bag, and the shape that it is for."""
        facts = self.config(shape).to_dict()
        write_weights(self.folder / WEIGHTS, f"{shape}-{BAG}", bag.state_dict(), facts=facts)

    def negatives(self, shape: str, stage: str) -> Path:
        """Return the file of the hard negatives that a stage's model finds."""
        return self.folder / f"{shape}-{stage}-negatives.npz"

    def negatives_by(self, shape: str, stage: str) -> Path | None:
        """Return the last hard negatives that a shape's stages have found up to this one, if any."""
        files = [self.negatives(shape, name) for name in (stage, "contrastive")]
        return next((file for file in files if file.is_file()), None)
