"""What weights between those of two stages find, beside what either does: functions ranked by cosine alone.

    python benchmarks/averaging.py RUN BEFORE AFTER COSQA SET [--quick]

BEFORE and AFTER are stages of the run's folder RUN, the second trained on from the first; COSQA and SET are
the folders of `cosqa.py` and `codesearchnet.py`. Weights are int8, as in the tool.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ablation_tables import averaging_of
from ablations import Data, Scores, against, read, scores_by
from published import RESULTS, write

from codesearch.training.averaging import average
from codesearch.training.handover.export import export_stage
from codesearch.training.handover.weights import WEIGHTS, copy_weights
from codesearch.training.run import TOKENIZER

SHAPE, MIXED = "nano", "average"
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the weights after


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("stages", nargs=2, metavar=("BEFORE", "AFTER"))
    parser.add_argument("folders", nargs=2, type=Path, metavar=("COSQA", "SET"))
    parser.add_argument("--quick", action="store_true", help="few functions: to see that it runs")
    parser.add_argument("--out", type=Path, default=RESULTS / "averaging.json")
    options = parser.parse_args()
    names = ("CoSQA dev", "CodeSearchNet protocol")
    data = [
        read(name, folder, quick=options.quick) for name, folder in zip(names, options.folders, strict=True)
    ]
    facts = {"is_sample": options.quick, "data": [one.facts() for one in data]}
    results = {**facts, "rows": list(rows(options.run, options.stages, data))}
    write(options.out, results)
    print(averaging_of(results))


def rows(run: Path, stages: Sequence[str], data: Sequence[Data]) -> Iterator[dict[str, Any]]:
    """Yield each share with its means, and their distance from those of the weights before."""
    before: list[Scores] = []
    for share in SHARES:
        with tempfile.TemporaryDirectory() as scratch:
            encoder = between(run, stages, share, Path(scratch))
            scores = scores_by(encoder, data)
        before = before or scores
        compared = [
            against(ours, theirs, one.groups) for one, ours, theirs in zip(data, before, scores, strict=True)
        ]
        yield {"share": share, "is_shipped": not share, "scores": compared}


def between(run: Path, stages: Sequence[str], share: float, scratch: Path) -> Path:
    """Write an encoder whose weights lie between those of two stages; nothing is written into `run`."""
    for stage in stages:
        copy_weights(run / WEIGHTS, f"{SHAPE}-{stage}", scratch / WEIGHTS)
    shutil.copyfile(run / TOKENIZER, scratch / TOKENIZER)
    average(scratch, SHAPE, *stages, share=share, stage=MIXED)
    export_stage(scratch, scratch / "encoder", name=MIXED, shape=SHAPE, stage=MIXED)
    return scratch / "encoder"


if __name__ == "__main__":
    main()
