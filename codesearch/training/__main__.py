"""The whole training within a budget: `python -m codesearch.training FOLDER… --out OUT --budget MINUTES`.

Needs Python, torch, numpy, tokenizers and safetensors, and no network. Started again it goes on from where
it was stopped; under torchrun it works on several GPUs.
"""

import argparse
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from codesearch.errors import CodesearchError, DataError, ExtraError
from codesearch.training.plan import SHAPES, Plan, Shape, open_plan

if TYPE_CHECKING:
    from codesearch.training.running.machine import Machine

DONE, FAILED, INTERRUPTED = 0, 2, 130

# Takes the plan, folders of prepared data, the run's folder, the machine and `is_toy`.
RunPlan = Callable[..., None]


def main(arguments: Sequence[str] | None = None, run_plan: RunPlan | None = None) -> int:
    """Run all stages, those of `stages.py` unless given, over prepared data; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        _train(options, run_plan)
    except CodesearchError as error:
        return _fail(str(error), FAILED)
    except OSError as error:
        return _fail(f"{error.strerror or error}: {error.filename or options.out}", FAILED)
    except KeyboardInterrupt:
        return _fail("stopped; the same command goes on from the last checkpoint", INTERRUPTED)
    return DONE


def data_folder(folder: Path) -> Path:
    """Return the folder or its `data`, whichever holds prepared data; raises DataError if neither does."""
    for place in (folder, folder / "data"):
        if any(place.glob("*.npz")):
            return place
    raise DataError(f"{folder} holds no prepared data: give a folder that `codesearch train bundle` wrote")


def _train(options: argparse.Namespace, run_plan: RunPlan | None) -> None:
    _require_torch()
    from codesearch.training.running.machine import opened_machine

    options.folders = [data_folder(folder) for folder in options.folders]
    options.out.mkdir(parents=True, exist_ok=True)
    with opened_machine(options.device, options.threads) as machine:
        _run(options, machine, run_plan or _all_stages())


def _run(options: argparse.Namespace, machine: "Machine", run_plan: RunPlan) -> None:
    from codesearch.training.handover.results import begin_run, hand_over, summary

    plan = open_plan(options.out, 60 * options.budget, options.shapes, is_writing=machine.is_first)
    if options.resume:
        _adopt(plan, options.resume, options.out, machine)
    if machine.is_first:
        begin_run(options.out, options.folders[0], machine)
    try:
        run_plan(plan, options.folders, options.out, machine, is_toy=options.toy)
    finally:
        if machine.is_first:
            plan.save()
            hand_over(plan, options.out)
    if machine.is_first:
        print(summary(options.out))


def _adopt(plan: Plan, resumed: Path, out: Path, machine: "Machine") -> None:
    """Take over the weights that another run handed over, and go on after the stages that made them."""
    from codesearch.training.handover.weights import WEIGHTS, copy_weights, names_in

    names = names_in(resumed)
    if not names:
        raise DataError(f"{resumed} holds no weights to go on from: leave out --resume")
    if machine.is_first:
        for name in names:
            copy_weights(resumed, name, out / WEIGHTS)
    plan.adopt(names)
    machine.wait()


def _all_stages() -> RunPlan:
    from codesearch.training.planned import run_plan

    return run_plan


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m codesearch.training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="with prepared data")
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints, figures and weights")
    parser.add_argument(
        "--budget",
        type=_minutes,
        required=True,
        metavar="MINUTES",
        help="for everything; time that earlier calls spent on the same --out counts",
    )
    parser.add_argument(
        "--shapes", type=_shapes, default=SHAPES, help="small,nano (the default), or one of them"
    )
    parser.add_argument(
        "--resume", type=Path, metavar="FOLDER", help="with weights that another run handed over"
    )
    parser.add_argument("--threads", type=int, help="of the CPU; as torch decides unless given")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="a GPU where there is one, unless given")
    parser.add_argument("--toy", action="store_true", help="tiny models: try the path, not the quality")
    return parser


def _minutes(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 < (minutes := float(text)) < 1e6:
            return minutes
    raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes")


def _shapes(text: str) -> tuple[Shape, ...]:
    names = text.split(",")
    if unknown := [name for name in names if name not in SHAPES]:
        raise argparse.ArgumentTypeError(f"there is no shape {unknown[0]!r}: give small, nano or small,nano")
    return tuple(shape for shape in SHAPES if shape in names)


def _require_torch() -> None:
    try:
        import torch  # noqa: F401  # whether it is there
    except ImportError as error:
        message = "training needs torch: pip install 'torch>=2.10' numpy tokenizers safetensors"
        raise ExtraError(message) from error


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _fail(message: str, code: int) -> int:
    print(f"codesearch.training: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)  # so that a run that is stopped hands over what it has
    sys.exit(main())
