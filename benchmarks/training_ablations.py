"""Which choices of training pay: each is changed alone, and a nano trained from nothing for as many steps.

    python benchmarks/training_ablations.py PAIRS SET WORK [--teacher all-MiniLM-L6-v2] [--processes 2]
        [--pairs 120000] [--steps 60] [--bag-steps 200] [--arms no-teacher,case] [--quick]

PAIRS is the pairs.jsonl of `codesearch train corpus`, SET the folder of `codesearchnet.py`; functions are
ranked by cosine alone, among those of SET and among those of repositories that are held out. WORK keeps what
is made on the way: a run that was stopped goes on with the arms that are not done. Arms have the same pairs,
steps and seeds; where there is masked-language modelling, a third of the steps are as many tokens of it.
Without a teacher no arm has one. Vectors have 256 numbers at most, and weights are int8, as in the tool. Each
process has one core.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ablation_tables import training_ablations_of
from ablations import Data, Scores, against, read, scores_by
from published import RESULTS, write
from training_arms import ARMS, SHIPPED, Arm
from training_work import Facts, Work

from codesearch.encoder.folder import WEIGHTS_FILE

USUAL = {"pairs": 120_000, "steps": 60, "bag_steps": 200}
QUICK = {"pairs": 300, "steps": 4, "bag_steps": 8}
SETTINGS_FILE, SCORES_FILE = "settings.json", "scores.npz"

Each = Callable[[Callable[[Arm], Facts], Sequence[Arm]], Iterator[Facts]]


@contextmanager
def spread(processes: int) -> Iterator[Each]:
    """Yield a `map` over so many processes of one thread each, or over this one with all its threads.

    Each task has a process of its own, which gives all its memory back.
    """
    if processes == 1:
        yield map
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, torch.set_num_threads, (1,), max_tasks_per_child=1) as pool:
        yield pool.map


def prepare(work: Work, arms: Sequence[Arm], each: Each) -> None:
    """Make what arms share: tokenizers and ids, then bags and their negatives."""
    list(each(work.tokenize, list({arm.tokens: arm for arm in arms}.values())))
    list(each(work.begin, list({arm.start: arm for arm in arms}.values())))


def data_of(work: Work, folder: Path, *, quick: bool) -> list[Data]:
    """The functions that are asked for: of the repositories held out, where there are any, and of the set."""
    data = [read("CodeSearchNet protocol", folder, quick=quick)]
    if work.held_out.stat().st_size:
        data.insert(0, read("held-out repositories", work.held_out, quick=quick))
    return data


def scores_of(work: Work, arm: Arm, data: Sequence[Data]) -> list[Scores]:
    """Return the reciprocal ranks (Q,) by an arm that is trained; they are kept beside its encoder."""
    folder = work.encoder(arm)
    file = folder / SCORES_FILE
    if not file.is_file():
        scores = scores_by(folder, data, arm.pooling)
        partial = file.with_suffix(".partial.npz")
        np.savez(partial, **{one.name: ranks for one, ranks in zip(data, scores, strict=True)})
        partial.replace(file)
    with np.load(file, allow_pickle=False) as stored:
        return [stored[one.name] for one in data]


def rows(work: Work, arms: Sequence[Arm], data: Sequence[Data], each: Each) -> Iterator[dict[str, Any]]:
    """Yield each arm, of which the first is the shipped one: its cost, means, and distance from the first."""
    ours: list[Scores] = []
    first = 0.0
    for arm, facts in zip(arms, each(work.train, arms), strict=True):
        theirs = scores_of(work, arm, data)
        ours, first = ours or theirs, first or facts["seconds"]
        compared = zip(data, ours, theirs, strict=True)
        row = {
            "arm": arm.name,
            "is_shipped": arm == SHIPPED,
            **facts,
            **work.tokenize(arm),
            "time": facts["seconds"] / first,
            "megabytes": (work.encoder(arm) / WEIGHTS_FILE).stat().st_size / 1e6,
            "scores": [against(one, other, asked.groups) for asked, one, other in compared],
        }
        print(json.dumps(row), flush=True)
        yield row


def chosen(names: Sequence[str], *, has_teacher: bool) -> list[Arm]:
    """The arms of these names, all for none, behind the shipped one; those that differ from it alone."""
    arms = [arm for arm in ARMS if not names or arm.name in names or arm == SHIPPED]
    return [arm for arm in arms if arm.has_teacher or has_teacher]


def is_other(folder: Path, settings: dict[str, Any]) -> bool:
    """Whether a folder holds what was trained by other settings; if it holds nothing yet, it gets these."""
    file = folder / SETTINGS_FILE
    if file.is_file():
        return bool(json.loads(file.read_text("utf-8")) != settings)
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
    return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, metavar="PAIRS")
    parser.add_argument("set", type=Path, metavar="SET")
    parser.add_argument("work", type=Path, metavar="WORK")
    for name, number in USUAL.items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=int, metavar="N", help=f"{number:,} unless given")
    parser.add_argument(
        "--teacher", default="", metavar="NAME|FOLDER", help="the encoder that knows what questions mean"
    )
    parser.add_argument("--arms", type=_names, default=(), metavar="NAME,…", help="beside the shipped one")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="arms that train at once")
    parser.add_argument("--quick", action="store_true", help="tiny models and pools: does it run?")
    parser.add_argument("--out", type=Path, default=RESULTS / "training-ablations.json")
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - {arm.name for arm in ARMS}:
        known = ", ".join(arm.name for arm in ARMS)
        raise argparse.ArgumentTypeError(f"there is no arm {min(unknown)}: choose from {known}")
    return names


def main() -> None:
    parser = _parser()
    options = parser.parse_args()
    usual = QUICK if options.quick else USUAL
    amounts = {name: getattr(options, name) or number for name, number in usual.items()}
    settings = {**amounts, "teacher": options.teacher, "is_toy": options.quick}
    paths = {name: str(getattr(options, name).resolve()) for name in ("source", "set")}
    if is_other(options.work, settings | paths):
        parser.error(f"{options.work} holds arms of other settings: give another folder")

    work = Work(options.work, **settings)
    results: dict[str, Any] = {"is_sample": options.quick, **amounts, **work.draw(options.source)}
    if options.teacher:
        results["teacher"] = {"name": options.teacher, **work.teach()}
    arms = chosen(options.arms, has_teacher=bool(options.teacher))
    with spread(options.processes) as each:
        prepare(work, arms, each)
        data = data_of(work, options.set, quick=options.quick)
        results["data"] = [one.facts() for one in data]
        results["rows"] = list(rows(work, arms, data, each))
    results["load"] = os.getloadavg()[0]
    write(options.out, results)
    print(training_ablations_of(results))


if __name__ == "__main__":
    main()
