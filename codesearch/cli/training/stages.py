"""`codesearch train bag`, `mlm`, `contrastive`, `negatives` and `distil`: one stage each, on one machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.training.options import needing_torch, shape_option

if TYPE_CHECKING:
    from codesearch.training.run import Run
    from codesearch.training.running.budget import Budget

_OPTIONS = (
    click.argument("folder", metavar="RUN", type=FolderParam()),
    shape_option,
    click.option(
        "--device",
        type=click.Choice(["cpu", "cuda"]),
        help="Train here; on a GPU where there is one, unless given.",
    ),
    click.option("--threads", type=click.IntRange(1), metavar="N", help="Use so many threads of the CPU."),
    click.option("--toy", is_flag=True, help="Train a tiny model: to try the path, not the quality."),
)
_BUDGET = (
    click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Stop after so long."),
    click.option("--steps", type=click.IntRange(1), metavar="N", help="Stop after so many steps."),
)
_start = click.option("--from", "start", metavar="STAGE", help="Start from what this stage left.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the options that all stages share were given."""

    folder: Path
    shape: str
    device: str | None
    threads: int | None
    toy: bool

    @contextmanager
    def opened(self) -> Iterator["Run"]:
        """Yield the run in its folder.

        Raises:
            DataError: there is no prepared data.
            ExtraError: torch is not installed.
        """
        with needing_torch():
            from codesearch.training.run import DATA, Run
            from codesearch.training.running.machine import opened_machine
        with opened_machine(self.device, self.threads) as machine:
            yield Run(self.folder, machine, [self.folder / DATA], self.toy)


def _with(options: tuple[Callable[..., Any], ...]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the shared options, as one argument `choices`, and these."""

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def with_choices(**given: Any) -> Any:
            choices = Choices(**{name: given.pop(name) for name in Choices.__dataclass_fields__})
            return function(choices, **given)

        command: Callable[..., Any] = with_choices
        for option in reversed((*_OPTIONS, *options)):
            command = option(command)
        return command

    return decorated


@click.command("bag", short_help="Train a vector for each token.")
@_with(_BUDGET)
@click.option(
    "--teacher",
    metavar="NAME|FOLDER",
    help="Begin with this encoder's view of each token; random unless given.",
)
def bag(choices: Choices, *, minutes: float | None, steps: int | None, teacher: str | None) -> int:
    """Train a bag of token vectors: the start for a model where there is no time for `mlm`."""
    with choices.opened() as run:
        from codesearch.evaluation.asking.encoders import open_encoder
        from codesearch.training.objectives.table import view_of_tokens
        from codesearch.training.stages import train_bag

        view = view_of_tokens(run.tokenizer, open_encoder(teacher)) if teacher else None
        train_bag(run, choices.shape, _budget(minutes, steps), view)
    return FOUND


@click.command("mlm", short_help="Pre-train by guessing masked tokens.")
@_with((*_BUDGET, _start))
@click.option("--long", "is_long", is_flag=True, help="Go on from `mlm` with texts of 8,192 tokens.")
def mlm(
    choices: Choices, *, minutes: float | None, steps: int | None, start: str | None, is_long: bool
) -> int:
    """Pre-train on whole files, as ModernBERT was."""
    with choices.opened() as run:
        from codesearch.training.stages import train_long, train_mlm

        if is_long:
            train_long(run, choices.shape, _budget(minutes, steps), start or "mlm")
        else:
            train_mlm(run, choices.shape, _budget(minutes, steps), start)
    return FOUND


@click.command("contrastive", short_help="Train on pairs of question and function.")
@_with((*_BUDGET, _start))
@click.option(
    "--as", "stage", default="contrastive", show_default=True, metavar="STAGE", help="Call it this."
)
@click.option(
    "--negatives", metavar="STAGE", help="Use the hard negatives that `negatives --from STAGE` found."
)
@click.option(
    "--teacher-vectors", type=FolderParam(), help="Learn from what `teach` wrote for the same corpus, too."
)
def contrastive(
    choices: Choices,
    *,
    minutes: float | None,
    steps: int | None,
    start: str | None,
    stage: str,
    negatives: str | None,
    teacher_vectors: Path | None,
) -> int:
    """Train on pairs: each question finds its function among those of a batch, and the other way round."""
    with choices.opened() as run:
        from codesearch.training.stages import train_contrastive
        from codesearch.training.teaching import taught_by

        train_contrastive(
            run,
            choices.shape,
            _budget(minutes, steps),
            start=start,
            stage=stage,
            negatives=run.negatives(choices.shape, negatives) if negatives else None,
            instruction=taught_by(run, teacher_vectors) if teacher_vectors else None,
        )
    return FOUND


@click.command("negatives", short_help="Find functions that are hard to tell from the right one.")
@_with((_start,))
def negatives(choices: Choices, *, start: str | None) -> int:
    """Find the hard negatives of each question with the model of a stage, `contrastive` unless given."""
    with choices.opened() as run:
        from codesearch.training.stages import find_negatives

        find_negatives(run, choices.shape, start or "contrastive")
    return FOUND


@click.command("distil", short_help="Train a small model to answer as a larger one.")
@_with((*_BUDGET, _start))
@click.option(
    "--teacher",
    nargs=2,
    default=("small", "hard"),
    show_default=True,
    metavar="SHAPE STAGE",
    help="Learn from the model that this stage left.",
)
def distil(
    choices: Choices, *, minutes: float | None, steps: int | None, start: str | None, teacher: tuple[str, str]
) -> int:
    """Train a model on pairs, on a larger model's scores, and on its vectors."""
    with choices.opened() as run:
        from codesearch.training.stages import train_distil

        train_distil(run, choices.shape, _budget(minutes, steps), start=start, teacher=teacher)
    return FOUND


def _budget(minutes: float | None, steps: int | None) -> "Budget":
    from codesearch.training.running.budget import Budget

    if minutes is None and steps is None:
        raise click.UsageError("say how long: give --minutes or --steps")
    return Budget(seconds=60 * minutes if minutes else float("inf"), steps=steps)
