"""The stages, each from data and what an earlier one left to better weights."""

import zlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from codesearch.encoder.model import ModernBert
from codesearch.training.data.negatives import mine_negatives, read_negatives, vectors_of, write_negatives
from codesearch.training.data.sampling import BatchSampler
from codesearch.training.evaluation import held_out_mrr
from codesearch.training.objectives.bag import Bag
from codesearch.training.objectives.contrastive import ContrastiveSettings, Embed, contrastive_step
from codesearch.training.objectives.distillation import ModelTeacher, Projection
from codesearch.training.objectives.mlm import (
    LONG_LENGTH,
    MlmHead,
    MlmSettings,
    before_extension,
    extended,
    new_head,
    pretrain,
)
from codesearch.training.objectives.table import GATES, initial_vectors, random_view, token_frequencies
from codesearch.training.plan import BAG
from codesearch.training.recipe import Recipe
from codesearch.training.run import Run
from codesearch.training.running.budget import Budget
from codesearch.training.running.journal import Checkpoint
from codesearch.training.running.loop import LoopSettings, run_stage
from codesearch.training.running.muon import muon
from codesearch.training.teaching import DISTILLED, Instruction, loss_of

PRETRAINED_LENGTH = 1_024  # tokens
BAG_TOKEN_DROPOUT = 0.2
TEXTS_AT_ONCE = 8_192  # embedded between two reports
PROJECTION_SHARE = 4.0  # of the learning rate: it starts from nothing, and the model waits for it


def train_bag(run: Run, shape: str, budget: Budget, view: NDArray[np.float32] | None = None) -> None:
    """Train the bag of token vectors, a shape's start, from a teacher's view (V, D) of each token."""
    recipe = run.recipe(shape)
    recipe = replace(recipe, batch_size=recipe.bag_batch, contrastive_rate=recipe.bag_rate)
    size, width = run.info.vocabulary, run.config(shape).hidden_size - GATES
    train = run.pairs.train
    vectors = initial_vectors(
        random_view(size, width, recipe.seed) if view is None else view,
        token_frequencies([train.query, train.body], size),
        width,
    )
    bag = Bag(torch.from_numpy(vectors)).to(run.machine.device)
    optimizer = torch.optim.Adam(bag.parameters())
    _contrastive(run, f"{shape}-{BAG}", bag, bag, optimizer, recipe, budget, dropout=BAG_TOKEN_DROPOUT)
    run.keep_bag(shape, bag)


def train_mlm(run: Run, shape: str, budget: Budget, start: str | None = None) -> None:
    """Pre-train on files of up to PRETRAINED_LENGTH tokens."""
    model = run.begin(shape, start)
    if start is None:
        model.config = before_extension(model.config)
    _pretrain(run, shape, "mlm", model, budget, PRETRAINED_LENGTH)


def train_long(run: Run, shape: str, budget: Budget, start: str = "mlm") -> None:
    """Go on with files of up to LONG_LENGTH tokens, and the rotary bases for them."""
    _pretrain(run, shape, "long", extended(run.begin(shape, start)), budget, LONG_LENGTH)


def train_contrastive(
    run: Run,
    shape: str,
    budget: Budget,
    *,
    start: str | None,
    stage: str = "contrastive",
    negatives: Path | None = None,
    instruction: Instruction | None = None,
) -> None:
    """Train on pairs, with hard negatives of `find_negatives` and a teacher, where there are any.

    Raises DataError if what it starts from, or the negatives, are not there.
    """
    recipe = run.recipe(shape)
    model = run.begin(shape, start)
    neighbours = (
        read_negatives(negatives, len(run.pairs.train))[:, : recipe.neighbours] if negatives else None
    )
    projection = None
    if instruction and instruction.shares.vectors:
        projection = Projection(model.config.hidden_size, instruction.width).to(run.machine.device)
    optimizer = muon(model, table_share=recipe.table_share)
    if projection:
        optimizer.add_param_group({"params": list(projection.parameters()), "share": PROJECTION_SHARE})
    _contrastive(
        run,
        f"{shape}-{stage}",
        _together(model, projection),
        run.embedder(shape, model),
        optimizer,
        recipe,
        budget,
        neighbours=neighbours,
        instruction=instruction,
        projection=projection,
    )
    run.keep(shape, stage, model)


def train_distil(
    run: Run, shape: str, budget: Budget, *, start: str | None, teacher: tuple[str, str]
) -> None:
    """Train a shape to answer as its teacher, a (shape, stage), with the negatives it found, if any."""
    teaching = run.model(*teacher)
    embed_by_teacher = run.embedder(teacher[0], teaching)
    train_contrastive(
        run,
        shape,
        budget,
        start=start,
        stage="distil",
        negatives=run.negatives_by(*teacher),
        instruction=Instruction(ModelTeacher(embed_by_teacher), teaching.config.hidden_size, DISTILLED),
    )


def find_negatives(run: Run, shape: str, start: str) -> NDArray[np.int64]:
    """Find the hard negatives (N, K) of the training pairs with a stage's model, and write them."""
    recipe, machine = run.recipe(shape), run.machine
    if start == BAG:
        by_model: Embed = run.bag(shape).to(machine.device)
    else:
        by_model = run.embedder(shape, run.model(shape, start))

    def report(done: int, total: int) -> None:
        run.journal.log(f"{shape}-negatives", done=done, total=total)

    queries, documents = vectors_of(by_model, run.pairs.train, recipe.lengths, TEXTS_AT_ONCE, report)
    rows = mine_negatives(queries, documents, run.pairs.train, count=2 * recipe.neighbours, seed=recipe.seed)
    if machine.is_first:
        write_negatives(run.negatives(shape, start), rows)
    machine.wait()
    return rows


def _pretrain(run: Run, shape: str, stage: str, model: ModernBert, budget: Budget, length: int) -> None:
    recipe = run.recipe(shape)
    settings = MlmSettings(
        seed_of(f"{shape}-{stage}", recipe),
        length,
        recipe.mlm_batch_tokens,
        recipe.tokens_at_once,
        spans=recipe.mlm_spans,
    )
    head = new_head(model, recipe.seed)
    if stage == "long":
        _go_on_with(head, run.journal.load(f"{shape}-mlm"))
    pretrain(
        model,
        run.texts,
        head=head,
        settings=settings,
        loop=LoopSettings(recipe.mlm_rate, recipe.report_every),
        budget=budget,
        journal=run.journal,
        machine=run.machine,
        name=f"{shape}-{stage}",
    )
    run.keep(shape, stage, model)


def _go_on_with(head: MlmHead, before: Checkpoint | None) -> None:
    """Give the head what pre-training has taught it, if its checkpoint is at hand: a new one disturbs."""
    if before is not None:
        state = {name: tensor for name, tensor in before.groups["module"].items() if name.startswith("head.")}
        head.load_state_dict({name.removeprefix("head."): tensor for name, tensor in state.items()})


def _contrastive(
    run: Run,
    name: str,
    module: nn.Module,
    embedder: Embed,
    optimizer: torch.optim.Optimizer,
    recipe: Recipe,
    budget: Budget,
    *,
    neighbours: NDArray[np.int64] | None = None,
    instruction: Instruction | None = None,
    projection: Projection | None = None,
    dropout: float = 0.0,
) -> None:
    pairs = run.pairs
    settings = ContrastiveSettings(
        recipe.batch_size, recipe.tokens_at_once, recipe.lengths, dropout, seed_of(name, recipe)
    )
    step = contrastive_step(
        embedder,
        pairs.train,
        BatchSampler(pairs.train, recipe.batch_size, neighbours),
        run.info.language_ids,
        loss_of(recipe, run.machine, instruction, projection),
        settings,
        run.machine,
    )
    run_stage(
        name,
        module,
        step,
        optimizer=optimizer,
        settings=LoopSettings(recipe.contrastive_rate, recipe.report_every),
        budget=budget,
        journal=run.journal,
        machine=run.machine,
        evaluate=partial(held_out_mrr, pairs.held_out, embedder) if len(pairs.held_out) else None,
    )


def seed_of(name: str, recipe: Recipe) -> int:
    """Return what draws a stage's batches: a stage that goes on from another must not see the same again."""
    return zlib.crc32(f"{recipe.seed} {name}".encode())


def _together(model: ModernBert, projection: Projection | None) -> nn.Module:
    return nn.ModuleDict({"model": model} | ({"projection": projection} if projection else {}))
