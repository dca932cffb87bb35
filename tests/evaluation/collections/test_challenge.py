"""The CodeSearchNet challenge: annotations, code, and which queries count."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.collections import Challenge, read_challenge

Write = Callable[..., Path]

HEADER = "Language,Query,GitHubUrl,Relevance,Notes\n"
ANNOTATIONS = (
    HEADER
    + "Python,sort a list,py/sort,3,\n"
    + 'Python,Sort a List,py/sort,2,"good,\nbut slow"\n'
    + "Python,sort a list,py/print,0,\n"
    + "Python,parse json,py/lost,3,\n"
    + "Go,sort a list,go/sort,1,\n"
    + "Go,parse json,go/sort,0,\n"
)
CODE = [
    {"url": "py/sort", "code": "sorted(x)", "language": "python"},
    {"GitHubUrl": "py/print", "code": "print(x)"},
    {"url": "py/other", "code": "len(x)", "language": "Python"},
    {"url": "go/sort", "code": "sort.Ints(x)", "language": "go"},
]


@pytest.fixture
def read(write: Write) -> Any:
    def read_files(
        annotations: str = ANNOTATIONS, code: Any = CODE, queries: str = "", **options: Any
    ) -> Challenge:
        asked = write("queries.csv", queries) if queries else None
        return read_challenge(
            write("annotations.csv", annotations), write("code.jsonl", code), asked, **options
        )

    return read_files


def test_relevance_is_averaged_and_the_gain_grows_by_powers_of_two(read) -> None:
    python, go = read().collections
    assert (python.name, go.name) == ("CodeSearchNet challenge python", "CodeSearchNet challenge go")
    [question] = python.questions
    assert question.text == "sort a list"
    assert question.gains == {"py/sort": pytest.approx(2**2.5 - 1), "py/print": 0.0}
    assert [dict(question.gains) for question in go.questions] == [{"go/sort": 1.0}]
    assert question.groups == {"language": "python"}


def test_all_code_can_be_found_and_what_lacks_code_is_counted(read) -> None:
    challenge = read()
    assert [document.id for document in challenge.collections[0].documents] == [
        "py/sort",
        "py/print",
        "py/other",
    ]
    assert {document.language for document in challenge.collections[0].documents} == {"python"}
    assert (challenge.annotated, challenge.missing) == (4, 1)


def test_only_the_queries_that_are_asked_for_count(read) -> None:
    code = [*CODE, {"url": "py/lost", "code": "json.loads(x)"}]
    assert [q.text for q in read(code=code).collections[0].questions] == ["sort a list", "parse json"]
    challenge = read(code=code, queries="query\nPARSE JSON\nnever annotated\n")
    [collection] = challenge.collections
    assert [question.text for question in collection.questions] == ["PARSE JSON"]
    assert (challenge.annotated, challenge.missing) == (2, 0)


def test_a_limit_holds_for_each_language(read) -> None:
    code = [*CODE, {"url": "py/lost", "code": "json.loads(x)"}]
    challenge = read(code=code, limit=1)
    assert [len(collection.questions) for collection in challenge.collections] == [1, 1]


def test_a_function_given_for_each_of_its_annotations_is_one(read) -> None:
    again = [{"url": "py/sort", "code": "sorted(x)"}, {"url": "py/sort", "code": "y", "language": "python"}]
    documents = read(code=[*CODE, *again]).collections[0].documents
    assert [document.id for document in documents] == ["py/sort", "py/print", "py/other", "py/sort 6"]


def test_code_may_be_a_folder(write: Write, tmp_path: Path) -> None:
    annotations = write("annotations.csv", ANNOTATIONS)
    for number, row in enumerate(CODE):
        write(f"code/{number}.jsonl", [row])
    assert len(read_challenge(annotations, tmp_path / "code").collections) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"annotations": "Language,Query\nGo,x\n"}, "line 1: the header lacks GitHubUrl, Relevance"),
        ({"annotations": HEADER}, "annotations.csv has no rows"),
        ({"annotations": HEADER + 'Go,x,u,1,"cut'}, "annotations.csv, line 2: this is not a table"),
        ({"annotations": HEADER + "Go,x,u,4,\n"}, "line 2: `Relevance` has to be a number from 0 to 3"),
        ({"annotations": ANNOTATIONS + "Go,x,u,,\n"}, "line 9: `Relevance` is empty"),
        ({"annotations": ANNOTATIONS + "Go,,u,1,\n"}, "line 9: `Query` is empty"),
        ({"annotations": ANNOTATIONS + "Go,x,py/sort,1,\n"}, "line 9: py/sort is go here and python above"),
        ({"code": [{"code": "x"}]}, "code.jsonl, line 1: the field `url` or `GitHubUrl` is missing"),
        ({"code": [{"url": "u", "code": ""}]}, "code.jsonl, line 1: `code` is empty"),
        ({"code": CODE[1:3]}, "code.jsonl has the code of no relevant function"),
        ({"queries": "text\nx\n"}, "queries.csv, line 1: the header lacks query"),
        ({"queries": "query\nunheard of\n"}, "has the code of no relevant function"),
    ],
)
def test_what_is_wrong_is_told(read, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        read(**changes)
