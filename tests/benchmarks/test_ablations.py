"""Choices against the shipped one, as rows and as a table."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from codesearch.encoder.folder import BUNDLED
from codesearch.evaluation.records import Collection, Document, Question
from tests.conftest import WordEncoder

LONG = "def long_story():\n" + "    tell('again')\n" * 200
CODES = {"long": LONG, "rows": "def row_count(rows):\n    return len(rows)\n", "sum": "def add(a, b): pass\n"}


@pytest.fixture
def experiment(ablations: ModuleType, variants: ModuleType, encoder: WordEncoder) -> Any:
    """Three functions, two questions, and no weights but the shipped ones."""
    documents = tuple(Document(id, text, "python") for id, text in CODES.items())
    questions = (
        Question("1", "tell a long story", {"long": 1.0}),
        Question("2", "row count", {"rows": 1.0}),
    )
    pool = variants.pool_of(Collection("tiny", documents, questions))
    known = variants.KnownVectors(BUNDLED, lambda _: encoder)
    encoders = {("int8", "mean"): known, ("int8", "first token"): known}
    return ablations.Experiment([ablations.Data("tiny", (pool,))], encoders, variants.Choice(width=64))


def test_every_choice_has_a_row_and_every_field_the_shipped_one(
    ablations: ModuleType, experiment: Any
) -> None:
    rows = list(ablations.rows(experiment))
    assert [(row["field"], row["value"]) for row in rows] == [
        (field, value) for field, values in ablations.ALTERNATIVES.items() for value in values
    ]
    shipped = [row for row in rows if row["is_shipped"]]
    assert {row["field"] for row in shipped} == set(ablations.ALTERNATIVES)
    assert {row["scores"][0]["difference"][0] for row in shipped} == {0.0}


def test_weights_that_were_not_given_have_no_scores(ablations: ModuleType, experiment: Any) -> None:
    (row,) = (row for row in ablations.rows(experiment) if row["value"] == "float")
    assert row["scores"] == []
    assert row["time"] is None


def test_only_questions_with_a_long_answer_are_asked_again(ablations: ModuleType, experiment: Any) -> None:
    long = ablations.long_rows(experiment)
    assert long["questions"] == 1
    assert [row["value"] for row in long["rows"]] == list(ablations.LIMITS)
    assert [row["tokens"] for row in long["rows"][:4]] == [64, 128, 256, 512]
    assert long["rows"][-1]["tokens"] == long["longest"] > 512


def test_a_difference_is_noise_if_its_interval_holds_nothing_at_all(ablations: ModuleType) -> None:
    ours = np.linspace(0.1, 0.9, 50)
    turns = np.tile([0.1, -0.1], 25)
    assert ablations.against(ours, ours + turns, None)["is_noise"]
    assert not ablations.against(ours, ours + 0.05, None)["is_noise"]


def score(mrr: float, *difference: float, is_noise: bool = False) -> dict[str, Any]:
    return {"MRR": mrr, "difference": difference, "is_noise": is_noise}


def row(field: str, value: Any, *scores: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"field": field, "value": value, "is_shipped": False, "time": None, "scores": scores, **others}


RESULTS: dict[str, Any] = {
    "encoder": "nano-1",
    "is_sample": False,
    "data": [{"name": "A", "questions": 1, "functions": 1000, "named": 920}],
    "megabytes": {"int8": 7.66},
    "rows": [
        row("names", 0, score(0.6954, -0.0123, -0.02, -0.004), tokens=110.6, time=0.9),
        row("names", 3, score(0.708, 0, 0, 0), tokens=122.0, time=1.0, is_shipped=True),
        row("width", 128, score(0.71, 0.002, -0.001, 0.005, is_noise=True), bytes=256),
        row("weights", "float"),
        row("pooling", "first token", score(0.708, 0, 0, 0, is_noise=True)),
    ],
    "long": {
        "questions": 99,
        "longest": 1161,
        "rows": [
            {"value": 2048, "is_shipped": False, "tokens": 700, "time": 1.5, "score": score(1, 0.1, 0, 0.2)}
        ],
    },
}


@pytest.mark.parametrize(
    "line",
    [
        "|  | cost | A | against ours |",
        "| embedded: the code | 111 tokens, 0.90 × | .695 | -.012 ± .008 |",
        "| **… name three times and code** | 122 tokens, 1.00 × | .708 |  |",
        "| a vector: 128 numbers | 256 bytes | .710 | +.002 ± .003, noise |",
        "| weights: as trained, multiplied in fp32 | – | – | – |",
        "| pooling: the first token | the same | .708 | the same |",
        "Encoder nano-1. A: 1 question over 1,000 functions, 92 % of them with a name.",
    ],
)
def test_a_row_says_cost_mean_and_difference(ablation_tables: ModuleType, line: str) -> None:
    assert line in ablation_tables.ablations_of(RESULTS).splitlines()


TRAINING: dict[str, Any] = {
    **RESULTS,
    "pairs": 120_000,
    "bag_steps": 200,
    "steps": 60,
    "teacher": {"name": "MiniLM", "seconds": 612.4},
    "rows": [
        {**trained, "megabytes": 7.94, "tokens": 3_280_000}
        for trained in (
            {"arm": "shipped", "is_shipped": True, "time": 1.0, "scores": [score(0.5, 0, 0, 0)]},
            {"arm": "case", "is_shipped": False, "time": 1.04, "scores": [score(0.48, -0.02, -0.03, -0.01)]},
        )
    ],
}


@pytest.mark.parametrize(
    "line",
    [
        "|  | cost | A | against shipped |",
        "| **as shipped** | 1.00 ×, 7.9 MB | .500 |  |",
        "| letters keep their case | 1.04 ×, 7.9 MB | .480 | -.020 ± .010 |",
    ],
)
def test_a_row_of_training_says_cost_mean_and_difference(ablation_tables: ModuleType, line: str) -> None:
    assert line in ablation_tables.training_ablations_of(TRAINING).splitlines()


@pytest.mark.parametrize(
    ("results", "teacher"),
    [
        (TRAINING, " MiniLM teaches; the questions took it 612 s of the processor,"),
        ({**TRAINING, "teacher": None}, ""),
    ],
)
def test_how_much_was_learnt_from_is_said(
    ablation_tables: ModuleType, results: dict[str, Any], teacher: str
) -> None:
    facts = ablation_tables.training_ablations_of(results).splitlines()[-1]
    amounts = "120,000 pairs; 200 steps of the bag, then 60, which are 3.3M tokens as shipped."
    assert facts.startswith(f"{amounts}{teacher}")


def test_a_mean_over_few_questions_is_called_one(ablation_tables: ModuleType) -> None:
    assert "MRR, 99 questions, which is few" in ablation_tables.ablations_long(RESULTS)
    enough = {**RESULTS, "long": {**RESULTS["long"], "questions": 100}}
    assert "MRR, 100 questions |" in ablation_tables.ablations_long(enough)


def test_a_sample_is_called_one(ablation_tables: ModuleType) -> None:
    assert "A (a sample): 1 question" in ablation_tables.ablations_of({**RESULTS, "is_sample": True})
