"""Corpus, queries and judgements."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.collections import read_collection

Write = Callable[..., Path]

CORPUS = [
    {"_id": "c1", "title": "add", "text": "a + b", "metadata": {"language": "Python"}},
    {"_id": "c2", "title": "", "text": "a - b", "language": "python"},
    {"_id": 3, "text": "a * b", "language": "python"},
]
QUERIES = [
    {"_id": "q1", "text": "sum"},
    {"_id": "q2", "text": "nobody judged"},
    {"_id": "q3", "text": "times"},
]
HEADER = "query-id\tcorpus-id\tscore\n"
JUDGED = HEADER + "q3\t3\t1\nq1\tc1\t2\nq1\tc2\t0.5\nq1\t3\t0\n"


@pytest.fixture
def folder(write: Write, tmp_path: Path) -> Path:
    write("bench/corpus.jsonl", CORPUS)
    write("bench/queries.jsonl", QUERIES)
    write("bench/qrels/test.tsv", JUDGED)
    return tmp_path / "bench"


def test_judged_queries_are_asked_and_the_score_is_the_gain(folder: Path) -> None:
    [collection] = read_collection([folder])
    assert collection.name == "bench"
    assert [(q.id, q.text, q.gains) for q in collection.questions] == [
        ("q1", "sum", {"c1": 2.0, "c2": 0.5, "3": 0.0}),
        ("q3", "times", {"3": 1.0}),
    ]
    assert [document.text for document in collection.documents] == ["add\na + b", "a - b", "a * b"]
    assert {document.language for document in collection.documents} == {"python"}


def test_files_may_be_gzipped(folder: Path, write: Write) -> None:
    plain = read_collection([folder])
    for name in ("corpus.jsonl", "queries.jsonl"):
        write(f"bench/{name}.gz", (folder / name).read_text())
        (folder / name).unlink()
    assert read_collection([folder]) == plain


def test_of_several_splits_the_test_counts_and_a_single_one_does(folder: Path, write: Write) -> None:
    write("bench/qrels/._test.tsv", "no data")
    write("bench/qrels/dev.tsv", HEADER + "q2\tc1\t1\n")
    assert [q.id for q in read_collection([folder])[0].questions] == ["q1", "q3"]
    (folder / "qrels/test.tsv").unlink()
    assert [q.id for q in read_collection([folder])[0].questions] == ["q2"]


def test_a_question_is_asked_in_each_language_that_answers_it(folder: Path, write: Write) -> None:
    go_add = {"_id": "c1", "text": "add", "language": "go"}
    never_asked_for = {"_id": "x", "text": "SELECT", "language": "sql"}
    write("bench/corpus.jsonl", [go_add, *CORPUS[1:], never_asked_for])
    go, python = sorted(read_collection([folder]), key=lambda collection: collection.name)
    assert (python.name, go.name) == ("bench python", "bench go")
    assert [dict(question.gains) for question in python.questions] == [{"c2": 0.5, "3": 0.0}, {"3": 1.0}]
    assert [dict(question.gains) for question in go.questions] == [{"c1": 2.0}]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("corpus.jsonl", [*CORPUS, CORPUS[0]], "corpus.jsonl, line 4: the id 'c1' stands here"),
        ("corpus.jsonl", [{"text": "a"}], "corpus.jsonl, line 1: the field `_id` is missing"),
        ("corpus.jsonl", [{"_id": "c1", "text": ""}], "corpus.jsonl, line 1: `text` is empty"),
        ("corpus.jsonl", CORPUS[:2], "line 2: the answer '3' is not in corpus.jsonl"),
        ("corpus.jsonl", "", "corpus.jsonl is empty"),
        ("queries.jsonl", [*QUERIES, QUERIES[0]], "queries.jsonl, line 4: the id 'q1' stands here"),
        ("queries.jsonl", [{"_id": "q1", "text": ""}], "queries.jsonl, line 1: `text` is empty"),
        ("queries.jsonl", QUERIES[:2], "line 2: the query 'q3' is not in queries.jsonl"),
        ("qrels/test.tsv", JUDGED + "q2\tc1\t0\nq2\tc2\t0\n", "line 6: the query 'q2' has no relevant"),
        ("qrels/test.tsv", JUDGED + "q3\t3\t1\n", "line 6: '3' is judged for 'q3' for the second time"),
        ("qrels/test.tsv", JUDGED + "q2\tc1\thigh\n", "line 6: `score` has to be a number of 0 or more"),
        ("qrels/test.tsv", JUDGED + "q2\tc1\t-1\n", "line 6: `score` has to be a number of 0 or more"),
        ("qrels/test.tsv", JUDGED + "q2\tc1\tnan\n", "line 6: `score` has to be a number of 0 or more"),
        ("qrels/test.tsv", JUDGED + "q2\tc1\n", "line 6: the field `score` is missing"),
        ("qrels/test.tsv", "q1\tc1\t1\n", "line 1: the header lacks query-id, corpus-id, score"),
        ("qrels/test.tsv", HEADER, "test.tsv has no rows"),
        ("qrels/test.tsv", "", "test.tsv is empty"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, write: Write, file: str, content: Any, message: str) -> None:
    write(f"bench/{file}", content)
    with pytest.raises(DataError, match=r"(corpus|queries).jsonl|test.tsv") as caught:
        read_collection([folder])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("corpus.jsonl", "corpus.jsonl is missing"),
        ("queries.jsonl", "queries.jsonl is missing"),
        ("qrels/test.tsv", "qrels has no table: it needs test.tsv"),
    ],
)
def test_a_file_that_is_missing_is_told(folder: Path, file: str, message: str) -> None:
    (folder / file).unlink()
    with pytest.raises(DataError, match=message):
        read_collection([folder])


def test_several_splits_without_a_test_are_told(folder: Path) -> None:
    (folder / "qrels/test.tsv").rename(folder / "qrels/dev.tsv")
    (folder / "qrels/train.tsv").write_text(JUDGED)
    with pytest.raises(DataError, match=r"qrels has dev.tsv, train.tsv: it needs test.tsv"):
        read_collection([folder])
