"""The benchmarks' modules, which are in no package."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"


def _module(name: str) -> Any:
    """A fixture of this name, which is the benchmark's module."""

    @pytest.fixture(name=name)
    def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        if not BENCHMARKS.is_dir():
            pytest.skip("the wheel is tested without a checkout")
        monkeypatch.syspath_prepend(str(BENCHMARKS))
        return import_module(name)

    return module


adapt_lessons = _module("adapt_lessons")
averaging = _module("averaging")
file_names = _module("file_names")
variants = _module("variants")
ablations = _module("ablations")
ablation_tables = _module("ablation_tables")
training_arms = _module("training_arms")
training_work = _module("training_work")
training_ablations = _module("training_ablations")
