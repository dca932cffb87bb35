"""How long searches take, and which of them are timed."""

from dataclasses import replace
from pathlib import Path

import pytest

from codesearch.encoder.lazy import LazyEncoder
from codesearch.engine import Index
from codesearch.evaluation.asking.latency import askable, cold_seconds, latency, warm_seconds
from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.pairs import evaluate_pairs
from codesearch.evaluation.records import Collection, Document, Question
from tests.conftest import WordEncoder

from .conftest import LEXICAL

CODE = "def close_pool(pool):\n    pool.close()\n"
COLLECTION = Collection(
    "python", (Document("d", CODE, "python"),), (Question("q", "close pool", {"d": 1.0}),)
)


def test_percentiles_are_milliseconds() -> None:
    measured = latency("warm", [number / 1000 for number in range(1, 102)])
    assert (measured.what, measured.searches) == ("warm", 101)
    assert (measured.p50, measured.p90, measured.p99) == pytest.approx((51, 91, 100))


def test_every_question_is_timed_on_an_open_index(tmp_path: Path, encoder: WordEncoder) -> None:
    (tmp_path / "a.py").write_text(CODE)
    index = Index(tmp_path, index_dir=tmp_path / "indexes", encoder=encoder)
    index.refresh()
    for count in (0, 1, 3):
        seconds = warm_seconds(index, ["close pool"] * count, LEXICAL)
        assert len(seconds) == count
        assert all(0 < second < 60 for second in seconds)


@pytest.mark.parametrize("refused", ["", "?!", "x" * 20_001, "a\0b", "a\ud800"])
def test_what_no_command_can_be_given_is_not_timed(refused: str) -> None:
    assert askable(["close pool", refused]) == ["close pool"]


def test_commands_are_timed_but_for_the_first_and_those_that_fail(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root/a.py").write_text(CODE)
    Index(tmp_path / "root", index_dir=tmp_path / "indexes").refresh(embed_seconds=0)
    [second] = cold_seconds(tmp_path / "root", tmp_path / "indexes", ["close pool", "-- nothing like it"])
    assert 0 < second < 60
    assert cold_seconds(tmp_path / "root", tmp_path / "elsewhere", ["close pool", "pool"]) == []


def test_each_system_is_timed_and_commands_where_the_bundled_encoder_is_used(plan: Plan) -> None:
    timed = replace(plan, is_timed=True, cold_searches=1, systems=plan.systems[::2])
    warm = ["warm, lexical", "warm, semantic", "warm, hybrid"]
    assert [found.what for found in evaluate_pairs([COLLECTION], timed, name="x").latencies] == warm
    bundled = replace(timed, encoders=(LazyEncoder(),))
    latencies = evaluate_pairs([COLLECTION], bundled, name="x").latencies
    assert [found.what for found in latencies] == [*warm, "cold command"]
    assert [found.searches for found in latencies] == [1, 1, 1, 1]
    without = evaluate_pairs([COLLECTION], replace(bundled, cold_searches=0), name="x").latencies
    assert [found.what for found in without] == warm


def test_questions_that_are_refused_cost_no_time(plan: Plan) -> None:
    refused = replace(COLLECTION, questions=(Question("q", "?!", {"d": 1.0}),))
    report = evaluate_pairs([refused], replace(plan, is_timed=True, systems=(LEXICAL,)), name="x")
    assert report.latencies == ()
