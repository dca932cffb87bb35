"""Questions asked once, and answers kept from one run to the next."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from codesearch.engine.pace import Pace
from codesearch.evaluation.asking.journal import DECIDING, Journal, Ranks, code_digest
from codesearch.evaluation.asking.questions import ask_all, places
from codesearch.evaluation.records import DEPTH, Question
from codesearch.ranking.query import parse_query
from codesearch.types import Progress
from tests.conftest import write_files

QUESTIONS = [Question(f"q{number}", "where are retries", {"a": 1.0, "b": 0.0}) for number in range(3)]


class Answers:
    """Answers with `ranks`, refuses what the tool refuses, and remembers what it was asked."""

    def __init__(self, ranks: Mapping[str, int], *, stops_at: str = "") -> None:
        self.ranks = ranks
        self.asked: list[str] = []
        self._stops_at = stops_at

    def __call__(self, question: Question) -> Mapping[str, int]:
        if question.id == self._stops_at:
            raise KeyboardInterrupt
        self.asked.append(question.id)
        parse_query(question.text)
        return self.ranks


def ranks(
    answers: Answers, folder: Path, *, key: str = "data", questions: list[Question] = QUESTIONS
) -> list[Ranks]:
    pace = Pace("ask", len(questions), None)
    return [outcome.ranks for outcome in ask_all(questions, answers, Journal(folder, [key]), pace)]


def test_an_answer_that_is_kept_is_not_asked_for_again(tmp_path: Path) -> None:
    first = ranks(Answers({"a": 3}), tmp_path)
    again = Answers({"a": 1})
    assert ranks(again, tmp_path) == first == [(3, None)] * 3
    assert again.asked == []


def test_other_data_are_asked(tmp_path: Path) -> None:
    ranks(Answers({"a": 3}), tmp_path)
    assert ranks(Answers({"a": 1}), tmp_path, key="other") == [(1, None)] * 3


@pytest.mark.parametrize(("folder", "decides"), [*((name, True) for name in DECIDING), ("cli", False)])
def test_code_that_makes_an_answer_decides_which_are_kept(tmp_path: Path, folder: str, decides: bool) -> None:
    digests = set()
    for number in range(2):
        package = tmp_path / str(number)
        write_files(package, {**{f"{name}/a.py": "" for name in DECIDING}, f"{folder}/b/c.py": "x" * number})
        digests.add(code_digest(package))
    assert len(digests) == 1 + decides


def test_a_line_that_was_cut_short_loses_itself_alone(tmp_path: Path) -> None:
    ranks(Answers({"a": 3}), tmp_path)
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-5])
    cut, whole = Answers({"a": 3}), Answers({"a": 3})
    assert ranks(cut, tmp_path) == ranks(whole, tmp_path) == [(3, None)] * 3
    assert (cut.asked, whole.asked) == (["q2"], [])


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        ranks(Answers({"a": 3}, stops_at="q1"), tmp_path)
    rest = Answers({"a": 3})
    assert ranks(rest, tmp_path) == [(3, None)] * 3
    assert rest.asked == ["q1", "q2"]


@pytest.mark.parametrize("text", ["", "?!", "x" * 20_001])
def test_a_question_that_is_refused_counts_as_not_answered(tmp_path: Path, text: str) -> None:
    questions = [Question("q", text, {"a": 1.0})]
    for times in (1, 0):
        answers = Answers({"a": 1})
        assert ranks(answers, tmp_path, questions=questions) == [(None,)]
        assert len(answers.asked) == times


def test_what_lies_deep_is_not_found(tmp_path: Path) -> None:
    assert ranks(Answers({"a": DEPTH, "b": DEPTH + 1}), tmp_path)[0] == (DEPTH, None)


def test_progress_counts_kept_answers_too(tmp_path: Path) -> None:
    for _ in range(2):
        seen: list[Progress] = []
        pace = Pace("ask", 3, seen.append)
        ask_all(QUESTIONS, Answers({}), Journal(tmp_path, []), pace)
        assert [progress.done for progress in seen] == [1, 2, 3]


def test_a_place_is_that_of_the_first_of_the_same() -> None:
    assert places(["b", "a", "b", "c"]) == {"b": 1, "a": 2, "c": 3}
