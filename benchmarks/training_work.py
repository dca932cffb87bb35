"""The folder that arms are trained in: what they share is made once, and what is there is used again."""

import json
import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training_arms import Arm, ArmRun

from codesearch.cli.training.data import FILES_FILE, PAIRS_FILE
from codesearch.encoder.tokenization import load_tokenizer
from codesearch.evaluation.asking.encoders import open_encoder
from codesearch.pairs.records import Pair, read_pairs, write_pairs
from codesearch.training.data.prepare import prepare
from codesearch.training.data.teacher import teach
from codesearch.training.data.views import plain
from codesearch.training.data.vocabulary import write_tokenizer
from codesearch.training.handover.export import export_stage
from codesearch.training.handover.weights import WEIGHTS, copy_weights
from codesearch.training.objectives.table import view_of_tokens
from codesearch.training.plan import BAG
from codesearch.training.run import DATA, TOKENIZER
from codesearch.training.running.budget import Budget
from codesearch.training.running.journal import LOG_FILE
from codesearch.training.running.machine import Machine
from codesearch.training.stages import find_negatives, train_bag, train_contrastive, train_mlm
from codesearch.training.teaching import taught_by

SHAPE, MASKED, LEARNT = "nano", "mlm", "contrastive"  # a shape and stages, whose names draw the batches
HELD_OUT = ("celery/celery", "mahmoud/boltons")  # repositories to measure by
HELD_OUT_FILE, VIEW_FILE, ENCODER, DONE = "held-out.jsonl", "view.npy", "encoder", "done.json"
MASKED_SHARE = 1 / 3  # of an arm's tokens, where there is masked-language modelling
LOOKED_AT = 1_000  # pairs, for the mean of their tokens
SEED = 0

Facts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Work:
    """What is learnt from, for how long, and where.

    Each method does its work once; called again it returns what it did then.
    """

    folder: Path
    pairs: int  # at most
    steps: int
    bag_steps: int
    teacher: str = ""  # the name of an encoder, or its folder
    is_toy: bool = False

    @property
    def held_out(self) -> Path:
        """The file of the pairs that no arm learns from."""
        return self._drawn / HELD_OUT_FILE

    def encoder(self, arm: Arm) -> Path:
        """Where an arm that is trained is as an encoder."""
        return self._arm(arm) / ENCODER

    def draw(self, source: Path) -> Facts:
        """Draw pairs evenly; return how many there are. Raises DataError for a line that is none."""
        return once(self._drawn, lambda folder: {"pairs": drawn(source, folder, self.pairs)})

    def teach(self) -> Facts:
        """Let the teacher embed the questions; return how many seconds of the processor that took."""

        def taught(folder: Path) -> None:
            teach(open_encoder(self.teacher), self._pairs(), folder, reads_code=False)

        return once(self._taught, lambda folder: {"seconds": seconds_of(lambda: taught(folder))})

    def tokenize(self, arm: Arm) -> Facts:
        """Learn an arm's tokenizer, and prepare pairs and their code alone; return how many ids it has.

        The teacher, if there is one, embeds each of them.
        """

        def tokenized(folder: Path) -> Facts:
            path = folder / TOKENIZER
            write_tokenizer(self._pairs(), path, vocabulary=arm.vocabulary, keeps_case=arm.keeps_case)
            tokenizer, files = load_tokenizer(path), self._drawn / FILES_FILE
            prepare(self._pairs(), files, tokenizer, folder / DATA, held_out=(), report=lambda *_: None)
            if self.teacher:
                view = view_of_tokens(Tokenizer.from_file(str(path)), open_encoder(self.teacher))
                np.save(folder / VIEW_FILE, view)
            return {"vocabulary": tokenizer.vocabulary}

        return once(self._tokens(arm), tokenized)

    def begin(self, arm: Arm) -> Facts:
        """Train an arm's bag and find negatives by it; return the seconds of the processor of both."""

        def begun(folder: Path) -> Facts:
            run, view = self._run(arm, folder), self._view(arm)
            return {
                "bag": seconds_of(lambda: train_bag(run, SHAPE, Budget(steps=self.bag_steps), view)),
                "negatives": seconds_of(lambda: find_negatives(run, SHAPE, BAG)),
            }

        return once(self._start(arm), begun)

    def train(self, arm: Arm) -> Facts:
        """Train an arm from its bag on, and export it; return its tokens and seconds, the bag's included."""

        def trained(folder: Path) -> Facts:
            begun, run = self.begin(arm), self._run(arm, folder)
            copy_weights(self._start(arm) / WEIGHTS, f"{SHAPE}-{BAG}", folder / WEIGHTS)
            shutil.copyfile(self._tokens(arm) / TOKENIZER, folder / TOKENIZER)
            seconds = begun["bag"] + arm.has_negatives * begun["negatives"]
            seconds += seconds_of(lambda: self._learn(arm, run))
            export_stage(folder, folder / ENCODER, name=arm.name, shape=SHAPE, stage=LEARNT)
            return {"seconds": seconds, "tokens": tokens_seen(folder)}

        return once(self._arm(arm), trained)

    def _learn(self, arm: Arm, run: ArmRun) -> None:
        """The stages after the bag; the weights are those of the last step, as no pairs are held out."""
        torch.manual_seed(SEED)
        start, steps = BAG, self.steps
        if arm.masked:
            start, steps = MASKED, round((1 - MASKED_SHARE) * self.steps)
            train_mlm(run, SHAPE, Budget(steps=as_masked(run, self.steps - steps)), BAG)
        negatives = self._run(arm, self._start(arm)).negatives(SHAPE, BAG)
        train_contrastive(
            run,
            SHAPE,
            Budget(steps=steps),
            start=start,
            negatives=negatives if arm.has_negatives else None,
            instruction=taught_by(run, self._taught) if self.teacher and arm.has_teacher else None,
        )

    def _run(self, arm: Arm, folder: Path) -> ArmRun:
        data = [self._tokens(arm) / DATA]
        return ArmRun(folder, Machine(torch.device("cpu")), data, is_toy=self.is_toy, arm=arm)

    def _view(self, arm: Arm) -> NDArray[np.float32] | None:
        """What the arm's bag begins with."""
        file = self._tokens(arm) / VIEW_FILE
        return np.load(file, allow_pickle=False) if self.teacher and arm.has_teacher else None

    def _pairs(self) -> Iterator[Pair]:
        return read_pairs(self._drawn / PAIRS_FILE)

    @property
    def _drawn(self) -> Path:
        return self.folder / "pairs"

    @property
    def _taught(self) -> Path:
        return self.folder / "taught"

    def _tokens(self, arm: Arm) -> Path:
        return self.folder / "tokens" / arm.tokens

    def _start(self, arm: Arm) -> Path:
        return self.folder / "starts" / arm.start

    def _arm(self, arm: Arm) -> Path:
        return self.folder / "arms" / arm.name


def once(folder: Path, make: Callable[[Path], Facts]) -> Facts:
    """Return what `make` says when it has filled the folder; what a call left that was cut off is deleted."""
    done = folder / DONE
    if not done.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        done.write_text(json.dumps(make(folder)) + "\n", encoding="utf-8")
    facts: Facts = json.loads(done.read_text("utf-8"))
    return facts


def drawn(source: Path, folder: Path, most: int) -> int:
    """Write pairs drawn evenly, their code, and all pairs held out; return how many are drawn."""
    rows: list[int] = []
    held_out: list[Pair] = []
    for row, pair in enumerate(read_pairs(source)):
        if pair.repository in HELD_OUT:
            held_out.append(pair)
        else:
            rows.append(row)
    write_pairs(folder / HELD_OUT_FILE, held_out)
    chosen = set(random.Random(SEED).sample(rows, min(most, len(rows))))
    write_pairs(folder / PAIRS_FILE, (pair for row, pair in enumerate(read_pairs(source)) if row in chosen))
    write_code(read_pairs(folder / PAIRS_FILE), folder / FILES_FILE)
    return len(chosen)


def write_code(pairs: Iterable[Pair], path: Path) -> None:
    """Write each pair's code as a file by itself, the same code once."""
    repositories = {pair.code: pair.repository for pair in pairs}
    with path.open("w", encoding="utf-8") as file:
        for code, repository in repositories.items():
            file.write(json.dumps({"repository": repository, "text": code}) + "\n")


def as_masked(run: ArmRun, steps: int) -> int:
    """Return how many steps of masked-language modelling see about as many tokens as so many of pairs."""
    recipe, pairs = run.recipe(SHAPE), run.pairs.train
    rows = np.linspace(0, len(pairs) - 1, min(len(pairs), LOOKED_AT)).astype(int)
    tokens = np.mean([sum(map(len, plain(pairs, row, recipe.lengths))) for row in rows])
    return max(1, round(steps * recipe.batch_size * tokens / recipe.mlm_batch_tokens))


def tokens_seen(folder: Path) -> int:
    """Return how many tokens the stages of a run have seen, by its log."""
    lines = (folder / LOG_FILE).read_text("utf-8").splitlines()
    return sum(json.loads(line).get("tokens", 0) for line in lines)


def seconds_of(run: Callable[[], object]) -> float:
    """Return the seconds of the processor, on all its cores, that this process takes for something."""
    began = time.process_time()
    run()
    return time.process_time() - began
