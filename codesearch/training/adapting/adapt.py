"""The whole of it: lessons, training, the choice of how much stays, and the verdict on questions held out."""

import json
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from codesearch.encoder.adapted import CARD_FILE, Adapted, Record, keep
from codesearch.encoder.export import export_folder
from codesearch.encoder.folder import BUNDLED, TOKENIZER_FILE
from codesearch.evaluation.measures.confidence import Difference, paired_test
from codesearch.training.adapting.lessons import Lessons, check_enough
from codesearch.training.adapting.tuning import Settings, Student
from codesearch.training.averaging import mixed
from codesearch.training.running.budget import Budget
from codesearch.training.running.journal import State

MIXES = (0.15, 0.3, 0.5, 0.75, 1.0)  # shares of the trained weights that are tried
MAX_CHANCE = 0.05  # that a difference comes up by chance, for the encoder to be kept

Report = Callable[[str], None]  # is told what was done
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """What training made of the questions, and the weights that did best."""

    before: Scores  # reciprocal ranks (Q,)
    after: Scores
    mix: float  # share of the trained weights
    state: State
    steps: int

    @cached_property
    def difference(self) -> Difference:
        """How much better it is, and whether that may be chance."""
        return paired_test(self.before, self.after, None)


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What came of it."""

    record: Record
    trial: Trial
    adapted: Adapted | None  # None: not better by more than chance, so nothing was changed


def adapt(
    roots: Sequence[Path],
    lessons: Lessons,
    budget: Budget,
    *,
    base: Path = BUNDLED,
    settings: Settings | None = None,
    report: Report = lambda _: None,
) -> Adaptation:
    """Train an encoder on with the lessons of these roots, and keep it for them if it is better.

    It is better where it ranks the functions that questions of held-out files ask for higher, by more than
    chance. The budget begins with the training; nothing is written outside of a temporary folder before the
    verdict.

    Raises:
        DataError: there is too little to learn from.
        EncoderError: the base cannot be used, or the user's data folder cannot be written.
    """
    began = time.monotonic()
    check_enough(lessons)
    report(f"{len(lessons.pairs):,} pairs to learn from, {len(lessons.questions):,} questions held out")
    student = Student(base)
    with tempfile.TemporaryDirectory(prefix="codesearch-adapt-") as scratch:
        trial = _tried(student, lessons, budget, settings or Settings(), Path(scratch), report)
        difference = trial.difference
        record = Record(
            base=student.config.id_at(student.config.width),
            roots=[str(root) for root in roots],
            pairs=len(lessons.pairs),
            questions=len(lessons.questions),
            before=float(trial.before.mean()),
            after=float(trial.after.mean()),
            mix=trial.mix,
            seconds=time.monotonic() - began,
        )
        is_better = difference.value > 0 and difference.p < MAX_CHANCE
        adapted = None
        if is_better:
            exported = Path(scratch) / "encoder"
            _export(student, trial.state, base, exported, record)
            adapted = keep(exported, record)
    return Adaptation(record, trial, adapted)


def cross_fitted(tried: Sequence[Scores], files: Sequence[str]) -> Scores:
    """Return for each question (Q,) its score under what did best on the questions of other files.

    The questions, whose files are given, are parted in two: what is chosen on the one half is measured on the
    other, so that no choice flatters itself.
    """
    half = np.array([zlib.crc32(file.encode("utf-8", "replace")) % 2 for file in files], dtype=bool)
    scores = np.stack(tried)  # (M, Q)
    found = np.empty(len(files))
    for part in (half, ~half):
        others = ~part if (~part).any() else part
        best = scores[:, others].mean(axis=1).argmax()
        found[part] = scores[best, part]
    return found


def _tried(
    student: Student, lessons: Lessons, budget: Budget, settings: Settings, scratch: Path, report: Report
) -> Trial:
    pairs, *measured = map(student.read, (lessons.pairs, lessons.questions, lessons.others))
    before, start = student.reciprocal_ranks(*measured), student.state()
    report(f"mean reciprocal rank before: {before.mean():.3f}")
    budget.began = time.monotonic()
    student.learn(pairs, budget, settings, scratch)
    end = student.state()
    report(f"trained for {budget.step:,} steps")
    tried = []
    for mix in MIXES:
        student.load(mixed(start, end, mix))
        tried.append(student.reciprocal_ranks(*measured))
    after = cross_fitted(tried, [pair.path for pair in lessons.questions])
    mix = MIXES[int(np.argmax([scores.mean() for scores in tried]))]
    return Trial(before, after, mix, mixed(start, end, mix), budget.step)


def _export(student: Student, state: State, base: Path, out: Path, record: Record) -> None:
    model = student.model
    model.load_state_dict(state)
    tokenizer = Tokenizer.from_file(str(base / TOKENIZER_FILE))
    export_folder(model, model.config, tokenizer, out, name=f"{student.config.name}-adapted")
    (out / CARD_FILE).write_text(_card(record), encoding="utf-8")


def _card(record: Record) -> str:
    roots = "\n".join(f"- {json.dumps(root)}" for root in record.roots)
    return f"""# An encoder adapted to repositories of its user

Trained from {record.base} on {record.pairs:,} pairs of documentation, commits, tests and prose with
functions, of

{roots}

On {record.questions:,} questions of files that were held out, the mean reciprocal rank went from
{record.before:.3f} to {record.after:.3f}. {record.mix:.0%} of the weights' change in training was taken over
(WiSE-FT, arXiv 2109.01903). Weights remember what they were trained on: do not pass them on where the code
must not go.
"""
