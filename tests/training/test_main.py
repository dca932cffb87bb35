"""`python -m codesearch.training`: what it takes, what it hands over, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from codesearch.errors import DataError
from codesearch.training.__main__ import DONE, FAILED, INTERRUPTED, main
from codesearch.training.handover.weights import WEIGHTS, names_in, write_weights
from codesearch.training.plan import Plan
from codesearch.training.running.journal import Journal
from codesearch.training.running.machine import Machine


class Stages:
    """Stands in for the stages: writes weights of one number, and remembers what it was asked for."""

    def __init__(self, stop_at: str = "", error: BaseException | None = None) -> None:
        self.stop_at, self.error = stop_at, error
        self.done: list[str] = []

    def __call__(self, plan: Plan, folders: list[Path], out: Path, machine: Machine, *, is_toy: bool) -> None:
        self.folders, self.machine, self.is_toy = folders, machine, is_toy
        journal = Journal(out)
        plan.clock = lambda: plan.opened  # it stands still: what a stage is granted is no matter of haste
        for stage in plan.remaining:
            if stage.name == self.stop_at and self.error:
                raise self.error
            self.done.append(stage.label)
            journal.log(stage.label, step=1, seconds=plan.begin(stage), loss=0.5)
            write_weights(out / WEIGHTS, stage.label, {"w": torch.ones(1)})
            plan.finish(stage)


@pytest.fixture
def train(tmp_path: Path) -> Callable[..., int]:
    """Train on a folder of data in `tmp_path`."""
    data = tmp_path / "bundle" / "data"
    data.mkdir(parents=True)
    (data / "pairs-000.npz").write_bytes(b"")
    (data.parent / "tokenizer.json").write_text("{}")

    def call(stages: Stages, *more: str, **options: Any) -> int:
        values = {"out": tmp_path / "run", "budget": 1, "device": "cpu"} | options
        flags = [word for name, value in values.items() for word in (f"--{name}", str(value))]
        return main([str(data.parent), *flags, *more], stages)

    return call


def test_all_stages_run_and_what_they_made_is_handed_over(
    train: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(stages := Stages(), "--toy") == DONE
    assert (stages.is_toy, stages.machine.size) == (True, 1)
    assert stages.folders == [tmp_path / "bundle" / "data"]
    assert len(stages.done) == 6
    assert {path.name for path in (tmp_path / "run" / "handover").iterdir()} == {
        "small-hard-00001-of-00001.safetensors",
        "nano-distil-00001-of-00001.safetensors",
        "device.json",
        "log.jsonl",
        "tokenizer.json",
    }
    assert capsys.readouterr().out.splitlines()[-1].endswith("· nano-distil loss 0.500 after 45 s")


def test_the_peak_of_the_device_is_measured_once(train: Callable[..., int], tmp_path: Path) -> None:
    train(Stages())
    device = json.loads((tmp_path / "run" / "device.json").read_text())
    assert device["peak"] > 0
    assert device["devices"] == 1
    train(Stages())
    assert json.loads((tmp_path / "run" / "device.json").read_text()) == device


def test_a_run_that_was_stopped_hands_over_what_it_has_and_goes_on(
    train: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(Stages("contrastive", KeyboardInterrupt())) == INTERRUPTED
    assert "stopped; the same command goes on" in capsys.readouterr().err
    assert names_in(tmp_path / "run" / "handover") == ["small-long"]
    assert train(stages := Stages()) == DONE
    assert stages.done[0] == "small-contrastive"


def test_a_run_goes_on_from_weights_that_another_handed_over(
    train: Callable[..., int], tmp_path: Path
) -> None:
    write_weights(tmp_path / "back", "small-hard", {"w": torch.ones(1)})
    assert train(stages := Stages(), resume=tmp_path / "back") == DONE
    assert stages.done == ["nano-distil"]
    assert names_in(tmp_path / "run" / "handover") == ["nano-distil", "small-hard"]


def test_a_shape_may_be_trained_alone(train: Callable[..., int]) -> None:
    train(stages := Stages(), shapes="nano")
    assert stages.done[0] == "nano-mlm"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"budget": 0}, "no number of minutes"),
        ({"budget": "an hour"}, "no number of minutes"),
        ({"shapes": "large"}, "give small, nano or small,nano"),
    ],
)
def test_unfit_options_are_refused(
    train: Callable[..., int], capsys: pytest.CaptureFixture[str], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        train(Stages(), **options)
    assert stopped.value.code == FAILED
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{0}/run2"], "holds no prepared data: give a folder that"),
        (["{0}/bundle", "--resume", "{0}"], "holds no weights to go on from: leave out --resume"),
    ],
)
def test_unfit_folders_are_one_sentence(
    train: Callable[..., int],  # noqa: ARG001  # its folder
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    given = [argument.format(tmp_path) for argument in arguments]
    assert main([*given, "--out", str(tmp_path / "run"), "--budget", "1"], Stages()) == FAILED
    assert message in capsys.readouterr().err


def test_an_error_of_a_stage_is_one_sentence(
    train: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(Stages("long", DataError("no texts: prepare them"))) == FAILED
    assert capsys.readouterr().err == "codesearch.training: no texts: prepare them\n"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_named(
    train: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(Stages(), device="cuda") == FAILED
    assert "no GPU" in capsys.readouterr().err
