"""A plan whose encoder counts words, and which times nothing."""

from pathlib import Path

import pytest

from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.asking.systems import System, systems_of
from tests.conftest import WordEncoder

LEXICAL = System("lexical", rules=False)


@pytest.fixture
def plan(tmp_path: Path, encoder: WordEncoder) -> Plan:
    """Every mode with and without rules."""
    systems = systems_of(["lexical", "semantic", "hybrid"])
    return Plan((encoder,), tuple(systems), tmp_path / "evaluations", is_timed=False)


@pytest.fixture
def lexical_plan(tmp_path: Path, encoder: WordEncoder) -> Plan:
    """Full text alone."""
    return Plan((encoder,), (LEXICAL,), tmp_path / "evaluations", is_timed=False)
