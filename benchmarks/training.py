"""What training did: pace, share of the device's arithmetic, and the curves of loss and held-out MRR.

python benchmarks/training.py RUN… [--length small-mlm=600] [--measure-peak]

RUN is a run's folder, or the folder `handover` that it left. The arithmetic of attention counts for stages
whose mean length of a text, in tokens, is given; for others the share of the peak is a little more than said.
"""

import argparse
import json
import warnings
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from published import RESULTS, write

from codesearch.encoder.model import ModernBertConfig
from codesearch.evaluation.report.pictures import STYLE, WIDTH
from codesearch.training.handover.results import DEVICE_FILE
from codesearch.training.handover.weights import WEIGHTS, names_in, read_facts
from codesearch.training.plan import BAG
from codesearch.training.run import SHAPES
from codesearch.training.running.journal import LOG_FILE
from codesearch.training.running.throughput import share_of_peak

ROW_HEIGHT = 1.5  # inches
MOST_POINTS = 300  # of a curve, so that the picture stays small
Lines = dict[int, dict[str, float]]  # by step


def read_stages(folder: Path) -> dict[str, Lines]:
    """The figures of each stage by step; a step that was done again counts as it went the last time."""
    stages: dict[str, Lines] = {}
    for text in (folder / LOG_FILE).read_text("utf-8").splitlines():
        line = json.loads(text)
        if "step" in line:
            stages.setdefault(line["stage"], {})[line["step"]] = line
    return {label: dict(sorted(lines.items())) for label, lines in stages.items()}


def configs_of(folder: Path) -> dict[str, ModernBertConfig]:
    """The configuration of each shape: what its weights say, or what the shape is by name."""
    weights = folder / WEIGHTS if (folder / WEIGHTS).is_dir() else folder
    labels = [label for label in names_in(weights) if not label.endswith(f"-{BAG}")]
    stated = {label.partition("-")[0]: read_facts(weights, label) for label in labels}
    return SHAPES | {shape: ModernBertConfig.from_dict(facts) for shape, facts in stated.items()}


def measured(
    label: str,
    lines: Lines,
    device: Mapping[str, Any],
    length: float,
    configs: Mapping[str, ModernBertConfig] = SHAPES,
) -> dict[str, Any]:
    """The row of a stage: what it did, how fast, and which share of the device's peak that is."""
    shape, _, stage = label.partition("-")
    paces = [line["tokens_per_second"] for line in lines.values() if "tokens_per_second" in line]
    pace = median(paces) if paces else 0.0
    peak = device.get("peak", 0.0) * device.get("devices", 1)
    has_share = paces and peak and shape in configs and stage != BAG
    seconds = max(line.get("seconds", 0.0) for line in lines.values())
    return {
        "shape": shape,
        "stage": stage,
        "steps": max(lines),
        "seconds": seconds,
        "tokens": sum(line.get("tokens", 0) for line in lines.values()),
        "tokens_per_second": round(pace),
        "length": length,
        "share_of_peak": round(share_of_peak(pace, configs[shape], length, peak), 4) if has_share else None,
        "loss": _last(lines, "loss"),
        "mrr": max((line["mrr"] for line in lines.values() if "mrr" in line), default=None),
        "device": device.get("device"),
        "peak": device.get("peak"),
    }


def curves(stages: Mapping[str, Lines]) -> str:
    """The SVG of loss and held-out MRR over the steps, a row a stage; the same each time."""
    written = StringIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=(WIDTH, ROW_HEIGHT * len(stages)), layout="constrained")
        grid = figure.subplots(len(stages), 2, squeeze=False)
        for row, (label, lines) in zip(grid, stages.items(), strict=True):
            for axes, name in zip(row, ("loss", "mrr"), strict=True):
                _draw(axes, label, lines, name)
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _draw(axes: Any, label: str, lines: Lines, name: str) -> None:
    points = [(step, line[name]) for step, line in lines.items() if name in line]
    if not points:
        axes.set_axis_off()
        return
    points = [*points[:: -(-len(points) // MOST_POINTS)], points[-1]]
    axes.plot(*zip(*points, strict=True), color="#2171B5", linewidth=1.2)
    axes.set_title(f"{label}: {'held-out MRR' if name == 'mrr' else name}", loc="left", fontsize=9)
    axes.grid(axis="y")
    axes.set_xlabel("steps")


def _last(lines: Lines, name: str) -> float | None:
    return next((line[name] for line in reversed(lines.values()) if name in line), None)


def _device(folder: Path, *, is_measured: bool) -> dict[str, Any]:
    file = folder / DEVICE_FILE
    device = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    if is_measured:
        import torch

        from codesearch.training.handover.results import device_name
        from codesearch.training.running.throughput import matmul_peak

        here = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        device = {"devices": 1} | device | {"device": device_name(here), "peak": matmul_peak(here)}
    return device


def _lengths(given: Iterable[str]) -> dict[str, float]:
    pairs = (text.partition("=") for text in given)
    return {label: float(tokens) for label, _, tokens in pairs}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN")
    parser.add_argument("--length", action="append", default=[], metavar="STAGE=TOKENS")
    parser.add_argument("--measure-peak", action="store_true", help="of this device, which trained")
    parser.add_argument("--out", type=Path, default=RESULTS / "training.json")
    options = parser.parse_args()

    lengths, rows, stages = _lengths(options.length), [], {}
    for folder in options.runs:
        device = _device(folder, is_measured=options.measure_peak)
        found = read_stages(folder)
        configs = configs_of(folder)
        rows += [measured(label, found[label], device, lengths.get(label, 0), configs) for label in found]
        stages |= found
    write(options.out, {"stages": rows})
    options.out.with_suffix(".svg").write_text(curves(stages), "utf-8")
    for row in rows:
        print(json.dumps(row))


if __name__ == "__main__":
    main()
