"""Annotated questions about checkouts: read, and asked."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.annotations import Target, read_repositories
from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.records import Report
from codesearch.evaluation.repositories import evaluate_repositories
from codesearch.types import Hit
from tests.conftest import write_files

RETRY = "def retry_request(send):\n    return send()\n\n\ndef close_pool(pool):\n    pool.close()\n"
QUESTIONS = [
    {"query": "retry request", "relevant": ["lib/retry.py"], "category": "symbol"},
    {
        "query": "close pool",
        "relevant": [{"path": "lib/retry.py", "start_line": 5, "end_line": 6}],
        "secondary": ["lib/none.py"],
    },
]
Annotate = Callable[..., Path]


@pytest.fixture
def annotate(tmp_path: Path) -> Annotate:
    """Write annotations; text as it is, all else as JSON."""

    def write(repos: Any = ({"name": "shop", "language": "python"},), **questions: Any) -> Path:
        files = {"repos.json": repos, **{f"annotations/{name}.json": q for name, q in questions.items()}}
        texts = {
            path: value if isinstance(value, str) else json.dumps(value) for path, value in files.items()
        }
        write_files(tmp_path / "data", texts)
        return tmp_path / "data"

    return write


@pytest.fixture
def checkouts(tmp_path: Path) -> Path:
    write_files(
        tmp_path / "checkouts", {"shop/lib/retry.py": RETRY, "shop/lib/other.py": "def other(): ...\n"}
    )
    return tmp_path / "checkouts"


def ranks(report: Report) -> list[tuple[int | None, ...]]:
    return [outcome.ranks for outcome in report.runs[0].outcomes]


def test_questions_have_answers_and_groups(annotate: Annotate) -> None:
    [shop] = read_repositories(annotate(shop=QUESTIONS))
    first, second = shop.questions
    assert (first.id, first.text, first.gains) == ("shop/1", "retry request", {"lib/retry.py": 1.0})
    assert first.groups == {"language": "python", "repository": "shop", "category": "symbol"}
    assert second.gains == {"lib/retry.py#L5-L6": 1.0, "lib/none.py": 1.0}
    assert "category" not in second.groups
    assert shop.targets["lib/retry.py#L5-L6"] == Target("lib/retry.py", 5, 6)


def test_a_limit_keeps_the_first_of_each_repository(annotate: Annotate) -> None:
    repos = [{"name": name, "language": "python"} for name in ("shop", "till")]
    found = read_repositories(annotate(repos, shop=QUESTIONS, till=QUESTIONS), limit=1)
    assert [[question.id for question in repository.questions] for repository in found] == [
        ["shop/1"],
        ["till/1"],
    ]


NAMED = {"name": "shop", "language": "python"}
ASKED = {"query": "x", "relevant": ["a.py"]}


@pytest.mark.parametrize(
    ("repos", "questions", "sentence"),
    [
        ("[\n{,", [], r"repos\.json, line 2: this is not JSON"),
        ("[" * 100_000, [], r"repos\.json, line 1: this is not JSON"),
        ({}, [], r"repos\.json, line 1: this has to be a list"),
        ([], [], "list of objects in JSON, with something in it"),
        ([NAMED], [], "list of objects in JSON, with something in it"),
        ([{"name": "shop"}], [], r"repos\.json, line 1: the field `language` is missing"),
        ([{"name": " ", "language": "go"}], [], "`name` is empty"),
        ([NAMED, NAMED], [ASKED], "there is another shop"),
        ([NAMED | {"root": "../other"}], [ASKED], "leads out of its folder"),
        ([NAMED | {"root": "/etc"}], [ASKED], "leads out of its folder"),
        ([NAMED | {"name": ".."}], [ASKED], "leads out of its folder"),
        ([NAMED | {"name": "a/b"}], [ASKED], "leads out of its folder"),
        ([NAMED], "[\n\n}", r"shop\.json, line 3: this is not JSON"),
        ([NAMED], ["x"], r"shop\.json, line 1: this has to be a JSON object"),
        ([NAMED], [ASKED, {"relevant": ["a.py"]}], r"shop\.json, line 1: the field `query` is missing"),
        ([NAMED], [{"query": "x"}], "the query has no relevant file"),
        ([NAMED], [{"query": "x", "relevant": "a.py"}], "have to be lists"),
        ([NAMED], [{"query": "x", "relevant": 5}], "have to be lists"),
        ([NAMED], [{"query": "x", "relevant": [5]}], "neither a path nor"),
        ([NAMED], [{"query": "x", "relevant": [["a.py"]]}], "neither a path nor"),
        ([NAMED], [{"query": "x", "relevant": [{"path": None}]}], "neither a path nor"),
        ([NAMED], [{"query": "x", "relevant": [{"start_line": 1}]}], "neither a path nor"),
        ([NAMED], [{"query": "x", "relevant": [{"path": "a.py", "end_line": "9"}]}], "neither a path nor"),
    ],
)
def test_what_is_wrong_is_said(annotate: Annotate, repos: Any, questions: Any, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_repositories(annotate(repos, shop=questions))


def test_files_that_cannot_be_read_are_named(annotate: Annotate, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"repos\.json cannot be read: No such file"):
        read_repositories(tmp_path)
    folder = annotate()
    with pytest.raises(DataError, match=r"shop\.json cannot be read: No such file"):
        read_repositories(folder)
    (folder / "repos.json").write_bytes(b'["\xff"]')
    with pytest.raises(DataError, match=r"repos\.json, line 1: this is not UTF-8"):
        read_repositories(folder)


@pytest.mark.parametrize(
    ("target", "path", "is_met"),
    [
        ("lib/a.py", "lib/a.py", True),
        ("a.py", "lib/a.py", True),
        ("shop/lib/a.py", "lib/a.py", True),
        ("lib/a.py", "lib/aa.py", False),
        ("a.py", "lib/aa.py", False),
        ("other/a.py", "lib/a.py", False),
    ],
)
def test_a_path_may_begin_further_in_or_out(target: str, path: str, is_met: bool) -> None:
    hit = Hit(path, 1, 2, "", "", "function", "python", "", "", 1.0, "")
    assert Target(target).is_in(path) is is_met
    assert Target(target, 2, 9).is_met_by(path, hit) is is_met
    assert not Target(target, 3, 9).is_met_by(path, hit)


def test_any_hit_of_a_file_meets_it_and_of_lines_one_on_them(
    annotate: Annotate, checkouts: Path, lexical_plan: Plan
) -> None:
    question = {"query": "send", "relevant": [QUESTIONS[1]["relevant"][0]]}  # type: ignore[index]
    read = read_repositories(annotate(shop=[*QUESTIONS, question]))
    by_file = evaluate_repositories(read, checkouts, lexical_plan, name="x")
    by_lines = evaluate_repositories(read, checkouts, lexical_plan, name="x", level="unit")
    assert ranks(by_file) == [(1,), (1, None), (1,)]
    assert ranks(by_lines) == [(1,), (1, None), (2,)]  # the module, which spans all lines
    assert (by_file.kind, by_file.mean_over, by_file.notes) == ("repos", "", ())
    assert by_file.data != by_lines.data  # they ask for other things


@pytest.mark.parametrize("root", ["lib", "lib/", "./lib", "", "."])
def test_paths_count_from_the_checkout_whatever_is_indexed(
    annotate: Annotate, checkouts: Path, lexical_plan: Plan, root: str
) -> None:
    read = read_repositories(annotate([NAMED | {"root": root}], shop=QUESTIONS[:1]))
    assert ranks(evaluate_repositories(read, checkouts, lexical_plan, name="x")) == [(1,)]


def test_repositories_are_averaged(annotate: Annotate, checkouts: Path, plan: Plan) -> None:
    write_files(checkouts, {"till/a.py": "def till(): ...\n"})
    repos = [NAMED, {"name": "till", "language": "python"}]
    read = read_repositories(annotate(repos, shop=QUESTIONS, till=[ASKED]))
    report = evaluate_repositories(read, checkouts, plan, name="x")
    assert report.mean_over == "repository"
    assert [run.system for run in report.runs][-1] == "hybrid + rules"
    assert all(len(run.outcomes) == 3 for run in report.runs)


def test_a_checkout_that_changed_is_asked_again(
    annotate: Annotate, checkouts: Path, lexical_plan: Plan
) -> None:
    read = read_repositories(annotate(shop=QUESTIONS[:1]))
    before = evaluate_repositories(read, checkouts, lexical_plan, name="x")
    (checkouts / "shop/lib/retry.py").unlink()
    after = evaluate_repositories(read, checkouts, lexical_plan, name="x")
    assert (ranks(before), ranks(after)) == ([(1,)], [(None,)])
    assert before.data == after.data


def test_a_checkout_that_is_missing_is_named(annotate: Annotate, tmp_path: Path, plan: Plan) -> None:
    [shop] = read_repositories(annotate(shop=QUESTIONS))
    for repository in (shop, replace(shop, root="lib")):
        with pytest.raises(DataError, match="put a checkout of shop there"):
            evaluate_repositories([repository], tmp_path, plan, name="x")
    assert not plan.folder.exists()
