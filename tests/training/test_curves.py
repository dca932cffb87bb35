"""What the benchmark of training makes of a run's log."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the wheel is tested without a checkout")


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    for name in ("published", "training"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import training

    return training


@pytest.fixture
def run(tmp_path: Path) -> Path:
    lines: list[dict[str, Any]] = [{"stage": "small-contrastive", "step": 0, "mrr": 0.1}]
    for step in range(1, 1001):
        line = {"stage": "small-contrastive", "step": step, "seconds": 2.0 * step, "loss": 1 / step}
        lines.append(line | {"tokens_per_second": 1e6 + step, "mrr": 0.5})
    lines.append(lines[-1] | {"mrr": 0.7})  # done again after it was stopped
    lines.append({"stage": "small-negatives", "done": 5, "total": 5})
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "device.json").write_text('{"device": "a GPU", "devices": 2, "peak": 5e14}')
    return tmp_path


def test_a_stage_has_its_pace_and_its_share_of_the_peak(benchmark: ModuleType, run: Path) -> None:
    stages = benchmark.read_stages(run)
    assert list(stages) == ["small-contrastive"]
    device = json.loads((run / "device.json").read_text())
    row = benchmark.measured("small-contrastive", stages["small-contrastive"], device, 0)
    assert (row["shape"], row["stage"], row["steps"], row["seconds"]) == ("small", "contrastive", 1000, 2000)
    assert (row["tokens_per_second"], row["mrr"], row["loss"]) == (1_000_500, 0.7, 0.001)
    assert row["share_of_peak"] == pytest.approx(1_000_500 * 90.2e6 / 1e15, rel=0.01)


def test_a_run_without_a_measured_peak_has_no_share(benchmark: ModuleType, run: Path) -> None:
    lines = benchmark.read_stages(run)["small-contrastive"]
    assert benchmark.measured("small-contrastive", lines, {}, 0)["share_of_peak"] is None


def test_curves_are_small_and_the_same_each_time(benchmark: ModuleType, run: Path) -> None:
    stages = benchmark.read_stages(run) | {"nano-mlm": {5: {"loss": 3.0}, 10: {"loss": 2.0}}}
    picture = benchmark.curves(stages)
    assert picture == benchmark.curves(stages)
    assert len(picture) < 60_000
    assert "small-contrastive: held-out MRR" in picture
