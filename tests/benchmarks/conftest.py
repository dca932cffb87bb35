"""The benchmarks' modules, which are in no package."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"


@pytest.fixture
def variants(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return _imported("variants", monkeypatch)


@pytest.fixture
def ablations(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return _imported("ablations", monkeypatch)


@pytest.fixture
def ablation_tables(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return _imported("ablation_tables", monkeypatch)


@pytest.fixture
def training_arms(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return _imported("training_arms", monkeypatch)


@pytest.fixture
def training_work(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return _imported("training_work", monkeypatch)


@pytest.fixture
def training_ablations(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return _imported("training_ablations", monkeypatch)


def _imported(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if not BENCHMARKS.is_dir():
        pytest.skip("the wheel is tested without a checkout")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return import_module(name)
