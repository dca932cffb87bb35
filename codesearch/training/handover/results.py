"""What a run leaves for those who carry it away: a folder of a few small files, and one line of figures."""

import json
import platform
import shutil
from pathlib import Path

import torch

from codesearch.training.handover.weights import WEIGHTS, copy_weights, names_in
from codesearch.training.plan import Plan
from codesearch.training.run import TOKENIZER
from codesearch.training.running.journal import LOG_FILE
from codesearch.training.running.machine import Machine
from codesearch.training.running.throughput import matmul_peak

HANDOVER = "handover"  # the folder of a run that is to be carried away
DEVICE_FILE = "device.json"


def begin_run(out: Path, data: Path, machine: Machine) -> None:
    """Put beside what will be made the tokenizer that came with the data, and device.json."""
    for file in (data / TOKENIZER, data.parent / TOKENIZER):
        if file.is_file() and not (out / TOKENIZER).exists():
            shutil.copyfile(file, out / TOKENIZER)
    _write_device(out, machine)


def device_name(device: torch.device) -> str:
    """Return what the maker calls the device."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} threads of {platform.processor() or platform.machine()}"


def hand_over(plan: Plan, out: Path) -> Path:
    """Gather in OUT/handover, which is returned, the last weights of each shape, figures and tokenizer."""
    folder = out / HANDOVER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = names_in(out / WEIGHTS)
    last = {stage.shape: stage.label for stage in plan.stages if stage.label in made}
    for label in last.values():
        copy_weights(out / WEIGHTS, label, folder)
    for name in (LOG_FILE, DEVICE_FILE, TOKENIZER):
        if (out / name).is_file():
            shutil.copyfile(out / name, folder / name)
    return folder


def summary(out: Path) -> str:
    """Return the last figures of each stage, and the time it took, on one line."""
    last: dict[str, dict[str, float]] = {}
    for line in (out / LOG_FILE).read_text(encoding="utf-8").splitlines():
        figures = json.loads(line)
        if "step" in figures:
            last.setdefault(figures.pop("stage"), {}).update(figures)
    return " · ".join(f"{stage} {_figures(figures)}" for stage, figures in last.items())


def _write_device(out: Path, machine: Machine) -> None:
    """What trains here, and the measured peak of one device in operations a second."""
    if (out / DEVICE_FILE).is_file():
        return
    values = {
        "device": device_name(machine.device),
        "devices": machine.size,
        "peak": matmul_peak(machine.device),
        "torch": torch.__version__,
    }
    (out / DEVICE_FILE).write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _figures(figures: dict[str, float]) -> str:
    shown = [f"{name} {figures[name]:.3f}" for name in ("loss", "mrr") if name in figures]
    return " ".join([*shown, f"after {figures.get('seconds', 0):.0f} s"])
