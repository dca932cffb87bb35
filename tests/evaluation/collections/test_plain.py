"""Pairs of query and code."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.evaluation.collections import read_collection

Write = Callable[..., Path]


def test_each_query_is_answered_by_its_own_code(write: Write) -> None:
    rows = [{"query": "add", "code": "a + b"}, {"query": "subtract", "code": "a - b"}]
    [collection] = read_collection([write("pairs.jsonl", rows)])
    assert collection.name == "pairs"
    assert [(question.id, question.text) for question in collection.questions] == [
        ("1", "add"),
        ("2", "subtract"),
    ]
    found = {document.id: document.text for document in collection.documents}
    assert [[found[id] for id in question.gains] for question in collection.questions] == [
        ["a + b"],
        ["a - b"],
    ]


def test_the_same_code_twice_is_one_document_that_answers_both(write: Write) -> None:
    rows = [{"query": query, "code": "a + b", "id": f"q{query}"} for query in ("add", "sum")]
    [collection] = read_collection([write("pairs.jsonl", rows)])
    assert [document.id for document in collection.documents] == ["qadd"]
    assert [dict(question.gains) for question in collection.questions] == [{"qadd": 1.0}, {"qadd": 1.0}]


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("Python", "python"),
        ("py", "python"),
        ("JS", "javascript"),
        ("C#", "csharp"),
        ("csharp", "csharp"),
        ("c++", "cpp"),
        ("PHP", "php"),
        ("golang", "go"),
        ("Klingon", "text"),
        ("", "text"),
        (None, "text"),
    ],
)
def test_languages_are_known_by_name_and_extension(write: Write, written: str | None, language: str) -> None:
    [collection] = read_collection([write("p.jsonl", [{"query": "q", "code": "c", "language": written}])])
    assert collection.documents[0].language == language
    assert collection.questions[0].groups == {"language": language}


def test_each_language_is_a_collection_of_its_own(write: Write) -> None:
    rows = [{"query": f"q{n}", "code": f"c{n}", "language": ("go", "php")[n % 2]} for n in range(5)]
    go, php = read_collection([write("pairs.jsonl", rows)], limit=2)
    assert (go.name, php.name) == ("pairs go", "pairs php")
    assert [question.text for question in go.questions] == ["q0", "q2"]
    assert [document.text for document in go.documents] == ["c0", "c2", "c4"]
    assert {document.language for document in php.documents} == {"php"}


def test_files_are_read_together_and_named_for_what_their_names_share(write: Write, tmp_path: Path) -> None:
    for number in range(2):
        write(f"data/mine_test_{number}.jsonl", [{"query": "q", "code": f"c{number}"}])
    write("data/._mine.jsonl", "no data")
    write("data/LICENSE", "MIT")
    [collection] = read_collection([tmp_path / "data"])
    assert collection.name == "mine_test"
    assert [question.id for question in collection.questions] == ["1", "2"]


def test_data_of_several_kinds_is_read_at_once_and_no_name_is_taken_twice(write: Write) -> None:
    pairs = write("a/test.jsonl", [{"query": "q", "code": "c"}])
    functions = write("b/test.jsonl", [{"docstring": "Add.", "code": "a + b"}])
    assert [c.name for c in read_collection([functions, pairs])] == ["test", "test 2"]
