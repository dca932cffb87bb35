"""Reports written to files and read again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codesearch.errors import DataError
from codesearch.evaluation.files import FORMAT, read_report, report_json
from codesearch.evaluation.records import Latency, Miss, Outcome, Question, Report, Run

UNDECODABLE = st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)  # as they come in names of files
TEXT = st.text(st.characters(codec="utf-8") | UNDECODABLE, max_size=8)
NUMBER = st.floats(0, 1e6)
QUESTIONS = (
    Question("q1", "send again", {"a": 1.0, "b": 0.0}, {"language": "go"}),
    Question("q2", "close it", {"c": 2.5}, {"language": "php"}),
)
RUNS = (Run("hybrid", (Outcome("q1", (1.0, 0.0), (3, None)), Outcome("q2", (2.5,), (1,)))),)
REPORT = Report(
    kind="own",
    name="toy",
    data="0123",
    encoders=("words-1",),
    version="0.1.0",
    mean_over="",
    questions=QUESTIONS,
    runs=RUNS,
    latencies=(Latency("warm", 100, 1.5, 2.25, 7.125),),
    misses=(Miss("send again", "a.py", 7, "resend", "ranked down", 11, None, 3, "b.py:1 send"),),
    notes=("One question was left out.",),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any report whose runs answer its questions."""
    groups = st.dictionaries(TEXT, TEXT, max_size=2)
    latency = st.builds(Latency, TEXT, st.integers(), NUMBER, NUMBER, NUMBER)
    rank = st.none() | st.integers(1, 100)
    miss = st.builds(Miss, TEXT, TEXT, st.integers(), TEXT, TEXT, rank, rank, rank, TEXT)
    question = st.builds(Question, TEXT, TEXT, st.dictionaries(TEXT, NUMBER, max_size=3), groups)
    questions = draw(st.lists(question, min_size=1, max_size=3))
    runs = [
        Run(system, tuple(draw(outcome_of(question)) for question in questions))
        for system in draw(st.lists(TEXT, max_size=2))
    ]
    return Report(
        kind=draw(st.sampled_from(["pairs", "challenge"])),
        name=draw(TEXT),
        data=draw(TEXT),
        encoders=tuple(draw(st.lists(TEXT, max_size=2))),
        version=draw(TEXT),
        mean_over=draw(TEXT),
        questions=tuple(questions),
        runs=tuple(runs),
        latencies=tuple(draw(st.lists(latency, max_size=2))),
        misses=tuple(draw(st.lists(miss, max_size=2))),
        notes=tuple(draw(st.lists(TEXT, max_size=2))),
    )


def outcome_of(question: Question) -> st.SearchStrategy[Outcome]:
    gains = tuple(question.gains.values())
    ranks = st.tuples(*[st.none() | st.integers(1, 100)] * len(gains))
    return st.builds(Outcome, st.just(question.id), st.just(gains), ranks)


def written(tmp_path: Path, **changes: Any) -> Path:
    """The file of the report, some of its entries changed by hand."""
    path = tmp_path / "report.json"
    path.write_text(json.dumps(json.loads(report_json(REPORT)) | changes))
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(report=reports())
def test_a_report_comes_back_as_it_was(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(report_json(report))
    assert read_report(path) == report


@settings(max_examples=50)
@given(report=reports())
def test_a_report_is_written_in_printable_ascii(report: Report) -> None:
    assert all(" " <= character <= "~" for character in report_json(report))
    assert all(
        " " <= character <= "~" for character in report_json(report, summary_only=True) if character != "\n"
    )


def test_outcomes_are_written_as_lists() -> None:
    runs = json.loads(report_json(REPORT))["runs"]
    assert runs == [{"system": "hybrid", "outcomes": [["q1", [1.0, 0.0], [3, None]], ["q2", [2.5], [1]]]}]


def test_the_summary_has_each_metric_of_all_questions_and_by_group() -> None:
    values = json.loads(report_json(REPORT))
    (summary,) = values["summary"]
    assert values["format"] == FORMAT
    assert (summary["system"], summary["questions"]) == ("hybrid", 2)
    assert summary["metrics"]["MRR"] == {"value": 0.6667, "low": 0.3333, "high": 1.0}
    assert summary["by"]["language"]["go"]["questions"] == 1
    assert summary["by"]["language"]["go"]["metrics"]["MRR"]["value"] == 0.3333


def test_a_summary_alone_says_nothing_of_single_questions() -> None:
    values = json.loads(report_json(REPORT, summary_only=True))
    assert values == {
        name: value
        for name, value in json.loads(report_json(REPORT)).items()
        if name not in ("questions", "runs")
    }


def test_a_summary_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    path.write_text(report_json(REPORT, summary_only=True))
    with pytest.raises(DataError, match=r"summary\.json is a summary without questions"):
        read_report(path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(DataError, match="cannot be read"):
            read_report(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"format": 1,\n "kind": }', "line 2, is not JSON"),
        (b"", "line 1, is not JSON"),
        (b"\xff\xfe\xfd", "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
        (b"[]", "is not a report"),
        (b"{}", "is not a report"),
        (b'{"format": "1"}', "is not a report"),
        (b'{"format": true}', "is not a report"),
        (b'{"format": 2}', "a newer version of codesearch wrote"),
        (b'{"format": 1}', "kind is missing"),
    ],
    ids=lambda value: value[:12].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_a_file_of_another_make_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_report(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": 3}, "name: a whole number instead of a text"),
        ({"encoders": "words-1"}, "encoders: a text instead of a list"),
        ({"questions": [{"id": "q1"}]}, "questions: text is missing"),
        ({"latencies": [["warm", 1, 2, 3]]}, "latencies: a list instead of an object"),
        ({"runs": [{"system": "hybrid", "outcomes": [["q1", [1]]]}]}, "runs: outcomes: 2 entries instead of"),
        ({"runs": [{"system": "hybrid", "outcomes": [["q1", [1], [True]]]}]}, "true or false instead of"),
        ({"runs": [{"system": "hybrid", "outcomes": [["q1", [float("nan")], [1]]]}]}, "nan is no number"),
        ({"runs": [{"system": "hybrid", "outcomes": [["q1", [10**400], [1]]]}]}, "too large"),
        ({"runs": [{"system": "hybrid", "outcomes": [["q1", [1], [1]]]}]}, "not those of the questions"),
        (
            {"runs": [{"system": "hybrid", "outcomes": [["q1", [1], [0]], ["q2", [1], [1]]]}]},
            "impossible ranks",
        ),
        (
            {"runs": [{"system": "hybrid", "outcomes": [["q1", [1], []], ["q2", [1], [1]]]}]},
            "impossible ranks",
        ),
    ],
)
def test_a_damaged_report_is_refused(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=rf"not a whole report of codesearch \(.*{message}"):
        read_report(written(tmp_path, **changes))


def test_entries_that_another_version_adds_are_passed_over(tmp_path: Path) -> None:
    assert read_report(written(tmp_path, machine="two cores")) == REPORT


def test_a_number_that_json_cannot_hold_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        report_json(replace(REPORT, latencies=(Latency("warm", 1, float("inf"), 0, 0),)))
