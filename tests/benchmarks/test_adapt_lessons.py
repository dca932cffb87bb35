"""What a kind of pairs is worth, from ranks that are given."""

from typing import Any

import numpy as np
import pytest


def test_a_kind_is_compared_question_by_question_over_roots_and_at_each(
    adapt_lessons: Any, ablation_tables: Any
) -> None:
    ours = {"large": np.full(30, 0.5), "small": np.full(10, 1.0)}
    without = {"large": np.full(30, 0.5), "small": np.full(10, 0.5)}
    row = {"name": "comment", "is_shipped": False, **adapt_lessons.compared(without, ours)}
    assert row["MRR"] == pytest.approx(0.5)
    assert row["difference"] == pytest.approx([-0.25] * 3)  # each root counts alike
    assert row["by_root"]["large"]["difference"] == [0, 0, 0]
    assert not row["is_noise"]
    shipped = {"name": "all", "is_shipped": True, **adapt_lessons.compared(ours, ours)}
    roots = [{"root": "large", "questions": 30}, {"root": "small", "questions": 10}]
    table = ablation_tables.adapt_lessons_of(
        {"encoder": "nano-4", "steps": 60, "roots": roots, "rows": [shipped, row]}
    )
    assert table.splitlines()[2:4] == [
        "| **pairs of all kinds** | .750 |  | .500 | 1.000 |",
        "| no comments | .500 | -.250 ± .000 | +.000 | -.500 |",
    ]
