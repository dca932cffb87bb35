"""What each kind of pairs is worth to `codesearch train adapt`: it is left out, and as many steps trained.

    python benchmarks/adapt_lessons.py ROOT ROOT… [--without comment,commit] [--steps 60]

Each root is a checkout with its history that no encoder was trained on. Questions are those of its files that
are held out; what is compared is each question's reciprocal rank after training.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from ablations import against
from adapt import facts
from numpy.typing import NDArray
from published import RESULTS, write

from codesearch.encoder.folder import BUNDLED, read_config
from codesearch.parsers.walk import walk_files
from codesearch.training.adapting.adapt import Trial, adapt
from codesearch.training.adapting.lessons import Lessons, lessons_of
from codesearch.training.running.budget import Budget

Ranks = NDArray[np.float64]  # reciprocal, (Q,)


def trial(root: Path, lessons: Lessons, left_out: str, steps: int) -> Trial:
    """What training makes of a root's questions without a kind of pairs, or with all for an empty name."""
    pairs = [pair for pair in lessons.pairs if pair.kind != left_out]
    return adapt([root], replace(lessons, pairs=pairs), Budget(steps=steps), report=print).trial


def compared(ranks: Mapping[str, Ranks], ours: Mapping[str, Ranks]) -> dict[str, Any]:
    """The mean over roots and its distance from ours, question by question, and the same of each root."""
    roots = [name for name, found in ranks.items() for _ in found]
    return {
        **against(np.concatenate([*ours.values()]), np.concatenate([*ranks.values()]), roots),
        "by_root": {name: against(ours[name], found, None) for name, found in ranks.items()},
    }


def rows(lessons: Mapping[Path, Lessons], without: Sequence[str], steps: int) -> Iterator[dict[str, Any]]:
    """Yield what all kinds come to, what they do before any training, and then without each kind."""
    ours: dict[str, Ranks] = {}
    for left_out in ("", *without):
        tried = {root.name: trial(root, found, left_out, steps) for root, found in lessons.items()}
        after = {name: found.after for name, found in tried.items()}
        if not left_out:
            ours = after
            before = {name: found.before for name, found in tried.items()}
            yield {"name": "before", "is_shipped": False, **compared(before, ours)}
        yield {"name": left_out or "all", "is_shipped": not left_out, **compared(after, ours)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("roots", type=Path, nargs="+", metavar="ROOT")
    parser.add_argument("--without", type=lambda kinds: kinds.split(","), default=("comment", "commit"))
    parser.add_argument("--steps", type=int, default=60, metavar="N")
    parser.add_argument("--out", type=Path, default=RESULTS / "adapt-lessons.json")
    options = parser.parse_args()

    lessons = {
        root: lessons_of(root, walk_files(root)) for root in (root.resolve() for root in options.roots)
    }
    results: dict[str, Any] = {
        "encoder": read_config(BUNDLED).name,
        "steps": options.steps,
        "roots": [facts(root, found) for root, found in lessons.items()],
        "rows": [],
    }
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_DATA_HOME"] = scratch  # what is kept is kept there
        for row in rows(lessons, options.without, options.steps):
            print(json.dumps(row), flush=True)
            results["rows"].append(row)
            write(options.out, {**results, "load": os.getloadavg()[0]})


if __name__ == "__main__":
    main()
