"""A budget divided among the stages by deadline: what one leaves over, or overruns, all later ones share.

The plan stands in RUN/plan.json, so that a run that was stopped goes on with the time and the stages that
remain.
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from codesearch.errors import DataError

PLAN_FILE = "plan.json"
Shape = Literal["small", "nano"]
SHAPES: tuple[Shape, ...] = (
    "small",
    "nano",
)  # the first that is asked for is trained, the second distilled from it

# Shares of the time in order; what is left over goes to loading, export and evaluation.
TRAINED = {"mlm": 0.34, "long": 0.06, "contrastive": 0.26, "negatives": 0.04, "hard": 0.14}
DISTILLED = {"distil": 0.12}
REST = 0.04
STAGES = (*TRAINED, *DISTILLED)
BAG = "bag"  # in no plan: the start where there is no time for these; it leaves vectors of tokens, no model


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage and the time that it has when all stages before it take exactly theirs."""

    name: str  # one of STAGES
    shape: Shape
    seconds: float

    @property
    def label(self) -> str:
        """What names the stage, its checkpoint and its weights: "small-mlm"."""
        return f"{self.shape}-{self.name}"


@dataclass(slots=True)
class _Course:
    """How a stage went so far; seconds of the run, earlier processes included."""

    began: float = 0.0
    granted: float = 0.0  # how many seconds it may take
    is_finished: bool = False


@dataclass(slots=True)
class Plan:
    """The stages of a run, and how far it has come.

    What a process did after it last called `save` counts as not spent when it is killed, except for what
    a stage's checkpoint knows of.
    """

    file: Path
    stages: tuple[StagePlan, ...]
    seconds: float  # in all
    elapsed_before: float = 0.0  # in earlier processes
    courses: dict[str, _Course] = field(default_factory=dict)  # by label
    is_writing: bool = True
    clock: Callable[[], float] = time.monotonic
    opened: float = field(init=False)

    def __post_init__(self) -> None:
        self.opened = self.clock()

    @property
    def elapsed(self) -> float:
        """Seconds since the run began, earlier processes included."""
        return self.elapsed_before + self.clock() - self.opened

    @property
    def remaining(self) -> tuple[StagePlan, ...]:
        """The stages that are not finished, in order."""
        return tuple(stage for stage in self.stages if not self._course(stage).is_finished)

    def begin(self, stage: StagePlan, spent: float = 0.0) -> float:
        """Return how many seconds the stage may take, the `spent` ones that its checkpoint tells of included.

        It is the stage's share of what is left until the deadline, among all that is still to be done.
        """
        course = self._course(stage)
        if spent:
            self.elapsed_before += max(0.0, course.began + spent - self.elapsed)
        else:
            course.began = self.elapsed
        weight = stage.seconds * _undone(spent, course.granted)
        later = sum(other.seconds for other in self.remaining if other != stage)
        left = max(0.0, self.seconds - self.elapsed)
        share = weight / (weight + later + self._rest) if weight else 0.0
        course.granted = spent + left * share
        self.save()
        return course.granted

    def finish(self, stage: StagePlan) -> None:
        """Record that the stage is done; to be called when its weights are on disk."""
        self._course(stage).is_finished = True
        self.save()

    def adopt(self, labels: Iterable[str]) -> None:
        """Count as finished the stages whose weights are at hand, and those of the same shape before them."""
        at_hand = set(labels)
        for number, stage in enumerate(self.stages):
            following = [other.label for other in self.stages[number:] if other.shape == stage.shape]
            if not at_hand.isdisjoint(following):
                self._course(stage).is_finished = True
        self.save()

    def save(self) -> None:
        """Write plan.json; the one before stays until this one is whole."""
        if not self.is_writing:
            return
        values = {
            "seconds": self.seconds,
            "elapsed": round(self.elapsed, 3),
            "stages": {stage.label: asdict(self._course(stage)) for stage in self.stages},
        }
        partial = self.file.with_suffix(".partial")
        partial.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
        partial.replace(self.file)

    def go_on(self) -> Self:
        """Take over what an earlier process left in plan.json; raises DataError as `open_plan`."""
        if not self.file.is_file():
            return self
        elapsed, self.courses = _read(self.file)
        if set(self.courses) != {stage.label for stage in self.stages}:
            raise DataError(
                f"{self.file} is of a run with other shapes: give the same --shapes or another --out"
            )
        self.elapsed_before = elapsed
        if self.remaining and self.elapsed >= self.seconds:
            minutes = elapsed / 60
            raise DataError(
                f"this run has spent {minutes:.1f} minutes already: give a larger --budget to go on"
            )
        return self

    @property
    def _rest(self) -> float:
        return self.seconds - sum(stage.seconds for stage in self.stages)

    def _course(self, stage: StagePlan) -> _Course:
        return self.courses.setdefault(stage.label, _Course())


def open_plan(
    folder: Path,
    seconds: float,
    shapes: Sequence[Shape] = SHAPES,
    *,
    is_writing: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """Return the plan of the run in this folder, a new one or the one begun there, of so many seconds in all.

    Raises DataError when plan.json is damaged or of other shapes, or tells that the time is spent.
    """
    stages = planned_stages(seconds, shapes)
    return Plan(folder / PLAN_FILE, stages, seconds, is_writing=is_writing, clock=clock).go_on()


def planned_stages(seconds: float, shapes: Sequence[Shape]) -> tuple[StagePlan, ...]:
    """Return the stages of a run of so many seconds: the larger shape is trained, the other one distilled."""
    trained, *distilled = [shape for shape in SHAPES if shape in shapes]
    shares = [(name, trained, share) for name, share in TRAINED.items()]
    shares += [(name, shape, share) for shape in distilled for name, share in DISTILLED.items()]
    whole = REST + sum(share for _, _, share in shares)
    return tuple(StagePlan(name, shape, seconds * share / whole) for name, shape, share in shares)


def _undone(spent: float, granted: float) -> float:
    """The share of a stage that is still to be done."""
    return max(0.0, 1 - spent / granted) if granted else 1.0


def _read(file: Path) -> tuple[float, dict[str, _Course]]:
    try:
        values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        courses = {label: _Course(**course) for label, course in values["stages"].items()}
        return float(values["elapsed"]), courses
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(f"the plan {file} cannot be read ({error}): delete it to plan anew") from error
