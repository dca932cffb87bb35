"""What `codesearch train adapt` gains on repositories, and what that costs elsewhere.

python benchmarks/adapt.py ROOT ROOT… [--minutes 8]

Each root, a checkout with its history that no encoder was trained on, has an encoder of its own, in a folder
that is deleted afterwards. "elsewhere" are the questions of other roots, by the encoder adapted to this one.
"""

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from published import RESULTS, write

from codesearch.encoder.adapted import Adapted
from codesearch.encoder.folder import BUNDLED
from codesearch.parsers.walk import walk_files
from codesearch.training.adapting.adapt import Adaptation, adapt
from codesearch.training.adapting.lessons import Lessons, lessons_of
from codesearch.training.adapting.tuning import Student
from codesearch.training.corpus.git import git_dir_of, lines
from codesearch.training.running.budget import Budget


def mrr(folder: Path, lessons: Lessons) -> float:
    """The mean reciprocal rank of held-out questions by the encoder in a folder."""
    student = Student(folder)
    measured = student.read(lessons.questions), student.read(lessons.others)
    return float(student.reciprocal_ranks(*measured).mean())


def elsewhere(adapted: Adapted | None, others: Mapping[Path, Lessons]) -> dict[str, Any]:
    """Before and after by root, on what the encoder was not adapted to."""
    if adapted is None:
        return {}
    return {
        root.name: {"before": mrr(BUNDLED, lessons), "after": mrr(adapted.folder, lessons)}
        for root, lessons in others.items()
    }


def facts(root: Path, lessons: Lessons) -> dict[str, Any]:
    """What there is to learn from a root, and to measure by."""
    return {
        "root": root.name,
        "revision": revision(root),
        "pairs": dict(Counter(pair.kind for pair in lessons.pairs).most_common()),
        "questions": len(lessons.questions),
        "functions": len(lessons.questions) + len(lessons.others),
    }


def row(root: Path, lessons: Lessons, outcome: Adaptation, *, wall: float, cpu: float) -> dict[str, Any]:
    """What is kept of a root."""
    record, difference = outcome.record, outcome.trial.difference
    return {
        **facts(root, lessons),
        "before": record.before,
        "after": record.after,
        "difference": [difference.value, difference.low, difference.high],
        "p": difference.p,
        "mix": record.mix,
        "steps": outcome.trial.steps,
        "is_kept": outcome.adapted is not None,
        "seconds": wall,
        "cpu_seconds": cpu,
        "load": os.getloadavg()[0],
    }


def revision(root: Path) -> str:
    """The commit that is checked out, empty where there is none."""
    git_dir = git_dir_of(root)
    return next(lines(git_dir, "rev-parse", "--short=12", "HEAD"), "") if git_dir else ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("roots", type=Path, nargs="+")
    parser.add_argument("--minutes", type=float, default=8.0, help="of training")
    parser.add_argument("--out", type=Path, default=RESULTS / "adapt.json")
    options = parser.parse_args()

    lessons, seconds = {}, {}
    for root in (given.resolve() for given in options.roots):
        began = time.monotonic()
        lessons[root] = lessons_of(root, walk_files(root))
        seconds[root] = time.monotonic() - began
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_DATA_HOME"] = scratch
        for root, learnt in lessons.items():
            cpu = time.process_time()
            outcome = adapt([root], learnt, Budget(seconds=60 * options.minutes), report=print)
            wall, cpu = seconds[root] + outcome.record.seconds, time.process_time() - cpu
            others = {other: found for other, found in lessons.items() if other != root}
            rows.append(row(root, learnt, outcome, wall=wall, cpu=cpu))
            rows[-1]["elsewhere"] = elsewhere(outcome.adapted, others)
            print(json.dumps(rows[-1]), flush=True)
            write(options.out, {"minutes": options.minutes, "rows": rows})


if __name__ == "__main__":
    main()
