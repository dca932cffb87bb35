"""Files ranked by their best unit, and what is embedded with and without their names."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codesearch.evaluation.annotations import Repository, Target
from codesearch.evaluation.measures.metrics import ndcg
from codesearch.evaluation.records import Question
from codesearch.parsers.units import parse_units

COOKIES = "def parse(header):\n    return header.split(';')\n"


@pytest.fixture
def units() -> list[Any]:
    return [unit for path in ("src/cookies.py", "src/forms.py") for unit in parse_units(path, COOKIES)]


def test_a_file_has_the_rank_of_its_best_unit(file_names: Any, units: list[Any]) -> None:
    scores = np.array([unit.path == "src/forms.py" for unit in units], dtype=np.float32)
    files = file_names.files_by_score(units, scores)
    assert files == ["src/forms.py", "src/cookies.py"]
    target = Target("lib/src/cookies.py")
    question = Question("q", "where are cookies parsed", {target.id: 1.0})
    repository = Repository("made-up", "lib", (question,), {target.id: target})
    assert file_names.outcome(repository, question, files).ranks == (2,)
    assert ndcg(file_names.outcome(repository, question, files)) == pytest.approx(1 / np.log2(3))


def test_the_choices_differ_in_the_name_of_the_file_alone(file_names: Any, units: list[Any]) -> None:
    unit = next(unit for unit in units if unit.name == "parse")
    texts = {name: text_of(unit) for name, text_of in file_names.CHOICES.items()}
    assert [text.count("cookies") for text in texts.values()] == [0, 1, 1, 3]
    assert [text.count("src") for text in texts.values()] == [0, 0, 1, 0]


def test_units_are_those_that_an_index_would_hold(file_names: Any, tmp_path: Path) -> None:
    (tmp_path / "cookies.py").write_text(COOKIES)
    (tmp_path / "empty.py").write_text("")
    assert {unit.path for unit in file_names.units_of(tmp_path)} == {"cookies.py"}
